//! A record: header, parts, views, and what the hub says of it.

use std::collections::BTreeMap;

use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Audience, Part};
use crate::state::PartState;
use crate::verdict::{Fact, Verdict};

/// A record as a device or the hub holds it.
#[derive(Debug, Clone)]
pub struct Record {
    /// The id.
    pub id: RecordId,
    /// The header.
    pub header: Header,
    /// The parts that are held as documents.
    pub parts: BTreeMap<Part, PartState>,
    /// The views that are held, by audience.
    pub views: BTreeMap<Audience, PartState>,
    /// The last verdict.
    pub verdict: Option<Verdict>,
    /// The fact.
    pub fact: Option<Fact>,
    /// The place in the waiting list that the hub counted, from 1.
    pub queue: Option<u32>,
}

impl Record {
    /// A record of which only the header is known.
    pub fn new(header: Header) -> Self {
        Self::known(header.id(), header)
    }

    /// The same, where the id is known: it costs a hash otherwise.
    pub fn known(id: RecordId, header: Header) -> Self {
        Self { id, header, parts: BTreeMap::new(), views: BTreeMap::new(), verdict: None, fact: None, queue: None }
    }

    /// What a part says, where it is held as a document.
    pub fn part(&self, part: Part) -> &PartState {
        self.parts.get(&part).unwrap_or(&EMPTY)
    }

    /// What an audience's view says, where it is held.
    pub fn view(&self, audience: Audience) -> &PartState {
        self.views.get(&audience).unwrap_or(&EMPTY)
    }

    /// What a part says; where it is not held, what an audience's view says of it. A kind's file states once which view
    /// that is, so that rules do not know the difference.
    pub(crate) fn part_or_view(&self, part: Part, audience: Audience) -> &PartState {
        self.parts.get(&part).unwrap_or_else(|| self.view(audience))
    }
}

static EMPTY: PartState = PartState::EMPTY;
