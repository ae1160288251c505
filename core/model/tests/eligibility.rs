//! Whether somebody may take part in an event (E-C13).
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use zhijia_model::calendar::start_of_day_ms;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::event::{Condition, EVERYBODY, Eligibility, MAN, Participant, WOMAN, eligibility, flag};
use zhijia_model::{Code, Header, Kind, Outcome, Part, PartState, RecordId, Refusal, Scalar, Verdict};

const UNION: RecordId = RecordId([1; 16]);
const BRANCH: RecordId = RecordId([2; 16]);
const OTHER: RecordId = RecordId([3; 16]);

fn event(asked: &[(&str, Scalar)]) -> Record {
    let mut state = PartState::default();
    state.set("closes", start_of_day_ms(jiff::civil::date(2026, 4, 17)));
    for (key, value) in asked {
        state.set(format!("group/all/{key}"), value.clone());
    }
    let mut event = Record::new(Header::new(Kind::Event, UNION, None, [7; 16]));
    event.parts.insert(Part::Organiser, state);
    event
}

/// A member of the branch, with what the desk and a verifier wrote.
fn member(said: &[(Part, &str, Scalar)]) -> Participant {
    let mut member = Record::new(Header::new(Kind::Member, RecordId::CITY, None, [8; 16]));
    for (part, key, value) in said {
        let state = member.parts.entry(*part).or_default();
        state.set(*key, value.clone());
    }
    let above = |union| Ok::<_, ()>(if union == BRANCH { Some(UNION) } else { Some(RecordId::CITY) });
    Participant::new(Some(member), Some(BRANCH), above).unwrap()
}

fn judged(asked: &[(&str, Scalar)], said: &[(Part, &str, Scalar)]) -> Eligibility {
    eligibility(&event(asked), EVERYBODY, &member(said))
}

fn cannot(code: Code) -> Eligibility {
    Eligibility::Cannot(code.into())
}

#[test]
fn the_members_of_a_union_are_those_of_the_unions_below_it_too() {
    let of = |union: RecordId| judged(&[("union", union.into())], &[]);
    for union in [BRANCH, UNION, RecordId::CITY] {
        assert_eq!(of(union), Eligibility::Can);
    }
    assert_eq!(of(OTHER), cannot(Code::OtherUnion));
    // A phone that does not know what lies above the own union knows of no reason.
    let apart = Participant::new(None, Some(BRANCH), |_| Ok::<_, ()>(None)).unwrap();
    let asked = |union: RecordId| eligibility(&event(&[("union", union.into())]), EVERYBODY, &apart);
    assert_eq!(asked(BRANCH), Eligibility::Can);
    assert_eq!(asked(OTHER), Eligibility::UnknownHere(Condition::Union));
    // Records that lead back to themselves end somewhere.
    let round = Participant::new(None, Some(BRANCH), |_| Ok::<_, ()>(Some(BRANCH))).unwrap();
    assert_eq!(
        eligibility(&event(&[("union", OTHER.into())]), EVERYBODY, &round),
        Eligibility::UnknownHere(Condition::Union)
    );
}

#[test]
fn one_of_the_categories_is_enough_and_none_is_known_of_who_has_none() {
    let asked = [("category", Scalar::from("货车司机、快递员"))];
    let of = |category: &str| judged(&asked, &[(Part::Staff, "category", category.into())]);
    assert_eq!(of("农民工,货车司机"), Eligibility::Can);
    assert_eq!(of("普通"), cannot(Code::OtherCategory));
    assert_eq!(of(" "), Eligibility::UnknownHere(Condition::Category));
    assert_eq!(judged(&asked, &[]), Eligibility::UnknownHere(Condition::Category));
}

#[test]
fn the_age_is_that_of_the_published_day_or_else_of_the_close() {
    let born = |day: &str, asked: &[(&str, Scalar)]| judged(asked, &[(Part::Verified, "birth", day.into())]);
    let from = |day: &str| [("age_from", 18.into()), ("age_to", 45.into()), ("day", day.into())];
    // The day before the eighteenth birthday, and the day itself.
    assert_eq!(born("2008-04-18", &from("")), Eligibility::Cannot(Refusal::about(Code::TooYoung, "18")));
    assert_eq!(born("2008-04-17", &from("")), Eligibility::Can);
    assert_eq!(born("2008-04-18", &from("2026-04-18")), Eligibility::Can);
    // Until the forty-sixth birthday one is forty-five.
    assert_eq!(born("1980-04-18", &from("")), Eligibility::Can);
    assert_eq!(born("1980-04-17", &from("")), Eligibility::Cannot(Refusal::about(Code::TooOld, "45")));
    assert_eq!(born("不详", &from("")), Eligibility::UnknownHere(Condition::Age));
    // A close by hand is no other day: it was not published.
    let mut early = event(&from(""));
    early.parts.get_mut(&Part::Organiser).unwrap().set("closed", start_of_day_ms(jiff::civil::date(2026, 4, 1)));
    let who = member(&[(Part::Verified, "birth", "2008-04-10".into())]);
    assert_eq!(eligibility(&early, EVERYBODY, &who), Eligibility::Can);
}

