//! What organisers and members do about an event.

use proptest::prelude::*;
use zhijia_model::calendar::{china_date, end_of_day_ms};
use zhijia_model::intents::Intent;
use zhijia_model::intents::events::{
    CancelEvent, CheckIn, CloseEvent, ConditionsDraft, CreateEvent, EditEvent, EventDraft, PublishEvent, RemoveSignUp,
    RestoreSignUp, ScanPass, SettleEvent, SignUp, SignUpFor, WalkIn, Withdraw,
};
use zhijia_model::kinds::event::AdmissionMode;
use zhijia_model::kinds::{event, sign_up};
use zhijia_model::{Code, Header, Kind, Outcome, Part, RecordId};

use super::town::{DAY, HOUR, T, Town, UNION, code};

pub(crate) fn draft() -> EventDraft {
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
    let draft: EventDraft = serde_json::from_value(fields).unwrap();
    let conditions = ConditionsDraft {
        only_union: RecordId([9; 16]).to_string(),
        only_sex: Some(2),
        age_from: Some(18),
        age_to: Some(45),
        member_months: Some(6),
        eligibility_day: "2026-03-09".to_owned(),
        ..draft.conditions
    };
    EventDraft { ends_ms: Some(T + 11 * DAY), conditions, ..draft }
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
    assert_eq!(event::conditions(town.at(event), event::EVERYBODY).categories, ["only_category"]);
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

/// Who signed up did so by the rule that was announced; a draft's may still be another.
#[test]
fn how_places_are_given_can_be_changed_until_sign_up_opens() {
    let mut town = Town::new();
    let by = |admission| EventDraft { admission, ..draft() };
    let event = town.act(CreateEvent { union: UNION, draft: by(None), publish: false }).unwrap();
    for mode in [Some(AdmissionMode::Draw), None, Some(AdmissionMode::Ranked)] {
        town.act(EditEvent { event, draft: by(mode), publish: false }).unwrap();
        assert_eq!(EventDraft::of(town.at(event)).admission, mode);
    }
    town.act(PublishEvent { event }).unwrap();
    let refused = town.act(EditEvent { event, draft: by(None), publish: false }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::ModeAnnounced, Some("admission")));
    town.act(EditEvent {
        event,
        draft: EventDraft { place: "二楼".to_owned(), ..by(Some(AdmissionMode::Ranked)) },
        publish: false,
    })
    .unwrap();
    // The lot falls when everybody has been heard, and that has to be before the event.
    let soon = EventDraft { closes_ms: Some(T + 9 * DAY), ..by(Some(AdmissionMode::Draw)) };
    let refused = town.act(CreateEvent { union: UNION, draft: soon, publish: false }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::DrawTooLate, Some("closes")));
}

/// E-C1, E-C4.
#[test]
fn the_places_are_settled_after_the_close_and_the_grace_or_when_an_organiser_says_so() {
    let mut town = Town::new();
    let by = |admission| EventDraft { admission: Some(admission), ..draft() };
    let (ranked, drawn) = (town.event(by(AdmissionMode::Ranked)), town.event(by(AdmissionMode::Draw)));
    let instant = town.event(draft());
    let close = T + 5 * DAY;
    assert_eq!(event::settles(town.at(instant)), None);
    assert_eq!([ranked, drawn].map(|event| event::settles(town.at(event))), [Some(close + DAY); 2]);
    assert_eq!(code(town.act(SettleEvent { event: ranked })), Code::NotClosedYet);
    town.now = close + HOUR;
    for event in [drawn, instant] {
        assert_eq!(code(town.act(SettleEvent { event })), Code::NothingToSettle);
    }
    town.act(SettleEvent { event: ranked }).unwrap();
    assert_eq!(event::settles(town.at(ranked)), Some(close));
    assert_eq!(code(town.act(SettleEvent { event: ranked })), Code::NothingToSettle);
    // A cancelled event settles nothing; who begins soon after the close knows by the start.
    town.act(CancelEvent { event: ranked, reason: "停电".to_owned() }).unwrap();
    assert_eq!(event::settles(town.at(ranked)), None);
    town.now = T;
    let soon = town.event(EventDraft { closes_ms: Some(T + 10 * DAY - HOUR), ..by(AdmissionMode::Ranked) });
    assert_eq!(event::settles(town.at(soon)), Some(T + 10 * DAY));
}

