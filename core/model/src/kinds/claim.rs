//! A claim (申领): what a member asks of a mutual-aid plan, what two reviewers decide, and how it is paid (M-07 to M-09,
//! M-C12 to M-C17). Money and illness are decided by people alone (P6): the hub flags, and its verdict decides nothing.
//!
//! The enterprise never sees a claim: its handlers and desks are none of its audiences. Whoever pays sees whom, how much
//! and to which account. Neither a diagnosis nor the number of an account stands here in clear text.

use crate::field::Scalar;
use crate::fields::{Choice, Day, Int, OneOf, Text, Values, fields, seen};
use crate::header::Header;
use crate::id::{IntentId, RecordId, short_hash};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
pub use crate::kinds::plan::plan_of;
use crate::kinds::sign_up::{OneAsk, Wanted, Wish, wish_of};
use crate::named::numbered;
use crate::spec::{About, Begins, GRACE_ENROLMENT_MS, KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};
use crate::state::PartState;
use crate::text::fold;

mod judge;
mod payment;
mod state;

pub use judge::{Bill, ClaimTerms, Covered, NotCovered, Numbers, Reached, bill, judge, same_bill, terms};
pub use payment::{Paid, PaymentState, next_key, payments, standing_payment};
pub use state::{ClaimStage, ClaimState, Decided, Step, may_take, state};

numbered! {
    /// What a claim is about.
    Happening {
        /// A stay in a hospital (住院).
        Stay = 1 "stay",
        /// A serious illness (重疾).
        Illness = 2 "illness",
        /// An accident (意外).
        Accident = 3 "accident",
    }
}

numbered! {
    /// What a photograph shows.
    Paper {
        /// The settlement sheet of the social insurance (结算单).
        Settlement = 1 "settlement",
        /// The discharge record (出院记录).
        Discharge = 2 "discharge",
        /// An invoice (发票).
        Invoice = 3 "invoice",
        /// Something else.
        Other = 4 "other",
    }
}

fields! {
    /// What the member says. Amounts are in fen.
    Filed {
        /// What it is about.
        1 event: OneOf<Happening, 20>;
        /// The hospital.
        2 hospital: Text<200>;
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        /// The day of admission.
        5 admitted: Day;
        /// The day of discharge.
        6 discharged: Day;
        /// The number of the social insurance's settlement (结算单号).
        7 settlement_no: Text<64>;
        /// The number of the invoice.
        8 invoice_no: Text<64>;
        /// What the person paid.
        9 own_cost: Int;
        /// When the person consented that reviewers see medical data, in milliseconds (M-09).
        10 consent: Int;
        set asks: ClaimAsk<IntentId> = "ask" {
            /// Whether the claim is filed, or withdrawn.
            11 is: OneOf<Wanted, 8>;
            /// When that was said, in milliseconds.
            12 at: Int;
        }
        set attachments: Attached<String> = "file" {
            /// How many bytes it has.
            13 size: Int;
            /// Its media type.
            14 media: Text<60>;
            /// What it shows.
            15 shows: OneOf<Paper, 20>;
            /// When it was taken out of the claim, in milliseconds.
            16 removed: Int;
        }
        set accounts: AccountGiven<IntentId> = "account" {
            /// The bank.
            17 bank: Text<100>;
            /// The last digits of the account's number.
            18 tail: Text<8>;
            /// When it was given, in milliseconds.
            19 at: Int;
        }
        set appeals: Appeal<IntentId> = "appeal" {
            /// When it was made, in milliseconds.
            20 at: Int;
            /// Why the person does not agree.
            21 why: Text<2000>;
        }
    }
}

