//! The claims of passes: registered ones where RFC 8392 has a name for it, private ones beside them.

use coset::CborSerializable as _;
use coset::cbor::value::Value;
use coset::cwt::{ClaimName, ClaimsSet, ClaimsSetBuilder, Timestamp};

use super::{Pass, PassKind, cose};
use crate::id::{DeviceId, RecordId};
use crate::refusal::Code;

/// `cnf` of RFC 8747: the device that proves it.
const CONFIRMATION: coset::iana::CwtClaimName = coset::iana::CwtClaimName::Cnf;
/// `kid` within a confirmation.
const KEY_ID: i64 = 3;

// Private use begins below -65536. Numbers are never given again.
const KIND: i64 = -65537;
const NAME: i64 = -65538;
const NUMBER: i64 = -65539;
const WAITING_UNTIL: i64 = -65540;
const CARD: i64 = -65541;
const DEVICE_KEY: i64 = -65542;

const CARD_KIND: u64 = 1;
const SEAT_KIND: u64 = 2;
const COVER_KIND: u64 = 3;

/// A name of so many bytes leaves room in the code for everything else.
const NAME_MAX: usize = 90;

/// A card that is shown by its device.
pub(super) struct Shown {
    pub(super) card: Vec<u8>,
    pub(super) key: [u8; 32],
    pub(super) at: i64,
}

const fn seconds(ms: i64) -> Timestamp {
    Timestamp::WholeSeconds(ms.div_euclid(1000))
}

fn ms(time: Option<&Timestamp>) -> Option<i64> {
    match time? {
        Timestamp::WholeSeconds(seconds) => seconds.checked_mul(1000),
        Timestamp::FractionalSeconds(_) => None,
    }
}

/// As much of a name as there is room for, whole characters.
fn short(name: &str) -> &str {
    name.get(..name.floor_char_boundary(NAME_MAX)).unwrap_or_default()
}

pub(super) fn write(pass: &Pass) -> Vec<u8> {
    let begun = ClaimsSetBuilder::new().subject(pass.member.to_string()).expiration_time(seconds(pass.until));
    let named = |kind: u64| Value::from(kind);
    let name = Value::from(short(&pass.name));
    let claims = match &pass.what {
        PassKind::Card { device } => {
            let confirmed = Value::Map(vec![(Value::from(KEY_ID), Value::Bytes(device.0.to_vec()))]);
            begun.claim(CONFIRMATION, confirmed).private_claim(KIND, named(CARD_KIND)).private_claim(NAME, name)
        }
        PassKind::Seat { event, number } => begun
            .audience(event.to_string())
            .private_claim(KIND, named(SEAT_KIND))
            .private_claim(NAME, name)
            .private_claim(NUMBER, Value::from(*number)),
        PassKind::Cover { plan, from, waiting_until } => {
            let claims = begun
                .audience(plan.to_string())
                .not_before(seconds(*from))
                .private_claim(KIND, named(COVER_KIND))
                .private_claim(NAME, name);
            match waiting_until {
                Some(day) => claims.private_claim(WAITING_UNTIL, Value::from(day.as_str())),
                None => claims,
            }
        }
    };
    cose::claims_bytes(claims.build())
}

pub(super) fn read(payload: &[u8]) -> Result<Pass, Code> {
    let claims = ClaimsSet::from_slice(payload).map_err(|_| Code::NotAPass)?;
    let kind = number(private(&claims, KIND).ok_or(Code::NotAPass)?).ok_or(Code::NotAPass)?;
    let what = match kind {
        CARD_KIND => PassKind::Card { device: confirmed(&claims).ok_or(Code::NotAPass)? },
        SEAT_KIND => PassKind::Seat {
            event: id(claims.audience.as_deref())?,
            number: private(&claims, NUMBER)
                .and_then(number)
                .and_then(|number| u32::try_from(number).ok())
                .ok_or(Code::NotAPass)?,
        },
        COVER_KIND => PassKind::Cover {
            plan: id(claims.audience.as_deref())?,
            from: ms(claims.not_before.as_ref()).ok_or(Code::NotAPass)?,
            waiting_until: private(&claims, WAITING_UNTIL).and_then(Value::as_text).map(str::to_owned),
        },
        // The hub signed it: a newer app knows what it is.
        _ => return Err(Code::NeedsUpdate),
    };
    Ok(Pass {
        member: id(claims.subject.as_deref())?,
        name: private(&claims, NAME).and_then(Value::as_text).unwrap_or_default().to_owned(),
        until: ms(claims.expiration_time.as_ref()).ok_or(Code::NotAPass)?,
        what,
    })
}

pub(super) fn write_shown(card: &[u8], key: &[u8; 32], now: i64) -> Vec<u8> {
    let claims = ClaimsSetBuilder::new()
        .issued_at(seconds(now))
        .private_claim(CARD, Value::Bytes(card.to_vec()))
        .private_claim(DEVICE_KEY, Value::Bytes(key.to_vec()));
    cose::claims_bytes(claims.build())
}

/// A card that is shown; `None` for everything else.
pub(super) fn read_shown(payload: &[u8]) -> Option<Shown> {
    let claims = ClaimsSet::from_slice(payload).ok()?;
    Some(Shown {
        card: private(&claims, CARD)?.as_bytes()?.clone(),
        key: private(&claims, DEVICE_KEY)?.as_bytes()?.as_slice().try_into().ok()?,
        at: ms(claims.issued_at.as_ref())?,
    })
}

fn id(text: Option<&str>) -> Result<RecordId, Code> {
    text.and_then(|text| text.parse().ok()).ok_or(Code::NotAPass)
}

fn private(claims: &ClaimsSet, number: i64) -> Option<&Value> {
    found(claims, &ClaimName::PrivateUse(number))
}

fn found<'c>(claims: &'c ClaimsSet, name: &ClaimName) -> Option<&'c Value> {
    claims.rest.iter().find(|(one, _)| one == name).map(|(_, value)| value)
}

fn number(value: &Value) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}

fn confirmed(claims: &ClaimsSet) -> Option<DeviceId> {
    let confirmed = found(claims, &ClaimName::Assigned(CONFIRMATION))?.as_map()?;
    let kid = confirmed.iter().find(|(name, _)| name.as_integer() == Some(KEY_ID.into()))?;
    DeviceId::from_slice(kid.1.as_bytes()?).ok()
}
