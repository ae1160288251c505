//! A sign-up in words.

use zhijia_model::kinds::Record;
use zhijia_model::kinds::event::draw::{Checked, Hash};
use zhijia_model::kinds::event::{self, AdmissionMode};
use zhijia_model::kinds::sign_up::{Entered, Given, Preview, SignUpStatus};
use zhijia_model::text::plain;
use zhijia_model::{Code, Refusal};

use super::{Reader, Stage, StateText, Tone, clock, day_and_hour, hindered, moment, ordinal, pending, unknown_here};

/// What an ask would lead to, by what this phone knew at `as_of`.
pub fn preview(preview: &Preview, as_of: Option<i64>) -> StateText {
    let (zh_of, en_of) =
        as_of.map(|ms| (format!("(截至 {})", clock(ms)), format!(" (as of {})", clock(ms)))).unwrap_or_default();
    match preview {
        Preview::Seat { left: Some(left) } => StateText::new(
            Tone::Preview,
            format!("现在看还有 {left} 个名额{zh_of}"),
            format!("Looks like {left} {} left{en_of}", if *left == 1 { "place" } else { "places" }),
        ),
        Preview::Seat { left: None } => {
            StateText::new(Tone::Preview, format!("现在看有名额{zh_of}"), format!("Looks like there is a place{en_of}"))
        }
        Preview::Waiting { place } => StateText::new(
            Tone::Preview,
            format!("现在看是候补第 {place} 位{zh_of}"),
            format!("Looks like {}{en_of}", ordinal(*place)),
        )
        .at_place(*place),
        Preview::Entered(Entered { mode: AdmissionMode::Draw, .. }) => {
            StateText::new(Tone::Preview, "现在报名可以参加抽签", "You can enter the draw now")
        }
        Preview::Entered(Entered { place: None, .. }) => StateText::new(
            Tone::Preview,
            "现在可以报名,名额以后定",
            "You can sign up now; the places are settled later",
        ),
        Preview::Entered(Entered { place: Some(place), capacity, .. }) => {
            let (zh, en) = so_far(*place, *capacity);
            StateText::new(Tone::Preview, format!("现在报名{zh}{zh_of}"), format!("Looks like {en}{en_of}"))
                .at_place(*place)
        }
        Preview::UnderReview { mode: AdmissionMode::Nomination } => {
            StateText::new(Tone::Preview, "可以报名,由单位推荐", "You can sign up; your unit puts people forward")
        }
        Preview::UnderReview { .. } => {
            StateText::new(Tone::Preview, "可以报名,由组织者审核", "You can sign up; the organiser decides")
        }
        Preview::UnknownHere => unknown_here(),
        Preview::Refused(code) => hindered(&(*code).into()),
    }
    .as_of(as_of)
}

/// A sign-up's state in words; `stage` is how far the pending action on it is, if there is one.
pub fn sign_up(to: Reader, status: &SignUpStatus, stage: Option<Stage>, as_of: Option<i64>) -> StateText {
    let settled = match status {
        SignUpStatus::NotSignedUp => StateText::new(Tone::Plain, "没有报名", "Not signed up"),
        SignUpStatus::Seat { number, given } => {
            let (zh, en) = why_given(*given);
            StateText::new(Tone::Decided, format!("已定:第 {number} 号"), format!("Settled: place {number}"))
                .at_place(*number)
                .because(zh, en)
        }
        SignUpStatus::Waiting { place, late } => {
            let (zh, en) = match place {
                Some(place) => (format!("候补第 {place} 位"), format!("{} on the waiting list", ordinal(*place))),
                None => ("候补".to_owned(), "On the waiting list".to_owned()),
            };
            let why = if *late {
                ("报名时已过截止时间,排在候补", "You signed up after the close, so you are on the waiting list")
            } else {
                (
                    "报名时名额已满,按报名先后候补;前面有人退出会自动递补",
                    "All places were taken when you signed up; you move up when someone withdraws",
                )
            };
            let waiting = StateText::new(Tone::Waiting, zh, en).because(why.0, why.1);
            place.map_or(waiting.clone(), |place| waiting.at_place(place))
        }
        SignUpStatus::Entered(entered) => undecided(entered),
        SignUpStatus::UnderReview { mode: AdmissionMode::Nomination } => {
            StateText::new(Tone::Waiting, "等单位推荐", "Waits for the unit")
                .because("这个活动由各单位推荐,单位推荐后才能排上", "Units put people forward for this event")
        }
        SignUpStatus::UnderReview { .. } => StateText::new(Tone::Waiting, "审核中", "Under review")
            .because("这个活动由组织者逐个审核", "The organiser decides on each sign-up for this event"),
        SignUpStatus::Preview(one) => preview(one, as_of),
        SignUpStatus::Withdrawn { settled: true } => StateText::new(Tone::Decided, "已退出报名", "Withdrawn"),
        SignUpStatus::Withdrawn { settled: false } => StateText::new(Tone::Plain, "退出报名", "Withdrawing"),
        SignUpStatus::Removed { reason } => {
            let (zh, en) = match to {
                Reader::Concerned => ("组织者已取消您的名额", "The organiser removed you"),
                Reader::Staff => ("已移出名单", "Removed from the list"),
            };
            let removed = StateText::new(Tone::Refused, zh, en);
            let refusal = Refusal::from(Code::RemovedByOrganiser);
            because_of(removed, to, reason, (&refusal.next_zh(), &refusal.next_en()))
        }
        SignUpStatus::EventCancelled { reason } => {
            let off = StateText::new(Tone::Attention, "活动已取消", "The event is cancelled");
            because_of(off, to, reason, ("不算您缺席,不影响以后报名", "It does not count against you"))
        }
        SignUpStatus::WalkIn { withdrew: false } => StateText::new(Tone::Decided, "现场参加", "Joined at the door"),
        SignUpStatus::WalkIn { withdrew: true } => StateText::new(Tone::Decided, "现场参加", "Joined at the door")
            .because(
                "报名已退出,人到了,按现场参加记",
                "The sign-up was withdrawn; the person came and counts as a walk-in",
            ),
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)).as_of(as_of),
    }
}

