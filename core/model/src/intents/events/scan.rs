//! A person at the door: by a pass or by name, coming or going, and not after all.

use serde::{Deserialize, Serialize};

use super::UndoCheckIn;
use crate::fields::Puts;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{self, By, Door, Scan, Way, header};
use crate::refusal::{Code, Refusal};

/// Records a person who showed a pass that the hub signed. It is enough also where this phone does not hold the
/// sign-up yet: presence is a fact (E-06), and who has no place is a walk-in (E-C19). The caller has read the pass.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanPass {
    /// The event.
    pub event: RecordId,
    /// The member whom the pass names.
    pub member: RecordId,
    /// The name on the pass.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// At which of the event's check-in lists; empty where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
    /// The person goes out.
    #[serde(default, skip_serializing_if = "core::ops::Not::not", deserialize_with = "flag")]
    pub leaves: bool,
}

impl Act for ScanPass {
    const CODE: &'static str = "scan-pass";
    const WORDS: Words = words("扫码签到", "Scanning a pass");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        context.known(Kind::Event, self.event, "event")?;
        let header = header(self.event, self.member);
        let mut fields = Door::write();
        // Where the sign-up is not here yet, its row has no other name.
        if context.record(header.id())?.is_none() {
            fields = fields.name(Some(one_line(&self.name, "name", 150)?).filter(|name| !name.is_empty()));
        }
        let list = one_line(&self.list, "list", 60)?;
        let fields = seen(fields, id, context.now(), By::Pass, (list, self.leaves));
        Ok(Writes::new(header, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoCheckIn { sign_up: record, scan: id }.into())
    }
}

/// Records a person who was found on the list, at one of the event's check-in lists, coming or going (E-06, E-C20).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckAt {
    /// The sign-up.
    pub sign_up: RecordId,
    /// At which of the event's check-in lists; empty where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
    /// The person goes out.
    #[serde(default, skip_serializing_if = "core::ops::Not::not", deserialize_with = "flag")]
    pub leaves: bool,
}

impl Act for CheckAt {
    const CODE: &'static str = "check-at";
    const WORDS: Words = words("签到或离场", "Checking in or out");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        let list = one_line(&self.list, "list", 60)?;
        let fields = seen(Door::write(), id, context.now(), By::Hand, (list, self.leaves));
        Ok(Writes::to(&record, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoCheckIn { sign_up: record, scan: id }.into())
    }
}

/// Puts one scan, at a list, coming or leaving. What is usual is not said: coming, by hand, at the only list.
fn seen(
    fields: Puts<Door<'static>>,
    id: IntentId,
    now: i64,
    by: By,
    (list, leaves): (&str, bool),
) -> Puts<Door<'static>> {
    fields.scans(&id, |scan| {
        let scan = scan.at(now).list(Some(list).filter(|list| !list.is_empty()));
        scan.way(leaves.then_some(Way::Out)).by(Some(by).filter(|by| *by != By::Hand))
    })
}

/// Says that a person was not here after all: takes back every scan that this phone knows of. What another phone saw
/// meanwhile stands (E-C18).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotHere {
    /// The sign-up.
    pub sign_up: RecordId,
}

impl Act for NotHere {
    const CODE: &'static str = "not-here";
    const WORDS: Words = words("撤回到场", "Undoing an arrival");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        let standing = sign_up::door(&record).scans().filter(|scan| scan.undone().is_absent());
        let undone = |fields: Puts<Door<'static>>, id| fields.scans(&id, |scan| scan.undone(context.now()));
        let fields = standing.filter_map(Scan::element).fold(Door::write(), undone);
        if fields.is_empty() {
            return Err(Refusal::about(Code::NotFound, "scan").into());
        }
        Ok(Writes::to(&record, Part::Door, fields))
    }
}
