//! What people read of a state: one list of words for every app on this core, in Simplified Chinese and English.

use jiff::civil::Date;
use serde::Serialize;
use zhijia_model::calendar::{china_date, date_en_with_year, date_zh_with_year};
pub use zhijia_model::calendar::{clock, date_en, date_zh};
use zhijia_model::kinds::Record;
use zhijia_model::kinds::sign_up::{self, Preview};
use zhijia_model::text::plain;
use zhijia_model::{Outcome, Refusal};

/// The kinds of state, each with a colour and a sign of its own on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Tone {
    /// Saved on this phone.
    Recorded,
    /// Sent, waiting for the answer.
    Sent,
    /// The hub has it.
    Accepted,
    /// Settled.
    Decided,
    /// On a waiting list, or listed.
    Waiting,
    /// Not sent; why, and what to do.
    Refused,
    /// A person should look at it.
    Attention,
    /// What it would lead to, by what this phone knows.
    Preview,
    /// Known once online.
    UnknownHere,
    /// A fact without a sign.
    Plain,
}

/// A state as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StateText {
    /// Which kind.
    #[serde(rename = "state")]
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why it is so, in Simplified Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_zh: Option<String>,
    /// Why it is so, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
    /// Where an action that is on its way would lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub preview: Option<Prospect>,
}

/// Where an action that is on its way would lead: a state that leads no further, because a Swift value cannot hold one
/// of its own type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Prospect {
    /// Which kind.
    #[serde(rename = "state")]
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why, in Simplified Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_zh: Option<String>,
    /// Why, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
}

impl From<StateText> for Prospect {
    fn from(state: StateText) -> Self {
        let StateText { tone, text_zh, text_en, why_zh, why_en, place, as_of_ms, preview: _ } = state;
        Self { tone, text_zh, text_en, why_zh, why_en, place, as_of_ms }
    }
}

impl StateText {
    /// A state of plain words.
    pub fn new(tone: Tone, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            tone,
            text_zh: zh.into(),
            text_en: en.into(),
            why_zh: None,
            why_en: None,
            place: None,
            as_of_ms: None,
            preview: None,
        }
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        (self.why_zh, self.why_en) = (Some(zh.into()), Some(en.into()));
        self
    }

    /// Names a place.
    #[must_use]
    pub fn at_place(mut self, place: u32) -> Self {
        self.place = Some(place);
        self
    }

    /// As of when.
    #[must_use]
    pub fn as_of(mut self, ms: Option<i64>) -> Self {
        self.as_of_ms = ms;
        self
    }

    /// Where it would lead.
    #[must_use]
    pub fn leading_to(mut self, preview: Option<StateText>) -> Self {
        self.preview = preview.map(Prospect::from);
        self
    }
}

/// How far a pending action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Durable on this phone.
    Recorded,
    /// On its way.
    Sent,
    /// The hub has it; its place among the news is to come.
    Accepted,
}

/// The words of a pending action.
pub fn pending(stage: Stage) -> StateText {
    match stage {
        Stage::Recorded => StateText::new(Tone::Recorded, "已记在本机", "Saved on this phone"),
        Stage::Sent => StateText::new(Tone::Sent, "已送出,等回音", "Sent, waiting"),
        Stage::Accepted => StateText::new(Tone::Accepted, "已收到", "Received"),
    }
}

/// What stands in the way of an action that nobody has tried yet.
pub fn hindered(refusal: &Refusal) -> StateText {
    StateText::new(
        Tone::Preview,
        format!("现在办不了:{}。{}", refusal.zh(), refusal.next_zh()),
        format!("Not possible now: {}. {}", refusal.en(), refusal.next_en()),
    )
}

/// Accepted, with nothing to decide.
pub fn accepted() -> StateText {
    pending(Stage::Accepted)
}

/// A refusal with its way out.
pub fn refused(refusal: &Refusal) -> StateText {
    StateText::new(
        Tone::Refused,
        format!("没能送成:{}。{}", refusal.zh(), refusal.next_zh()),
        format!("Not sent: {}. {}", refusal.en(), refusal.next_en()),
    )
}

/// "09:12" where it was today, else with its date: 3月5日(周四) 09:12, Thu 5 Mar 09:12.
pub fn moment(ms: i64, now: i64) -> (String, String) {
    let (date, today) = (china_date(ms), china_date(now));
    let hour = clock(ms);
    if date == today {
        return (hour.clone(), hour);
    }
    (format!("{} {hour}", date_zh(date, today)), format!("{} {hour}", date_en(date, today)))
}

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
        Preview::UnknownHere => StateText::new(Tone::UnknownHere, "联网后才知道", "Known once online"),
        Preview::Refused(code) => hindered(&(*code).into()),
    }
    .as_of(as_of)
}