/// By what rule a place was given. Each ends with what it is worth (P3).
fn why_given(given: Given) -> (&'static str, &'static str) {
    match given {
        Given::OnArrival => (
            "按报名送到的先后定下,候补的依次递补;定了的不会因为别人后来报名而收回",
            "In the order in which sign-ups arrived, then those who wait in theirs; a settled place is not withdrawn",
        ),
        Given::Settled => (
            "截止后按报名时间先后定下;定了的不会因为别人晚到而收回",
            "Settled after the close, in the order of sign-up; a settled place is not withdrawn",
        ),
        Given::Drawn => (
            "抽签抽中;抽中的不会收回,抽签结果可以在这部手机上核对",
            "Drawn by lot; a settled place is not withdrawn, and this phone can check the draw",
        ),
        Given::MovedUp => (
            "有人退出或加了名额,按候补先后轮到您;定了的不会收回",
            "A place became free and it was your turn; a settled place is not withdrawn",
        ),
        Given::Approved => {
            ("组织者审核通过;定了的不会收回", "The organiser said yes; a settled place is not withdrawn")
        }
    }
}

/// Places that are given at once.
pub(crate) fn given_at_once() -> StateText {
    StateText::new(Tone::Plain, "先到先得,当场定", "At once, first come first served")
}

/// When the person asked, as it counts.
pub(crate) fn asked_at(rank: i64, pending: bool, now: i64) -> StateText {
    let (zh, en) = moment(rank, now);
    let state = StateText::new(Tone::Plain, format!("报名时间:{zh}"), format!("Signed up: {en}"));
    let (zh, en) = if pending {
        (
            "送到以后才算数;24小时内送到,按您点报名的时间算",
            "Counts once it is sent; within 24 hours, by when you signed up",
        )
    } else {
        (
            "按点报名的时间算,不看联网快慢,最多往前算24小时",
            "By when the button was pressed, up to 24 hours before it arrived",
        )
    };
    state.because(zh, en)
}

/// A removal's reason, as it was given.
pub(crate) fn removed_because(reason: &str) -> StateText {
    let reason = plain(reason);
    StateText::new(Tone::Plain, format!("移出的原因:{reason}"), format!("Reason for the removal: {reason}"))
}

/// A seal in the letters by which people compare it.
fn letters(seal: &Hash) -> String {
    format!("{:08x}", u32::from_be_bytes(seal.first_chunk().copied().unwrap_or_default()))
}

/// The seed of a draw is sealed.
pub(crate) fn sealed(seal: &Hash) -> StateText {
    let seal = letters(seal);
    StateText::new(Tone::Plain, format!("签已封好,封号 {seal}"), format!("The lot is sealed: {seal}")).because(
        "谁也改不了;揭晓后这部手机会用封号核对,并重新算出您的签号",
        "Nobody can change it; once it is revealed, this phone checks it against the seal and draws your number again",
    )
}

/// Who asked too late for a draw, or withdrew before.
pub(crate) fn not_drawn() -> StateText {
    StateText::new(Tone::Plain, "没有参加这次抽签", "Not in the draw").because(
        "揭晓时不在名单里:截止后才报名,或者当时已经退出",
        "Not on the list when it was revealed: signed up after the close, or withdrawn by then",
    )
}

