//! Templates, an event once more, a series.

use proptest::prelude::*;
use zhijia_model::calendar::{china_date, china_datetime};
use zhijia_model::intents::events::{
    CloseEvent, ConditionsDraft, CreateEvent, EventDraft, TEMPLATES, series, template,
};

use super::events::draft;
use super::town::{DAY, HOUR, T, Town, UNION};

#[test]
fn every_template_is_an_event_once_a_place_is_typed() {
    let mut town = Town::new();
    for one in TEMPLATES {
        assert_eq!(template(one.code), Some(one));
        for english in [false, true] {
            let draft = one.draft(T, english);
            assert_eq!(draft.title.is_empty(), one.code == "blank", "the empty form has no title");
            let title = if draft.title.is_empty() { "合唱".to_owned() } else { draft.title.clone() };
            let draft = EventDraft { title, place: "礼堂".to_owned(), ..draft };
            let event = town.act(CreateEvent { union: UNION, draft: draft.clone(), publish: true }).unwrap();
            let mut made = EventDraft::of(town.at(event));
            // A question gets its name where it is written.
            made.questions.iter_mut().for_each(|question| question.id.clear());
            assert_eq!(made, draft, "{}", one.code);
        }
    }
}

proptest! {
    /// Whenever the form is opened, it can be sent as it is.
    #[test]
    fn a_template_proposes_a_saturday_ahead_that_one_can_still_sign_up_for(days in 0..4000_i64, hour in 0..24_i64) {
        let now = T + days * DAY + hour * HOUR;
        for one in TEMPLATES {
            let draft = EventDraft { title: "合唱".to_owned(), place: "礼堂".to_owned(), ..one.draft(now, false) };
            prop_assert!(draft.check().is_ok(), "{}", one.code);
            let starts = china_datetime(draft.starts_ms.unwrap());
            prop_assert_eq!(starts.weekday(), jiff::civil::Weekday::Saturday);
            prop_assert_eq!(starts.hour(), one.hour);
            let ahead = draft.starts_ms.unwrap() - now;
            prop_assert!((6 * DAY..26 * DAY).contains(&ahead), "{} days", ahead / DAY);
        }
    }

    #[test]
    fn an_event_once_more_is_ahead_on_the_same_weekday_and_hour(later in 0..3000_i64) {
        let mut town = Town::new();
        let conditions = ConditionsDraft { eligibility_day: "2026-03-09".to_owned(), ..ConditionsDraft::default() };
        let event = town.event(EventDraft { conditions, ends_ms: Some(T + 10 * DAY + 2 * HOUR), ..draft() });
        town.act(CloseEvent { event }).unwrap();
        let now = T + later * DAY;
        let again = EventDraft::again(town.at(event), now);
        prop_assert!(again.check().is_ok());
        let (was, starts) = (T + 10 * DAY, again.starts_ms.unwrap());
        prop_assert!(starts > now && starts - now.max(was) <= 364 * DAY);
        prop_assert_eq!((starts - was) % (7 * DAY), 0);
        prop_assert_eq!(again.ends_ms, Some(starts + 2 * HOUR));
        prop_assert!(again.opens_ms.unwrap() >= now);
        let day = again.conditions.eligibility_day.parse::<jiff::civil::Date>().unwrap();
        let before = jiff::civil::date(2026, 3, 9).until(china_date(was)).unwrap().get_days();
        prop_assert_eq!(day.until(china_date(starts)).unwrap().get_days(), before);
    }
}

#[test]
fn a_series_is_the_same_hour_again_and_everything_moves_with_it() {
    let starts = series(T, 7, 3);
    assert_eq!(starts, [T, T + 7 * DAY, T + 14 * DAY]);
    let moved = draft().moved_to(T + 24 * DAY);
    assert_eq!((moved.starts_ms, moved.opens_ms), (Some(T + 24 * DAY), Some(T + 13 * DAY)));
    assert_eq!((moved.closes_ms, moved.ends_ms), (Some(T + 19 * DAY), None));
    assert_eq!(moved.moved_to(T + 10 * DAY), draft());
}
