//! Rank time R: max(claimed, arrival - grace, arrival of the device's last request that declared its outbox empty),
//! never after the arrival, never before the window opened, fixed at the first arrival of the intent; and always after
//! what the change builds upon, which its author knew (X-C3).

use zhijia_model::{Decoded, DeviceId, Header, Kind};
use zhijia_sync::wire::Offer;

use crate::ledger::Result;
use crate::registrar;
use crate::work::Work;

/// Rank time of an offer that arrives now.
pub(super) fn of(
    work: &mut Work<'_>,
    device: DeviceId,
    offer: &Offer,
    header: &Header,
    kind: Kind,
    decoded: &Decoded,
) -> Result<i64> {
    let arrival = work.ledger.arrival(device, offer.intent)?.unwrap_or(work.now).min(work.now);
    let empty = work.outbox_empty(device)?.filter(|at| *at <= arrival);
    let floor = arrival.saturating_sub(kind.spec().grace_ms).max(empty.unwrap_or(i64::MIN));
    let rank = decoded.claimed.max(floor).min(arrival);
    let opened = match kind {
        Kind::SignUp => registrar::admission(work, header.space)?.map(|admission| admission.opens),
        _ => None,
    };
    let part = work.slot(offer.record).and_then(|slot| slot.parts.get(&offer.part));
    let built_upon = part.and_then(|part| part.rank_behind(&decoded.deps));
    Ok(rank.max(opened.unwrap_or(i64::MIN)).max(built_upon.unwrap_or(i64::MIN)))
}
