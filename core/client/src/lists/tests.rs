//! The oracle of the lists: whatever happens in the store, the rows that a list keeps by what changed are those of a
//! fresh query, and following its differences gives the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod claims;
mod steps;
mod town;

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use steps::{Step, steps};
use town::Town;
use zhijia_model::text::{query_terms, search_keys_of};

use super::aid::batches::Batches;
use super::aid::enrolments::Enrolments;
use super::aid::plans::Plans;
use super::claims::mine::MyClaims;
use super::claims::payouts::Payouts;
use super::claims::review::ClaimsToReview;
use super::events::browse::Events;
use super::events::day::Day;
use super::events::mine::SignUps;
use super::events::notices::Notices;
use super::events::organised::Organised;
use super::events::roster::Roster;
use super::lending::cards::LendingCards;
use super::lending::copies::Copies;
use super::lending::holds::Holds;
use super::lending::house_loans::HouseLoans;
use super::lending::houses::Houses;
use super::lending::my_loans::MyLoans;
use super::lending::titles::Titles;
use super::members::cards::Cards;
use super::members::names::NamesAsked;
use super::members::profile::OwnProfile;
use super::members::who::WhoUses;
use super::phone::history::History;
use super::phone::not_sent::Drawer;
use super::phone::status::StatusBar;
use super::{Kept, List};
use crate::inner::Inner;
use crate::roster::RosterGroup;
use crate::watch::{Op, Row};

/// A list as it is kept, and as somebody has it who follows the differences.
struct Followed<L: List> {
    name: &'static str,
    fresh: Box<dyn Fn() -> L>,
    kept: Kept<L>,
    had: BTreeMap<String, L::Row>,
}

/// One of them, whatever its rows are.
trait Checked {
    fn check(&mut self, inner: &Inner);
}

impl<L: List<Row: Debug>> Checked for Followed<L> {
    fn check(&mut self, inner: &Inner) {
        for op in self.kept.refresh(inner).unwrap() {
            match op {
                Op::Insert { item } => {
                    assert!(self.had.insert(item.id().to_owned(), item).is_none(), "{}: new twice", self.name);
                }
                Op::Update { item } => {
                    assert!(self.had.insert(item.id().to_owned(), item).is_some(), "{}: not there", self.name);
                }
                Op::Remove { id } => assert!(self.had.remove(&id).is_some(), "{}: gone twice", self.name),
            }
        }
        let fresh = inner.list((self.fresh)()).unwrap();
        assert_eq!(self.kept.rows(), fresh, "{}", self.name);
        for (at, row) in fresh.iter().enumerate() {
            assert_eq!(self.kept.place(row.id()), Some(at), "{}", self.name);
            assert_eq!(self.had.get(row.id()), Some(row), "{}", self.name);
        }
        assert_eq!(self.had.len(), fresh.len(), "{}", self.name);
    }
}

fn kept<L: List<Row: Debug>>(inner: &Inner, name: &'static str, fresh: impl Fn() -> L + 'static) -> Box<dyn Checked> {
    let kept = Kept::new(inner, fresh());
    Box::new(Followed { name, fresh: Box::new(fresh), kept, had: BTreeMap::new() })
}

/// Every list that can be watched.
fn all(town: &Town) -> Vec<Box<dyn Checked>> {
    let inner = &town.client.0;
    let (house, title) = (town.house, town.title().id());
    let mut all = vec![
        kept(inner, "events", Events::default),
        kept(inner, "sign-ups", SignUps::default),
        kept(inner, "notices", Notices::default),
        kept(inner, "organised events", Organised::default),
        kept(inner, "houses", Houses::default),
        kept(inner, "loans of a house", move || HouseLoans(house)),
        kept(inner, "own loans", MyLoans::default),
        kept(inner, "own holds", || Holds::new(None)),
        kept(inner, "holds of a house", move || Holds::new(Some(house))),
        kept(inner, "copies", move || Copies::new(title)),
        kept(inner, "lending cards", move || LendingCards(house)),
        kept(inner, "plans", Plans::default),
        kept(inner, "enrolments", Enrolments::default),
        kept(inner, "own claims", MyClaims::default),
        kept(inner, "claims to review", ClaimsToReview::default),
        kept(inner, "payouts", Payouts::default),
        kept(inner, "batches", || Batches),
        kept(inner, "profile", OwnProfile::default),
        kept(inner, "names asked", || NamesAsked),
        kept(inner, "who", WhoUses::default),
        kept(inner, "status", || StatusBar),
        kept(inner, "not sent", || Drawer),
        kept(inner, "titles", move || Titles { house, query: String::new(), from: 0, count: 100 }),
        kept(inner, "cards", || Cards { query: "王".to_owned() }),
    ];
    for event in town.events {
        all.push(kept(inner, "roster", move || Roster::new(event)));
        all.push(kept(inner, "day", move || Day::new(event)));
        all.push(kept(inner, "history", move || History { record: event }));
    }
    all
}

/// Whom a search by letters finds on a roster that it keeps is whom it finds in a fresh one.
fn check_search(town: &Town) {
    let event = town.events[0];
    let fresh = town.client.roster(event).unwrap();
    for (query, missing) in [("", false), ("", true), ("xianchang", false), ("di", true), ("位", false)] {
        let terms = query_terms(query);
        let mut expected = fresh.clone();
        expected.retain(|item| {
            let keys = search_keys_of([item.name.as_str(), item.employer.as_str()]);
            (terms.is_empty() || terms.matches_column(keys.column()))
                && (!missing || (item.group == RosterGroup::Seated && item.present_ms.is_none()))
        });
        assert_eq!(town.client.find_on_roster(event, query, missing).unwrap(), expected, "{query}");
    }
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
            check_search(&town);
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