fields! {
    /// What the first check writes: what was prepared of a claim from a settlement list, and decisions.
    Check {
        /// What it is about.
        1 event: OneOf<Happening, 20>, Mine 11;
        /// The hospital.
        2 hospital: Text<200>, Mine 12;
        /// The person's name as the list has it.
        3 name: Text<150>;
        /// The day of admission.
        5 admitted: Day, Mine 15;
        /// The day of discharge.
        6 discharged: Day, Mine 16;
        /// The number of the settlement.
        7 settlement_no: Text<64>, Mine 17;
        /// The number of the invoice.
        8 invoice_no: Text<64>, Mine 18;
        /// What the person paid.
        9 own_cost: Int, Mine 19;
        set decisions: Checked<IntentId> = "decision" {
            /// When it was decided, in milliseconds.
            20 at: Int;
            /// What was decided.
            21 is: OneOf<Decided, 10>;
            /// How much is to be paid.
            22 amount: Int;
            /// Why, or what is missing; the member reads it.
            23 reason: Text<500>;
            /// The version of the claim that was judged.
            24 of: Text<32>;
            /// When the reviewer took it back.
            25 undone: Int;
        }
    }
}

fields! {
    /// What the second review writes.
    Review {
        set decisions: Reviewed<IntentId> = "decision" {
            /// When it was decided, in milliseconds.
            1 at: Int;
            /// What was decided.
            2 is: OneOf<Decided, 10>;
            /// How much is to be paid.
            3 amount: Int;
            /// Why, or what is missing; the member reads it.
            4 reason: Text<500>;
            /// The version of the claim that was judged.
            5 of: Text<32>;
            /// When the reviewer took it back.
            6 undone: Int;
            /// The account to which it is to be paid, as the reviewer saw it (M-C16).
            7 account: Text<32>;
            /// A third person's word where the others disagree (M-C13).
            8 settles: Int;
        }
    }
}

fields! {
    /// What is paid, by whoever pays.
    Payout {
        set payments: Payment<String> = "pay" {
            /// When it was put on the list of what is to be paid, in milliseconds.
            1 at: Int;
            /// How much.
            2 amount: Int;
            /// The version of the claim that was approved.
            3 of: Text<32>;
            /// The account.
            4 account: Text<32>;
            /// When it was taken from the list again, unpaid.
            5 undone: Int;
        }
        set results: BankSaid<IntentId> = "result" {
            /// When it was recorded, in milliseconds.
            6 at: Int;
            /// The key of the payment.
            7 key: Text<64>;
            /// The day on which it was paid, by the bank.
            8 paid: Day;
            /// Why the bank returned it.
            9 returned: Text<500>;
            /// When that was taken back.
            10 undone: Int;
        }
    }
}

fields! {
    /// Where a claim stands, as its person sees it.
    Told {
        /// The stage.
        1 stage: OneOf<ClaimStage, 20>, Mine 1;
        /// The version of the claim that this is about.
        2 version: Text<32>, Mine 2;
        /// Why, or what is missing.
        3 reason: Text<500>, Mine 3;
        /// How much.
        4 amount: Int, Mine 4;
        /// The day on which it was paid.
        5 paid: Day, Mine 5;
        /// The account that was approved, or paid.
        6 account: Text<32>, Mine 6;
    }
}

fields! {
    /// What whoever pays sees of a claim that is approved.
    Payable {
        /// The person's name.
        1 name: Text<150>, Payer 1;
        /// How much.
        2 amount: Int, Payer 2;
        /// The account that was approved.
        3 account: Text<32>, Payer 3;
        /// The bank.
        4 bank: Text<100>, Payer 4;
        /// The last digits of the account's number.
        5 tail: Text<8>, Payer 5;
        /// The version that was approved.
        6 version: Text<32>, Payer 6;
        /// The stage, before payments.
        7 stage: OneOf<ClaimStage, 20>, Payer 7;
    }
}

