//! Who changed what, when, from which device, and which value lost (P9).

use std::collections::{BTreeSet, HashSet};

use rusqlite::params;
use zhijia_model::change::PartChange;
use zhijia_model::{ChangeHash, DeviceId, Part, RecordId, Scalar, Verdict, Witness};

use crate::error::Result;
use crate::records::{self, Dao};

/// One put of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryValue {
    /// The key.
    pub key: String,
    /// What was put.
    pub value: Scalar,
    /// Whether it is what is shown now.
    pub shown: bool,
    /// Whether it lost: it stands beside the one that is shown, put by somebody who did not know of it. It can be
    /// restored by putting it again.
    pub lost: bool,
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryChange {
    /// The part; `None` for one that this version does not know.
    pub part: Option<Part>,
    /// The change.
    pub change: ChangeHash,
    /// When the device claims to have written it, in milliseconds.
    pub claimed: i64,
    /// What the hub said of it: sequence, rank time, author; `None` while it is pending.
    pub witness: Option<Witness>,
    /// The device.
    pub device: DeviceId,
    /// What it put.
    pub values: Vec<HistoryValue>,
}

/// A verdict that the hub gave, the present one or one of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastVerdict {
    /// The sequence with which it came.
    pub seq: u64,
    /// The verdict; `None` where this version cannot read it.
    pub verdict: Option<Verdict>,
}

impl Dao<'_> {
    /// The changes of a record that this device holds, in the order of their rank, pending ones last.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryChange>> {
        let Some(held) = records::held(self.conn, record)? else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for number in records::part_numbers(self.conn, held.n)? {
            let changes = records::part(self.conn, held.n, number)?;
            let state = changes.state();
            let (mut shown, mut lost) = (HashSet::new(), HashSet::new());
            for (key, entries) in state.iter() {
                for (at, entry) in entries.iter().enumerate() {
                    let Some(change) = entry.change else { continue };
                    let same = entries.first().is_some_and(|first| first.value == entry.value);
                    if at == 0 || same { &mut shown } else { &mut lost }.insert((key.to_owned(), change));
                }
            }
            out.extend(changes.iter().map(|change| entry(number, change, &shown, &lost)));
        }
        out.sort_by_key(|entry| (entry.witness.map_or(i64::MAX, |witness| witness.rank), entry.claimed, entry.change));
        Ok(out)
    }

    /// The verdicts that the hub gave of a record, the latest first.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn verdicts(&self, record: RecordId) -> Result<Vec<PastVerdict>> {
        let Some(held) = records::held(self.conn, record)? else { return Ok(Vec::new()) };
        let sql = "SELECT verdict_seq, verdict FROM rows WHERE record = ?1 AND verdict IS NOT NULL
                   UNION SELECT seq, bytes FROM past_verdicts WHERE record = ?1 ORDER BY 1 DESC";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map(params![held.n], |row| {
            let bytes: Vec<u8> = row.get(1)?;
            Ok(PastVerdict { seq: row.get::<_, i64>(0)?.cast_unsigned(), verdict: minicbor::decode(&bytes).ok() })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The members who wrote something of a record, without the hub itself.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn authors(&self, record: RecordId) -> Result<BTreeSet<RecordId>> {
        let all = self.history(record)?;
        let authors = all.iter().filter_map(|entry| entry.witness.map(|witness| witness.author));
        Ok(authors.filter(|author| *author != RecordId::CITY).collect())
    }
}

type Keys = HashSet<(String, ChangeHash)>;

fn entry(part: u8, change: &PartChange, shown: &Keys, lost: &Keys) -> HistoryChange {
    let decoded = &change.decoded;
    let values = decoded.puts.iter().map(|put| {
        let key = (put.key.clone(), decoded.hash);
        let (shown, lost) = (shown.contains(&key), lost.contains(&key));
        HistoryValue { key: key.0, value: put.value.clone(), shown, lost }
    });
    HistoryChange {
        part: Part::from_number(part),
        change: decoded.hash,
        claimed: decoded.claimed,
        witness: change.witness,
        device: decoded.actor.device(),
        values: values.collect(),
    }
}
