//! Putting people on a unit's list, and taking them off it.

use serde::{Deserialize, Serialize};

use crate::fields::Puts;
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::{flag, list};
use crate::intents::members::checked_given_name;
use crate::intents::{Act, Context, Intent, Words, Write, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::batch::{self, Unit};
use crate::kinds::member;
use crate::kinds::sign_up::Wanted;
use crate::refusal::{Code, Refusal};

/// Somebody who is put on a list: a member, or a name and employer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct ListedPerson {
    /// The member's id; empty for somebody whom this phone does not know.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub member: String,
    /// The name, where the member is not given.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub name: String,
    /// The employer.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub employer: String,
    /// How many shares; `None`: 1.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub shares: Option<i64>,
}

/// The most people whom one change puts on a list: a change has at most 256 puts.
pub const PEOPLE_MAX: usize = 24;

/// Puts people on the list of a union for a plan, as its handler. A larger number is put on it by several of these.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPeople {
    /// The union whose list it is.
    pub union: RecordId,
    /// The plan.
    pub plan: RecordId,
    /// The people.
    #[serde(deserialize_with = "list")]
    pub people: Vec<ListedPerson>,
    /// They are listed by others, at the gate: each counts once that person agrees (M-C3).
    #[serde(default, deserialize_with = "flag")]
    pub provisional: bool,
}

/// A line as it is written.
struct Known {
    who: RecordId,
    name: String,
    employer: String,
    by_name: bool,
    shares: Option<i64>,
}

impl ListPeople {
    fn known<C: Context>(&self, context: &C, person: &ListedPerson) -> Result<Known, C::Error> {
        let shares = person.shares.filter(|shares| *shares != 1);
        let most = context.known(Kind::Plan, self.plan, "plan")?;
        let most = crate::kinds::plan::Editions::of(&most).and_then(|all| Some(all.current()?.shares_max)).unwrap_or(1);
        if shares.is_some_and(|shares| !(1..=i64::from(most)).contains(&shares)) {
            return Err(Refusal::about(Code::BadField, "shares").into());
        }
        if !person.member.is_empty() {
            let who = person.member.parse().map_err(|_| Refusal::about(Code::BadField, "member"))?;
            let card = context.known(Kind::Member, who, "member")?;
            let (name, employer) = (member::name(&card).to_owned(), member::employer(&card).to_owned());
            return Ok(Known { who, name, employer, by_name: false, shares });
        }
        let name = checked_given_name(&person.name, "name")?;
        if name.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "name").into());
        }
        let employer = one_line(&person.employer, "employer", 200)?.to_owned();
        let who = batch::by_name(self.plan, &name, &employer);
        Ok(Known { who, name, employer, by_name: true, shares })
    }
}

impl Act for ListPeople {
    const CODE: &'static str = "list-people";
    const WORDS: Words = words("编入参保名单", "Putting people on the list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        if self.people.len() > PEOPLE_MAX {
            return Err(Refusal::about(Code::ListTooLong, PEOPLE_MAX.to_string()).into());
        }
        context.known(Kind::Plan, self.plan, "plan")?;
        let header = batch::header(self.union, self.plan);
        let now = context.record(header.id())?.map(|record| batch::lines(&record)).unwrap_or_default();
        let mut fields = Unit::write();
        for person in &self.people {
            let one = self.known(context, person)?;
            // Who stands on it is left as it is; a name and employer that stand there are the same person.
            if now.get(&one.who).is_some_and(|line| line.on && one.shares.is_none()) {
                continue;
            }
            fields = fields.listed(&one.who, |line| {
                line.is(Wanted::In)
                    .at(context.now())
                    .name(one.name.as_str())
                    .employer(Some(one.employer.as_str()).filter(|text| !text.is_empty()))
                    .by_name(one.by_name.then_some(true))
                    .provisional(self.provisional.then_some(true))
                    .shares(one.shares)
            });
        }
        Ok(written(header, fields))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        let who = |person: &ListedPerson| {
            person.member.parse().unwrap_or_else(|_| {
                let name = checked_given_name(&person.name, "name").unwrap_or_default();
                batch::by_name(self.plan, &name, person.employer.trim())
            })
        };
        let people = self.people.iter().map(who).collect();
        Some(UnlistPeople { union: self.union, plan: self.plan, people }.into())
    }
}

/// Takes people off the list. What was handed in stays as it was until an amendment is handed in (M-C4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlistPeople {
    /// The union whose list it is.
    pub union: RecordId,
    /// The plan.
    pub plan: RecordId,
    /// Whose lines.
    #[serde(deserialize_with = "list")]
    pub people: Vec<RecordId>,
}

impl Act for UnlistPeople {
    const CODE: &'static str = "unlist-people";
    const WORDS: Words = words("移出参保名单", "Taking people off the list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        if self.people.len() > PEOPLE_MAX {
            return Err(Refusal::about(Code::ListTooLong, PEOPLE_MAX.to_string()).into());
        }
        let header = batch::header(self.union, self.plan);
        let record = context.known(Kind::Batch, header.id(), "plan")?;
        let now = batch::lines(&record);
        let mut fields = Unit::write();
        for who in &self.people {
            match now.get(who) {
                Some(line) if line.on => fields = fields.listed(who, |line| line.is(Wanted::Out)),
                Some(_) => {}
                None => return Err(Refusal::about(Code::NotFound, "people").into()),
            }
        }
        Ok(written(header, fields))
    }
}

/// Notes that a handler saw a person's signature: a line that was provisional counts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSignature {
    /// The list.
    pub batch: RecordId,
    /// Whose line.
    pub who: RecordId,
}

impl Act for NoteSignature {
    const CODE: &'static str = "note-signature";
    const WORDS: Words = words("登记本人签字", "Noting a signature");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Batch, self.batch, "batch")?;
        match batch::lines(&record).get(&self.who) {
            Some(line) if line.signed.is_some() => Ok(Writes::nothing(&record, Part::Unit)),
            Some(_) => {
                let fields = Unit::write().listed(&self.who, |line| line.signed(context.now()));
                Ok(Writes::to(&record, Part::Unit, fields))
            }
            None => Err(Refusal::about(Code::NotFound, "who").into()),
        }
    }
}

fn written(header: Header, fields: Puts<Unit<'static>>) -> Writes {
    let nothing = fields.is_empty();
    let write = Write::new(header, Part::Unit, fields);
    if nothing { Writes::Nothing(write) } else { Writes::This(write) }
}
