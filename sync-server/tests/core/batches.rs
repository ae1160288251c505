//! Units' lists: two handlers and an office, each on an own phone.

use std::collections::BTreeMap;

use zhijia_model::intents::aid::{
    AcceptBatch, AnswerListing, ListPeople, ListedPerson, NoteSignature, PayBatch, ReturnBatch, SubmitBatch,
    UnlistPeople,
};
use zhijia_model::intents::{Context, Intent, Writes, authorize};
use zhijia_model::kinds::batch::{self, BatchStatus};
use zhijia_model::kinds::enrolment;
use zhijia_model::kinds::plan::Payer;
use zhijia_model::kinds::{Record, view_keys};
use zhijia_model::{Audience, Code, Header, Kind, Outcome, Part, RecordId, Refusal, Role, Scalar};

use super::city::{City, DAY, HOUR, T, accepted};
use super::phone::Phone;
use super::town::Dice;

/// What intents read on such a phone.
struct On<'p> {
    phone: &'p Phone,
    union: RecordId,
    now: i64,
}

fn record(phone: &Phone, id: RecordId) -> Option<Record> {
    let held = phone.records.get(&id)?;
    let mut record = Record::known(id, held.header.clone()?);
    for (number, changes) in &held.parts {
        if let Some(part) = Part::from_number(*number) {
            record.parts.insert(part, changes.state());
        }
    }
    for (number, bytes) in &held.views {
        let audience = Audience::from_number(*number)?;
        let keys = view_keys(record.header.kind()?, audience);
        record.views.insert(audience, zhijia_model::view::decode(keys, bytes).ok()?);
    }
    record.verdict.clone_from(&held.verdict);
    Some(record)
}

impl Context for On<'_> {
    type Error = Refusal;

    fn me(&self) -> RecordId {
        self.phone.member
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn home(&self, _: RecordId) -> Result<Option<RecordId>, Refusal> {
        Ok(Some(self.union))
    }

    fn record(&self, id: RecordId) -> Result<Option<Record>, Refusal> {
        Ok(record(self.phone, id))
    }

    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Refusal> {
        let ids = self.phone.records.keys().copied();
        let all = ids.filter_map(|id| record(self.phone, id));
        Ok(all.filter(|one| one.header.kind() == Some(kind) && one.header.owner == Some(person)).collect())
    }

    fn loans_of_copy(&self, _: RecordId, _: RecordId, _: &str) -> Result<Vec<Record>, Refusal> {
        Ok(Vec::new())
    }

    fn out_of_title(&self, _: RecordId, _: RecordId) -> Result<u32, Refusal> {
        Ok(0)
    }

    fn holds_of(&self, _: RecordId, _: RecordId) -> Result<Vec<Record>, Refusal> {
        Ok(Vec::new())
    }
}

/// Does it on a phone, as the client does.
fn does(city: &City, phone: &mut Phone, intent: impl Into<Intent>, now: i64) -> Result<(), Code> {
    let id = phone.intent();
    let on = On { phone, union: city.union, now };
    let write = match intent.into().writes(&on, id).map_err(|refusal| refusal.code)? {
        Writes::Nothing(_) => return Ok(()),
        Writes::This(write) => write,
    };
    authorize(&on, &write).map_err(|refusal| refusal.code)?;
    let puts: Vec<_> = write.puts.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    phone.write_for(id, &write.header, write.part, now, &puts);
    Ok(())
}

/// Whose phone.
#[derive(Clone, Copy)]
enum Who {
    One,
    Two,
    Office,
    Person(usize),
}

struct Unit {
    city: City,
    office: Phone,
    one: Phone,
    two: Phone,
    people: Vec<Phone>,
    plan: RecordId,
    list: RecordId,
}

impl Unit {
    /// A union with an office, two handlers and three members; a plan that the employer pays, or the union.
    fn new(payer: Payer) -> Self {
        let mut city = City::new();
        let (mut office, mut one, mut two) =
            (city.join(&[Role::Office]), city.join(&[Role::Handler]), city.join(&[Role::Handler]));
        let people = (0..3).map(|_| city.join(&[])).collect();
        let header = Header::new(Kind::Plan, city.union, None, *b"plan");
        let puts: [(&str, Scalar); 6] = [
            ("payer", payer.name().into()),
            ("fee", 5_000_i64.into()),
            ("period_from", "2026-04-01".into()),
            ("period_to", "2027-03-31".into()),
            ("closes", (T + 30 * DAY).into()),
            ("min_ratio", 80_i64.into()),
        ];
        office.write(&header, Part::Office, T, &puts);
        accepted(&office.sync(&city.hub, T));
        let plan = header.id();
        for phone in [&mut one, &mut two] {
            phone.sync(&city.hub, T);
        }
        let list = batch::header(city.union, plan).id();
        Self { city, office, one, two, people, plan, list }
    }

