//! Records, changes, verdicts, views, and answers other than "accepted".

use rusqlite::Row;
use zhijia_model::{Audience, ChangeHash, DeviceId, Header, IntentId, Kind, RecordId};

use super::{Id, Sqlite, blob, id, maybe_id, number, signed};
use crate::ledger::{Answers, Backing, ChangeRow, Num, Offered, RecordRow, Records, RefusedRow, Result};

/// A statement that reads the columns of [`record_row`] from a record table named `r`, then `$more`.
macro_rules! select_record {
    ($($more:literal),+) => {
        concat!(
            "SELECT r.num, r.id, r.kind, r.space, r.owner, r.salt, r.person, ",
            "r.verdict, r.verdict_seq, r.fact, r.fact_seq, r.content, r.erased",
            $($more),+
        )
    };
}
pub(super) use select_record;

/// Reads what `select_record` selects.
pub(super) fn record_row(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    let with_seq = |value: usize| -> rusqlite::Result<Option<(Vec<u8>, u64)>> {
        let bytes: Option<Vec<u8>> = row.get(value)?;
        bytes.map(|bytes| Ok((bytes, number(row, value + 1)?))).transpose()
    };
    Ok(RecordRow {
        num: number(row, 0)?,
        id: id(row, 1)?,
        header: Header { kind: row.get(2)?, space: id(row, 3)?, owner: maybe_id(row, 4)?, salt: row.get(5)? },
        person: maybe_id(row, 6)?,
        verdict: with_seq(7)?,
        fact: with_seq(9)?,
        content: number(row, 11)?,
        erased: row.get(12)?,
    })
}

fn change_row(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    Ok(ChangeRow {
        seq: number(row, 0)?,
        part: row.get(1)?,
        hash: ChangeHash(row.get(2)?),
        bytes: row.get(3)?,
        claimed: row.get(4)?,
        rank: row.get(5)?,
        arrived: row.get(6)?,
        author: id(row, 7)?,
        device: DeviceId(row.get(8)?),
        intent: IntentId(row.get(9)?),
        standing: match row.get::<_, u8>(10)? {
            0 => Backing::Held,
            1 => Backing::EndedSince,
            _ => Backing::Quarantined,
        },
    })
}