/// The own number, which this phone has drawn again.
pub(crate) fn drawn(found: &Checked) -> StateText {
    let Checked { place, of, sealed } = *found;
    let zh = format!("签号第 {place} / {of}");
    let en = format!("Number {place} of {of} in the draw");
    let (tone, why_zh, why_en) = match sealed {
        Some(true) => (
            Tone::Decided,
            "这部手机核对过:和您报名时的封号一致,签号也重新算过",
            "Checked by this phone: it fits the seal from when you signed up, and the number was drawn again",
        ),
        None => (
            Tone::Plain,
            "这部手机重新算过签号;报名时还没有收到封号,这一点核对不了",
            "The number was drawn again by this phone, which had not seen the seal before: that cannot be checked",
        ),
        Some(false) => (
            Tone::Attention,
            "和您报名时的封号不一致。请把这一页给所在工会看",
            "It does not fit the seal from when you signed up. Show this page to your union",
        ),
    };
    StateText::new(tone, zh, en).at_place(place).because(why_zh, why_en)
}

/// A place in an order that is not settled: "暂列第 12 / 40".
fn so_far(place: u32, capacity: Option<u32>) -> (String, String) {
    match capacity {
        Some(capacity) => {
            (format!("暂列第 {place} / {capacity}"), format!("{} so far, for {capacity}", ordinal(place)))
        }
        None => (format!("暂列第 {place}"), format!("{} so far", ordinal(place))),
    }
}

/// In time for places that are settled later.
fn undecided(entered: &Entered) -> StateText {
    let (zh_at, en_at) = day_and_hour(entered.settles);
    let state = match (entered.mode, entered.place) {
        (AdmissionMode::Draw, _) => StateText::new(Tone::Waiting, "已登记,等抽签", "Entered in the draw").because(
            format!("{zh_at}后揭晓,报名早晚机会一样"),
            format!("Revealed after {en_at}; early or late, the chance is the same"),
        ),
        (_, place) => {
            let (zh, en) = place.map_or_else(
                || ("已登记,等定榜".to_owned(), "Signed up, not settled yet".to_owned()),
                |place| so_far(place, entered.capacity),
            );
            StateText::new(Tone::Waiting, zh, en).because(
                format!("{zh_at}后定榜,按报名时间先后,不看联网快慢;定榜前名次会变"),
                format!(
                    "Settled after {en_at}, in the order of sign-up, however late it arrives; until then it may move"
                ),
            )
        }
    };
    entered.place.map_or(state.clone(), |place| state.at_place(place))
}

/// How the places of an event are given, and when, or when they were; nothing where it is at once.
pub(crate) fn how_places_are_given(event: &Record) -> Option<StateText> {
    let mode = event::admission(event).mode;
    let (zh, en) = match mode {
        AdmissionMode::Instant => return None,
        AdmissionMode::Ranked => ("按报名先后定榜", "By the order of sign-up, settled after the close"),
        AdmissionMode::Draw => ("抽签", "By lot"),
        AdmissionMode::Review => ("组织者审核", "The organiser decides"),
        AdmissionMode::Nomination => ("单位推荐", "Units put people forward"),
    };
    let state = StateText::new(Tone::Plain, zh, en);
    if let Some(at) = event::settled(event) {
        let (zh_at, en_at) = day_and_hour(at);
        let (zh, en) = if mode == AdmissionMode::Draw { ("已揭晓", "revealed") } else { ("已定榜", "settled") };
        return Some(state.because(format!("{zh_at} {zh}"), format!("{en} {en_at}")));
    }
    let Some(after) = event::settles(event).filter(|at| *at < i64::MAX / 2) else { return Some(state) };
    let (zh_at, en_at) = day_and_hour(after);
    let (zh, en) = if mode == AdmissionMode::Draw { ("揭晓", "Revealed") } else { ("定榜", "Settled") };
    Some(state.because(format!("{zh_at}后{zh}"), format!("{en} after {en_at}")))
}

/// The organiser's reason, and for the person concerned what follows from it.
fn because_of(state: StateText, to: Reader, reason: &str, then: (&str, &str)) -> StateText {
    let reason = plain(reason);
    let reason = reason.trim().trim_end_matches(['。', '.']);
    match (to, reason) {
        (Reader::Concerned, "") => state.because(then.0, then.1),
        (Reader::Concerned, _) => state.because(format!("{reason}。{}", then.0), format!("{reason}. {}", then.1)),
        (Reader::Staff, "") => state,
        (Reader::Staff, _) => state.because(reason, reason),
    }
}

