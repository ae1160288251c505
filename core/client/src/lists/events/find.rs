//! Who is looked for on a roster, letter by letter: the roster is kept, and with each row what it is found by.

use std::collections::HashMap;

use zhijia_model::RecordId;
use zhijia_model::text::{Query, search_keys_of};

use crate::error::Error;
use crate::inner::Inner;
use crate::lists::Kept;
use crate::lists::events::roster::{Roster, RosterItem};
use crate::watch::Op;

/// The roster that was looked at last.
pub(crate) struct Search {
    event: RecordId,
    roster: Kept<Roster>,
    /// What a row is found by, by its id; made when it is first needed.
    keys: HashMap<String, String>,
}

impl Search {
    pub(crate) fn new(inner: &Inner, event: RecordId) -> Self {
        Self { event, roster: Kept::new(inner, Roster::new(event)), keys: HashMap::new() }
    }

    pub(crate) fn is_of(&self, event: RecordId) -> bool {
        self.event == event
    }

    /// The rows that are wanted and fit what was typed, in the order of the roster.
    pub(crate) fn find(
        &mut self,
        inner: &Inner,
        query: &Query,
        wanted: impl Fn(&RosterItem) -> bool,
    ) -> Result<Vec<RosterItem>, Error> {
        for op in self.roster.refresh(inner)? {
            match op {
                Op::Insert { .. } => {}
                Op::Update { item } => drop(self.keys.remove(&item.id)),
                Op::Remove { id } => drop(self.keys.remove(&id)),
            }
        }
        let mut out = Vec::new();
        for item in self.roster.rows().iter().filter(|item| wanted(item)) {
            if query.is_empty() || query.matches_column(keys(&mut self.keys, item)) {
                out.push(item.clone());
            }
        }
        Ok(out)
    }
}

fn keys<'k>(known: &'k mut HashMap<String, String>, item: &RosterItem) -> &'k str {
    known
        .entry(item.id.clone())
        .or_insert_with(|| search_keys_of([item.name.as_str(), item.employer.as_str()]).column().to_owned())
}
