//! Events and their places.

use zhijia_model::kinds::event::{Admission, AdmissionMode};

use super::{Sqlite, signed, small};
use crate::ledger::{EventRow, Events, Num, Result};

impl Events for Sqlite<'_> {
    fn event(&self, record: Num) -> Result<Option<EventRow>> {
        self.one(
            "SELECT capacity, opens, closes, cancelled, published, mode, settled, over, taken, waiting, top FROM event \
             WHERE record = ?",
            (signed(record),),
            |row| {
                Ok(EventRow {
                    admission: Admission {
                        capacity: row.get(0)?,
                        opens: row.get(1)?,
                        closes: row.get(2)?,
                        cancelled: row.get(3)?,
                        published: row.get(4)?,
                        mode: AdmissionMode::from_number(row.get(5)?).unwrap_or(AdmissionMode::Review),
                        settled: row.get(6)?,
                    },
                    over: row.get(7)?,
                    taken: small(row, 8)?,
                    waiting: small(row, 9)?,
                    top: small(row, 10)?,
                })
            },
        )
    }

    fn set_event(&self, record: Num, row: &EventRow) -> Result<()> {
        let admission = row.admission;
        self.run(
            "INSERT INTO event (record, capacity, opens, closes, cancelled, published, mode, settled, over, taken, \
             waiting, top) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET \
             capacity = excluded.capacity, opens = excluded.opens, closes = excluded.closes, \
             cancelled = excluded.cancelled, published = excluded.published, mode = excluded.mode, \
             settled = excluded.settled, over = excluded.over, taken = excluded.taken, waiting = excluded.waiting, top = excluded.top",
            (
                signed(record),
                admission.capacity,
                admission.opens,
                admission.closes,
                admission.cancelled,
                admission.published,
                admission.mode.number(),
                admission.settled,
                row.over,
                row.taken,
                row.waiting,
                row.top,
            ),
        )
        .map(drop)
    }

    fn free_seat(&self, event: Num) -> Result<u32> {
        // The first number whose follower is free; 0 stands before the first.
        let found = self.one(
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM seat WHERE event = ?1 AND number = 1) UNION ALL \
             SELECT * FROM (SELECT s.number + 1 FROM seat s WHERE s.event = ?1 AND NOT EXISTS \
             (SELECT 1 FROM seat t WHERE t.event = ?1 AND t.number = s.number + 1) ORDER BY s.number LIMIT 1) LIMIT 1",
            (signed(event),),
            |row| small(row, 0),
        )?;
        Ok(found.unwrap_or(1))
    }

    fn add_seat(&self, event: Num, number: u32, record: Num) -> Result<()> {
        self.run("INSERT INTO seat (event, number, record) VALUES (?, ?, ?)", (signed(event), number, signed(record)))
            .map(drop)
    }

    fn free_up(&self, event: Num, number: u32) -> Result<u32> {
        self.run("DELETE FROM seat WHERE event = ? AND number = ?", (signed(event), number))?;
        let top = self.one(
            "SELECT number FROM seat WHERE event = ? ORDER BY number DESC LIMIT 1",
            (signed(event),),
            |row| small(row, 0),
        )?;
        Ok(top.unwrap_or(0))
    }
}
