//! A member (会员): what the person says, what the desk says, what a document says.

use crate::field::Field;
use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;
use crate::person::Mobile;
use crate::state::PartState;

/// What the member writes: contact data are the person's own (A-C2).
pub const OWN: &[KeySpec] = &[
    key(1, "name", Type::Text(150)),
    key(2, "mobile", Type::Text(20)),
    key(3, "contact", Type::Text(200)),
    key(4, "hobbies", Type::Text(200)),
];

/// What the desk of the home union writes.
pub const STAFF: &[KeySpec] = &[
    key(1, "name", Type::Text(150)),
    key(2, "employer", Type::Text(200)),
    key(3, "category", Type::Text(60)),
    key(4, "position", Type::Text(60)),
    key(5, "note", Type::Text(2000)),
];

/// What a verifier saw on a document.
pub const VERIFIED: &[KeySpec] = &[
    key(1, "name", Type::Text(150)),
    key(2, "id_type", Type::Text(20)),
    key(3, "id_no", Type::Text(40)),
    key(4, "birth", Type::Text(10)),
    key(5, "sex", Type::Int),
];

/// What every role in the home union sees.
pub const CARDS: &[KeySpec] =
    &[key(1, "name", Type::Text(150)), key(2, "employer", Type::Text(200)), key(3, "number", Type::Text(20))];

/// The name that is shown: the highest tier that has one, verified document, then the desk, then the person (A-C2).
pub fn name(record: &Record) -> &str {
    let tiers = [Part::Verified, Part::Staff, Part::Own];
    tiers.into_iter().find_map(|part| record.part(part).text("name").one()).unwrap_or_default()
}

/// The employer, where the desk knows it.
pub fn employer(record: &Record) -> &str {
    record.part(Part::Staff).text("employer").one().unwrap_or_default()
}

/// The mobile number as the member wrote it.
pub fn mobile(record: &Record) -> Field<&str> {
    record.part(Part::Own).text("mobile")
}

/// The masked number: from the member's part, or as it stands on the card. What is no mobile number is not shown at
/// all: too little of it would be masked.
pub fn masked_number(record: &Record) -> Option<String> {
    match mobile(record).one() {
        Some(mobile) => Mobile::parse(mobile).ok().map(Mobile::masked),
        None => record.part(Part::Own).text("number").one().map(str::to_owned),
    }
}

/// The card: name, employer, masked number.
pub fn card(record: &Record) -> PartState {
    let mut out = PartState::default();
    for (key, value) in [("name", name(record)), ("employer", employer(record))] {
        if !value.is_empty() {
            out.set(key, value);
        }
    }
    out.set_some("number", masked_number(record));
    out
}
