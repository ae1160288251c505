//! An enrolment and its cover in words.

use jiff::civil::Date;
use zhijia_model::Outcome;
use zhijia_model::calendar::{date_en_with_year, date_zh_with_year};
use zhijia_model::kinds::batch::{BatchStatus, BatchTotals, LineEntry};
use zhijia_model::text::plain;

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

/// An enrolment's state in words, as it is read on a day.
pub fn enrolment(outcome: Option<&Outcome>, stage: Option<Stage>, today: Date) -> StateText {
    let settled = match outcome {
        Some(Outcome::Cover { from, to, waiting_until, .. }) => cover(from, to, waiting_until.as_deref(), today),
        Some(Outcome::OnList { agreement: true }) => {
            StateText::new(Tone::Attention, "等您本人确认", "Waits for your own word").because(
                "单位代您登记了;您同意以后才算数,不同意就不参加",
                "Others have listed you; it counts once you agree, and not at all if you decline",
            )
        }
        Some(Outcome::OnList { agreement: false }) => StateText::new(
            Tone::Waiting,
            "单位已编入名单,待上报受理后生效",
            "On your unit's list, which is not handed in yet",
        )
        .because("不想参加可以现在说明", "You can decline it now"),
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

/// A cover as it is read on a day: to come, in force, or over.
fn cover(from: &str, to: &str, waiting_until: Option<&str>, today: Date) -> StateText {
    let (zh, en) = span(from, to);
    let (first, last) = (from.parse::<Date>().ok(), to.parse::<Date>().ok());
    if last.is_some_and(|last| last < today) {
        return StateText::new(Tone::Plain, format!("已期满:{zh}"), format!("Over: {en}"));
    }
    let in_force = first.is_some_and(|first| first <= today);
    let covered = if in_force {
        StateText::new(Tone::Decided, format!("今天有保障:{zh}"), format!("Covered today, {en}"))
    } else {
        StateText::new(Tone::Decided, format!("已定:{zh}有保障"), format!("Covered {en}"))
    };
    let waits = waiting_until.filter(|day| day.parse::<Date>().is_ok_and(|day| day >= today));
    match waits {
        Some(day) => waiting(covered, day),
        None => covered,
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

/// Where a unit's list stands.
pub(crate) fn batch(status: &BatchStatus, totals: &BatchTotals, stage: Option<Stage>) -> StateText {
    let amended =
        |edition: u32| (edition > 0).then(|| (format!("第 {edition} 次批改"), format!("amendment {edition}")));
    let settled = match status {
        BatchStatus::Draft => StateText::new(Tone::Plain, "编制中,还没有上报", "Being put together"),
        BatchStatus::Submitted { edition } => match amended(*edition) {
            None => StateText::new(Tone::Waiting, "已上报,待受理", "Handed in, to be accepted"),
            Some((zh, en)) => {
                StateText::new(Tone::Waiting, format!("{zh}已上报,待受理"), format!("Handed in: {en}, to be accepted"))
            }
        },
        BatchStatus::Returned { reason, .. } => {
            StateText::new(Tone::Attention, "已退回,请改好再报", "Given back: correct it and hand it in again")
                .because(plain(reason), plain(reason))
        }
        BatchStatus::Accepted { paid: true, .. } => {
            StateText::new(Tone::Decided, "已受理,费用已到账", "Accepted and paid for")
        }
        BatchStatus::Accepted { paid: false, .. } => {
            StateText::new(Tone::Waiting, "已受理,待缴费到账", "Accepted, to be paid for")
        }
    };
    let settled = match (totals.pending, status) {
        (0, _) | (_, BatchStatus::Draft | BatchStatus::Returned { .. }) => settled,
        (n, _) => settled.because(
            format!("另有 {n} 人的增减还没有上报"),
            format!("{n} {} not handed in yet", if n == 1 { "change is" } else { "changes are" }),
        ),
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)),
    }
}

/// Where a line of a unit's list stands: for its handlers and the office. `change` is what the next edition would say of
/// it, where that differs.
pub(crate) fn batch_line(outcome: Option<&Outcome>, entry: &LineEntry, change: Option<bool>, on: bool) -> StateText {
    let settled = match outcome {
        _ if !on && entry.taken.is_none() && !entry.handed_in => {
            StateText::new(Tone::Plain, "已移出名单", "Taken off the list")
        }
        Some(Outcome::Cover { from, to, .. }) => {
            let (zh, en) = span(from, to);
            StateText::new(Tone::Decided, format!("{zh}有保障"), format!("Covered {en}"))
        }
        Some(Outcome::Duplicate) => {
            StateText::new(Tone::Attention, "另有一份有效,这份不计", "Counts elsewhere already").because(
                "同一人同一期只计一份;已缴的费用列入退费",
                "A person counts once in a period; what was paid is refunded",
            )
        }
        Some(Outcome::Withdrawn) => StateText::new(Tone::Attention, "本人不参加", "Declined by the person"),
        Some(Outcome::MissedWindow) => StateText::new(Tone::Refused, "过了参保时间", "After the window had closed"),
        Some(Outcome::OnList { agreement: true }) => {
            StateText::new(Tone::Waiting, "等本人确认", "Waits for the person's own word")
        }
        _ if entry.provisional && entry.signed.is_none() => {
            StateText::new(Tone::Waiting, "等本人确认", "Waits for the person's own word")
        }
        _ if entry.taken.is_some() => StateText::new(Tone::Waiting, "已受理", "Accepted"),
        _ if entry.handed_in => StateText::new(Tone::Waiting, "已上报", "Handed in"),
        _ => StateText::new(Tone::Plain, "在名单上,未上报", "On the list, not handed in"),
    };
    match change {
        Some(false) => settled.because("下次批改移出", "The next amendment takes it off"),
        Some(true) if entry.handed_in || entry.taken.is_some() => {
            settled.because("下次批改重新编入", "The next amendment puts it on again")
        }
        _ => settled,
    }
}
