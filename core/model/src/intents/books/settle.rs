//! Settling two loans of one copy that cannot both be (L-C1, L-C2).

use serde::{Deserialize, Serialize};

use super::{Step, UndoLending};
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::{self, EPSILON_MS, Loan};
use crate::kinds::title;
use crate::refusal::{Code, Refusal};

/// What a keeper says of one of the loans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settlement {
    /// The reader had given it back, or on, when it was lent again.
    PassedOn,
    /// It was recorded by mistake.
    Mistaken,
    /// The reader has another copy of the title: the wrong label was scanned.
    OtherCopy,
}

/// Settles one of several loans of a copy; the hub judges the others again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleLoan {
    /// The loan.
    pub loan: RecordId,
    /// What is said of it.
    pub how: Settlement,
    /// The copy that the reader has, where it is another one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub copy: String,
    /// The copy that was scanned, to take it back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scanned: String,
}

impl Act for SettleLoan {
    const CODE: &'static str = "settle-loan";
    const WORDS: Words = words("核实借阅", "Settling a loan");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Loan, self.loan, "loan")?;
        let fields = match self.how {
            Settlement::Mistaken => Loan::write().voids(&id, |void| void.at(context.now())),
            Settlement::PassedOn => {
                let (lent, title) = (loan::lent(&record), loan::read(&record).title().one());
                let others = match title {
                    Some(title) => context.loans_of_copy(record.header.space, title, loan::copy(&record))?,
                    None => Vec::new(),
                };
                let again = others.iter().filter(|other| other.id != record.id && !loan::is_void(other));
                let again = again.map(loan::lent).filter(|at| *at >= lent && at - lent <= EPSILON_MS).min();
                Loan::write().returns(&id, |one| one.at(again.unwrap_or(lent)))
            }
            Settlement::OtherCopy => {
                let title = loan::read(&record).title().one().map(|title| context.record(title)).transpose()?;
                let copies = title.flatten().map(|title| title::copies(&title)).unwrap_or_default();
                if !copies.iter().any(|copy| copy.id == self.copy && !copy.withdrawn) {
                    return Err(Refusal::about(Code::NotFound, "copy").into());
                }
                Loan::write().copy(self.copy.as_str())
            }
        };
        Ok(Writes::to(&record, Part::Keeper, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(match self.how {
            Settlement::Mistaken => UndoLending { loan: record, token: Step::Mistaken(id) }.into(),
            Settlement::PassedOn => UndoLending { loan: record, token: Step::Returned(id) }.into(),
            Settlement::OtherCopy => {
                Self { copy: self.scanned.clone(), scanned: self.copy.clone(), ..self.clone() }.into()
            }
        })
    }
}