    fn listing(&self, who: &[usize]) -> ListPeople {
        let people =
            who.iter().map(|n| ListedPerson { member: self.people[*n].member.to_string(), ..ListedPerson::default() });
        ListPeople { union: self.city.union, plan: self.plan, people: people.collect(), provisional: false }
    }

    fn unlisting(&self, n: usize) -> UnlistPeople {
        UnlistPeople { union: self.city.union, plan: self.plan, people: vec![self.people[n].member] }
    }

    fn enrolment(&self, n: usize, payer: Payer) -> RecordId {
        enrolment::header(self.city.union, self.people[n].member, self.plan, payer).id()
    }

    fn does(&mut self, who: Who, intent: impl Into<Intent>, now: i64) -> Result<(), Code> {
        let Self { city, one, two, office, people, .. } = self;
        let phone = match who {
            Who::One => one,
            Who::Two => two,
            Who::Office => office,
            Who::Person(n) => &mut people[n],
        };
        does(city, phone, intent, now)
    }

    fn sync(&mut self, now: i64) {
        for _ in 0..2 {
            for phone in [&mut self.one, &mut self.two, &mut self.office] {
                accepted(&phone.sync(&self.city.hub, now));
            }
        }
    }

    fn status(&self, payer: Payer) -> BatchStatus {
        batch::status(&record(&self.office, self.list).unwrap(), payer)
    }

    fn on(&self, phone: &Phone) -> Vec<bool> {
        let lines = batch::lines(&record(phone, self.list).unwrap());
        self.people.iter().map(|person| lines.get(&person.member).is_some_and(|line| line.on)).collect()
    }
}

#[test]
fn a_list_is_handed_in_accepted_and_paid_for_and_its_people_are_covered() {
    let mut unit = Unit::new(Payer::Employer);
    let list = unit.list;
    unit.does(Who::One, unit.listing(&[0, 1]), T).unwrap();
    unit.sync(T);
    // The person sees it before it is handed in.
    unit.people[0].sync(&unit.city.hub, T);
    let own = unit.enrolment(0, Payer::Employer);
    assert_eq!(unit.people[0].outcome(own), &Outcome::OnList { agreement: false }, "M-10");
    let submit = |roster| SubmitBatch { batch: list, roster };
    assert_eq!(unit.does(Who::One, submit(1), T + HOUR), Err(Code::RosterTooSmall));
    unit.does(Who::One, submit(3), T + HOUR).unwrap();
    unit.sync(T + HOUR);
    assert_eq!(unit.status(Payer::Employer), BatchStatus::Submitted { edition: 0 });
    assert_eq!(unit.one.outcome(own), &Outcome::Listed);
    // Two of three are fewer than eighty of a hundred (M-04).
    let accept = |exception| AcceptBatch { batch: list, exception };
    assert_eq!(unit.does(Who::Office, accept(false), T + DAY), Err(Code::TooFewTakePart));
    unit.does(Who::Office, ReturnBatch { batch: list, reason: "人数不够".to_owned() }, T + DAY).unwrap();
    unit.sync(T + DAY);
    assert_eq!(unit.one.outcome(own), &Outcome::OnList { agreement: false }, "given back");
    unit.does(Who::Two, unit.listing(&[2]), T + DAY).unwrap();
    unit.does(Who::Two, submit(3), T + DAY).unwrap();
    unit.sync(T + 2 * DAY);
    unit.does(Who::Office, accept(false), T + 2 * DAY).unwrap();
    unit.sync(T + 2 * DAY);
    assert_eq!(unit.status(Payer::Employer), BatchStatus::Accepted { edition: 1, paid: false });
    assert_eq!(unit.one.outcome(own), &Outcome::Listed, "M-02: the money is still to come");
    unit.does(Who::Office, PayBatch { batch: list, on: "2026-04-10".to_owned() }, T + 40 * DAY).unwrap();
    unit.sync(T + 40 * DAY);
    unit.people[0].sync(&unit.city.hub, T + 40 * DAY);
    assert!(matches!(unit.people[0].outcome(own), Outcome::Cover { from, .. } if from == "2026-04-11"), "M-C8");
    let totals = batch::totals(&record(&unit.one, list).unwrap(), &record(&unit.one, unit.plan).unwrap());
    assert_eq!((totals.accepted, totals.due, totals.split.employer_fen), (3, 15_000, 15_000), "M-06");
}

