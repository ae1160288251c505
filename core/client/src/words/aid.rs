//! An enrolment and its cover in words.

use jiff::civil::Date;
use zhijia_model::Outcome;
use zhijia_model::calendar::{date_en_with_year, date_zh_with_year};

use super::{Stage, StateText, Tone, pending};

/// From when to when there is cover: both days are covered.
pub(crate) fn span(from: &str, to: &str) -> (String, String) {
    let ((from_zh, from_en), (to_zh, to_en)) = (whole_date(from), whole_date(to));
    (format!("{from_zh}至{to_zh}"), format!("from {from_en} to {to_en}"))
}

/// A date `2026-03-05` with its year and weekday; what is no date stays as it came.
pub(super) fn whole_date(date: &str) -> (String, String) {
    date.parse::<Date>()
        .map_or_else(|_| (date.to_owned(), date.to_owned()), |date| (date_zh_with_year(date), date_en_with_year(date)))
}

/// An enrolment's state in words.
pub fn enrolment(outcome: Option<&Outcome>, stage: Option<Stage>) -> StateText {
    let settled = match outcome {
        Some(Outcome::Cover { from, to, waiting_until, .. }) => {
            let (zh, en) = span(from, to);
            let covered = StateText::new(Tone::Decided, format!("已定:{zh}有保障"), format!("Covered {en}"));
            match waiting_until {
                Some(day) => waiting(covered, day),
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

/// Until when one waits for benefits (M-03).
fn waiting(covered: StateText, day: &str) -> StateText {
    let (zh, en) = whole_date(day);
    covered.because(
        format!("首次参保或断保后有等待期,{zh}之后可以申领"),
        format!("There is a waiting period at first, or after a gap: benefits begin after {en}"),
    )
}

/// What enrolling now would lead to: a cover from when to when.
pub(crate) fn would_cover(from: &str, to: &str, waiting_until: Option<&str>) -> StateText {
    let (zh, en) = span(from, to);
    let cover = StateText::new(Tone::Preview, format!("参保后{zh}有保障"), format!("Would cover you {en}"));
    match waiting_until {
        Some(day) => waiting(cover, day),
        None => cover,
    }
}

/// The same, where the payment decides.
pub(crate) fn would_be_listed() -> StateText {
    StateText::new(Tone::Preview, "先登记,等工会登记缴费后生效", "You would be listed until the payment is recorded")
}