#[test]
fn what_is_not_known_refuses_nobody_and_what_is_known_comes_first() {
    let women = ("sex", Scalar::from(WOMAN));
    let sex = |sex: i64| (Part::Verified, "sex", Scalar::from(sex));
    let of = |said| judged(core::slice::from_ref(&women), &[said]);
    assert_eq!((of(sex(WOMAN)), of(sex(MAN))), (Eligibility::Can, cannot(Code::WomenOnly)));
    for unstated in [0, 9] {
        assert_eq!(of(sex(unstated)), Eligibility::UnknownHere(Condition::Sex));
    }
    // A man of unknown age, where women from 18 on are asked for.
    assert_eq!(judged(&[women, ("age_from", 18.into())], &[sex(MAN)]), cannot(Code::WomenOnly));
    // A membership may be older than this phone knows; it is never too short for certain.
    let mut who = member(&[]);
    assert_eq!(
        eligibility(&event(&[("months", 6.into())]), EVERYBODY, &who),
        Eligibility::UnknownHere(Condition::Membership)
    );
    let since = start_of_day_ms(jiff::civil::date(2025, 10, 17));
    let outcome = Outcome::Home { union: BRANCH, since };
    let verdict = Verdict { judged: 1, rule: String::new(), outcome, flags: Vec::new() };
    who.member.as_mut().unwrap().verdict = Some(verdict);
    assert_eq!(eligibility(&event(&[("months", 6.into())]), EVERYBODY, &who), Eligibility::Can);
    assert_eq!(
        eligibility(&event(&[("months", 7.into())]), EVERYBODY, &who),
        Eligibility::UnknownHere(Condition::Membership)
    );
    // What a newer app may ask is asked by nobody here.
    assert_eq!(judged(&[("sex", 7.into()), ("age_from", (-3).into())], &[]), Eligibility::Can);
}

fn verdict(outcome: Outcome, flags: &[&str]) -> Verdict {
    let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
    Verdict { judged: 1, rule: String::new(), outcome, flags }
}

#[test]
fn who_has_a_place_is_not_flagged_afterwards_and_who_waits_is() {
    let day = jiff::civil::date(2026, 4, 17);
    let (before, after) = (start_of_day_ms(day), start_of_day_ms(day.tomorrow().unwrap()));
    let seat = |flags: &[&str]| verdict(Outcome::Seat { number: 1 }, flags);
    let waits = |flags: &[&str]| verdict(Outcome::Waiting { rank: 0, late: false }, flags);
    let now = |judged: &Eligibility, was: Option<&Verdict>, at| flag(judged, Some(day), was, at);
    let (old, women) = (cannot(Code::TooOld), cannot(Code::WomenOnly));
    let too_old = Some("E-C13:too-old".to_owned());
    assert_eq!(now(&old, None, before), too_old, "the hub hears of the sign-up for the first time");
    assert_eq!(now(&old, None, after), too_old, "also where it came late");
    assert_eq!(now(&old, Some(&waits(&[])), before), too_old);
    assert_eq!(now(&old, Some(&seat(&[])), before), None, "settled is settled");
    // Flagged when it got its place: the flag follows what is known, and goes when it is put right.
    assert_eq!(now(&women, Some(&seat(&["E-C13:too-old"])), before).as_deref(), Some("E-C13:women-only"));
    assert_eq!(now(&Eligibility::Can, Some(&seat(&["E-C13:too-old"])), before), None);
    // After the day nothing changes, whatever becomes of the person.
    assert_eq!(now(&old, Some(&waits(&[])), after), None);
    assert_eq!(now(&Eligibility::Can, Some(&waits(&["A-C16", "E-C13:too-old"])), after), too_old);
    // What is not known any more takes no flag away and gives none.
    let unknown = Eligibility::UnknownHere(Condition::Age);
    assert_eq!(now(&unknown, Some(&waits(&["E-C13:too-old"])), before), too_old);
    assert_eq!(now(&unknown, Some(&waits(&[])), before), None);
}

proptest! {
    /// The less is known of a person, the less is said for certain: knowing more never turns a certain answer round.
    #[test]
    fn knowing_less_only_makes_it_less_certain(
        asked in (0..3_i64, 0..50_i64, 0..50_i64, any::<bool>()),
        sex in 0..3_i64,
        year in 1950..2020_i16,
        category in prop::sample::select(vec!["普通", "快递员", ""]),
        hidden in 0..3_usize,
    ) {
        let mut asks: Vec<(&str, Scalar)> = vec![("sex", asked.0.into()), ("age_from", asked.1.into()), ("age_to", asked.2.into())];
        if asked.3 {
            asks.push(("category", "快递员".into()));
        }
        let mut said: Vec<(Part, &str, Scalar)> = vec![
            (Part::Verified, "sex", sex.into()),
            (Part::Verified, "birth", jiff::civil::date(year, 2, 28).to_string().into()),
            (Part::Staff, "category", category.into()),
        ];
        let full = judged(&asks, &said);
        said.remove(hidden);
        let less = judged(&asks, &said);
        let stays = less == full
            || matches!((&less, &full), (Eligibility::UnknownHere(_), _))
            || matches!((&less, &full), (Eligibility::Cannot(_), Eligibility::Cannot(_)));
        prop_assert!(stays, "{less:?} became {full:?}");
    }
}