#[test]
fn what_was_handed_in_stays_whatever_another_handler_did_at_the_same_time() {
    let mut unit = Unit::new(Payer::Union);
    unit.does(Who::One, unit.listing(&[0, 1, 2]), T).unwrap();
    unit.sync(T);
    // One removes a leaver; the other hands the list in and has not heard of it (M-C4).
    unit.does(Who::One, unit.unlisting(0), T + HOUR).unwrap();
    unit.does(Who::Two, SubmitBatch { batch: unit.list, roster: 3 }, T + 2 * HOUR).unwrap();
    unit.sync(T + 3 * HOUR);
    unit.does(Who::Office, AcceptBatch { batch: unit.list, exception: false }, T + DAY).unwrap();
    unit.sync(T + DAY);
    let own = unit.enrolment(0, Payer::Union);
    assert!(matches!(unit.one.outcome(own), Outcome::Cover { to, .. } if to == "2027-03-31"));
    assert_eq!(batch::pending(&record(&unit.one, unit.list).unwrap()), [(unit.people[0].member, false)]);
    // The removal is an amendment: it ends the cover with the day on which the office takes it.
    unit.does(Who::One, SubmitBatch { batch: unit.list, roster: 3 }, T + 50 * DAY).unwrap();
    unit.sync(T + 50 * DAY);
    assert_eq!(unit.status(Payer::Union), BatchStatus::Submitted { edition: 1 });
    assert!(matches!(unit.one.outcome(own), Outcome::Cover { to, .. } if to == "2027-03-31"), "P3: not yet");
    unit.does(Who::Office, AcceptBatch { batch: unit.list, exception: false }, T + 51 * DAY).unwrap();
    unit.sync(T + 51 * DAY);
    assert!(matches!(unit.one.outcome(own), Outcome::Cover { to, .. } if to == "2026-04-22"), "M-C18: the others stay");
    let other = unit.enrolment(1, Payer::Union);
    assert!(matches!(unit.one.outcome(other), Outcome::Cover { to, .. } if to == "2027-03-31"));
}

#[test]
fn who_was_taken_off_and_is_listed_again_is_covered_anew() {
    let mut unit = Unit::new(Payer::Union);
    let (list, own) = (unit.list, unit.enrolment(0, Payer::Union));
    let turn = |unit: &mut Unit, at| {
        unit.does(Who::One, SubmitBatch { batch: list, roster: 3 }, at).unwrap();
        unit.sync(at);
        unit.does(Who::Office, AcceptBatch { batch: list, exception: true }, at + HOUR).unwrap();
        unit.sync(at + HOUR);
    };
    unit.does(Who::One, unit.listing(&[0, 1, 2]), T).unwrap();
    turn(&mut unit, T);
    // The window is a long one.
    let plan = unit.office.held(unit.plan).header.clone().unwrap();
    unit.office.write(&plan, Part::Office, T + DAY, &[("closes", (T + 300 * DAY).into())]);
    unit.does(Who::One, unit.unlisting(0), T + 40 * DAY).unwrap();
    turn(&mut unit, T + 40 * DAY);
    assert!(matches!(unit.one.outcome(own), Outcome::Cover { to, .. } if to == "2026-04-11"));
    unit.does(Who::Two, unit.listing(&[0]), T + 60 * DAY).unwrap();
    unit.sync(T + 60 * DAY);
    assert!(matches!(unit.one.outcome(own), Outcome::OnList { .. }), "M-10: not accepted yet");
    turn(&mut unit, T + 61 * DAY);
    assert!(matches!(unit.one.outcome(own), Outcome::Cover { from, .. } if from == "2026-05-03"), "M-C8");
}

