//! Whatever is put into records, by whoever may put it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use zhijia_model::kinds::sign_up;
use zhijia_model::{Header, Kind, Outcome, Part, RecordId, Role, Scalar};
use zhijia_tests::town::{DAY, HOUR, MINUTE, Town, Weather, title_of};

use super::{cases, weather};

/// One step of a random story.
#[derive(Debug, Clone)]
enum Step {
    SignUp { phone: u8, event: u8 },
    Withdraw { phone: u8, event: u8 },
    Capacity { places: u8, event: u8 },
    CheckIn { phone: u8, event: u8, whom: u8 },
    Remove { event: u8, whom: u8 },
    Lend { keeper: u8, copy: u8, reader: u8 },
    TakeBack { keeper: u8, copy: u8 },
    AskRenewal { phone: u8 },
    EditTitle { keeper: u8, title: u8, word: u8 },
    Profile { phone: u8, word: u8 },
    Exchange { phone: u8, weather: Weather },
    Restart { phone: u8 },
    Wait { minutes: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let p = 0..5u8;
    prop_oneof![
        4 => (p.clone(), 0..2u8).prop_map(|(phone, event)| Step::SignUp { phone, event }),
        2 => (p.clone(), 0..2u8).prop_map(|(phone, event)| Step::Withdraw { phone, event }),
        1 => (1..4u8, 0..2u8).prop_map(|(places, event)| Step::Capacity { places, event }),
        1 => (0..2u8, 0..2u8, p.clone()).prop_map(|(phone, event, whom)| Step::CheckIn { phone, event, whom }),
        1 => (0..2u8, p.clone()).prop_map(|(event, whom)| Step::Remove { event, whom }),
        2 => (0..2u8, 0..3u8, p.clone()).prop_map(|(keeper, copy, reader)| Step::Lend { keeper, copy, reader }),
        2 => (0..2u8, 0..3u8).prop_map(|(keeper, copy)| Step::TakeBack { keeper, copy }),
        1 => p.clone().prop_map(|phone| Step::AskRenewal { phone }),
        1 => (0..2u8, 0..2u8, 0..3u8).prop_map(|(keeper, title, word)| Step::EditTitle { keeper, title, word }),
        1 => (p.clone(), 0..3u8).prop_map(|(phone, word)| Step::Profile { phone, word }),
        8 => (p.clone(), weather()).prop_map(|(phone, weather)| Step::Exchange { phone, weather }),
        1 => p.prop_map(|phone| Step::Restart { phone }),
        1 => (1..240u8).prop_map(|minutes| Step::Wait { minutes }),
    ]
}

/// Phones 0 and 1 organise and keep; the others are members.
struct Story {
    town: Town,
    events: Vec<Header>,
    house: RecordId,
    titles: [Header; 2],
}

const COPIES: [(usize, &str); 3] = [(0, "B1"), (0, "B2"), (1, "#1")];

impl Story {
    fn begin() -> Self {
        let mut town = Town::new();
        for n in 0..5 {
            town.join(if n < 2 { &[Role::Organiser, Role::Keeper] } else { &[] });
        }
        town.quiet();
        let now = town.now;
        let union = town.union;
        let house = Header::new(Kind::House, union, None, *b"house");
        town.phones[1].act(&house, Part::Keeper, now, vec![("name".to_owned(), "书屋".into())]);
        let volumes = ["上", "下"];
        let titles = volumes.map(|volume| title_of(house.id(), "活着", volume));
        let copies: [&[(&str, &str)]; 2] = [&[("B1", "B1"), ("B2", "B2")], &[]];
        for ((title, volume), copies) in titles.iter().zip(volumes).zip(copies) {
            let mut puts: Vec<(String, Scalar)> =
                vec![("title".to_owned(), "活着".into()), ("volume".to_owned(), volume.into())];
            puts.extend(copies.iter().map(|(id, code)| (format!("copy/{id}/barcode"), Scalar::from(*code))));
            if copies.is_empty() {
                puts.push(("count".to_owned(), 1_i64.into()));
            }
            town.phones[1].act(title, Part::Keeper, now, puts);
        }
        let events: Vec<_> = (0..2_u8).map(|n| Header::new(Kind::Event, union, None, [9, n])).collect();
        for event in &events {
            let puts: Vec<(String, Scalar)> = vec![
                ("title".to_owned(), "篮球决赛".into()),
                ("capacity".to_owned(), 2_i64.into()),
                ("opens".to_owned(), (now - HOUR).into()),
                ("closes".to_owned(), (now + 30 * DAY).into()),
                ("starts".to_owned(), (now + 40 * DAY).into()),
                ("published".to_owned(), now.into()),
            ];
            town.phones[0].act(event, Part::Organiser, now, puts);
        }
        for phone in 2..5 {
            let house = house.id();
            town.phones[phone].store.write(|tx| tx.follow(house)).unwrap();
        }
        town.quiet();
        Self { town, events, house: house.id(), titles }
    }

    fn sign_up(&self, event: u8, whom: u8) -> Header {
        let member = self.town.phones[usize::from(whom)].member;
        Header::new(Kind::SignUp, self.events[usize::from(event)].id(), Some(member), sign_up::GROUP)
    }

