//! The door of an event in words.

use zhijia_model::kinds::event::{Absence, DeskState};
use zhijia_model::kinds::sign_up::AtDoor;
use zhijia_model::pass::{Pass, PassKind};
use zhijia_model::text::plain;

use super::{StateText, Tone, clock};

/// Since when a person is here, and when the person went out.
pub(crate) fn here(since: i64, door: &AtDoor<'_>) -> StateText {
    let here = (format!("{} 到场", clock(since)), format!("Here since {}", clock(since)));
    match door.seen.last() {
        Some(last) if !door.inside => StateText::new(
            Tone::Decided,
            format!("{},{} 离场", here.0, clock(last.at)),
            format!("{}, left {}", here.0.replace(" 到场", ""), clock(last.at)),
        ),
        _ => StateText::new(Tone::Decided, here.0, here.1),
    }
}

/// What is said of a person at the door: here now, here already, gone out, or here without a place and how that came
/// (E-C19). Nobody who stands there is a failure.
pub(crate) fn at_the_door(since: Option<i64>, leaves: bool, place: Option<u32>, status: &StateText) -> StateText {
    match (since, place) {
        _ if leaves => StateText::new(Tone::Decided, "离场,已记下", "Left, recorded"),
        (Some(since), _) => StateText::new(
            Tone::Attention,
            format!("{} 已经到场", clock(since)),
            format!("Here already since {}", clock(since)),
        ),
        (None, Some(place)) => {
            StateText::new(Tone::Decided, format!("第 {place} 号,已签到"), format!("Place {place}, checked in"))
        }
        (None, None) => StateText::new(Tone::Waiting, "现场参加,已签到", "Checked in as a walk-in")
            .because(status.text_zh.clone(), status.text_en.clone()),
    }
}

/// What a pass is; where it does not count, why.
pub(crate) fn pass(pass: &Pass, title: Option<&str>, why: Option<StateText>) -> StateText {
    let (zh, en) = match &pass.what {
        PassKind::Card { .. } => ("会员卡".to_owned(), "A member's card".to_owned()),
        PassKind::Seat { number, .. } => {
            let title = title.map(plain).unwrap_or_default();
            (format!("入场码:{title} 第 {number} 号"), format!("A pass: {title} place {number}"))
        }
        PassKind::Cover { .. } => ("互助保障凭证".to_owned(), "Proof of mutual-aid cover".to_owned()),
    };
    match why {
        None => StateText::new(Tone::Decided, zh, en),
        Some(why) => StateText::new(Tone::Attention, zh, en).because(why.text_zh, why.text_en),
    }
}

/// A code was read in two places: a note, and nothing follows from it (E-C17).
pub(crate) fn two_places() -> StateText {
    StateText::new(Tone::Attention, "一码两处", "One code at two gates").because(
        "同一个码在两个口扫过,看看是不是借给了别人;不影响签到",
        "The same code was read at two gates; it may have been lent. Nothing follows from it",
    )
}

/// Something was handed out twice (E-C22).
pub(crate) fn handed_twice() -> StateText {
    StateText::new(Tone::Attention, "重复发放", "Handed out twice").because(
        "同一样东西发了两次,都记着;不用退,库存按两份算",
        "The same thing was handed out twice; both are recorded, and nothing is owed",
    )
}

/// What was handed out to a person.
pub(crate) fn handed_out(what: &[&str]) -> StateText {
    StateText::new(Tone::Plain, format!("已领:{}", what.join("、")), format!("Got: {}", what.join(", ")))
}

/// Who did not come, once that may be said.
pub(crate) fn absent() -> StateText {
    StateText::new(Tone::Plain, "没来", "Did not come")
}

/// Whether this phone knows of everybody who has a place or waits, as of when.
pub(crate) fn readiness(held: u32, of: u32, as_of: Option<i64>) -> StateText {
    let Some(as_of) = as_of else {
        return StateText::new(Tone::UnknownHere, "名单还没有取齐", "The list is not complete yet")
            .because("请联网等一会儿再开门", "Connect and wait a moment before the doors open");
    };
    let (zh, en) = (
        format!("本机名单 {held} / {of} 人,截至 {}", clock(as_of)),
        format!("This phone has {held} of {of}, as of {}", clock(as_of)),
    );
    if held >= of {
        StateText::new(Tone::Decided, zh, en).as_of(Some(as_of))
    } else {
        StateText::new(Tone::Attention, zh, en)
            .because(
                "还差几位的名字,扫码照样能签到;联网会自动补齐",
                "Some names are not here yet; a pass is enough all the same, and they come with the next connection",
            )
            .as_of(Some(as_of))
    }
}

/// How a phone at the door stands.
pub(crate) fn desk(state: DeskState) -> StateText {
    match state {
        DeskState::Open => StateText::new(Tone::Sent, "签到中", "At the door"),
        DeskState::Closed => StateText::new(Tone::Decided, "已收工", "Done"),
        DeskState::Waived => StateText::new(Tone::Plain, "不再等", "Not waited for"),
    }
}

/// Whether it may be said that somebody did not come (E-C21).
pub(crate) fn absence(absence: &Absence, absent: Option<u32>) -> StateText {
    let none = StateText::new(Tone::Plain, "还不算缺席", "Nobody counts as absent yet");
    match absence {
        Absence::Known => {
            let n = absent.unwrap_or_default();
            StateText::new(Tone::Decided, format!("没来 {n} 人"), format!("{n} did not come"))
        }
        Absence::Awaits(phones) => {
            let n = phones.len();
            none.because(
                format!("还有 {n} 台签到手机没有收工,等它们汇齐再算"),
                format!("{n} {} at the door not done yet", if n == 1 { "phone is" } else { "phones are" }),
            )
        }
        Absence::NotBefore(_) => none.because(
            "活动开始后,各签到手机都收工再算;没有登记签到手机的,过三天再算",
            "Once the event has begun and every phone at the door is done; where none was registered, after three days",
        ),
        Absence::Never => {
            StateText::new(Tone::Plain, "活动取消,不算缺席", "The event was cancelled: nobody counts as absent")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-05, 08:55 in China.
    const EIGHT_55: i64 = 1_772_672_100_000;

    #[test]
    fn before_the_doors_open_one_reads_whether_this_phone_is_ready() {
        let ready = readiness(412, 412, Some(EIGHT_55));
        assert_eq!((ready.tone, ready.text_en.as_str()), (Tone::Decided, "This phone has 412 of 412, as of 08:55"));
        assert_eq!(readiness(400, 412, Some(EIGHT_55)).tone, Tone::Attention);
        assert_eq!(readiness(0, 0, None).tone, Tone::UnknownHere);
    }

    #[test]
    fn a_person_at_the_door_is_never_a_failure() {
        let status = StateText::new(Tone::Refused, "已移出名单", "Removed from the list");
        for (since, leaves, place) in [(None, false, None), (Some(EIGHT_55), false, None), (None, true, Some(3))] {
            assert_ne!(at_the_door(since, leaves, place, &status).tone, Tone::Refused);
        }
    }
}
