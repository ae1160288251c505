//! Claims: whatever people write in whatever order, where a claim stands follows from it alone; two people decide, and the
//! money goes out once (M-07 to M-09, M-C12 to M-C17, P6).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;
use zhijia_model::change::PartChanges;
use zhijia_model::kinds::claim::{
    self, Bill, Check, ClaimStage, ClaimTerms, Covered, Decided, Filed, NotCovered, Numbers, Paid, Payout, Reached,
    Review,
};
use zhijia_model::kinds::sign_up::Wanted;
use zhijia_model::kinds::{Record, view};
use zhijia_model::{
    Actor, Audience, DeviceId, Header, IntentId, Kind, Outcome, Part, RecordId, Scalar, Verdict, Witness,
};

const OWNER: u8 = 1;
/// The hour at which the stories begin.
const T: i64 = 1_772_409_600_000;

fn id(n: u8) -> RecordId {
    RecordId([n; 16])
}

fn header() -> Header {
    claim::header(id(90), id(OWNER), id(91), "JS-1", IntentId::default())
}

/// One thing that somebody does. Numbers choose.
#[derive(Debug, Clone)]
enum Step {
    File {
        wants_in: bool,
    },
    Edit {
        cost: i64,
    },
    Appeal,
    Account {
        n: u8,
    },
    /// Who decides, in which step, what, about the present version or an earlier one.
    Decide {
        who: u8,
        step: u8,
        is: u8,
        amount: i64,
        back: usize,
    },
    Undo {
        n: usize,
    },
    Order,
    Result {
        n: usize,
        returned: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<bool>().prop_map(|out| Step::File { wants_in: !out }),
        2 => Just(Step::File { wants_in: true }),
        2 => (1..4_i64).prop_map(|cost| Step::Edit { cost }),
        1 => Just(Step::Appeal),
        2 => (0..2_u8).prop_map(|n| Step::Account { n }),
        9 => (1..5_u8, 0..3_u8, 0..5_u8, 1..3_i64, 0..3_usize)
            .prop_map(|(who, step, is, amount, back)| Step::Decide { who, step, is, amount, back: back / 2 }),
        1 => any::<usize>().prop_map(|n| Step::Undo { n }),
        3 => Just(Step::Order),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(n, returned)| Step::Result { n, returned }),
    ]
}

/// A claim while a story is told: each writes upon what all have written, or upon nothing of the others'.
struct Story {
    parts: BTreeMap<Part, PartChanges>,
    clock: i64,
    versions: Vec<String>,
    decisions: Vec<(Part, IntentId)>,
}

impl Story {
    fn new() -> Self {
        let mut story = Self { parts: BTreeMap::new(), clock: 0, versions: Vec::new(), decisions: Vec::new() };
        let puts = Filed::write().hospital("市一院").own_cost(2).admitted(date(2026, 2, 20));
        let account = IntentId([200; 16]);
        story.put(
            OWNER,
            Part::Member,
            &puts.accounts(&account, |one| one.bank("农行").tail("0042").at(0)).puts(),
            false,
        );
        story
    }

    fn record(&self) -> Record {
        record(&self.parts)
    }

    fn put(&mut self, who: u8, part: Part, puts: &[(String, Scalar)], alone: bool) {
        self.clock += 1;
        let n = u8::try_from(self.clock % 251).unwrap();
        let changes = self.parts.entry(part).or_default();
        let empty = PartChanges::default();
        // A phone that knows nothing of the others' writes by an actor of its own.
        let upon = if alone { &empty } else { &*changes };
        let actor = Actor::new(DeviceId([who; 16]), [n; 8]);
        if let Some(bytes) = upon.write(&actor, T + self.clock, puts).unwrap() {
            let seq = u64::try_from(self.clock).unwrap();
            changes.push(&bytes, Some(Witness { seq, rank: T + self.clock, author: id(who) })).unwrap();
        }
        let version = claim::version(&self.record());
        if self.versions.last() != Some(&version) {
            self.versions.push(version);
        }
    }

