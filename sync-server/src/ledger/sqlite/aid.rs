//! Enrolments.

use zhijia_model::RecordId;

use super::{Id, Sqlite, id, signed};
use crate::ledger::{Aid, Num, Result};

impl Aid for Sqlite<'_> {
    fn add_enrolment(&self, record: Num, id: RecordId, plan: RecordId, person: RecordId) -> Result<()> {
        self.run(
            "INSERT INTO enrolment (record, id, plan, person) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (signed(record), Id(id), Id(plan), Id(person)),
        )
        .map(drop)
    }

    fn enrolments(&self, plan: RecordId, person: RecordId) -> Result<Vec<RecordId>> {
        self.all(
            "SELECT id, record FROM enrolment WHERE plan = ? AND person = ? ORDER BY record",
            (Id(plan), Id(person)),
            |row| id(row, 0),
        )
    }

    fn enrolled(&self, plan: RecordId) -> Result<Vec<RecordId>> {
        self.all("SELECT DISTINCT person FROM enrolment WHERE plan = ? ORDER BY person", (Id(plan),), |row| id(row, 0))
    }

    fn set_predecessors(&self, plan: RecordId, before: &[RecordId]) -> Result<()> {
        self.run("DELETE FROM succession WHERE plan = ?", (Id(plan),))?;
        for one in before {
            self.run(
                "INSERT INTO succession (plan, before) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (Id(plan), Id(*one)),
            )?;
        }
        Ok(())
    }

    fn successors(&self, plan: RecordId) -> Result<Vec<RecordId>> {
        self.all("SELECT plan FROM succession WHERE before = ? ORDER BY plan", (Id(plan),), |row| id(row, 0))
    }
}