/// E-C5.
#[test]
fn who_is_signed_up_by_the_desk_and_signs_up_too_has_one_sign_up() {
    let mut town = Town::new();
    let event = town.event(draft());
    let member = town.me;
    town.become_member("柜台");
    let (by_desk, undo) = town.act_as(SignUpFor { event, member }).unwrap();
    assert_eq!(sign_up::given(town.at(by_desk)).0, "王小明");
    assert_eq!(code(town.act(SignUpFor { event, member })), Code::AlreadySignedUp);
    let first = sign_up::wish(town.at(by_desk));
    // The member had no news of it and asks an hour later: the earlier ask counts.
    let mut elsewhere = Town { me: member, device: 2, now: T + HOUR, ids: 100, ..Town::new() };
    elsewhere.records.clone_from(&town.records);
    elsewhere.records.remove(&by_desk);
    assert_eq!(elsewhere.act(SignUp { event }).unwrap(), by_desk);
    town.hears(&elsewhere);
    assert_eq!(sign_up::wish(town.at(by_desk)), first);
    // Taken back by the desk later than the member's own ask, it is withdrawn for both.
    town.now += 2 * HOUR;
    town.act(undo.unwrap()).unwrap();
    assert!(matches!(sign_up::wish(town.at(by_desk)), sign_up::Wish::Out { .. }));
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
fn a_time_that_no_calendar_here_has_and_a_close_after_the_end_name_their_field() {
    type Set = fn(&mut EventDraft, i64);
    let mut town = Town::new();
    let far = [i64::MAX, i64::MIN, 1_000_000_000_000_000, 0, 4_133_000_000_000 + 366 * DAY];
    let set: [(&str, Set); 4] = [
        ("starts", |draft, at| draft.starts_ms = Some(at)),
        ("ends", |draft, at| draft.ends_ms = Some(at)),
        ("opens", |draft, at| draft.opens_ms = Some(at)),
        ("closes", |draft, at| draft.closes_ms = Some(at)),
    ];
    let refused = |town: &mut Town, draft| {
        let refused = town.act(CreateEvent { union: UNION, draft, publish: true }).unwrap_err();
        assert_eq!(refused.code, Code::BadField);
        refused.field.unwrap()
    };
    for (name, set) in set {
        for at in far {
            let mut wrong = draft();
            set(&mut wrong, at);
            assert_eq!(refused(&mut town, wrong), name, "{at}");
        }
    }
    // Sign-up ends with the event: at its end, or with the day on which it starts.
    let starts = T + 10 * DAY;
    let day = china_date(starts);
    let late = |ends_ms, closes| EventDraft { ends_ms, closes_ms: Some(closes), ..draft() };
    assert_eq!(refused(&mut town, late(None, end_of_day_ms(day) + 1)), "closes");
    assert_eq!(refused(&mut town, late(Some(starts + HOUR), starts + HOUR + 1)), "closes");
    let event = town.event(late(None, end_of_day_ms(day)));
    assert_eq!(event::admission(town.at(event)).closes, end_of_day_ms(day));
}

#[test]
fn what_turns_or_hides_text_is_no_part_of_an_event() {
    let mut town = Town::new();
    let fields = serde_json::to_value(filled()).unwrap();
    for (name, _) in fields.as_object().unwrap().iter().filter(|(_, value)| value.is_string()) {
        let with = |text: &str| {
            let mut typed = fields.clone();
            *typed.get_mut(name).unwrap() = text.into();
            CreateEvent { union: UNION, draft: serde_json::from_value(typed).unwrap(), publish: true }
        };
        for foul in ["\u{202e}电话", "电\u{0}话"] {
            let refused = town.act(with(foul)).unwrap_err();
            assert_eq!((refused.code, refused.field.as_deref()), (Code::BadField, Some(name.as_str())));
        }
        // One line, but for what is told of it at length.
        assert_eq!(town.act(with("一\n二")).is_ok(), ["about", "waiver"].contains(&name.as_str()), "{name}");
        let unseen = town.act(with("\u{200b}"));
        match name.as_str() {
            "title" | "place" => assert_eq!(unseen.unwrap_err().code, Code::EmptyField),
            name => assert!(town.at(unseen.unwrap()).part(Part::Organiser).entries(name).is_empty(), "{name}"),
        }
    }
}

#[test]
fn nobody_signs_up_for_an_event_that_is_over() {
    let mut town = Town::new();
    let event = town.event(EventDraft {
        starts_ms: Some(T + HOUR),
        ends_ms: Some(T + 2 * HOUR),
        closes_ms: Some(T + 2 * HOUR),
        ..draft()
    });
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
    let elsewhere = WalkIn { event: town.me, ..person("李强", false) };
    assert_eq!(code(town.act(elsewhere)), Code::NotFound, "what is no event has no door");
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

/// E-06, E-C19.
#[test]
fn a_pass_is_enough_where_the_sign_up_is_not_here() {
    let mut town = Town::new();
    let event = town.event(draft());
    let member = town.me;
    let scan = |name: &str| ScanPass { event, member, name: name.to_owned(), list: String::new(), leaves: false };
    let mut gate = Town { me: RecordId([9; 16]), device: 2, ids: 100, ..Town::new() };
    gate.records.insert(event, town.at(event).clone());
    let (there, undo) = gate.act_as(scan("王小明")).unwrap();
    let sign_up = town.act(SignUp { event }).unwrap();
    assert_eq!(there, sign_up, "the same record, whichever came first");
    assert_eq!((sign_up::given(gate.at(there)).0, sign_up::present(gate.at(there))), ("王小明", Some(T)));
    town.hears(&gate);
    assert_eq!(sign_up::present(town.at(sign_up)), Some(T));
    // What the list says of the name stands; an undo takes this scan back.
    town.act(scan("另一个名字")).unwrap();
    assert_eq!(sign_up::given(town.at(sign_up)).0, "王小明");
    gate.act(undo.unwrap()).unwrap();
    assert_eq!(sign_up::present(gate.at(there)), None);
    let nowhere = ScanPass { event: member, ..scan("王小明") };
    assert_eq!(code(town.act(nowhere)), Code::NotFound);
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

#[test]
fn nobody_signs_up_for_a_draft_before_it_is_published() {
    let mut town = Town::new();
    let event = town.act(CreateEvent { union: UNION, draft: draft(), publish: false }).unwrap();
    assert_eq!(code(town.act(SignUp { event })), Code::NotOpenYet);
    town.act(PublishEvent { event }).unwrap();
    town.act(SignUp { event }).unwrap();
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

/// E-C13.
#[test]
fn who_is_known_not_to_meet_the_conditions_is_told_so_before_anything_is_written() {
    let mut town = Town::new();
    let conditions = ConditionsDraft { only_union: RecordId([9; 16]).to_string(), ..ConditionsDraft::default() };
    let event = town.event(EventDraft { conditions, ..draft() });
    let member = town.me;
    // Nothing lies above the own union as far as this phone knows: it cannot tell.
    town.act(SignUp { event }).unwrap();
    town.act(Withdraw { event }).unwrap();
    let union = Header::new(Kind::Union, RecordId::CITY, None, [4; 16]);
    town.records.insert(UNION, zhijia_model::kinds::Record::new(union));
    assert_eq!(code(town.act(SignUp { event })), Code::OtherUnion);
    town.become_member("柜台");
    assert_eq!(code(town.act(SignUpFor { event, member })), Code::OtherUnion);
    // Open to all again, and asked before: the emptied condition asks nothing.
    town.act(EditEvent { event, draft: draft(), publish: false }).unwrap();
    town.act(SignUpFor { event, member }).unwrap();
}