    fn play(&mut self, step: &Step, alone: bool) {
        let (intent, at) = (IntentId([u8::try_from(self.clock % 251).unwrap(); 16]), self.clock);
        match *step {
            Step::File { wants_in } => {
                let wanted = if wants_in { Wanted::In } else { Wanted::Out };
                let puts = Filed::write().asks(&intent, |ask| ask.is(wanted).at(at));
                self.put(OWNER, Part::Member, &puts.puts(), alone);
            }
            Step::Edit { cost } => self.put(OWNER, Part::Member, &Filed::write().own_cost(cost).puts(), alone),
            Step::Appeal => {
                let puts = Filed::write().appeals(&intent, |one| one.at(at).why("不对"));
                self.put(OWNER, Part::Member, &puts.puts(), alone);
            }
            Step::Account { n } => {
                let puts = Filed::write().accounts(&IntentId([200 + n; 16]), |one| one.tail("0042").at(at));
                self.put(OWNER, Part::Member, &puts.puts(), alone);
            }
            Step::Decide { who, step, is, amount, back } => {
                let of = self.versions[self.versions.len().saturating_sub(1 + back)].clone();
                let is =
                    [Decided::Pass, Decided::Pass, Decided::Pass, Decided::Reject, Decided::Papers][usize::from(is)];
                let amount = (is == Decided::Pass).then_some(amount);
                let account = claim::account(&self.record()).map(|(id, _)| id.to_string());
                let (part, puts) = if step == 0 {
                    let puts =
                        Check::write().decisions(&intent, |one| one.at(at).is(is).amount(amount).of(of.as_str()));
                    (Part::Check, puts.puts())
                } else {
                    let puts = Review::write().decisions(&intent, |one| {
                        let one = one.at(at).is(is).amount(amount).of(of.as_str()).account(account.as_deref());
                        one.settles((step == 2).then_some(at))
                    });
                    (Part::Review, puts.puts())
                };
                self.decisions.push((part, intent));
                self.put(who, part, &puts, alone);
            }
            Step::Undo { n } => {
                let Some((part, intent)) = self.decisions.get(n % self.decisions.len().max(1)).copied() else { return };
                let puts = match part {
                    Part::Check => Check::write().decisions(&intent, |one| one.undone(at)).puts(),
                    _ => Review::write().decisions(&intent, |one| one.undone(at)).puts(),
                };
                self.put(2, part, &puts, false);
            }
            Step::Order => {
                let record = self.record();
                let state = claim::state(&record);
                let payable = matches!(state.stage, ClaimStage::Approved | ClaimStage::Returned);
                let (true, Some(amount), Some(account)) = (payable, state.amount, &state.account) else { return };
                let key = claim::next_key(&record, &state.version);
                let puts = Payout::write().payments(&key, |one| {
                    one.at(at).amount(amount).of(state.version.as_str()).account(account.as_str())
                });
                self.put(9, Part::Payout, &puts.puts(), alone);
            }
            Step::Result { n, returned } => {
                let record = self.record();
                let payments = claim::payments(&record);
                let Some(one) = payments.get(n % payments.len().max(1)) else { return };
                let (day, why) =
                    if returned { (None, Some("账户已销户")) } else { (Some(date(2026, 3, 5)), None) };
                let key = one.key.clone();
                let puts = Payout::write().results(&intent, |one| one.at(at).key(key.as_str()).paid(day).returned(why));
                self.put(9, Part::Payout, &puts.puts(), alone);
            }
        }
    }
}

fn record(parts: &BTreeMap<Part, PartChanges>) -> Record {
    let mut record = Record::new(header());
    record.parts = parts.iter().map(|(part, changes)| (*part, changes.state())).collect();
    record
}

