//! A role ends while its holder is offline. What was done before counts, and never comes back to the phone that did it:
//! the phone forgets the scope in the same answer. After quiet, no work is pending there all the same, nothing of it is
//! said to be unsent, and whoever has the role now holds it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "tests"
)]

use zhijia_model::kinds::appointment;
use zhijia_model::{Audience, Header, Kind, Part, RecordId, Role, Scalar};
use zhijia_store::IntentState;
use zhijia_sync::engine;
use zhijia_sync::wire::{Frame, Welcome};
use zhijia_tests::town::{HOUR, MINUTE, Town, Weather, title_of};

const DESK: usize = 0;
const KEEPER: usize = 1;
const OTHER: usize = 2;

/// A desk, two keepers, a house with a title and a loan that is out.
struct Scene {
    town: Town,
    house: Header,
    title: Header,
    loan: Header,
}

fn puts<const N: usize>(pairs: [(&str, Scalar); N]) -> Vec<(String, Scalar)> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl Scene {
    fn new() -> Self {
        let mut town = Town::new();
        for role in [Role::Desk, Role::Keeper, Role::Keeper] {
            town.join(&[role]);
        }
        town.quiet();
        let house = Header::new(Kind::House, town.union, None, *b"house");
        let title = title_of(house.id(), "活着", "");
        let now = town.now;
        town.phones[KEEPER].act(&house, Part::Keeper, now, puts([("name", "书屋".into())]));
        town.phones[KEEPER].act(&title, Part::Keeper, now, puts([("title", "活着".into())]));
        let loan = lend(&mut town, &house, &title, "B1");
        town.quiet();
        Self { town, house, title, loan }
    }

    /// The desk ends the keeper's role; the keeper's phone does not know yet.
    fn dismiss(&mut self) {
        let person = self.town.phones[KEEPER].member;
        self.town.now += HOUR;
        let now = self.town.now;
        let desk = &mut self.town.phones[DESK];
        let all = desk.store.read(|dao| dao.records_of(Kind::Appointment, person)).unwrap();
        let grant = all.into_iter().find(|one| appointment::role(one) == Some(Role::Keeper)).expect("the appointment");
        desk.act(&grant.header, Part::Grant, now, puts([("ended", now.into())]));
        self.town.exchange(DESK, Weather::Fair);
    }

    /// What the keeper does offline: a new loan, a return of one that is known, a word about a title.
    fn work(&mut self) -> [RecordId; 3] {
        let loan = lend(&mut self.town, &self.house, &self.title, "B2");
        let now = self.town.now;
        let phone = &mut self.town.phones[KEEPER];
        let back = format!("return/{}/at", phone.intent());
        phone.act(&self.loan, Part::Keeper, now, puts([(&back, now.into())]));
        phone.act(&self.title, Part::Keeper, now, puts([("author", "余华".into())]));
        [loan.id(), self.loan.id(), self.title.id()]
    }

    fn judge(&mut self, done: &[RecordId]) {
        self.town.quiet();
        let keeper = &self.town.phones[KEEPER];
        let status = keeper.store.read(|dao| dao.status()).unwrap();
        assert_eq!((status.recorded, status.sent, status.accepted), (0, 0, 0), "{status:?}");
        assert_eq!(status.drawer, 0, "all of it was sent: {:?}", keeper.store.read(|dao| dao.drawer()).unwrap());
        assert_eq!((status.parked, status.mismatches), (0, 0));
        for id in done {
            // The title's public view stays; nothing that only keepers read does.
            let left = keeper.record(*id).map(|record| record.parts.contains_key(&Part::Keeper));
            assert!(!left.unwrap_or(false), "{id} is not for this phone any more");
        }
        let other = &self.town.phones[OTHER];
        let held = |id: RecordId| other.record(id).expect("the other keeper has it");
        assert_eq!(held(done[0]).part(Part::Keeper).text("copy").one(), Some("B2"));
        assert!(zhijia_model::kinds::loan::recorded_return(&held(done[1])).is_some());
        assert_eq!(held(done[2]).part(Part::Keeper).text("author").one(), Some("余华"));
    }
}

