//! What the hub itself writes: through the same gate, as its own device, with no member as the author.

use ring::hmac;
use zhijia_model::{Actor, Header, IntentId, Kind, Part, PartChanges, RecordId, Scalar};
use zhijia_sync::wire::{Answer, Offer};

use super::Keys;
use crate::gate::{self, Author};
use crate::ledger::{DbError, Result};
use crate::work::Work;

/// A salt that no other record gets: from the hub's key, the epoch, the present sequence and what the record is for.
pub(super) fn salt(work: &Work<'_>, keys: &Keys, what: &[u8]) -> [u8; 16] {
    // While the first union is founded there is no epoch yet.
    let mut text = work.ledger.epoch().map_or([0; 16], |epoch| epoch.id).to_vec();
    text.extend_from_slice(&work.seq().to_be_bytes());
    text.extend_from_slice(&work.now.to_be_bytes());
    text.extend_from_slice(what);
    hmac::sign(&keys.salt, &text).as_ref().first_chunk().copied().unwrap_or_default()
}

/// Begins a record with one change of one part.
pub(super) fn begin(
    work: &mut Work<'_>,
    keys: &Keys,
    header: &Header,
    part: Part,
    puts: &[(String, Scalar)],
) -> Result<RecordId> {
    let id = header.id();
    let actor = Actor::new(keys.device, [0; 8]);
    let change = PartChanges::default().write(&actor, work.now, puts).map_err(unexpected)?;
    let change = change.ok_or_else(|| DbError::Other("the hub wrote nothing".to_owned()))?;
    let intent = IntentId(zhijia_model::id::short_hash(&change));
    let offer = Offer { record: id, header: Some(header.bytes()), part: part.number(), intent, change };
    let author = Author { device: keys.device, member: None };
    match gate::judge(work, &author, gate::read(offer))?.answer {
        Answer::Accepted { .. } => Ok(id),
        other => Err(unexpected(format!("{:?} {other:?}", header.kind()))),
    }
}

fn unexpected(what: impl std::fmt::Display) -> DbError {
    DbError::Other(format!("the gate refused the hub itself: {what}"))
}

/// The header of a record that the hub begins.
pub(super) fn header(kind: Kind, space: RecordId, owner: Option<RecordId>, salt: [u8; 16]) -> Header {
    Header::new(kind, space, owner, salt)
}
