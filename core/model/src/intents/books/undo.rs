//! Taking the last step on a loan or return back: a slip of the hand.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::Loan;
use crate::kinds::return_::Return;
use crate::refusal::{Code, Refusal};

/// Takes one step back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoLending {
    /// The loan, or the return that was recorded by itself.
    pub loan: RecordId,
    /// The step.
    pub token: Step,
}

/// A step that can be taken back. As text it is the key that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The loan or return was recorded by mistake (误登).
    Recorded(IntentId),
    /// This return of a loan was a mistake.
    Returned(IntentId),
    /// It was no mistake after all.
    Mistaken(IntentId),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(id) => write!(f, "void/{id}/at"),
            Self::Returned(id) => write!(f, "return/{id}/undone"),
            Self::Mistaken(id) => write!(f, "void/{id}/undone"),
        }
    }
}

impl FromStr for Step {
    type Err = crate::id::BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split('/').collect::<Vec<_>>().as_slice() {
            ["void", id, "at"] => id.parse().map(Self::Recorded),
            ["return", id, "undone"] => id.parse().map(Self::Returned),
            ["void", id, "undone"] => id.parse().map(Self::Mistaken),
            _ => Err(crate::id::BadId),
        }
    }
}

impl Serialize for Step {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Act for UndoLending {
    const CODE: &'static str = "undo";
    const WORDS: Words = words("撤销", "Undoing");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let now = context.now();
        let not_found = || Refusal::about(Code::NotFound, "loan");
        let record = context.record(self.loan)?.ok_or_else(not_found)?;
        match (record.header.kind(), self.token) {
            (Some(Kind::Loan), Step::Recorded(id)) => {
                Ok(Writes::to(&record, Part::Keeper, Loan::write().voids(&id, |void| void.at(now))))
            }
            (Some(Kind::Return), Step::Recorded(id)) => {
                Ok(Writes::to(&record, Part::Keeper, Return::write().voids(&id, |void| void.at(now))))
            }
            (Some(Kind::Loan), Step::Mistaken(id)) => {
                Ok(Writes::to(&record, Part::Keeper, Loan::write().voids(&id, |void| void.undone(now))))
            }
            (Some(Kind::Return), Step::Mistaken(id)) => {
                Ok(Writes::to(&record, Part::Keeper, Return::write().voids(&id, |void| void.undone(now))))
            }
            (Some(Kind::Loan), Step::Returned(id)) => {
                Ok(Writes::to(&record, Part::Keeper, Loan::write().returns(&id, |one| one.undone(now))))
            }
            _ => Err(not_found().into()),
        }
    }
}