/// How far an event is, for everybody.
pub(crate) const DRAFT: (&str, &str) = ("草稿,还没有发布", "Draft, not published");
/// The same.
pub(crate) const FINISHED: (&str, &str) = ("已结束", "Finished");
/// The same.
pub(crate) const NOT_OPEN: (&str, &str) = ("报名还没开始", "Sign-up has not opened");
/// The same.
pub(crate) const CLOSED: (&str, &str) = ("报名已截止", "Sign-up is closed");
/// The same.
pub(crate) const OPEN: (&str, &str) = ("报名中", "Open for sign-up");

/// A cancelled event, with the organiser's reason where there is one.
pub(crate) fn cancelled(reason: &str) -> StateText {
    let state = StateText::new(Tone::Attention, "已取消", "Cancelled");
    if reason.is_empty() { state } else { state.because(reason, reason) }
}

/// How many have a place, and how many wait.
pub(crate) fn places(capacity: Option<u32>, taken: u32, waiting: u32) -> (String, String) {
    let (zh, en) = match capacity {
        Some(capacity) => (format!("{taken} / {capacity} 人"), format!("{taken} of {capacity}")),
        None => (format!("{taken} 人"), format!("{taken} people")),
    };
    match waiting {
        0 => (zh, en),
        _ => (format!("{zh},候补 {waiting} 人"), format!("{en}, {waiting} waiting")),
    }
}

/// News: a removal was undone.
pub(crate) fn restored() -> StateText {
    StateText::new(Tone::Decided, "组织者恢复了您的报名", "The organiser has restored your sign-up")
}

/// News: from the waiting list to a place.
pub(crate) fn moved_up() -> StateText {
    StateText::new(Tone::Decided, "候补转正,您有名额了", "You moved up and have a place")
}

/// News: the places were settled, and the person has one.
pub(crate) fn settled_in() -> StateText {
    StateText::new(Tone::Decided, "名额定了,您有名额", "The places are settled, and you have one")
}

/// News: the places were settled, and the person has none.
pub(crate) fn settled_waiting() -> StateText {
    StateText::new(Tone::Attention, "名额定了,您是候补", "The places are settled; you are on the waiting list")
}

/// News: the waiting list, where a place was in sight.
pub(crate) fn waiting_after_all() -> StateText {
    StateText::new(
        Tone::Attention,
        "报名时看有名额,现在是候补",
        "It looked like a place when you signed up; you are on the waiting list",
    )
}

/// News: the event takes place elsewhere.
pub(crate) fn place_now(place: &str) -> StateText {
    StateText::new(Tone::Attention, format!("地点改为:{place}"), format!("The place is now {place}"))
}

/// News: the event starts at another time.
pub(crate) fn starts_now(at: i64, now: i64) -> StateText {
    let (zh, en) = moment(at, now);
    StateText::new(Tone::Attention, format!("时间改为:{zh}"), format!("It now starts {en}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_third_reads_as_a_person_expects() {
        let status = SignUpStatus::Waiting { place: Some(3), late: false };
        let state = sign_up(Reader::Concerned, &status, None, None);
        assert_eq!((state.text_zh.as_str(), state.text_en.as_str()), ("候补第 3 位", "3rd on the waiting list"));
        let seen = preview(&Preview::Waiting { place: 3 }, Some(1_772_673_120_000));
        assert_eq!(seen.text_zh, "现在看是候补第 3 位(截至 09:12)");
    }

    #[test]
    fn nobody_reads_what_is_meant_for_the_other() {
        let removed = SignUpStatus::Removed { reason: "缺保险".to_owned() };
        let said = |to| sign_up(to, &removed, None, None).text_zh;
        assert_eq!(said(Reader::Concerned), "组织者已取消您的名额");
        assert_eq!(said(Reader::Staff), "已移出名单");
    }

    #[test]
    fn who_has_lost_a_place_reads_why_and_what_then() {
        let why = |to, status: &SignUpStatus| sign_up(to, status, None, None).why_zh;
        let removed = SignUpStatus::Removed { reason: "缺保险。".to_owned() };
        assert_eq!(why(Reader::Concerned, &removed).as_deref(), Some("缺保险。想参加请联系活动组织者恢复"));
        assert_eq!(why(Reader::Staff, &removed).as_deref(), Some("缺保险"));
        let cancelled = |reason: &str| SignUpStatus::EventCancelled { reason: reason.to_owned() };
        assert_eq!(
            why(Reader::Concerned, &cancelled("老师生病")).as_deref(),
            Some("老师生病。不算您缺席,不影响以后报名")
        );
        assert_eq!(why(Reader::Concerned, &cancelled("")).as_deref(), Some("不算您缺席,不影响以后报名"));
        assert_eq!(why(Reader::Staff, &cancelled("")), None);
    }
}