    fn play(&mut self, step: &Step) {
        let now = self.town.now;
        match step {
            Step::SignUp { phone, event } | Step::Withdraw { phone, event } => {
                let wants_in = matches!(step, Step::SignUp { .. });
                let event = self.events[usize::from(*event)].id();
                self.town.phones[usize::from(*phone)].ask(event, wants_in, now);
            }
            Step::Capacity { places, event } => {
                let header = self.events[usize::from(*event)].clone();
                let puts = vec![("capacity".to_owned(), i64::from(*places).into())];
                self.town.phones[0].act(&header, Part::Organiser, now, puts);
            }
            Step::CheckIn { phone, event, whom } => {
                let header = self.sign_up(*event, *whom);
                let phone = &mut self.town.phones[usize::from(*phone)];
                let scan = phone.intent();
                phone.act(&header, Part::Door, now, vec![(format!("scan/{scan}/at"), now.into())]);
            }
            Step::Remove { event, whom } => {
                let header = self.sign_up(*event, *whom);
                let phone = &mut self.town.phones[0];
                let intent = phone.intent();
                let puts = vec![
                    (format!("remove/{intent}/at"), now.into()),
                    (format!("remove/{intent}/reason"), "名单有误".into()),
                ];
                phone.act(&header, Part::Door, now, puts);
            }
            Step::Lend { keeper, copy, reader } => {
                let (title, copy) = COPIES[usize::from(*copy)];
                let title = self.titles[title].id();
                let reader = self.town.phones[usize::from(*reader)].member;
                let house = self.house;
                let phone = &mut self.town.phones[usize::from(*keeper)];
                let header = Header::new(Kind::Loan, house, Some(reader), phone.intent().0);
                let puts = vec![
                    ("title".to_owned(), title.into()),
                    ("copy".to_owned(), copy.into()),
                    ("title_name".to_owned(), "活着".into()),
                    ("lent".to_owned(), now.into()),
                    ("due".to_owned(), "2026-04-01".into()),
                    ("note".to_owned(), "书脊破损".into()),
                ];
                phone.act(&header, Part::Keeper, now, puts);
            }
            Step::TakeBack { keeper, copy } => {
                let (title, copy) = COPIES[usize::from(*copy)];
                let title = self.titles[title].id();
                let house = self.house;
                let phone = &mut self.town.phones[usize::from(*keeper)];
                let known = phone.store.read(|dao| dao.loans_of_copy(house, title, copy)).unwrap();
                let intent = phone.intent();
                let open = known.iter().find(|loan| zhijia_model::kinds::loan::recorded_return(loan).is_none());
                if let Some(loan) = open {
                    let header = loan.header.clone();
                    phone.act(&header, Part::Keeper, now, vec![(format!("return/{intent}/at"), now.into())]);
                    return;
                }
                let header = Header::new(Kind::Return, house, None, intent.0);
                let puts = vec![
                    ("copy".to_owned(), copy.into()),
                    ("at".to_owned(), now.into()),
                    ("title".to_owned(), title.into()),
                ];
                phone.act(&header, Part::Keeper, now, puts);
            }
            Step::AskRenewal { phone } => {
                let phone = &mut self.town.phones[usize::from(*phone)];
                let member = phone.member;
                let loans = phone.store.read(|dao| dao.records_of(Kind::Loan, member)).unwrap();
                if let Some(loan) = loans.first() {
                    let header = loan.header.clone();
                    let intent = phone.intent();
                    phone.act(&header, Part::Borrower, now, vec![(format!("ask/{intent}/at"), now.into())]);
                }
            }
            Step::EditTitle { keeper, title, word } => {
                let header = self.titles[usize::from(*title)].clone();
                let puts = vec![("author".to_owned(), format!("余华{word}").into())];
                self.town.phones[usize::from(*keeper)].act(&header, Part::Keeper, now, puts);
            }
            Step::Profile { phone, word } => {
                let phone = &mut self.town.phones[usize::from(*phone)];
                let header = phone.record(phone.member).expect("the own record").header;
                let puts = vec![("mobile".to_owned(), format!("1381234567{word}").into())];
                phone.act(&header, Part::Own, now, puts);
            }
            Step::Exchange { phone, weather } => {
                self.town.exchange(usize::from(*phone), *weather);
            }
            Step::Restart { phone } => self.town.phones[usize::from(*phone)].restart(),
            Step::Wait { minutes } => self.town.now += i64::from(*minutes) * MINUTE,
        }
    }

    /// What must be true after quiet.
    fn judge(&self) {
        self.town.agrees();
        for phone in &self.town.phones {
            assert_eq!(phone.store.read(|dao| dao.status()).unwrap().drawer, 0);
        }
        for event in &self.events {
            self.judge_seats(event.id());
        }
    }

    /// E-01, E-04, E-05: no more seats than places or promises, each number once, nobody waits while there is room.
    fn judge_seats(&self, event: RecordId) {
        let organiser = &self.town.phones[0];
        let record = organiser.record(event).unwrap();
        let admission = zhijia_model::kinds::event::admission(&record);
        let sign_ups = organiser.store.read(|dao| dao.records_in(Kind::SignUp, event)).unwrap();
        let mut numbers = BTreeSet::new();
        let mut waiting = 0;
        for one in &sign_ups {
            match one.verdict.as_ref().map(|verdict| &verdict.outcome) {
                Some(Outcome::Seat { number }) => assert!(numbers.insert(*number), "place {number} twice"),
                Some(Outcome::Waiting { .. }) => waiting += 1,
                _ => {}
            }
        }
        let places = admission.capacity.unwrap() as usize;
        assert!(waiting == 0 || numbers.len() >= places, "someone waits while there is room");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases().unwrap_or(100), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_story_ends_with_one_truth(steps in prop::collection::vec(step(), 1..60)) {
        let mut story = Story::begin();
        for step in &steps {
            story.play(step);
        }
        story.town.quiet();
        story.judge();
    }
}

#[test]
fn a_quiet_town_converges() {
    let story = Story::begin();
    story.judge();
}