/// "1st", "2nd", "3rd", "4th", "11th".
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// Who reads of a sign-up or a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The person whom it is about.
    Concerned,
    /// The organiser or keeper.
    Staff,
}

/// A sign-up's state in words; `stage` is how far the pending action on it is, if there is one.
pub fn sign_up(to: Reader, status: &sign_up::SignUpStatus, stage: Option<Stage>, as_of: Option<i64>) -> StateText {
    use sign_up::SignUpStatus;
    let settled = match status {
        SignUpStatus::NotSignedUp => StateText::new(Tone::Plain, "没有报名", "Not signed up"),
        SignUpStatus::Seat { number } => {
            StateText::new(Tone::Decided, format!("已定:第 {number} 号"), format!("Settled: place {number}"))
                .at_place(*number)
                .because(
                    "按先报先得定下,候补的依次递补;定了的不会因为别人后来报名而收回",
                    "First come, first served, then those who wait in their order; a settled place is not withdrawn",
                )
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
        SignUpStatus::Preview(one) => preview(one, as_of),
        SignUpStatus::Withdrawn { settled: true } => StateText::new(Tone::Decided, "已退出报名", "Withdrawn"),
        SignUpStatus::Withdrawn { settled: false } => StateText::new(Tone::Plain, "退出报名", "Withdrawing"),
        SignUpStatus::Removed { reason } => {
            let (zh, en) = match to {
                Reader::Concerned => ("组织者已取消您的名额", "The organiser removed you"),
                Reader::Staff => ("已移出名单", "Removed from the list"),
            };
            let reason = plain(reason);
            StateText::new(Tone::Refused, zh, en).because(reason.clone(), reason)
        }
        SignUpStatus::EventCancelled => StateText::new(Tone::Attention, "活动已取消", "The event is cancelled")
            .because("不算您缺席,不影响以后报名", "It does not count against you"),
        SignUpStatus::WalkIn => StateText::new(Tone::Decided, "现场参加", "Joined at the door"),
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)).as_of(as_of),
    }
}

/// A loan's state in words, for the keeper or the borrower.
pub fn loan(
    to: Reader,
    status: &zhijia_model::kinds::loan::LoanStatus,
    stage: Option<Stage>,
    today: Date,
) -> StateText {
    use zhijia_model::kinds::loan::LoanStatus;
    let settled = match status {
        LoanStatus::Void => StateText::new(Tone::Plain, "误登,已撤销", "Recorded by mistake, undone"),
        LoanStatus::Out { due: Some(due), overdue: true } => {
            let (zh, en) = match to {
                Reader::Concerned => (",请抽空归还", "; please return it when you can"),
                Reader::Staff => (",还没有还", "; not back yet"),
            };
            StateText::new(
                Tone::Attention,
                format!("{}到期{zh}", date_zh(*due, today)),
                format!("Was due {}{en}", date_en(*due, today)),
            )
        }
        LoanStatus::Out { due: Some(due), overdue: false } => StateText::new(
            Tone::Decided,
            format!("{}前归还", date_zh(*due, today)),
            format!("Due {}", date_en(*due, today)),
        ),
        LoanStatus::Out { due: None, .. } => StateText::new(Tone::Decided, "借出", "On loan"),
        LoanStatus::Returned { inferred: false, .. } => StateText::new(Tone::Decided, "已还", "Returned"),
        LoanStatus::Returned { inferred: true, .. } => StateText::new(Tone::Attention, "推定已还", "Taken as returned")
            .because(
                "同一册书后来又借给了别人,没有见到还书记录,系统推定已还",
                "The same copy was lent to someone else later, so it is taken as returned",
            ),
        LoanStatus::Disputed => StateText::new(Tone::Attention, "待核实", "To be checked").because(
            "两台手机几乎同时借出了同一册,请核对条码;核实前不计入借阅数",
            "Two phones lent the same copy almost at once; until it is checked it counts for nobody",
        ),
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)),
    }
}

/// Says of a loan that its date was corrected, because the lending phone's clock was wrong (X-C3).
pub(crate) fn by_the_hubs_clock(state: StateText, loan: &Record) -> StateText {
    match loan.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { due: Some(_), .. }) if state.why_zh.is_none() => state.because(
            "借出时手机的时钟不准,应还日期已按服务器的时间改正",
            "The clock of the phone that lent it was wrong; the date is right by the server's clock",
        ),
        _ => state,
    }
}

