//! Members' homes, appointments.

use zhijia_model::{RecordId, Role};

use super::{Id, Sqlite, id, signed};
use crate::ledger::{Appointed, Num, People, Result};

impl People for Sqlite<'_> {
    fn home(&self, member: RecordId) -> Result<Option<RecordId>> {
        self.one("SELECT union_id FROM home WHERE member = ?", (Id(member),), |row| id(row, 0))
    }

    fn members_of(&self, union: RecordId) -> Result<Vec<RecordId>> {
        self.all("SELECT member FROM home WHERE union_id = ? ORDER BY member", (Id(union),), |row| id(row, 0))
    }

    fn set_home(&self, member: RecordId, union: RecordId) -> Result<()> {
        self.run(
            "INSERT INTO home (member, union_id) VALUES (?, ?) \
             ON CONFLICT (member) DO UPDATE SET union_id = excluded.union_id",
            (Id(member), Id(union)),
        )
        .map(drop)
    }

    fn appointments(&self, member: RecordId) -> Result<Vec<Appointed>> {
        let rows = self.all(
            "SELECT member, space, role, starts, ends, hard FROM appointment WHERE member = ? ORDER BY record",
            (Id(member),),
            |row| {
                let Some(role) = Role::from_number(row.get(2)?) else { return Ok(None) };
                Ok(Some(Appointed {
                    member: id(row, 0)?,
                    space: id(row, 1)?,
                    role,
                    starts: row.get(3)?,
                    ends: row.get(4)?,
                    hard: row.get(5)?,
                }))
            },
        )?;
        Ok(rows.into_iter().flatten().collect())
    }

    fn set_appointment(&self, record: Num, appointed: Option<&Appointed>) -> Result<()> {
        match appointed {
            Some(one) => self.run(
                "INSERT INTO appointment (record, member, space, role, starts, ends, hard) \
                 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET member = excluded.member, \
                 space = excluded.space, role = excluded.role, starts = excluded.starts, ends = excluded.ends, \
                 hard = excluded.hard",
                (signed(record), Id(one.member), Id(one.space), one.role.number(), one.starts, one.ends, one.hard),
            ),
            None => self.run("DELETE FROM appointment WHERE record = ?", (signed(record),)),
        }
        .map(drop)
    }
}
