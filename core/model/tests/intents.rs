//! What people can do, over records in memory: the checks, what is written, and what the rules make of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use zhijia_model::calendar::china_date;
use zhijia_model::intents::aid::{CreatePlan, Enrol, RecordPayment, WithdrawEnrolment};
use zhijia_model::intents::books::{Lend, TakeBack};
use zhijia_model::intents::events::{
    CheckIn, CloseEvent, CreateEvent, EditEvent, EventDraft, RemoveSignUp, RestoreSignUp, SignUp, WalkIn, Withdraw,
};
use zhijia_model::intents::members::Join;
use zhijia_model::intents::unions::CreateHouse;
use zhijia_model::intents::{Context, Intent, Writes};
use zhijia_model::kinds::{Record, enrolment, event, loan, sign_up};
use zhijia_model::{
    Actor, Code, DeviceId, Header, IntentId, Kind, Outcome, Part, PartChanges, RecordId, Refusal, Verdict, Witness,
};

const T: i64 = 1_772_409_600_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const UNION: RecordId = RecordId([1; 16]);

/// Records in memory, and one person after another who acts on them.
struct Town {
    device: u8,
    me: RecordId,
    now: i64,
    ids: u8,
    records: BTreeMap<RecordId, Record>,
    parts: BTreeMap<(RecordId, Part), PartChanges>,
}

impl Context for Town {
    type Error = Refusal;

    fn me(&self) -> RecordId {
        self.me
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn home(&self, _: RecordId) -> Result<Option<RecordId>, Refusal> {
        Ok(Some(UNION))
    }

    fn record(&self, id: RecordId) -> Result<Option<Record>, Refusal> {
        Ok(self.records.get(&id).cloned())
    }

    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Refusal> {
        let of = |one: &&Record| one.header.kind() == Some(kind) && one.header.owner == Some(person);
        Ok(self.records.values().filter(of).cloned().collect())
    }

    fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>, Refusal> {
        let of = |one: &&Record| {
            one.header.kind() == Some(Kind::Loan)
                && one.header.space == house
                && loan::copy(one) == copy
                && one.part(Part::Keeper).id("title").one() == Some(title)
        };
        Ok(self.records.values().filter(of).cloned().collect())
    }
}

impl Town {
    fn new() -> Self {
        let mut town =
            Self { device: 1, me: RecordId::CITY, now: T, ids: 0, records: BTreeMap::new(), parts: BTreeMap::new() };
        town.become_member("王小明");
        town
    }

    fn become_member(&mut self, name: &str) -> RecordId {
        self.ids += 1;
        let header = Header::new(Kind::Member, RecordId::CITY, None, [self.ids; 16]);
        self.me = header.id();
        self.records.insert(self.me, Record::new(header));
        self.act(Join { name: name.to_owned(), mobile: String::new() }).unwrap()
    }

    /// Does it, and gives the record.
    fn act(&mut self, intent: impl Into<Intent>) -> Result<RecordId, Refusal> {
        Ok(self.act_as(intent)?.0)
    }

    /// Does it, and gives the record with what undoes it.
    fn act_as(&mut self, intent: impl Into<Intent>) -> Result<(RecordId, Option<Intent>), Refusal> {
        let intent = intent.into();
        self.ids += 1;
        let id = IntentId([self.ids; 16]);
        let write = match intent.writes(self, id)? {
            Writes::Nothing(record) => return Ok((record, None)),
            Writes::This(write) => write,
        };
        let record = write.header.id();
        let part = self.parts.entry((record, write.part)).or_default();
        let actor = Actor::new(DeviceId([self.device; 16]), [self.ids; 8]);
        if let Some(bytes) = part.write(&actor, self.now, &write.puts).unwrap() {
            let witness = Witness { seq: u64::from(self.ids), rank: self.now, author: self.me };
            part.push(&bytes, Some(witness)).unwrap();
        }
        let state = part.state();
        self.records.entry(record).or_insert_with(|| Record::new(write.header)).parts.insert(write.part, state);
        Ok((record, intent.undo(record, id)))
    }