fn lend(town: &mut Town, house: &Header, title: &Header, copy: &str) -> Header {
    let now = town.now;
    let phone = &mut town.phones[KEEPER];
    let header = Header::new(Kind::Loan, house.id(), None, phone.intent().0);
    let puts = puts([("title", title.id().into()), ("copy", copy.into()), ("lent", now.into())]);
    phone.act(&header, Part::Keeper, now, puts);
    header
}

#[test]
fn what_was_done_before_a_role_ended_does_not_stay_pending() {
    for weather in [
        Weather::Fair,
        Weather::RequestLost,
        Weather::AnswerLost,
        Weather::Twice,
        Weather::Late,
        Weather::Cut(1),
        Weather::Cut(2),
        Weather::Cut(3),
        Weather::Cut(4),
    ] {
        let mut scene = Scene::new();
        let done = scene.work();
        scene.town.now += MINUTE;
        scene.dismiss();
        scene.town.exchange(KEEPER, weather);
        scene.judge(&done);
    }
}

#[test]
fn what_was_accepted_before_the_role_ended_and_had_not_come_back_does_not_either() {
    // The fates arrive, the pages do not; then the role ends.
    let mut scene = Scene::new();
    let done = scene.work();
    scene.town.exchange(KEEPER, Weather::Cut(2));
    let status = scene.town.phones[KEEPER].store.read(|dao| dao.status()).unwrap();
    assert_eq!(status.accepted, 3);
    scene.town.now += MINUTE;
    scene.dismiss();
    scene.judge(&done);
}

#[test]
fn an_intent_that_the_hub_has_is_settled_though_nothing_comes_back() {
    let mut scene = Scene::new();
    let header = title_of(scene.house.id(), "许三观卖血记", "");
    let now = scene.town.now;
    let keeper = &mut scene.town.phones[KEEPER];
    let intent = keeper.intent();
    let action = zhijia_store::Action {
        intent,
        code: "import".to_owned(),
        version: 1,
        header: header.clone(),
        part: Part::Keeper,
        puts: puts([("title", "许三观卖血记".into())]),
        input: Vec::new(),
        seen: Vec::new(),
    };
    keeper.store.write(|tx| tx.act(&action, now)).unwrap();
    scene.town.now += MINUTE;
    scene.dismiss();
    scene.town.quiet();
    let keeper = &scene.town.phones[KEEPER];
    let kept = keeper.store.read(|dao| dao.intent(intent)).unwrap();
    assert!(kept.is_none_or(|intent| intent.state == IntentState::Settled));
    assert!(keeper.store.read(|dao| dao.pending()).unwrap().is_empty());
    // The public view stays, as everybody has it.
    let other = scene.town.phones[OTHER].record(header.id()).expect("accepted");
    assert_eq!(other.part(Part::Keeper).text("title").one(), Some("许三观卖血记"));
}

#[test]
fn a_scope_that_was_lost_together_with_the_cursors_is_forgotten_too() {
    // The phone has seen another history of the ledger, so it brings no cursor that the hub could take back.
    let mut scene = Scene::new();
    let done = scene.work();
    scene.town.now += MINUTE;
    scene.dismiss();
    let welcome =
        Welcome { protocol: 1, epoch: [0x77; 16], now: scene.town.now, entitlements: None, retry_after: None };
    let keeper = &scene.town.phones[KEEPER].store;
    let mut exchange = keeper.write(|tx| engine::request(tx, false, scene.town.now)).unwrap().answering;
    let welcome = Frame::Welcome(welcome);
    keeper.write_fetched(|tx| engine::receive(tx, &mut exchange, &welcome, scene.town.now)).unwrap();
    scene.judge(&done);
    let keeper = &scene.town.phones[KEEPER];
    assert!(keeper.store.read(|dao| dao.records_in(Kind::Loan, scene.house.id())).unwrap().is_empty());
    let scopes = keeper.store.read(|dao| dao.scopes()).unwrap();
    assert!(scopes.iter().all(|scope| scope.scope.audience() != Some(Audience::Keeper)), "{scopes:?}");
}
