//! Asking for a title that is out, or that another house has.

use serde::{Deserialize, Serialize};

use super::CancelHold;
use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::hold::{self, Asks};
use crate::kinds::loan::{self, LoanStatus};
use crate::kinds::sign_up::Wanted;
use crate::kinds::{Record, member, title};
use crate::refusal::{Code, Refusal};

/// Asks for a title, for the person who acts. Repeating it is the same hold (L-04).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHold {
    /// The title.
    pub title: RecordId,
}

impl Act for PlaceHold {
    const CODE: &'static str = "place-hold";
    const WORDS: Words = words("预约图书", "Placing a hold");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let (me, now) = (context.me(), context.now());
        let title = context.known(Kind::Title, self.title, "title")?;
        let header = hold::header(title.header.space, me, title.id);
        let (mine, loans) = (context.records_of(Kind::Hold, me)?, context.records_of(Kind::Loan, me)?);
        let live = |one: &&Record| hold::order(one, &loans, china_date(now)).is_some();
        if mine.iter().filter(live).any(|one| one.header == header) {
            return Err(Refusal::from(Code::AlreadyHeld).into());
        }
        let has = |one: &Record| matches!(loan::status(one, china_date(now)), LoanStatus::Out { .. });
        if loans.iter().any(|one| loan::read(one).title().one() == Some(title.id) && has(one)) {
            return Err(Refusal::from(Code::LentToThem).into());
        }
        if hold::on_the_shelf(&title, context.record(title.header.space)?.as_ref(), context.home(me)?) {
            return Err(Refusal::from(Code::OnTheShelf).into());
        }
        let live = mine.iter().filter(live).count();
        if live >= hold::AT_ONCE {
            return Err(Refusal::about(Code::HoldLimit, live.to_string()).into());
        }
        let card = context.record(me)?;
        let (name, employer) = card.as_ref().map_or(("", ""), |card| (member::name(card), member::employer(card)));
        let back = hold::came_back(&loans, title.id, china_date(now)).flatten();
        let asked = mine.iter().find(|one| one.header == header).and_then(hold::last_ask);
        let before = back.chain(asked).max();
        let fields = Asks::write()
            .asks(&id, |ask| ask.is(Wanted::In).at(now).after(before))
            .name(name)
            .employer(employer)
            .title_name(title::read(&title).title().one().unwrap_or_default());
        Ok(Writes::new(header, Part::Member, fields))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(CancelHold { hold: record, reason: String::new(), undoes: None }.into())
    }
}