    fn at(&self, id: RecordId) -> &Record {
        self.records.get(&id).unwrap()
    }

    fn verdict(&mut self, id: RecordId, outcome: Outcome) {
        let verdict = Verdict { judged: u64::MAX, rule: String::new(), outcome, flags: Vec::new() };
        self.records.get_mut(&id).unwrap().verdict = Some(verdict);
    }

    fn event(&mut self, draft: EventDraft) -> RecordId {
        self.act(CreateEvent { union: UNION, draft, publish: true }).unwrap()
    }
}

fn draft() -> EventDraft {
    EventDraft {
        title: "篮球决赛".to_owned(),
        place: "职工文体中心".to_owned(),
        about: "自带球鞋".to_owned(),
        starts_ms: Some(T + 10 * DAY),
        ends_ms: None,
        capacity: Some(2),
        opens_ms: Some(T - DAY),
        closes_ms: Some(T + 5 * DAY),
        ..EventDraft::default()
    }
}

fn code<T>(done: Result<T, Refusal>) -> Code {
    done.err().map(|refusal| refusal.code).unwrap()
}

#[test]
fn an_edit_lifts_the_limit_and_empties_the_text() {
    let mut town = Town::new();
    let event = town.event(draft());
    let emptied = EventDraft { capacity: None, about: String::new(), ..draft() };
    town.act(EditEvent { event, draft: emptied.clone(), publish: false }).unwrap();
    assert_eq!(event::admission(town.at(event)).capacity, None);
    assert_eq!(town.at(event).part(Part::Organiser).text("about").one(), Some(""));
    // A limit can be set again, and nothing was ever put where nothing stood.
    town.act(EditEvent { event, draft: draft(), publish: false }).unwrap();
    assert_eq!(event::admission(town.at(event)).capacity, Some(2));
    assert!(town.at(event).part(Part::Organiser).entries("ends").is_empty());
}

/// A draft in which every field is filled, whichever there are.
fn filled() -> EventDraft {
    let mut fields = serde_json::to_value(draft()).unwrap();
    for (name, value) in fields.as_object_mut().unwrap() {
        if value.is_string() {
            *value = name.as_str().into();
        }
    }
    EventDraft { ends_ms: Some(T + 11 * DAY), ..serde_json::from_value(fields).unwrap() }
}

#[test]
fn each_field_that_is_typed_is_put_shown_emptied_and_held_to_its_length() {
    let mut town = Town::new();
    let event = town.event(filled());
    assert_eq!(EventDraft::of(town.at(event)), filled());
    let bare = EventDraft {
        title: "合唱".to_owned(),
        place: "礼堂".to_owned(),
        about: String::new(),
        ends_ms: None,
        capacity: None,
        ..draft()
    };
    town.act(EditEvent { event, draft: bare.clone(), publish: false }).unwrap();
    assert_eq!(EventDraft::of(town.at(event)), bare);

    let fields = serde_json::to_value(filled()).unwrap();
    for (name, _) in fields.as_object().unwrap().iter().filter(|(_, value)| value.is_string()) {
        let mut long = fields.clone();
        *long.get_mut(name).unwrap() = "长".repeat(2000).into();
        let draft = serde_json::from_value(long).unwrap();
        let refused = town.act(CreateEvent { union: UNION, draft, publish: true }).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::BadField, Some(name.as_str())));
    }
}

