//! A row of the feed, expanded to what the phone lacks.

use std::collections::HashMap;

use zhijia_model::kind::Part;
use zhijia_model::scope::parts_for;
use zhijia_model::{DeviceId, RecordId, Scope};
use zhijia_sync::wire::{Entry, News, Ref};

use super::position::Position;
use crate::ledger::{ChangeRow, FeedRow, Ledger, Result};

/// The bytes of an entry besides what it carries.
const OVERHEAD: usize = 48;

/// The authors of a page, named by index.
#[derive(Default)]
pub(super) struct Authors {
    /// In the order of their first mention.
    pub(super) list: Vec<RecordId>,
    index: HashMap<RecordId, u32>,
}

impl Authors {
    fn of(&mut self, author: RecordId) -> u32 {
        if let Some(found) = self.index.get(&author) {
            return *found;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(author);
        self.index.insert(author, number);
        number
    }
}

/// Expands a row, with its size; `None` where it says nothing to a phone at this position.
pub(super) fn expand(
    ledger: &dyn Ledger,
    device: DeviceId,
    scope: Scope,
    position: Position,
    row: &FeedRow,
    authors: &mut Authors,
) -> Result<Option<(usize, Entry)>> {
    let FeedRow { place, record } = row;
    if place.gone.is_some() {
        // What entered after everything that was sent was never there.
        let entry = Entry { record: Ref::Known(record.id), seq: place.seq, gone: place.gone, ..Entry::default() };
        return Ok((place.entered <= position.at).then_some((OVERHEAD, entry)));
    }
    let (Some(kind), Some(audience)) = (record.header.kind(), scope.audience()) else { return Ok(None) };
    let whole = place.entered > position.base;
    let since = if whole { 0 } else { position.base };
    let mut entry = Entry { seq: place.seq, ..Entry::default() };
    entry.record = if whole { Ref::new(&record.header, scope.space) } else { Ref::Known(record.id) };
    let mut bytes = OVERHEAD;
    let read: Vec<Part> = parts_for(kind, audience).collect();
    let moved = record.content > since;
    if moved && !read.is_empty() {
        for change in ledger.changes(record.num, since)? {
            if read.iter().any(|part| part.number() == change.part) {
                bytes += change.bytes.len() + 16;
                entry.changes.push(news(device, position, place.seq, change, authors));
            }
        }
    }
    if moved
        && kind.viewers().contains(&audience)
        && let Some((view, seq)) = ledger.view(record.num, audience)?
        && seq > since
    {
        bytes += view.len();
        entry.view = Some(view);
    }
    entry.verdict = record.verdict.as_ref().filter(|(_, seq)| *seq > since).map(|(verdict, _)| verdict.clone());
    entry.fact = record.fact.as_ref().filter(|(_, seq)| *seq > since).map(|(fact, _)| fact.clone());
    bytes += entry.verdict.as_ref().map_or(0, Vec::len) + entry.fact.as_ref().map_or(0, Vec::len);
    Ok(Some((bytes, entry)))
}

fn news(device: DeviceId, position: Position, seq: u64, change: ChangeRow, authors: &mut Authors) -> News {
    // A phone has its own change while it is pending, and it is pending until it comes back. What it had before it
    // may have left the phone since, and a phone that begins has nothing.
    let has = change.device == device && position.base > 0 && change.seq > position.base;
    News {
        part: change.part,
        behind: seq.saturating_sub(change.seq),
        rank_after_claim: change.rank.saturating_sub(change.claimed),
        author: authors.of(change.author),
        change: if has { change.hash.0.to_vec() } else { change.bytes },
    }
}