#[test]
fn two_phones_make_one_list_and_being_on_it_wins() {
    let mut unit = Unit::new(Payer::Union);
    unit.does(Who::One, unit.listing(&[0, 1]), T).unwrap();
    unit.does(Who::Two, unit.listing(&[1, 2]), T).unwrap();
    unit.sync(T);
    assert_eq!(unit.on(&unit.office), [true, true, true], "M-C5, M-C6");
    // One takes a person off and on again, the other takes the same person off at once.
    unit.does(Who::One, unit.unlisting(1), T + HOUR).unwrap();
    unit.does(Who::One, unit.listing(&[1]), T + HOUR).unwrap();
    unit.does(Who::Two, unit.unlisting(1), T + HOUR).unwrap();
    unit.sync(T + HOUR);
    assert_eq!(unit.on(&unit.office), [true, true, true], "M-C5");
    // Both hand it in: one list, and what the office did not see is the next edition's (M-C6).
    unit.does(Who::One, SubmitBatch { batch: unit.list, roster: 3 }, T + DAY).unwrap();
    accepted(&unit.one.sync(&unit.city.hub, T + DAY));
    accepted(&unit.office.sync(&unit.city.hub, T + DAY));
    let late = ListPeople {
        people: vec![ListedPerson {
            name: "李强".to_owned(), employer: "三厂".to_owned(), ..ListedPerson::default()
        }],
        ..unit.listing(&[])
    };
    unit.does(Who::Two, late, T + DAY).unwrap();
    unit.does(Who::Two, SubmitBatch { batch: unit.list, roster: 4 }, T + DAY).unwrap();
    unit.does(Who::Office, AcceptBatch { batch: unit.list, exception: false }, T + DAY + HOUR).unwrap();
    accepted(&unit.two.sync(&unit.city.hub, T + DAY + HOUR));
    unit.sync(T + DAY + HOUR);
    assert!(matches!(unit.status(Payer::Union), BatchStatus::Accepted { edition: 0, .. }));
    let stranger = batch::by_name(unit.plan, "李强", "三厂");
    assert_eq!(batch::pending(&record(&unit.one, unit.list).unwrap()), [(stranger, true)]);
    let theirs = enrolment::of_line(unit.city.union, unit.plan, None, stranger, Payer::Union).id();
    assert_eq!(unit.one.outcome(theirs), &Outcome::OnList { agreement: false });
}

#[test]
fn nobody_is_covered_against_the_own_will_and_who_was_listed_at_the_gate_agrees_first() {
    let mut unit = Unit::new(Payer::Union);
    unit.does(Who::One, ListPeople { provisional: true, ..unit.listing(&[0, 1]) }, T).unwrap();
    unit.does(Who::One, unit.listing(&[2]), T).unwrap();
    unit.does(Who::One, SubmitBatch { batch: unit.list, roster: 3 }, T).unwrap();
    unit.sync(T);
    unit.does(Who::Office, AcceptBatch { batch: unit.list, exception: false }, T + DAY).unwrap();
    let own = [0, 1, 2].map(|n| unit.enrolment(n, Payer::Union));
    // The third declines while the office accepts (M-C3).
    unit.people[2].sync(&unit.city.hub, T);
    unit.does(Who::Person(2), AnswerListing { enrolment: own[2], agree: false }, T + HOUR).unwrap();
    accepted(&unit.people[2].sync(&unit.city.hub, T + 2 * DAY));
    unit.sync(T + 2 * DAY);
    let agreement = Outcome::OnList { agreement: true };
    assert_eq!([unit.one.outcome(own[0]), unit.one.outcome(own[1])], [&agreement, &agreement]);
    assert_eq!(unit.one.outcome(own[2]), &Outcome::Withdrawn);
    // One agrees on the own phone in May, the other signs on paper.
    unit.people[0].sync(&unit.city.hub, T + 60 * DAY);
    unit.does(Who::Person(0), AnswerListing { enrolment: own[0], agree: true }, T + 60 * DAY).unwrap();
    accepted(&unit.people[0].sync(&unit.city.hub, T + 60 * DAY));
    let who = unit.people[1].member;
    unit.does(Who::Two, NoteSignature { batch: unit.list, who }, T + 61 * DAY).unwrap();
    unit.sync(T + 61 * DAY);
    let from = |id| match unit.one.outcome(id) {
        Outcome::Cover { from, .. } => from.clone(),
        _ => String::new(),
    };
    assert_eq!([from(own[0]), from(own[1])], ["2026-05-02", "2026-05-03"], "M-C8: not before the person's word");
}

