//! Preparing claims from the social insurance's settlement list, for their members to confirm.

use serde::Serialize;
use zhijia_model::RecordId;
use zhijia_model::intents::claims::PrepareClaim;
use zhijia_model::settlement_list::{SettlementFault, SettlementRow, parse_settlements};
use zhijia_model::text::fold;

use crate::Client;
use crate::error::Error;

/// What became of a settlement list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PrepareReport {
    /// Rows that prepare a claim: anew, or as it was.
    pub prepared: u32,
    /// Rows that do not, by their lines.
    pub bad: Vec<BadSettlement>,
}

/// A row that prepares no claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BadSettlement {
    /// The line in the file, from 1.
    pub line: u64,
    /// The stable code.
    pub code: String,
    /// Why, in Simplified Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
}

impl BadSettlement {
    fn new(line: u64, why: SettlementFault) -> Self {
        let (code, zh, en) = (why.code().to_owned(), why.zh().to_owned(), why.en().to_owned());
        Self { line, code, reason_zh: zh, reason_en: en }
    }
}

impl Client {
    /// Prepares a claim upon a plan for each row of the social insurance's settlement list whose member is known here,
    /// as a reviewer; the member confirms it. The same list again prepares the same claims.
    ///
    /// # Errors
    /// [`Error`] where the file cannot be read as a whole, the person may not, or the store cannot be written. Bad rows
    /// are in the report.
    pub fn prepare_claims(&self, plan: RecordId, file: &[u8]) -> Result<PrepareReport, Error> {
        let list = parse_settlements(file)?;
        let bad = list.errors.into_iter().map(|(line, why)| BadSettlement::new(line, why));
        let mut report = PrepareReport { prepared: 0, bad: bad.collect() };
        for row in list.rows {
            match self.prepare(plan, &row) {
                Ok(()) => report.prepared += 1,
                Err(Bad::Row(why)) => report.bad.push(BadSettlement::new(row.line, why)),
                Err(Bad::Phone(error)) => return Err(error),
            }
        }
        report.bad.sort_by_key(|one| one.line);
        Ok(report)
    }

    fn prepare(&self, plan: RecordId, row: &SettlementRow) -> Result<(), Bad> {
        let member = self.whose(row)?;
        let wish = PrepareClaim { plan, member, name: row.name.clone(), draft: row.draft.clone() };
        match self.perform(wish) {
            Ok(_) => Ok(()),
            // What does not fit a claim costs the other rows nothing; what this person may not do is no row's fault.
            Err(error) if matches!(error.code.as_str(), "bad-field" | "empty-field" | "day-to-come" | "bad-name") => {
                Err(Bad::Row(SettlementFault::Refused))
            }
            Err(error) => Err(Bad::Phone(error)),
        }
    }

    /// The member whom a row is about: by the name, and by the employer where several have it. Nobody is guessed.
    fn whose(&self, row: &SettlementRow) -> Result<RecordId, Bad> {
        let mut found = self.cards(&row.name).map_err(Bad::Phone)?;
        found.retain(|card| card.name == row.name);
        if found.len() > 1 {
            found.retain(|card| !row.employer.is_empty() && fold(&card.employer) == fold(&row.employer));
            return match found.as_slice() {
                [one] => one.id.parse().map_err(|_| Bad::Row(SettlementFault::Nobody)),
                _ => Err(Bad::Row(SettlementFault::Several)),
            };
        }
        let one = found.first().ok_or(Bad::Row(SettlementFault::Nobody))?;
        one.id.parse().map_err(|_| Bad::Row(SettlementFault::Nobody))
    }
}

/// Why a row prepares nothing.
enum Bad {
    Row(SettlementFault),
    Phone(Error),
}
