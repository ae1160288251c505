//! Who is looked for on a roster, letter by letter: the roster is kept, and with each row what it is found by.

use std::collections::HashMap;

use zhijia_model::RecordId;
use zhijia_model::kinds::member;
use zhijia_model::text::{query_terms, search_keys_of};

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
    /// The masked number on a person's card, by the row's id; read when digits are first looked for.
    numbers: HashMap<String, String>,
}

impl Search {
    pub(crate) fn new(inner: &Inner, event: RecordId) -> Self {
        Self { event, roster: Kept::new(inner, Roster::new(event)), keys: HashMap::new(), numbers: HashMap::new() }
    }

    pub(crate) fn is_of(&self, event: RecordId) -> bool {
        self.event == event
    }

    /// The rows that are wanted and fit what was typed, in the order of the roster.
    pub(crate) fn find(
        &mut self,
        inner: &Inner,
        query: &str,
        wanted: impl Fn(&RosterItem) -> bool,
    ) -> Result<Vec<RosterItem>, Error> {
        for op in self.roster.refresh(inner)? {
            match op {
                Op::Insert { .. } => {}
                Op::Update { item } => self.forget(&item.id),
                Op::Remove { id } => self.forget(&id),
            }
        }
        let digits = tail(query);
        let query = query_terms(query);
        let mut out = Vec::new();
        for item in self.roster.rows().iter().filter(|item| wanted(item)) {
            let found = query.is_empty()
                || query.matches_column(keys(&mut self.keys, item))
                || match digits {
                    Some(digits) => number(&mut self.numbers, inner, item)?.ends_with(digits),
                    None => false,
                };
            if found {
                out.push(item.clone());
            }
        }
        Ok(out)
    }

    fn forget(&mut self, id: &str) {
        self.keys.remove(id);
        self.numbers.remove(id);
    }
}

fn keys<'k>(known: &'k mut HashMap<String, String>, item: &RosterItem) -> &'k str {
    known
        .entry(item.id.clone())
        .or_insert_with(|| search_keys_of([item.name.as_str(), item.employer.as_str()]).column().to_owned())
}

/// The last digits of a number, where that is what was typed: of it a card shows four.
fn tail(query: &str) -> Option<&str> {
    let digits = query.trim();
    let asked = (2..=4).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_digit());
    asked.then_some(digits)
}

fn number<'k>(known: &'k mut HashMap<String, String>, inner: &Inner, item: &RosterItem) -> Result<&'k str, Error> {
    if !known.contains_key(&item.id) {
        let sign_up = item.id.parse().ok().map(|id| inner.record(id)).transpose()?.flatten();
        let owner = sign_up.and_then(|record| record.header.owner);
        let card = owner.map(|owner| inner.record(owner)).transpose()?.flatten();
        let number = card.as_ref().and_then(member::masked_number).unwrap_or_default();
        known.insert(item.id.clone(), number);
    }
    Ok(known.get(&item.id).map_or("", String::as_str))
}
