//! Passes: what the hub says of a person in a form that any phone checks without a network. A CBOR Web Token (RFC 8392)
//! in COSE_Sign1 (RFC 9052) under tag 18 with a key id in the protected header, signed with the hub's Ed25519 key, in
//! base45 (RFC 9285), which a QR code holds most densely ([ADR 0023]).
//!
//! A pass is not kept: the hub makes it of a verdict whenever it sends that verdict to the person, and makes the same
//! bytes each time. Three kinds say three things; a member's card is shown inside a second statement, by which the
//! device that it names signs the time, so that a photo of it soon says nothing.
//!
//! [ADR 0023]: ../../../docs/adr/0023-passes-are-made-of-verdicts.md

use core::fmt;

use ring::signature::{Ed25519KeyPair, KeyPair as _};

use crate::id::{DeviceId, RecordId, short_hash};
use crate::refusal::Code;

mod claims;
mod cose;

/// How long a shown card counts, in milliseconds: two minutes, and as much again for clocks that differ.
pub const SHOWN_MS: i64 = 4 * 60 * 1000;

/// The longest text that is read as a pass: a QR code of version 15 with the least correction.
pub const TEXT_MAX: usize = 758;

/// What the hub says of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    /// The member.
    pub member: RecordId,
    /// The name as the hub knows it; cut where a code could not hold it.
    pub name: String,
    /// When it ends, in milliseconds (whole seconds).
    pub until: i64,
    /// What it is.
    pub what: PassKind,
}

/// What a pass is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassKind {
    /// The person is a member; the card counts where this device has signed the time.
    Card {
        /// The device.
        device: DeviceId,
    },
    /// The person has a place.
    Seat {
        /// The event.
        event: RecordId,
        /// The place's number.
        number: u32,
    },
    /// The person has cover by a plan of mutual aid.
    Cover {
        /// The plan.
        plan: RecordId,
        /// From when it counts, in milliseconds (whole seconds).
        from: i64,
        /// The last day of waiting, after which benefits begin, `YYYY-MM-DD`.
        waiting_until: Option<String>,
    },
}

/// Prints what it is: names are personal.
impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pass").field("what", &self.what).finish_non_exhaustive()
    }
}

/// The public half of a key pair.
type PublicKey = [u8; 32];

/// Who signed: the first bytes of SHA-256 over the public key. A hub is named by 8 of them, a device by its id.
fn hub_id(hub: &PublicKey) -> [u8; 8] {
    short_hash(hub).first_chunk().copied().unwrap_or_default()
}

impl Pass {
    /// Signs for the hub. The same pass has the same bytes each time.
    pub fn sign(&self, hub: &Ed25519KeyPair) -> Vec<u8> {
        let id = hub.public_key().as_ref().try_into().map(|key| hub_id(&key)).unwrap_or_default();
        cose::sign(hub, &id, claims::write(self))
    }

    /// Reads a pass as the hub made it.
    ///
    /// # Errors
    /// As [`read`].
    pub fn open(bytes: &[u8], hub: &PublicKey) -> Result<Self, Code> {
        let sealed = cose::read(bytes)?;
        if sealed.key_id != hub_id(hub) {
            return Err(Code::PassOfAnotherHub);
        }
        claims::read(&sealed.open(hub)?)
    }

    /// The event at which it gives a place.
    pub const fn event(&self) -> Option<RecordId> {
        match self.what {
            PassKind::Seat { event, .. } => Some(event),
            PassKind::Card { .. } | PassKind::Cover { .. } => None,
        }
    }

    /// From when it counts, in milliseconds.
    pub const fn from(&self) -> i64 {
        match self.what {
            PassKind::Cover { from, .. } => from,
            PassKind::Card { .. } | PassKind::Seat { .. } => i64::MIN,
        }
    }
}

/// The text of a pass, for a QR code.
pub fn text(bytes: &[u8]) -> String {
    base45::encode(bytes)
}

/// A card as a device shows it at `now`: the hub's bytes, with the time under the device's own signature.
pub fn show(card: &[u8], device: &Ed25519KeyPair, now: i64) -> Vec<u8> {
    let key: PublicKey = device.public_key().as_ref().try_into().unwrap_or_default();
    cose::sign(device, &short_hash(&key), claims::write_shown(card, &key, now))
}

/// Reads what was scanned on a phone that knows the hub's key, as of `now`.
///
/// # Errors
/// Why it says nothing: it is no pass, of another hub, not signed by it, of a newer kind, or a card that was not shown
/// by its own device just now.
pub fn read(text: &str, hub: &PublicKey, now: i64) -> Result<Pass, Code> {
    // What a scanner puts around it is not its own; a space is a digit of base45.
    let text = text.trim_matches(['\r', '\n', '\t']);
    if text.len() > TEXT_MAX {
        return Err(Code::NotAPass);
    }
    let bytes = base45::decode(text).map_err(|_| Code::NotAPass)?;
    let sealed = cose::read(&bytes)?;
    if let Some(shown) = claims::read_shown(&sealed.payload) {
        // The device's signature says when; what it says it of is the hub's.
        let card = Pass::open(&shown.card, hub)?;
        sealed.open(&shown.key)?;
        let device = DeviceId(short_hash(&shown.key));
        if card.what != (PassKind::Card { device }) || sealed.key_id != device.0 {
            return Err(Code::PassForged);
        }
        if shown.at.abs_diff(now) > SHOWN_MS.unsigned_abs() {
            return Err(Code::PassShownBefore);
        }
        return Ok(card);
    }
    let pass = Pass::open(&bytes, hub)?;
    // Without its device a card may be anybody's copy.
    if matches!(pass.what, PassKind::Card { .. }) { Err(Code::PassShownBefore) } else { Ok(pass) }
}

/// Whether a pass counts at `now`, by itself. Where a phone holds what it is about, that says more: an event that was
/// put off, a place that was given back.
///
/// # Errors
/// Why it does not.
pub fn counts(pass: &Pass, now: i64) -> Result<(), Code> {
    if now > pass.until {
        return Err(Code::PassEnded);
    }
    if now < pass.from() {
        return Err(Code::PassNotYet);
    }
    Ok(())
}
