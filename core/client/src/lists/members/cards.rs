//! Members' cards, by a search.

use serde::Serialize;
use zhijia_model::Kind;
use zhijia_model::kinds::member;

use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;

/// Cards in one answer at most.
const AT_ONCE: usize = 50;

/// A member's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardItem {
    /// The member's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The employer.
    pub employer: String,
    /// The last four digits of the mobile number.
    pub tail: String,
}

impl Row for CardItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What fits, by name. Opens empty: a query is needed.
pub(crate) struct Cards {
    pub(crate) query: String,
}

impl List for Cards {
    type Row = CardItem;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Member)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<CardItem>) -> Result<(), Error> {
        if self.query.trim().is_empty() {
            return Ok(());
        }
        for (n, id) in (0..).zip(at.dao.search_cards(&self.query, AT_ONCE)?) {
            let Some(record) = at.dao.record(id)? else { continue };
            let number = member::masked_number(&record).unwrap_or_default();
            let tail: String = number.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            let row = CardItem {
                id: id.to_string(),
                name: member::name(&record).to_owned(),
                employer: member::employer(&record).to_owned(),
                tail,
            };
            out.put(Key::new(n, 0, &row.id), row);
        }
        Ok(())
    }
}