/// From when to when there is cover: both days are covered.
pub(crate) fn span(from: &str, to: &str) -> (String, String) {
    let ((from_zh, from_en), (to_zh, to_en)) = (whole_date(from), whole_date(to));
    (format!("{from_zh}至{to_zh}"), format!("from {from_en} to {to_en}"))
}

/// A date `2026-03-05` with its year and weekday; what is no date stays as it came.
fn whole_date(date: &str) -> (String, String) {
    date.parse::<Date>()
        .map_or_else(|_| (date.to_owned(), date.to_owned()), |date| (date_zh_with_year(date), date_en_with_year(date)))
}

/// An enrolment's state in words.
pub fn enrolment(outcome: Option<&Outcome>, stage: Option<Stage>) -> StateText {
    let settled = match outcome {
        Some(Outcome::Cover { from, to, waiting_until }) => {
            let (zh, en) = span(from, to);
            let covered = StateText::new(Tone::Decided, format!("已定:{zh}有保障"), format!("Covered {en}"));
            match waiting_until {
                Some(day) => {
                    let (zh, en) = whole_date(day);
                    covered.because(
                        format!("首次参保有等待期,{zh}之后可以申领"),
                        format!("There is a waiting period at first: benefits begin after {en}"),
                    )
                }
                None => covered,
            }
        }
        Some(Outcome::Listed) => {
            StateText::new(Tone::Waiting, "已登记,等工会登记缴费后生效", "Listed until the payment is recorded")
                .because(
                    "个人缴费的项目,从缴费到账的次日起有保障",
                    "Where the member pays, cover begins the day after the payment",
                )
        }
        Some(Outcome::Duplicate) => {
            StateText::new(Tone::Decided, "已有一份有效,这份不重复计", "Another enrolment counts already").because(
                "同一期以首次参保为准,重复的会退费",
                "The first enrolment of a period counts; the other fee is refunded",
            )
        }
        Some(Outcome::MissedWindow) => {
            StateText::new(Tone::Refused, "这一期参保的时间已过", "The window of this period had closed")
        }
        Some(Outcome::Withdrawn) => StateText::new(Tone::Decided, "已撤回", "Withdrawn"),
        _ => StateText::new(
            Tone::UnknownHere,
            "已登记,待工会受理后生效",
            "Listed; it takes effect once the union has it",
        ),
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_third_reads_as_a_person_expects() {
        let status = sign_up::SignUpStatus::Waiting { place: Some(3), late: false };
        let state = sign_up(Reader::Concerned, &status, None, None);
        assert_eq!((state.text_zh.as_str(), state.text_en.as_str()), ("候补第 3 位", "3rd on the waiting list"));
        let seen = preview(&Preview::Waiting { place: 3 }, Some(1_772_673_120_000));
        assert_eq!(seen.text_zh, "现在看是候补第 3 位(截至 09:12)");
    }

    #[test]
    fn nobody_reads_what_is_meant_for_the_other() {
        let removed = sign_up::SignUpStatus::Removed { reason: "缺保险".to_owned() };
        let said = |to| sign_up(to, &removed, None, None).text_zh;
        assert_eq!(said(Reader::Concerned), "组织者已取消您的名额");
        assert_eq!(said(Reader::Staff), "已移出名单");
        let due = jiff::civil::date(2026, 3, 5);
        let late = zhijia_model::kinds::loan::LoanStatus::Out { due: Some(due), overdue: true };
        let said = |to, today| loan(to, &late, None, today).text_zh;
        assert_eq!(said(Reader::Concerned, due), "3月5日(周四)到期,请抽空归还");
        assert_eq!(said(Reader::Staff, due), "3月5日(周四)到期,还没有还");
        assert_eq!(said(Reader::Staff, jiff::civil::date(2027, 1, 4)), "2026年3月5日(周四)到期,还没有还");
    }

    #[test]
    fn an_hour_of_another_day_has_its_date() {
        let at = 1_772_673_120_000;
        assert_eq!(moment(at, at + 60_000).0, "09:12");
        let later = moment(at, at + 86_400_000);
        assert_eq!((later.0.as_str(), later.1.as_str()), ("3月5日(周四) 09:12", "Thu 5 Mar 09:12"));
    }

    #[test]
    fn ordinals() {
        let words: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
        assert_eq!(words, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }
}
