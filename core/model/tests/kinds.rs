//! Fields as they are declared: what is written is read, a part is a part and a view is a view.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use zhijia_model::change::PartChanges;
use zhijia_model::fields::Choice;
use zhijia_model::key::well_formed;
use zhijia_model::kinds::sign_up::{Asks, Wanted};
use zhijia_model::kinds::{Record, event, house, keys, loan, member, plan, title, view, view_keys};
use zhijia_model::{Actor, Audience, DeviceId, Field, Header, IntentId, Kind, Part, PartState, RecordId, Scalar, Type};

const MS: i64 = 1_775_000_000_000;

fn state(puts: Vec<(String, Scalar)>) -> PartState {
    let mut state = PartState::default();
    for (key, value) in puts {
        state.set(key, value);
    }
    state
}

fn record(kind: Kind) -> Record {
    Record::new(Header::new(kind, RecordId([1; 16]), None, [7; 16]))
}

#[test]
fn what_is_written_by_fields_is_read_by_them_and_passes_the_gate() {
    let date = "2026-12-01".parse().unwrap();
    let written =
        house::House::write().name("职工书屋").max_loans(3).note(None).closed(&date, |one| one.day(true)).puts();
    let names: Vec<_> = written.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        names,
        ["name", "max_loans", "closed/2026-12-01/day"],
        "in the order given, and nothing where it is None"
    );
    for (key, value) in &written {
        let table = keys(Kind::House, Part::Keeper);
        assert!(table.iter().any(|spec| spec.element(key).is_some()) && well_formed(table, key, value), "{key}");
    }
    let state = state(written);
    let said = house::House::of(&state);
    assert_eq!(
        (said.name().one(), said.max_loans().one(), said.note().field()),
        (Some("职工书屋"), Some(3), Field::Absent)
    );
    assert!(said.closed().map(|one| (one.element(), one.day().one())).eq([(Some(date), Some(true))]));
}

#[test]
fn an_ask_stands_under_its_intent_and_a_barcode_under_its_escaped_form() {
    let intent = IntentId([0x0a; 16]);
    let puts = Asks::write().asks(&intent, |ask| ask.is(Wanted::In).at(MS)).puts();
    let expected = [(format!("ask/{intent}/is"), Scalar::from("in")), (format!("ask/{intent}/at"), Scalar::Int(MS))];
    assert_eq!(puts, expected);
    let state = state(title::Title::write().copies("B/1%", |copy| copy.barcode("B/1%").shelf("A3")).puts());
    assert_eq!(state.text("copy/B%2F1%25/barcode").one(), Some("B/1%"));
    let one = title::Title::of(&state).copies().next().unwrap();
    assert_eq!(one.element().as_deref(), Some("B/1%"));
}

#[test]
fn one_of_a_closed_list_that_a_newer_app_wrote_is_carried_and_known_to_nobody() {
    let mut record = record(Kind::Plan);
    record.parts.insert(Part::Office, state(vec![("payer".to_owned(), "fund".into())]));
    assert_eq!(plan::read(&record).payer().one(), Some(Choice::Other("fund")));
    assert_eq!(plan::payer(&record), plan::Payer::Member, "nobody is covered by an omission");
    assert_eq!(view(&record, Audience::Public).unwrap().text("payer").one(), Some("fund"));
}

#[test]
fn concurrent_values_stay_visible() {
    let mut changes = PartChanges::default();
    for (device, capacity) in [(1, 20), (2, 40)] {
        let actor = Actor::new(DeviceId([device; 16]), [0; 8]);
        let puts = event::Event::write().capacity(capacity).puts();
        let bytes = PartChanges::default().write(&actor, MS, &puts).unwrap().unwrap();
        changes.push(&bytes, None).unwrap();
    }
    let state = changes.state();
    let capacity = event::Event::of(&state).capacity();
    let mut all = capacity.all();
    assert_eq!(all.first().copied(), capacity.one());
    all.sort_unstable();
    assert_eq!(all, [20, 40]);
    assert!(matches!(capacity.field(), Field::Several(values) if values.len() == 2));
}

#[test]
fn a_view_is_no_part_and_stands_in_for_one_only_where_the_kind_says_so() {
    let mut lent = record(Kind::Loan);
    lent.views.insert(Audience::Mine, state(loan::Loan::write().title_name("活着").copy("B2").puts()));
    assert!(lent.part(Part::Keeper).is_empty() && lent.part(Part::Borrower).is_empty());
    assert_eq!((loan::read(&lent).title_name().one(), loan::copy(&lent)), (Some("活着"), "B2"));
    lent.parts.insert(Part::Keeper, state(loan::Loan::write().copy("B3").puts()));
    assert_eq!(loan::copy(&lent), "B3", "the part itself, where it is held");
    assert_eq!(loan::read(&lent).title_name().one(), None, "and nothing of the view beside it");
}

/// A desk holds the parts and, as everybody in the union, the card.
#[test]
fn the_cards_name_stands_behind_every_part_that_is_held() {
    let mut who = record(Kind::Member);
    who.views.insert(Audience::Cards, state(member::Card::write().name("王晓明").number("138****5678").puts()));
    assert_eq!(member::name(&who), "王晓明");
    assert_eq!(member::masked_number(&who).as_deref(), Some("138****5678"));
    who.parts.insert(Part::Staff, state(member::Staff::write().name("王小明").puts()));
    assert_eq!(member::name(&who), "王小明", "what the desk has just written, not what the hub said before");
    assert!(member::verified(&who).name().is_absent(), "a card is no document");
}

#[test]
fn a_view_holds_what_its_fields_say_and_nothing_else() {
    for kind in Kind::ALL {
        for audience in kind.viewers() {
            let mut full = record(*kind);
            for part in kind.parts() {
                let mut said = PartState::default();
                for spec in keys(*kind, *part) {
                    let value = match spec.kind {
                        Type::Text(_) => Scalar::from("1"),
                        Type::Int => Scalar::from(1_i64),
                        Type::Bool => Scalar::from(true),
                        Type::Id => Scalar::from(RecordId([3; 16])),
                    };
                    said.set(spec.with_element("x"), value);
                }
                full.parts.insert(*part, said);
            }
            let shown = view(&full, *audience).expect("everything is published and has ended");
            let table = view_keys(*kind, *audience);
            for (key, _) in shown.iter() {
                assert!(table.iter().any(|spec| spec.element(key).is_some()), "{kind:?} {audience:?} shows {key}");
                assert!(!key.starts_with("note"), "a remark is for those who read the part");
            }
            // A card's number is shown only where it is a telephone number.
            let computed = usize::from(*kind == Kind::Member);
            // Of a claim it is computed where it stands, and so what there is to say of it.
            let expected =
                if *kind == Kind::Claim { 2..=table.len() } else { table.len() - computed..=table.len() - computed };
            assert!(expected.contains(&shown.iter().count()), "{kind:?} {audience:?}");
        }
    }
}
