//! The oracle of the lists: whatever happens in the store, the rows that a list keeps by what changed are those of a
//! fresh query, and following its differences gives the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod town;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use proptest::prelude::*;
use town::{Step, Town, steps};

use super::aid::enrolments::Enrolments;
use super::aid::plans::Plans;
use super::events::browse::Events;
use super::events::mine::SignUps;
use super::events::organised::Organised;
use super::events::roster::Roster;
use super::lending::house_loans::HouseLoans;
use super::lending::houses::Houses;
use super::lending::my_loans::MyLoans;
use super::lending::titles::Titles;
use super::members::cards::Cards;
use super::members::profile::OwnProfile;
use super::members::who::WhoUses;
use super::phone::history::History;
use super::phone::not_sent::Drawer;
use super::phone::status::StatusBar;
use super::{Asked, List, Observer, Query, Rows};
use crate::inner::Inner;
use crate::watch::{Op, Row};

/// A list as a watch keeps it, and as somebody has it who follows the differences.
struct Kept<L: List> {
    name: &'static str,
    fresh: Box<dyn Fn() -> L>,
    asked: Asked<L>,
    observer: Arc<Observer>,
    rows: Rows<L::Row>,
    followed: BTreeMap<String, L::Row>,
    begun: bool,
}

/// One of them, whatever its rows are.
trait Checked {
    fn check(&mut self, inner: &Inner);
}

impl<L: List<Row: Debug>> Checked for Kept<L> {
    fn check(&mut self, inner: &Inner) {
        let happened = self.observer.take();
        let turned = inner.now() >= self.asked.until();
        if !self.begun || happened.is_some() || turned {
            let what = self.begun.then(|| happened.unwrap_or_default());
            let answer = self.asked.ask(inner, what.as_ref()).unwrap();
            self.observer.set_needs(self.asked.needs());
            for op in self.rows.apply(answer) {
                match op {
                    Op::Insert { item } => {
                        assert!(self.followed.insert(item.id().to_owned(), item).is_none(), "{}: new twice", self.name);
                    }
                    Op::Update { item } => {
                        assert!(self.followed.insert(item.id().to_owned(), item).is_some(), "{}: not there", self.name);
                    }
                    Op::Remove { id } => assert!(self.followed.remove(&id).is_some(), "{}: gone twice", self.name),
                }
            }
            self.begun = true;
        }
        let fresh = inner.list((self.fresh)()).unwrap();
        assert_eq!(self.rows.as_slice(), fresh, "{}", self.name);
        for (at, row) in fresh.iter().enumerate() {
            assert_eq!(self.rows.place(row.id()), Some(at), "{}", self.name);
            assert_eq!(self.followed.get(row.id()), Some(row), "{}", self.name);
        }
        assert_eq!(self.followed.len(), fresh.len(), "{}", self.name);
    }
}

fn kept<L: List<Row: Debug>>(inner: &Inner, name: &'static str, fresh: impl Fn() -> L + 'static) -> Box<dyn Checked> {
    let asked = Asked::new(fresh());
    let (observer, rows, followed) = (inner.told.observers.add(), Rows::default(), BTreeMap::new());
    Box::new(Kept { name, fresh: Box::new(fresh), asked, observer, rows, followed, begun: false })
}

/// Every list that can be watched.
fn all(town: &Town) -> Vec<Box<dyn Checked>> {
    let inner = &town.client.0;
    let house = town.house;
    let mut all = vec![
        kept(inner, "events", Events::default),
        kept(inner, "sign-ups", SignUps::default),
        kept(inner, "organised events", Organised::default),
        kept(inner, "houses", Houses::default),
        kept(inner, "loans of a house", move || HouseLoans(house)),
        kept(inner, "own loans", MyLoans::default),
        kept(inner, "plans", Plans::default),
        kept(inner, "enrolments", Enrolments::default),
        kept(inner, "profile", OwnProfile::default),
        kept(inner, "who", WhoUses::default),
        kept(inner, "status", || StatusBar),
        kept(inner, "not sent", || Drawer),
        kept(inner, "titles", move || Titles { house, query: String::new(), from: 0, count: 100 }),
        kept(inner, "cards", || Cards { query: "王".to_owned() }),
    ];
    for event in town.events {
        all.push(kept(inner, "roster", move || Roster::new(event)));
        all.push(kept(inner, "history", move || History { record: event }));
    }
    all
}

fn follow(steps: &[Step]) {
    let mut town = Town::new();
    let mut lists = all(&town);
    for list in &mut lists {
        list.check(&town.client.0);
    }
    for step in steps {
        town.take(step);
        // Several things happen before a slow screen looks again.
        if !matches!(step, Step::Together) {
            for list in &mut lists {
                list.check(&town.client.0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn rows_kept_by_what_changed_are_those_of_a_fresh_query(steps in steps()) {
        follow(&steps);
    }
}
