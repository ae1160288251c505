//! A member (会员): what the person says, what the desk says, what a document says.

use crate::fields::{Day, Int, Text, Values, fields, seen};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::person::Mobile;
use crate::spec::{Begins, KindSpec, PartSpec, ViewSpec, Where, Writer};
use crate::state::PartState;

fields! {
    /// What the member writes: contact data are the person's own (A-C2).
    Own {
        /// The name.
        1 name: Text<150>;
        /// The mobile number.
        2 mobile: Text<20>;
        /// Another way to reach the person.
        3 contact: Text<200>;
        /// What the person likes to take part in.
        4 hobbies: Text<200>;
    }
}

fields! {
    /// What the desk of the home union writes.
    Staff {
        /// The name.
        1 name: Text<150>;
        /// The employer (工作单位).
        2 employer: Text<200>;
        /// The kind of member (会员类别).
        3 category: Text<60>;
        /// The office held in the union.
        4 position: Text<60>;
        /// A remark of the desk.
        5 note: Text<2000>;
        /// A name that the person asked for and the desk did not take.
        6 declined_name: Text<150>;
    }
}

fields! {
    /// What a verifier saw on a document.
    Verified {
        /// The name.
        1 name: Text<150>;
        /// The kind of document.
        2 id_type: Text<20>;
        /// The number of the document.
        3 id_no: Text<40>;
        /// The day of birth.
        4 birth: Day;
        /// 0 unknown, 1 male, 2 female, 9 not stated.
        5 sex: Int;
    }
}

fields! {
    /// The card: what every role in the home union sees, computed from the parts.
    Card {
        /// The name of the highest tier that has one.
        1 name: Text<150>, Cards 1;
        /// The employer.
        2 employer: Text<200>, Cards 2;
        /// The mobile number with all but the first three and last four digits as `*`.
        3 number: Text<20>, Cards 3;
    }
}

/// The spec of members.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Member,
    stands_in: &[None],
    parts: &[
        PartSpec { part: Part::Own, keys: Own::KEYS, writers: &[Writer::Itself], ..PART },
        PartSpec {
            part: Part::Staff,
            keys: Staff::KEYS,
            writers: &[Writer::Holds(Role::Desk, Where::Home)],
            ..PART
        },
        PartSpec {
            part: Part::Verified,
            keys: Verified::KEYS,
            writers: &[Writer::Holds(Role::Verifier, Where::Home)],
            ..PART
        },
    ],
    views: &[ViewSpec { compute: put_card, ..ViewSpec::of(Audience::Cards, seen!(Cards: Card)) }],
    found_in: &[(Audience::Desk, Where::Home), (Audience::Cards, Where::Home)],
    stands_empty: true,
    ..KindSpec::PLAIN
};

const PART: PartSpec =
    PartSpec { readers: &[Audience::Mine, Audience::Desk], begins: Begins::Hub, ..PartSpec::PLAIN };

/// What the member wrote.
pub fn own(record: &Record) -> Own<'_> {
    Own::of(record.part(Part::Own))
}

/// What the desk wrote.
pub fn staff(record: &Record) -> Staff<'_> {
    Staff::of(record.part(Part::Staff))
}

/// What a verifier wrote.
pub fn verified(record: &Record) -> Verified<'_> {
    Verified::of(record.part(Part::Verified))
}

/// The card, where it is held.
pub fn card(record: &Record) -> Card<'_> {
    Card::of(record.view(Audience::Cards))
}

/// The name that is shown: the highest tier that has one, verified document, then the desk, then the person (A-C2);
/// where no tier is held, the card's.
pub fn name(record: &Record) -> &str {
    let tiers = [verified(record).name(), staff(record).name(), own(record).name(), card(record).name()];
    tiers.into_iter().find_map(Values::one).unwrap_or_default()
}

/// What has become of a name that the person asks for: where the desk keeps one, the person's word is a request and
/// changes nothing until the desk decides (A-C3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRequest<'r> {
    /// The desk has not decided yet.
    Waits(&'r str),
    /// The desk has declined it.
    Declined(&'r str),
}

/// The name that the person asks for and does not have. A name that stands on a document is changed with the document,
/// at the desk: no request does that.
pub fn name_request(record: &Record) -> Option<NameRequest<'_>> {
    let (wanted, kept) = (own(record).name().one()?, staff(record).name().one()?);
    if wanted == kept || !verified(record).name().is_absent() {
        return None;
    }
    let declined = staff(record).declined_name().one() == Some(wanted);
    Some(if declined { NameRequest::Declined(wanted) } else { NameRequest::Waits(wanted) })
}

/// The employer, where the desk knows it.
pub fn employer(record: &Record) -> &str {
    let told = [staff(record).employer(), card(record).employer()];
    told.into_iter().find_map(Values::one).unwrap_or_default()
}

/// The mobile number as the member wrote it.
pub fn mobile(record: &Record) -> Values<'_, Text<20>> {
    own(record).mobile()
}

/// The masked number: from the member's part, or as it stands on the card. What is no mobile number is not shown at
/// all: too little of it would be masked.
pub fn masked_number(record: &Record) -> Option<String> {
    match mobile(record).one() {
        Some(mobile) => Mobile::parse(mobile).ok().map(Mobile::masked),
        None => card(record).number().one().map(str::to_owned),
    }
}

fn put_card(record: &Record, out: &mut PartState) {
    let full = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
    let number = masked_number(record);
    let card = Card::write().name(full(name(record)).as_deref()).employer(full(employer(record)).as_deref());
    out.put(card.number(number.as_deref()).puts());
}