impl Records for Sqlite<'_> {
    fn record(&self, id: RecordId) -> Result<Option<RecordRow>> {
        self.one(select_record!(" FROM record r WHERE r.id = ?"), (Id(id),), record_row)
    }

    fn record_at(&self, num: Num) -> Result<Option<RecordRow>> {
        self.one(select_record!(" FROM record r WHERE r.num = ?"), (signed(num),), record_row)
    }

    fn add_record(&self, row: &RecordRow) -> Result<()> {
        let (verdict, fact) = (row.verdict.as_ref(), row.fact.as_ref());
        self.run(
            "INSERT INTO record (num, id, kind, space, owner, salt, person, verdict, verdict_seq, fact, fact_seq, content, \
             erased) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                signed(row.num),
                Id(row.id),
                row.header.kind,
                Id(row.header.space),
                row.header.owner.map(Id),
                &row.header.salt,
                row.person.map(Id),
                blob(verdict.map(|(bytes, _)| bytes.as_slice())),
                signed(verdict.map_or(0, |(_, seq)| *seq)),
                blob(fact.map(|(bytes, _)| bytes.as_slice())),
                signed(fact.map_or(0, |(_, seq)| *seq)),
                signed(row.content),
                row.erased,
            ),
        )
        .map(drop)
    }

    fn set_record(&self, row: &RecordRow) -> Result<()> {
        let (verdict, fact) = (row.verdict.as_ref(), row.fact.as_ref());
        self.run(
            "UPDATE record SET person = ?, verdict = ?, verdict_seq = ?, fact = ?, fact_seq = ?, content = ?, \
             erased = ? WHERE num = ?",
            (
                row.person.map(Id),
                blob(verdict.map(|(bytes, _)| bytes.as_slice())),
                signed(verdict.map_or(0, |(_, seq)| *seq)),
                blob(fact.map(|(bytes, _)| bytes.as_slice())),
                signed(fact.map_or(0, |(_, seq)| *seq)),
                signed(row.content),
                row.erased,
                signed(row.num),
            ),
        )
        .map(drop)
    }

    fn container(&self, id: RecordId) -> Result<Option<RecordId>> {
        self.one("SELECT space FROM record WHERE id = ?", (Id(id),), |row| super::id(row, 0))
    }

    fn contained(&self, space: RecordId, kind: Kind, over_after: i64) -> Result<Vec<RecordId>> {
        // The kinds stand in the text as in the index, or the index would not be used. Only events are over some day.
        self.all(
            "SELECT r.id FROM record r LEFT JOIN event e ON e.record = r.num WHERE r.space = ? AND r.kind = ? \
             AND r.kind IN (1, 4, 8) AND r.erased = 0 AND (e.over IS NULL OR e.over > ?) ORDER BY r.num",
            (Id(space), kind.number(), over_after),
            |row| super::id(row, 0),
        )
    }

    fn changes(&self, record: Num, after: u64) -> Result<Vec<ChangeRow>> {
        self.all(
            "SELECT seq, part, hash, bytes, claimed, rank, arrived, author, device, intent, standing \
             FROM change WHERE record = ? AND seq > ? ORDER BY seq",
            (signed(record), signed(after)),
            change_row,
        )
    }

    fn add_change(&self, record: Num, row: &ChangeRow) -> Result<()> {
        let standing: u8 = match row.standing {
            Backing::Held => 0,
            Backing::EndedSince => 1,
            Backing::Quarantined => 2,
        };
        self.run(
            "INSERT INTO change (seq, record, part, hash, bytes, claimed, rank, arrived, author, device, intent, standing) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                signed(row.seq),
                signed(record),
                row.part,
                row.hash.0,
                &row.bytes,
                row.claimed,
                row.rank,
                row.arrived,
                Id(row.author),
                row.device.0,
                row.intent.0,
                standing,
            ),
        )
        .map(drop)
    }

    fn change_of_intent(&self, device: DeviceId, intent: IntentId, record: Num, part: u8) -> Result<Option<u64>> {
        self.one(
            "SELECT seq FROM change WHERE intent = ? AND device = ? AND record = ? AND part = ? ORDER BY seq LIMIT 1",
            (intent.0, device.0, signed(record), part),
            |row| number(row, 0),
        )
    }

    fn add_past_verdict(&self, record: Num, seq: u64, verdict: &[u8]) -> Result<()> {
        self.run(
            "INSERT INTO past_verdict (record, seq, verdict) VALUES (?, ?, ?)",
            (signed(record), signed(seq), verdict),
        )
        .map(drop)
    }

    fn past_verdicts(&self, record: Num) -> Result<Vec<(u64, Vec<u8>)>> {
        self.all("SELECT seq, verdict FROM past_verdict WHERE record = ? ORDER BY seq", (signed(record),), |row| {
            Ok((number(row, 0)?, row.get(1)?))
        })
    }

    fn view(&self, record: Num, audience: Audience) -> Result<Option<(Vec<u8>, u64)>> {
        self.one(
            "SELECT bytes, seq FROM view WHERE record = ? AND audience = ?",
            (signed(record), audience.number()),
            |row| Ok((row.get(0)?, number(row, 1)?)),
        )
    }

    fn set_view(&self, record: Num, audience: Audience, view: Option<(&[u8], u64)>) -> Result<()> {
        let key = (signed(record), audience.number());
        match view {
            Some((bytes, seq)) => self.run(
                "INSERT INTO view (record, audience, bytes, seq) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (record, audience) DO UPDATE SET bytes = excluded.bytes, seq = excluded.seq",
                (key.0, key.1, bytes, signed(seq)),
            ),
            None => self.run("DELETE FROM view WHERE record = ? AND audience = ?", key),
        }
        .map(drop)
    }
}

impl Answers for Sqlite<'_> {
    fn refused(&self, offered: &Offered) -> Result<Option<RefusedRow>> {
        self.one(
            "SELECT code, field FROM refused WHERE hash = ? AND device = ? AND record = ? AND part = ?",
            (offered.hash.0, offered.device.0, Id(offered.record), offered.part),
            |row| Ok(RefusedRow { code: row.get(0)?, field: row.get(1)? }),
        )
    }

    fn add_refused(&self, offered: &Offered, row: &RefusedRow, at: i64) -> Result<()> {
        self.run(
            "INSERT INTO refused (hash, device, record, part, code, field, at) VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
            (offered.hash.0, offered.device.0, Id(offered.record), offered.part, &row.code, &row.field, at),
        )
        .map(drop)
    }

    fn arrival(&self, device: DeviceId, intent: IntentId) -> Result<Option<i64>> {
        self.one("SELECT at FROM arrival WHERE device = ? AND intent = ?", (device.0, intent.0), |row| row.get(0))
    }

    fn note_arrival(&self, device: DeviceId, intent: IntentId, at: i64) -> Result<()> {
        self.run(
            "INSERT INTO arrival (device, intent, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (device.0, intent.0, at),
        )
        .map(drop)
    }

    fn outbox_empty(&self, device: DeviceId) -> Result<Option<i64>> {
        self.one("SELECT at FROM outbox_empty WHERE device = ?", (device.0,), |row| row.get(0))
    }

    fn note_outbox_empty(&self, device: DeviceId, at: i64) -> Result<()> {
        self.run(
            "INSERT INTO outbox_empty (device, at) VALUES (?, ?) \
             ON CONFLICT (device) DO UPDATE SET at = max(at, excluded.at)",
            (device.0, at),
        )
        .map(drop)
    }
}