/// Two handlers, an office and three people do what they like, in whatever order it arrives.
fn live(seed: u64) -> BTreeMap<&'static str, u32> {
    let mut dice = Dice(seed);
    let mut unit = Unit::new([Payer::Union, Payer::Employer][usize::try_from(seed % 2).unwrap()]);
    let (city, list) = (&unit.city, unit.list);
    let mut given: BTreeMap<RecordId, (String, usize)> = BTreeMap::new();
    let mut done = BTreeMap::new();
    let mut now = T;
    for step in 0..120 {
        now += i64::try_from(dice.roll(20) + 1).unwrap() * HOUR;
        let n = dice.roll(3);
        let (listing, unlisting) = (
            ListPeople {
                union: city.union,
                plan: unit.plan,
                people: vec![ListedPerson { member: unit.people[n].member.to_string(), ..ListedPerson::default() }],
                provisional: dice.roll(4) == 0,
            },
            UnlistPeople { union: city.union, plan: unit.plan, people: vec![unit.people[n].member] },
        );
        let payer = [Payer::Union, Payer::Employer][usize::try_from(seed % 2).unwrap()];
        let enrolment = enrolment::header(city.union, unit.people[n].member, unit.plan, payer).id();
        let on = zhijia_model::calendar::china_date(now).to_string();
        let (who, intent): (usize, Intent) = match dice.roll(9) {
            0 | 1 => (dice.roll(2), listing.into()),
            2 => (dice.roll(2), unlisting.into()),
            3 => (dice.roll(2), SubmitBatch { batch: list, roster: 3 }.into()),
            4 => (2, ReturnBatch { batch: list, reason: "请核对".to_owned() }.into()),
            5 => (2, AcceptBatch { batch: list, exception: true }.into()),
            6 => (2, PayBatch { batch: list, on }.into()),
            7 => (3 + n, AnswerListing { enrolment, agree: dice.roll(3) > 0 }.into()),
            _ => (dice.roll(2), NoteSignature { batch: list, who: unit.people[n].member }.into()),
        };
        let code = intent.code();
        let [one, two, three] = &mut unit.people[..] else { panic!("three people") };
        let phones = [&mut unit.one, &mut unit.two, &mut unit.office, one, two, three];
        if does(city, phones[who], intent, now).is_ok() {
            *done.entry(code).or_default() += 1;
        }
        if step % 2 == 0 {
            let at = dice.roll(phones.len());
            accepted(&phones[at].sync(&city.hub, now));
        }
        // What an office's phone was told stands: cover begins no earlier by a sync, nor later (P3, M-C8).
        for (id, held) in &unit.office.records {
            if let Some(Outcome::Cover { from, .. }) = held.verdict.as_ref().map(|verdict| &verdict.outcome) {
                let before = given.entry(*id).or_insert_with(|| (from.clone(), step)).0.clone();
                assert!(*from >= before, "seed {seed}: a cover was dated back");
            }
        }
    }
    for _ in 0..2 {
        let [one, two, three] = &mut unit.people[..] else { panic!("three people") };
        for phone in [&mut unit.one, &mut unit.two, &mut unit.office, one, two, three] {
            accepted(&phone.sync(&city.hub, now));
        }
    }
    // Everybody who reads the list reads the same, and of each person at most one enrolment covers.
    if let Some(here) = record(&unit.one, list) {
        for phone in [&unit.two, &unit.office] {
            let there = record(phone, list).unwrap();
            assert_eq!(batch::entries(&here), batch::entries(&there), "seed {seed}");
            assert_eq!(batch::pending(&here), batch::pending(&there), "seed {seed}");
        }
    }
    for person in &unit.people {
        let own = unit.office.records.values().filter(|held| {
            let header = held.header.as_ref();
            header.is_some_and(|one| one.kind() == Some(Kind::Enrolment) && one.owner == Some(person.member))
        });
        let covers =
            own.filter(|held| matches!(held.verdict.as_ref().map(|one| &one.outcome), Some(Outcome::Cover { .. })));
        assert!(covers.count() <= 1, "seed {seed}: M-01");
    }
    done
}

#[test]
fn whatever_handlers_office_and_people_do_ends_with_one_list_and_one_cover_each() {
    let mut done: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..16 {
        for (code, times) in live(seed) {
            *done.entry(code).or_default() += times;
        }
    }
    // The stories are worth something only if all of it came about.
    for code in ["accept-batch", "return-batch", "pay-batch", "answer-listing", "submit-batch", "note-signature"] {
        assert!(done.get(code).is_some_and(|times| *times > 5), "{code}: {done:?}");
    }
}