/// The spec of claims. The salt names the plan, and the bill where its number is known from the beginning: claiming it
/// again is the same claim (M-07).
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Claim,
    stands_in: &[Some(Kind::Union)],
    owner: Owner::Always,
    salt: Salt::Fixed(|header| plan_of(header).is_some() && header.salt.len() == 32),
    about: Some(About { kind: Kind::Plan, named: plan_of, beside: true }),
    parts: &[
        PartSpec {
            part: Part::Member,
            keys: Filed::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Reviewer],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Check,
            keys: Check::KEYS,
            writers: &[Writer::Holds(Role::Reviewer, Where::Space)],
            readers: &[Audience::Reviewer],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Review,
            keys: Review::KEYS,
            writers: &[Writer::Holds(Role::Reviewer, Where::Space)],
            readers: &[Audience::Reviewer],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Payout,
            keys: Payout::KEYS,
            writers: &[Writer::Holds(Role::Office, Where::Space)],
            readers: &[Audience::Reviewer, Audience::Payer],
            begins: Begins::Never,
            // Money that was paid is paid (P1).
            physical: true,
        },
    ],
    views: &[
        ViewSpec { compute: tell, ..ViewSpec::of(Audience::Mine, seen!(Mine: Told, Check)) },
        ViewSpec { compute: put_payable, ..ViewSpec::of(Audience::Payer, seen!(Payer: Payable)) },
    ],
    grace_ms: GRACE_ENROLMENT_MS,
    ..KindSpec::PLAIN
};

/// The most photographs of a claim; asked when one is added.
pub const ATTACHMENTS_MAX: usize = 5;

/// What the member says.
pub fn filed(record: &Record) -> Filed<'_> {
    Filed::of(record.part(Part::Member))
}

/// What the first check wrote; without its part, what the member sees of it.
pub fn check(record: &Record) -> Check<'_> {
    Check::of(record.part_or_view(Part::Check, Audience::Mine))
}

/// What the second review wrote.
pub fn review(record: &Record) -> Review<'_> {
    Review::of(record.part(Part::Review))
}

/// What is paid.
pub fn payout(record: &Record) -> Payout<'_> {
    Payout::of(record.part(Part::Payout))
}

/// What the hub told the member.
pub fn told(record: &Record) -> Told<'_> {
    Told::of(record.view(Audience::Mine))
}

/// What whoever pays sees.
pub fn payable(record: &Record) -> Payable<'_> {
    Payable::of(record.view(Audience::Payer))
}

/// The header of a person's claim upon a plan: by the bill's number where it is known, else by a fresh id.
pub fn header(union: RecordId, person: RecordId, plan: RecordId, settlement_no: &str, id: IntentId) -> Header {
    let number = fold(settlement_no);
    let bill = if number.is_empty() { id.0 } else { short_hash(format!("settlement\0{number}").as_bytes()) };
    Header::new(Kind::Claim, union, Some(person), [plan.0, bill].concat())
}

/// What a claim says: the member's own word, else what was prepared of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimSays<'r> {
    /// What it is about.
    pub event: Option<Happening>,
    /// The hospital.
    pub hospital: &'r str,
    /// The day of admission.
    pub admitted: Option<jiff::civil::Date>,
    /// The day of discharge.
    pub discharged: Option<jiff::civil::Date>,
    /// The number of the settlement.
    pub settlement_no: &'r str,
    /// The number of the invoice.
    pub invoice_no: &'r str,
    /// What the person paid, in fen.
    pub own_cost: Option<i64>,
}

/// Reads what a claim says.
pub fn says(record: &Record) -> ClaimSays<'_> {
    let (own, prepared) = (filed(record), check(record));
    ClaimSays {
        event: own.event().one().or(prepared.event().one()).and_then(Choice::known),
        hospital: own.hospital().one().or(prepared.hospital().one()).unwrap_or_default(),
        admitted: own.admitted().one().or(prepared.admitted().one()),
        discharged: own.discharged().one().or(prepared.discharged().one()),
        settlement_no: own.settlement_no().one().or(prepared.settlement_no().one()).unwrap_or_default(),
        invoice_no: own.invoice_no().one().or(prepared.invoice_no().one()).unwrap_or_default(),
        own_cost: own.own_cost().one().or(prepared.own_cost().one()),
    }
}