#[test]
fn a_close_that_is_later_than_the_one_by_hand_opens_sign_up_again() {
    let mut town = Town::new();
    let event = town.event(draft());
    let (_, undo) = town.act_as(CloseEvent { event }).unwrap();
    town.now += HOUR;
    assert_eq!(code(town.act(SignUp { event })), Code::Closed);
    // The form shows the close in force: an edit of another field keeps it.
    let shown = EventDraft { place: "体育馆".to_owned(), ..EventDraft::of(town.at(event)) };
    town.act(EditEvent { event, draft: shown, publish: false }).unwrap();
    assert_eq!(code(town.act(SignUp { event })), Code::Closed);
    let later = EventDraft { closes_ms: Some(T + 6 * DAY), ..draft() };
    town.act(EditEvent { event, draft: later, publish: false }).unwrap();
    assert_eq!(event::admission(town.at(event)).closes, T + 6 * DAY);
    town.act(SignUp { event }).unwrap();
    // Closing by a slip is undone to the planned time.
    town.act(CloseEvent { event }).unwrap();
    town.act(undo.unwrap()).unwrap();
    assert_eq!(event::admission(town.at(event)).closes, T + 6 * DAY);
}

#[test]
fn nobody_signs_up_for_an_event_that_is_over() {
    let mut town = Town::new();
    let event = town.event(EventDraft { starts_ms: Some(T + HOUR), ends_ms: Some(T + 2 * HOUR), ..draft() });
    town.now = T + 3 * HOUR;
    assert_eq!(code(town.act(SignUp { event })), Code::EventOver);
    // What comes late from a phone that did not know gets no place.
    let admission = event::admission(town.at(event));
    town.now = T + HOUR;
    let record = town.act(SignUp { event }).unwrap();
    let late = event::Admission { closes: T, ..admission };
    let places = sign_up::Places { taken: 0, queued: false, free_number: 1 };
    assert!(matches!(sign_up::judge(&late, town.at(record), None, places).0, Outcome::Waiting { late: true, .. }));
    assert_eq!(admission.closes, T + 2 * HOUR);
}

#[test]
fn a_removed_person_is_told_so_and_the_organiser_restores() {
    let mut town = Town::new();
    let event = town.event(draft());
    let sign_up = town.act(SignUp { event }).unwrap();
    let removal = RemoveSignUp { sign_up, reason: "超龄".to_owned() };
    let (_, undo) = town.act_as(removal.clone()).unwrap();
    assert_eq!(code(town.act(SignUp { event })), Code::RemovedByOrganiser);
    assert_eq!(code(town.act(Withdraw { event })), Code::RemovedByOrganiser);
    assert!(matches!(sign_up::status(Some(town.at(sign_up)), None, T), sign_up::SignUpStatus::Removed { .. }));
    assert_eq!(undo, Some(RestoreSignUp { sign_up }.into()));
    town.act(undo.unwrap()).unwrap();
    let places = sign_up::Places { taken: 0, queued: false, free_number: 1 };
    let admission = event::admission(town.at(event));
    let outcome = sign_up::judge(&admission, town.at(sign_up), Some(&Outcome::Removed), places).0;
    assert_eq!(outcome, Outcome::Seat { number: 1 });
    assert_eq!(code(town.act(SignUp { event })), Code::AlreadySignedUp);
    // Restored twice is restored; removed again is removed.
    town.act(RestoreSignUp { sign_up }).unwrap();
    town.act(removal).unwrap();
    assert!(sign_up::removed(town.at(sign_up)).is_some());
}

#[test]
fn a_walk_in_entered_twice_is_one_person() {
    let mut town = Town::new();
    let event = town.event(draft());
    let person = |name: &str, another| WalkIn {
        event,
        card: None,
        name: name.to_owned(),
        employer: "第一棉纺厂".to_owned(),
        another,
    };
    let (first, undo) = town.act_as(person("李 强", false)).unwrap();
    assert_eq!(code(town.act(person("李强", false))), Code::AlreadyHere);
    let other = town.act(person("李强", true)).unwrap();
    assert_ne!(first, other);
    // Undone at once, or removed later: nobody is counted, and the person can come in again.
    town.act(undo.unwrap()).unwrap();
    assert_eq!(sign_up::present(town.at(first)), None);
    town.now += 1;
    assert_eq!(town.act(person("李强", false)).unwrap(), first);
    town.now += 1;
    town.act(RemoveSignUp { sign_up: first, reason: "重复登记".to_owned() }).unwrap();
    assert_eq!(sign_up::present(town.at(first)), None);
    town.now += 1;
    assert_eq!(town.act(person("李强", false)).unwrap(), first);
    // The removal was the slip: the person has been here since the first time.
    assert_eq!(sign_up::present(town.at(first)), Some(T + 1));
    assert_eq!(sign_up::removed(town.at(first)), None);
}