/// Who, other than the claimant, has said something of a version and has not taken it back, with what: by the parts alone.
fn words(parts: &BTreeMap<Part, PartChanges>, version: &str) -> BTreeMap<RecordId, BTreeSet<(String, Option<i64>)>> {
    let record = record(parts);
    let mut all = BTreeMap::<RecordId, BTreeSet<_>>::new();
    for part in [Part::Check, Part::Review] {
        let state = record.part(part);
        for intent in state.elements("decision") {
            let text = |key: &str| state.text(&format!("decision/{intent}/{key}")).one();
            let int = |key: &str| state.int(&format!("decision/{intent}/{key}")).one();
            let witness = state.shown(&format!("decision/{intent}/is")).and_then(|entry| entry.witness);
            let Some(author) = witness.map(|witness| witness.author).filter(|author| *author != id(OWNER)) else {
                continue;
            };
            if text("of") == Some(version) && int("undone").is_none() {
                all.entry(author).or_default().insert((text("is").unwrap().to_owned(), int("amount")));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Any order of what was written, and any phone: the same state. What was not decided by two people other than the
    /// claimant is neither approved nor on a list, whatever the hub says of it (P6, M-C13, M-C14).
    #[test]
    fn where_a_claim_stands_follows_from_what_people_wrote_in_any_order(
        steps in prop::collection::vec((step(), any::<bool>()), 0..40),
        seed in any::<prop::sample::Index>(),
    ) {
        let mut story = Story::new();
        for (step, alone) in &steps {
            story.play(step, *alone);
        }
        let state = claim::state(&story.record());
        let mut turned = BTreeMap::<Part, PartChanges>::new();
        for (part, changes) in &story.parts {
            let mut all: Vec<_> = changes.iter().collect();
            all.reverse();
            let at = seed.index(all.len());
            all.rotate_left(at);
            for change in all {
                turned.entry(*part).or_default().push(&change.bytes, change.witness).unwrap();
            }
        }
        prop_assert_eq!(claim::state(&record(&turned)), state.clone());
        // What the hub says changes nothing.
        let outcomes = [Outcome::Stands, Outcome::Duplicate, Outcome::Ineligible { why: "outside".to_owned() }];
        for outcome in outcomes {
            let mut flagged = story.record();
            flagged.verdict = Some(Verdict { judged: 99, rule: "M-08".to_owned(), outcome, flags: Vec::new() });
            prop_assert_eq!(claim::state(&flagged), state.clone());
        }
        if matches!(state.stage, ClaimStage::Approved | ClaimStage::Rejected) {
            let words = words(&story.parts, &state.version);
            let wanted = if state.stage == ClaimStage::Approved { ("pass", state.amount) } else { ("reject", None) };
            let agree = words.values().filter(|said| said.contains(&(wanted.0.to_owned(), wanted.1))).count();
            // Two who say the same; or three who have spoken, of whom one has settled it.
            prop_assert!(agree >= 2 || (agree == 1 && words.len() >= 3), "{words:?}");
        }
        // At most one payment stands.
        let record = story.record();
        let standing = claim::payments(&record).into_iter().filter(|one| one.paid != Paid::Ended && !one.surplus);
        prop_assert!(standing.count() <= 1, "M-C15");
    }

    /// The member is told what the reviewers' parts say, and whoever pays sees nothing of an illness.
    #[test]
    fn each_phone_comes_to_the_same_with_what_it_holds(steps in prop::collection::vec((step(), any::<bool>()), 0..30)) {
        let mut story = Story::new();
        for (step, alone) in &steps {
            story.play(step, *alone);
        }
        let whole = story.record();
        let state = claim::state(&whole);
        let mut mine = Record::new(header());
        mine.parts.insert(Part::Member, whole.part(Part::Member).clone());
        mine.views.extend(view(&whole, Audience::Mine).map(|view| (Audience::Mine, view)));
        let told = claim::state(&mine);
        prop_assert_eq!((told.stage, &told.version), (state.stage, &state.version));
        prop_assert_eq!(told.paid, state.paid);
        let seen = view(&whole, Audience::Payer);
        if let Some(seen) = &seen {
            prop_assert!(seen.iter().all(|(_, values)| values.iter().all(|one| one.value != "市一院".into())));
            let mut payer = Record::new(header());
            payer.parts.extend(whole.parts.get(&Part::Payout).map(|part| (Part::Payout, part.clone())));
            payer.views.insert(Audience::Payer, seen.clone());
            let sees = claim::state(&payer);
            let money = [ClaimStage::Approved, ClaimStage::ToPay, ClaimStage::Held, ClaimStage::Paid, ClaimStage::Returned];
            if money.contains(&state.stage) {
                prop_assert_eq!((sees.stage, sees.amount), (state.stage, state.amount));
            }
        } else {
            prop_assert!(state.stage != ClaimStage::Approved && whole.part(Part::Payout).is_empty());
        }
    }

    /// M-C12: it does not matter in which order the hub meets claims; one bill is processed once, and what people have
    /// approved or paid is it.
    #[test]
    fn claims_are_judged_alike_in_any_order(bills in prop::collection::vec(bill(), 0..7), by in any::<prop::sample::Index>()) {
        let bills: Vec<_> = (1..).zip(bills).map(|(n, bill)| Bill { id: id(n), ..bill }).collect();
        let mut other = bills.clone();
        other.reverse();
        if !other.is_empty() {
            other.rotate_left(by.index(bills.len()));
        }
        let judged = |all: &[Bill]| {
            let judged = claim::judge(ClaimTerms::default(), &[], all);
            all.iter().map(|one| one.id).zip(judged).collect::<BTreeMap<_, _>>()
        };
        let all = judged(&bills);
        prop_assert_eq!(&judged(&other), &all);
        let counts = |one: &Bill| one.filed.is_some() && !matches!(all[&one.id], Some((Outcome::Duplicate, ..)));
        for (n, one) in bills.iter().enumerate() {
            for other in bills.iter().skip(n + 1).filter(|other| counts(one) && counts(other)) {
                let same = !one.numbers.settlement.is_empty() && one.numbers.settlement == other.numbers.settlement;
                prop_assert!(!same, "two are processed of one bill");
            }
        }
    }
}

fn bill() -> impl Strategy<Value = Bill> {
    let numbers = (0..3_u8, 0..3_u8).prop_map(|(settlement, invoice)| {
        let text = |n: u8| if n == 0 { String::new() } else { n.to_string() };
        Numbers { settlement: text(settlement), invoice: text(invoice) }
    });
    let reached = prop_oneof![Just(Reached::Nothing), Just(Reached::Approved), Just(Reached::Paid)];
    (numbers, prop::option::of(0..4_i64), reached).prop_map(|(numbers, filed, reached)| Bill {
        id: id(0),
        numbers,
        filed,
        withdrawn: filed.is_none(),
        admitted: None,
        discharged: None,
        reached,
        elsewhere: false,
    })
}

const IN: Date = date(2026, 2, 20);

fn filed_at(at: i64, discharged: Option<Date>) -> Bill {
    Bill {
        id: id(1),
        numbers: Numbers::default(),
        filed: Some(at),
        withdrawn: false,
        admitted: Some(IN),
        discharged,
        reached: Reached::Nothing,
        elsewhere: false,
    }
}

/// M-08.
#[test]
fn a_day_is_covered_after_the_waiting_and_until_the_end() {
    let cover = Covered { from: date(2026, 1, 1), to: date(2026, 12, 31), waiting_until: Some(date(2026, 2, 19)) };
    let says =
        |covers: &[Covered], bill: Bill| claim::judge(ClaimTerms::default(), covers, &[bill]).remove(0).unwrap().0;
    let why = |why: NotCovered| Outcome::Ineligible { why: why.name().to_owned() };
    let bill = filed_at(T, None);
    assert_eq!(says(&[cover], bill.clone()), Outcome::Stands, "the first day behind the waiting");
    assert_eq!(says(&[Covered { waiting_until: Some(IN), ..cover }], bill.clone()), why(NotCovered::Waiting));
    assert_eq!(says(&[Covered { from: date(2026, 2, 21), ..cover }], bill.clone()), why(NotCovered::Outside));
    assert_eq!(says(&[], bill.clone()), why(NotCovered::NoCover));
    assert_eq!(says(&[cover], Bill { admitted: None, ..bill.clone() }), why(NotCovered::NoDay));
    // One of two stretches is enough.
    assert_eq!(says(&[Covered { to: IN.yesterday().unwrap(), ..cover }, cover], bill), Outcome::Stands);
}

/// M-C17.
#[test]
fn what_is_late_is_flagged_and_never_dropped() {
    let terms = ClaimTerms { days: Some(10), until: None };
    let flags = |terms, bill: Bill| claim::judge(terms, &[], &[bill]).remove(0).unwrap().2;
    let (day, out) = (86_400_000, date(2026, 2, 20));
    // T is the morning of 2 March: the tenth day.
    assert_eq!(flags(terms, filed_at(T, Some(out))), Vec::<String>::new());
    assert_eq!(flags(terms, filed_at(T + day, Some(out))), ["M-C17"]);
    assert_eq!(
        flags(terms, filed_at(T + 90 * day, None)),
        Vec::<String>::new(),
        "who is in hospital still is not late"
    );
    let until = ClaimTerms { days: None, until: Some(date(2026, 3, 2)) };
    assert_eq!(flags(until, filed_at(T + day, None)), ["M-C17"]);
}

/// A decision stored today is found again by every later version of the program.
#[test]
fn a_version_is_what_it_always_was() {
    let mut one = Record::new(Header::new(Kind::Claim, id(90), Some(id(OWNER)), [7; 32]));
    let mut says = zhijia_model::PartState::default();
    says.set("hospital", "市一院");
    says.set("own_cost", 80_000_i64);
    says.set("newer", true);
    one.parts.insert(Part::Member, says.clone());
    let version = claim::version(&one);
    assert_eq!(
        version, "796ca54f8ba6fc99d4204f5cc8ab6485",
        "CBOR of hospital, newer, own_cost with their values, hashed"
    );
    // The account is no part of it, and what a newer app wrote is.
    says.set("account/0a/tail", "0042");
    one.parts.insert(Part::Member, says.clone());
    assert_eq!(claim::version(&one), version);
    says.set("newer", false);
    one.parts.insert(Part::Member, says);
    assert_ne!(claim::version(&one), version);
}
