//! The pass that follows from a verdict, made where the verdict is sent to the person whom it is about.
//!
//! It is nowhere kept: the same verdict makes the same bytes (Ed25519 has no randomness), so what comes again says the
//! same, and a hub that is restored has nothing to restore. It travels as the record's fact in the person's own scope
//! alone; to an organiser who follows the same record it is not sent.

use ring::signature::Ed25519KeyPair;
use zhijia_model::kinds::{Record, member, view_keys};
use zhijia_model::pass::{Pass, PassKind};
use zhijia_model::{Audience, Fact, Kind, Outcome, RecordId, Verdict};
use zhijia_sync::wire::Entry;

use crate::ledger::{Ledger, Result};

/// The last second of the year 9999: an event of which no time is said has no end.
const NO_END: i64 = 253_402_300_799_000;

/// The fact's bytes that go with an entry of the member's own scope; `None` where no pass follows from its verdict.
pub(super) fn of(
    ledger: &dyn Ledger,
    hub: &Ed25519KeyPair,
    me: RecordId,
    id: RecordId,
    entry: &Entry,
) -> Result<Option<Vec<u8>>> {
    let Some(verdict) = entry.verdict.as_deref().and_then(|bytes| minicbor::decode::<Verdict>(bytes).ok()) else {
        return Ok(None);
    };
    let Outcome::Seat { number } = verdict.outcome else { return Ok(None) };
    let Some(row) = ledger.record(id)? else { return Ok(None) };
    // What a pass says has to name the record again on a phone that lacks it.
    if row.header.kind() != Some(Kind::SignUp) || row.header.owner != Some(me) {
        return Ok(None);
    }
    let event = row.header.space;
    let Some(over) = ledger.record(event)?.map(|event| ledger.event(event.num)).transpose()?.flatten() else {
        return Ok(None);
    };
    let what = PassKind::Seat { event, number };
    let pass = Pass { member: me, name: name(ledger, me)?, until: over.over.min(NO_END), what };
    // Writing into a Vec cannot fail.
    Ok(minicbor::to_vec(Fact::Pass { bytes: pass.sign(hub) }).ok())
}

/// A member's name, as the roles of the home union see it.
fn name(ledger: &dyn Ledger, id: RecordId) -> Result<String> {
    let Some(row) = ledger.record(id)? else { return Ok(String::new()) };
    let Some((view, _)) = ledger.view(row.num, Audience::Cards)? else { return Ok(String::new()) };
    let mut record = Record::known(id, row.header);
    if let Ok(card) = zhijia_model::view::decode(view_keys(Kind::Member, Audience::Cards), &view) {
        record.views.insert(Audience::Cards, card);
    }
    Ok(member::name(&record).to_owned())
}