#[test]
fn who_is_removed_and_comes_all_the_same_is_present() {
    let mut town = Town::new();
    let event = town.event(draft());
    let sign_up = town.act(SignUp { event }).unwrap();
    town.act(RemoveSignUp { sign_up, reason: "没有回音".to_owned() }).unwrap();
    town.now += HOUR;
    town.act(CheckIn { sign_up }).unwrap();
    assert_eq!(sign_up::present(town.at(sign_up)), Some(T + HOUR));
}

/// A title with one labelled copy in a house.
fn shelf(town: &mut Town) -> (RecordId, Lend) {
    let house = CreateHouse {
        union: UNION,
        name: "城东职工书屋".to_owned(),
        address: String::new(),
        closed_weekdays: String::new(),
    };
    let house = town.act(house).unwrap();
    let file = "书名,条码\n活着,SX0001\n";
    let catalogue = zhijia_model::catalogue_csv::parse_catalogue(file.as_bytes()).unwrap();
    let mut plan = zhijia_model::holdings::plan(&catalogue, "", [], zhijia_model::holdings::Differences::Keep);
    let title = Box::new(plan.titles.remove(0));
    let title = town.act(zhijia_model::intents::books::ImportTitle { house, title }).unwrap();
    let (name, employer) = ("周敏".to_owned(), "第一棉纺厂".to_owned());
    let lend = Lend { title, copy: "SX0001".to_owned(), card: None, name, employer, exception: false };
    (house, lend)
}

#[test]
fn one_copy_scanned_again_for_one_reader_is_one_loan() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let loan = town.act(lend.clone()).unwrap();
    town.now += HOUR;
    let (again, undo) = town.act_as(lend.clone()).unwrap();
    assert_eq!((again, undo), (loan, None));
    let other = Lend { name: "吴刚".to_owned(), ..lend.clone() };
    assert_eq!(code(town.act(other.clone())), Code::CopyOut);
    // Half a day later it is no slip of the scanner (L-C4).
    town.now += 12 * HOUR;
    assert_eq!(code(town.act(lend.clone())), Code::LentToThem);
    town.act(TakeBack { loan }).unwrap();
    assert_ne!(town.act(other).unwrap(), loan);
}

#[test]
fn undoing_a_loan_and_a_return_leaves_what_was_before() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let (loan, undo) = town.act_as(lend).unwrap();
    let today = china_date(T);
    let (_, back) = town.act_as(TakeBack { loan }).unwrap();
    assert!(matches!(loan::status(town.at(loan), today), loan::LoanStatus::Returned { .. }));
    town.act(back.unwrap()).unwrap();
    assert!(matches!(loan::status(town.at(loan), today), loan::LoanStatus::Out { .. }));
    town.act(undo.unwrap()).unwrap();
    assert_eq!(loan::status(town.at(loan), today), loan::LoanStatus::Void);
}

fn plan() -> CreatePlan {
    CreatePlan {
        union: UNION,
        name: "住院医疗互助".to_owned(),
        payer: "member".to_owned(),
        fee: 6_000,
        period_from: "2026-01-01".to_owned(),
        period_to: "2026-12-31".to_owned(),
        opens: T - DAY,
        closes: T + 30 * DAY,
        waiting_days: 0,
        about: String::new(),
    }
}

