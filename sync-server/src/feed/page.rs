//! One page of a scope: the records that moved since the cursor, each expanded to what the phone lacks.

use zhijia_model::Scope;
use zhijia_sync::limits::PAGE_BYTES_TARGET;
use zhijia_sync::wire::Page;

use super::Follower;
use super::entry::{Authors, expand};
use super::position::Position;
use super::recent::Recent;
use crate::ledger::{Ledger, Result};

/// Rows that are read at a time.
const ROWS: usize = 256;

/// Builds the next page of a scope, without its MAC; `None` where the phone has everything.
pub(super) fn build(ledger: &dyn Ledger, recent: &Recent, follower: &Follower, scope: Scope) -> Result<Option<Page>> {
    let from = follower.cursors.get(&scope).copied().unwrap_or(0);
    let position = Position::read(from);
    let found = ledger.scope(scope)?;
    // Sequence 1 is no row's: a cursor at 1 says that the scope is empty so far, and complete.
    let head = found.map_or(1, |row| row.head.max(1));
    if position.at >= head && position.is_complete() {
        return Ok(None);
    }
    let mut authors = Authors::default();
    let mut entries = Vec::new();
    let (mut bytes, mut last) = (0, position.at);
    let mut to = Position::complete(head);
    if let Some(row) = found {
        'rows: loop {
            let (rows, begin) = recent.rows(ledger, scope, &row, last, ROWS)?;
            let whole = rows.len() < ROWS;
            for row in rows.iter().skip(begin) {
                // A run whose cursor cannot carry where it began is not cut.
                if bytes >= PAGE_BYTES_TARGET
                    && let Some(within) = Position::within(position.base, last)
                {
                    to = within;
                    break 'rows;
                }
                last = row.place.seq;
                if let Some(entry) = expand(ledger, follower.device, scope, position, row, &mut authors)? {
                    bytes += entry.0;
                    entries.push(entry.1);
                }
            }
            if whole {
                break;
            }
        }
    }
    let complete = Position::read(to).is_complete();
    Ok(Some(Page {
        scope: scope.into(),
        from,
        to,
        mac: [0; 16],
        digest: complete.then(|| found.map(|row| row.digest).unwrap_or_default()),
        authors: authors.list,
        entries,
    }))
}