/// The person's name as given.
pub fn name(record: &Record) -> &str {
    let names = [filed(record).name(), check(record).name(), payable(record).name()];
    names.into_iter().find_map(Values::one).unwrap_or_default()
}

/// Whether it is filed, with the rank of the first time since the last withdrawal.
pub fn wish(record: &Record) -> Wish {
    let asks = filed(record).asks().filter_map(|ask| {
        let entry = ask.is().shown()?;
        let wants_in = ask.is().one()?.known()? == Wanted::In;
        Some(OneAsk { rank: entry.rank(), wants_in, pending: entry.witness.is_none() })
    });
    wish_of(asks.collect())
}

/// The photographs of a claim that were not taken out: each by the hash of what is stored, with its size.
pub fn attachments(record: &Record) -> impl Iterator<Item = (String, Attached<'_>)> {
    let all = filed(record).attachments().filter(|one| one.removed().is_absent() && !one.size().is_absent());
    all.filter_map(|one| Some((one.element()?, one)))
}

/// The account that holds: the one that was given last. It is named by the action that gave it.
pub fn account(record: &Record) -> Option<(IntentId, AccountGiven<'_>)> {
    let all = filed(record).accounts().filter_map(|one| Some((one.at().shown()?, one.element()?, one)));
    let last = all.max_by_key(|(entry, id, _)| (entry.witness.is_none(), entry.rank(), *id))?;
    Some((last.1, last.2))
}

/// The version of a claim: what its person says, but for the account. A decision names the one that it has judged, and
/// counts for no other (M-C14). What a newer version of the app wrote is part of it, too: every phone comes to the same.
pub fn version(record: &Record) -> String {
    let mut text = Vec::new();
    for (key, values) in record.part(Part::Member).iter().filter(|(key, _)| !key.starts_with(ACCOUNTS)) {
        let mut all: Vec<_> = values.iter().map(|one| &one.value).collect();
        all.sort_unstable();
        all.dedup();
        for value in all {
            text.extend(encoded(key, value));
        }
    }
    data_encoding::HEXLOWER.encode(&short_hash(&text))
}

/// A key with a value as CBOR, in which each says where it ends.
fn encoded(key: &str, value: &Scalar) -> Vec<u8> {
    let mut out = minicbor::Encoder::new(Vec::new());
    // Writing into a Vec cannot fail.
    let _ = out.str(key).and_then(|out| match value {
        Scalar::Text(text) => out.str(text),
        Scalar::Bytes(bytes) => out.bytes(bytes),
        Scalar::Int(number) => out.i64(*number),
        Scalar::Bool(yes) => out.bool(*yes),
    });
    out.into_writer()
}

/// The keys of accounts begin with this.
const ACCOUNTS: &str = "account/";

/// Tells the person where the claim stands, as soon as somebody has written of it.
fn tell(record: &Record, into: &mut PartState) {
    let written = [Part::Check, Part::Review, Part::Payout].iter().any(|part| !record.part(*part).is_empty());
    if !written {
        return;
    }
    let now = state(record);
    let puts = Told::write()
        .stage(now.stage)
        .version(now.version.as_str())
        .reason(now.reason.as_deref())
        .amount(now.amount)
        .paid(now.paid)
        .account(now.account.as_deref());
    into.put(puts.puts());
}

/// Shows whoever pays what is to be paid, once it is approved.
fn put_payable(record: &Record, into: &mut PartState) {
    let now = state::reviewed(record);
    let approved = matches!(now.stage, ClaimStage::Approved | ClaimStage::Held);
    if !approved && record.part(Part::Payout).is_empty() {
        return;
    }
    let puts = Payable::write().name(name(record)).stage(now.stage).version(now.version.as_str());
    let approved_to = account(record).filter(|(id, _)| now.account.as_deref() == Some(id.to_string().as_str()));
    let puts = match approved_to {
        Some((_, given)) => puts.bank(given.bank().one()).tail(given.tail().one()),
        None => puts,
    };
    into.put(puts.amount(now.amount).account(now.account.as_deref()).puts());
}