#[test]
fn a_payment_to_come_is_refused() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    assert_eq!(code(town.act(WithdrawEnrolment { plan })), Code::NotEnrolled);
    let enrolment = town.act(Enrol { plan }).unwrap();
    assert_eq!(code(town.act(Enrol { plan })), Code::AlreadyEnrolled);
    let tomorrow = china_date(T + DAY).to_string();
    let refusal = town.act(RecordPayment { enrolment, on: tomorrow }).unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::DayToCome, Some("on")));
    town.act(RecordPayment { enrolment, on: china_date(T).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
}

impl Town {
    /// The verdict upon an enrolment, which stands from now on.
    fn judged(&mut self, plan: RecordId, enrolment: RecordId) -> Outcome {
        let terms = enrolment::terms(self.at(plan)).unwrap();
        let outcome = enrolment::judge(&terms, &[enrolment::candidate(self.at(enrolment))]).remove(0).0;
        self.verdict(enrolment, outcome.clone());
        outcome
    }
}

fn cover(from: &str, to: &str) -> Outcome {
    Outcome::Cover { from: from.to_owned(), to: to.to_owned(), waiting_until: None }
}

#[test]
fn a_corrected_payment_moves_the_cover_and_an_edit_of_the_plan_does_not() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    let enrolment = town.act(Enrol { plan }).unwrap();
    town.act(RecordPayment { enrolment, on: china_date(T - 2 * DAY).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-01", "2026-12-31"));
    let terms =
        enrolment::PlanTerms { from: "2026-06-01".parse().unwrap(), ..enrolment::terms(town.at(plan)).unwrap() };
    let frozen = enrolment::judge(&terms, &[enrolment::candidate(town.at(enrolment))]).remove(0).0;
    assert_eq!(frozen, cover("2026-03-01", "2026-12-31"));
    town.now += DAY;
    town.act(RecordPayment { enrolment, on: china_date(T).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
}

#[test]
fn withdrawing_ends_a_cover_in_force_with_the_day_and_keeps_what_was() {
    let mut town = Town::new();
    let plan = town.act(CreatePlan { payer: "union".to_owned(), closes: T + 300 * DAY, ..plan() }).unwrap();
    let enrolment = town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
    // Before its first day it is as if nothing had been asked.
    town.act(WithdrawEnrolment { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), Outcome::Withdrawn);
    town.now += 1;
    town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
    town.now = T + 60 * DAY;
    town.act(WithdrawEnrolment { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-05-01"));
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-05-01"));
    // Enrolling anew gives a cover from then on.
    town.now = T + 90 * DAY;
    town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-06-01", "2026-12-31"));
    assert_eq!(town.judged(plan, enrolment), cover("2026-06-01", "2026-12-31"));
}

#[test]
fn what_is_kept_of_an_intent_reads_back_as_it_was() {
    let draft = EventDraft { capacity: None, about: String::new(), ends_ms: Some(T + 11 * DAY), ..draft() };
    let id = RecordId([9; 16]);
    let all: Vec<Intent> = vec![
        EditEvent { event: id, draft: draft.clone(), publish: true }.into(),
        CreateEvent { union: id, draft, publish: false }.into(),
        WalkIn { event: id, card: Some(id), name: String::new(), employer: String::new(), another: true }.into(),
        WithdrawEnrolment { plan: id }.into(),
    ];
    for intent in all {
        assert_eq!(Intent::from_text(&intent.to_text()), Some(intent.clone()));
        assert!(intent.fields().values().all(|text| text != "null"), "{intent:?}");
    }
    assert_eq!(Intent::from_text("void/00/at"), None);
}

#[test]
fn codes_are_unique_and_have_words_in_both_languages() {
    let mut codes: Vec<_> = Intent::CODES.iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Intent::CODES.len());
    for (code, words) in Intent::CODES {
        assert!(words.zh.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code}");
        assert!(words.en.is_ascii() && !words.en.is_empty(), "{code}");
    }
}

#[test]
fn names_are_checked_and_kept_in_one_form_wherever_they_are_given() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    for (name, refused) in [
        ("周?", Code::BadName),
        ("周\n敏", Code::BadName),
        ("\u{200B}", Code::EmptyField),
        (" ", Code::EmptyField),
        (&"敏".repeat(60), Code::BadField),
    ] {
        assert_eq!(code(town.act(Lend { name: name.to_owned(), ..lend.clone() })), refused, "{name:?}");
        assert_eq!(Join { name: name.to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, refused);
    }
    assert_eq!(Join { name: "周敏2".to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, Code::BadName);
    let loan = town.act(Lend { name: "阿卜来提•如则 2".to_owned(), ..lend }).unwrap();
    let record = town.record(loan).unwrap().unwrap();
    assert_eq!(zhijia_model::kinds::loan::read(&record).borrower_name().one(), Some("阿卜来提·如则 2"));
}

/// One of the things that can be done about an event, by numbers.
fn drawn(kind: u8, n: u8, event: RecordId, sign_ups: [RecordId; 2]) -> Intent {
    let sign_up = sign_ups[usize::from(n & 1)];
    let name = ["李强", "周敏"][usize::from(n & 1)].to_owned();
    match kind {
        0 => SignUp { event }.into(),
        1 => Withdraw { event }.into(),
        2 => CheckIn { sign_up }.into(),
        3 => RemoveSignUp { sign_up, reason: "没有回音".to_owned() }.into(),
        4 => RestoreSignUp { sign_up }.into(),
        5 => WalkIn { event, card: None, name, employer: String::new(), another: false }.into(),
        6 => CloseEvent { event }.into(),
        _ => {
            let capacity = Some(i64::from(n % 3)).filter(|places| *places > 0);
            EditEvent { event, draft: EventDraft { capacity, ..draft() }, publish: false }.into()
        }
    }
}

impl Town {
    /// What another phone wrote arrives.
    fn hears(&mut self, other: &Self) {
        for ((record, part), changes) in &other.parts {
            let mine = self.parts.entry((*record, *part)).or_default();
            for change in changes.iter() {
                mine.push(&change.bytes, change.witness).unwrap();
            }
            let state = mine.state();
            let header = other.at(*record).header.clone();
            self.records.entry(*record).or_insert_with(|| Record::new(header)).parts.insert(*part, state);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_phones_that_do_what_they_like_read_the_same_afterwards(
        story in prop::collection::vec((any::<bool>(), 0..8_u8, any::<u8>(), any::<bool>()), 1..40),
    ) {
        let mut first = Town::new();
        let event = first.event(draft());
        let one = first.act(SignUp { event }).unwrap();
        let mut second = Town { device: 2, ids: 100, ..Town::new() };
        second.become_member("周敏");
        second.hears(&first);
        let two = second.act(SignUp { event }).unwrap();
        first.hears(&second);
        for (who, kind, n, back) in story {
            let town = if who { &mut first } else { &mut second };
            town.now += 1000;
            if let Ok((_, Some(undo))) = town.act_as(drawn(kind, n, event, [one, two])) {
                // An undo is an intent like any other, also after it was kept as text.
                prop_assert_eq!(Intent::from_text(&undo.to_text()), Some(undo.clone()));
                if back {
                    town.act(undo).unwrap();
                }
            }
        }
        first.hears(&second);
        second.hears(&first);
        for (id, record) in &first.records {
            prop_assert_eq!(&record.parts, &second.at(*id).parts);
            let (kind, now) = (record.header.kind().unwrap(), first.now.max(second.now));
            for (part, state) in &record.parts {
                for (key, entries) in state.iter() {
                    let table = zhijia_model::kinds::keys(kind, *part);
                    prop_assert!(table.iter().any(|spec| spec.element(key).is_some()), "{} is no key", key);
                    prop_assert!(entries.iter().all(|entry| entry.claimed <= now));
                }
            }
        }
        // One person is one at the door, whoever entered the name.
        let at_door = first.records.values().filter(|one| one.header.owner.is_none());
        let people = at_door.filter(|one| sign_up::present(one).is_some()).count();
        prop_assert!(people <= 2, "two names were entered, {} are here", people);
    }
}
