//! Rank time R: max(claimed, arrival - grace, arrival of the device's last request that declared its outbox empty),
//! never after the arrival, never before the window opened, fixed at the first arrival of the intent.

use zhijia_model::{DeviceId, Header, Kind};
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
    claimed: i64,
) -> Result<i64> {
    let arrival = work.ledger.arrival(device, offer.intent)?.unwrap_or(work.now).min(work.now);
    let empty = work.outbox_empty(device)?.filter(|at| *at <= arrival);
    let floor = arrival.saturating_sub(kind.spec().grace_ms).max(empty.unwrap_or(i64::MIN));
    let rank = claimed.max(floor).min(arrival);
    let opened = match kind {
        Kind::SignUp => registrar::admission(work, header.space)?.map(|admission| admission.opens),
        _ => None,
    };
    Ok(rank.max(opened.unwrap_or(i64::MIN)))
}
