//! A member's own loans, and asking for a renewal.

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::intents::books::{AskRenewal, renewed};
use zhijia_model::kinds::{Record, house, loan};
use zhijia_model::{Code, Kind, Outcome, RecordId, Refusal};

use crate::error::Error;
use crate::events::{NamedRecord, text};
use crate::inner::Inner;
use crate::lending::{LoanPhase, phase};
use crate::words::{self, StateText, Tone};
use crate::{Client, Row, Watch};

/// A loan as the borrower sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MyLoan {
    /// The loan's id.
    pub id: String,
    /// The title's name.
    pub title: String,
    /// The house.
    pub house: NamedRecord,
    /// When it was lent, in milliseconds.
    pub lent_ms: i64,
    /// The date by which it should be back.
    pub due: Option<String>,
    /// How far it is.
    pub phase: LoanPhase,
    /// Where it stands.
    pub state: StateText,
    /// The last renewal asked for, and its answer.
    pub renewal: Option<StateText>,
    /// Whether asking for a renewal makes sense now.
    pub can_renew: bool,
    /// Why not, where it does not.
    pub cannot: Option<StateText>,
    /// The key that lists are sorted by.
    pub order: i64,
}

impl Row for MyLoan {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// The own loans, what is due soonest first.
    pub fn my_loans(&self) -> Result<Vec<MyLoan>, Error> {
        my_loans(&self.0)
    }

    /// Watches [`Client::my_loans`].
    pub fn watch_my_loans(&self) -> Watch<MyLoan> {
        self.0.watch(my_loans)
    }

    /// Asks for a renewal. The hub answers; what this phone knows to be refused is refused at once.
    pub fn ask_renewal(&self, loan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(AskRenewal { loan })?.record)
    }
}

/// The last renewal's answer in words.
fn renewal(record: &Record) -> Option<StateText> {
    if loan::unanswered(record).is_some() {
        return Some(StateText::new(
            Tone::UnknownHere,
            "续借已提出,联网后有答复",
            "Renewal asked; the answer comes once online",
        ));
    }
    let Some(Outcome::Loan { renewals, .. }) = record.verdict.as_ref().map(|verdict| &verdict.outcome) else {
        return None;
    };
    let last = renewals.last()?;
    Some(match (&last.due, last.reason.as_deref().and_then(Code::from_code)) {
        (Some(due), _) => {
            let date = due.parse().unwrap_or_default();
            StateText::new(
                Tone::Decided,
                format!("已续借,{}前归还", words::date_zh(date)),
                format!("Renewed, due {}", words::date_en(date)),
            )
        }
        (None, Some(code)) => {
            let refusal = Refusal::about(code, "7");
            StateText::new(
                Tone::Refused,
                format!("没有续借成:{}。{}", refusal.zh(), refusal.next_zh()),
                format!("Not renewed: {}. {}", refusal.en(), refusal.next_en()),
            )
        }
        (None, None) => StateText::new(Tone::Refused, "没有续借成", "Not renewed"),
    })
}

fn my_loans(inner: &Inner) -> Result<Vec<MyLoan>, Error> {
    let me = inner.me()?;
    let today = china_date(inner.now());
    let mut items = Vec::new();
    for record in inner.records_of(Kind::Loan, me.member)? {
        if loan::is_void(&record) {
            continue;
        }
        let status = loan::status(&record, today);
        let house_record = inner.record(record.header.space)?;
        let (phase, order) = phase(&record, &status, today);
        let asked = loan::unanswered(&record).is_some();
        let possible = renewed(&record, house_record.as_ref(), inner.now());
        let open = matches!(status, loan::Status::Out { .. });
        items.push(MyLoan {
            id: record.id.to_string(),
            title: text(loan::read(&record).title_name().one()),
            house: NamedRecord {
                id: record.header.space.to_string(),
                name: house_record.as_ref().map(house::name).unwrap_or_default().to_owned(),
            },
            lent_ms: loan::lent(&record),
            due: loan::due(&record).map(|due| due.to_string()),
            phase,
            state: words::loan(&status, None),
            renewal: match inner.stage(record.id)? {
                Some(stage) => Some(words::pending(stage).leading_to(renewal(&record))),
                None => renewal(&record),
            },
            can_renew: open && !asked && possible.is_ok(),
            cannot: possible.err().filter(|_| open).map(|refusal| {
                StateText::new(Tone::Plain, refusal.zh(), refusal.en()).because(refusal.next_zh(), refusal.next_en())
            }),
            order,
        });
    }
    items.sort_by_key(|item| item.order);
    Ok(items)
}
