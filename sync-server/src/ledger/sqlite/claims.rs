//! Claims.

use zhijia_model::RecordId;
use zhijia_model::kinds::claim::Numbers;

use super::{Id, Sqlite, id, signed};
use crate::ledger::{ClaimRow, Claims, Num, Result};

impl Claims for Sqlite<'_> {
    fn set_claim(&self, row: &ClaimRow) -> Result<()> {
        self.run(
            "INSERT INTO claim (record, id, plan, person, settlement, invoice) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (record) DO UPDATE SET settlement = excluded.settlement, invoice = excluded.invoice",
            (
                signed(row.num),
                Id(row.id),
                Id(row.plan),
                Id(row.person),
                some(&row.numbers.settlement),
                some(&row.numbers.invoice),
            ),
        )
        .map(drop)
    }

    fn claim(&self, num: Num) -> Result<Option<ClaimRow>> {
        self.one("SELECT id, plan, person, settlement, invoice FROM claim WHERE record = ?", (signed(num),), |row| {
            let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            let numbers = Numbers { settlement: text(3)?, invoice: text(4)? };
            Ok(ClaimRow { num, id: id(row, 0)?, plan: id(row, 1)?, person: id(row, 2)?, numbers })
        })
    }

    fn claims(&self, plan: RecordId, person: RecordId) -> Result<Vec<RecordId>> {
        self.all("SELECT id FROM claim WHERE plan = ? AND person = ? ORDER BY record", (Id(plan), Id(person)), |row| {
            id(row, 0)
        })
    }

    fn claimants(&self, plan: RecordId) -> Result<Vec<RecordId>> {
        self.all("SELECT DISTINCT person FROM claim WHERE plan = ? ORDER BY person", (Id(plan),), |row| id(row, 0))
    }

    fn claimants_of(&self, plan: RecordId, numbers: &Numbers) -> Result<Vec<RecordId>> {
        // Two look-ups, each by its index. A number that is not there equals no other.
        self.all(
            "SELECT person FROM claim WHERE plan = ?1 AND settlement = ?2
             UNION SELECT person FROM claim WHERE plan = ?1 AND invoice = ?3 ORDER BY person",
            (Id(plan), some(&numbers.settlement), some(&numbers.invoice)),
            |row| id(row, 0),
        )
    }
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
