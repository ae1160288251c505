//! Loans and holds in words.

use jiff::civil::Date;
use zhijia_model::Outcome;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::hold::HoldStatus;
use zhijia_model::kinds::loan::LoanStatus;

use super::{Reader, Stage, StateText, Tone, date_en, date_zh, ordinal, pending};

/// A loan's state in words, for the keeper or the borrower.
pub fn loan(to: Reader, status: &LoanStatus, stage: Option<Stage>, today: Date) -> StateText {
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

/// A hold's state in words, for its reader.
pub(crate) fn hold(status: &HoldStatus, record: &Record, stage: Option<Stage>, today: Date) -> StateText {
    let settled = match status {
        HoldStatus::NotAsked => StateText::new(Tone::Plain, "没有预约", "No hold"),
        HoldStatus::Asked => StateText::new(Tone::UnknownHere, "联网后按先后排队", "Your place is known once online"),
        HoldStatus::Waiting { place } => {
            let (zh, en) = match place {
                Some(place) => (format!("预约排第 {place} 位"), format!("{} in line", ordinal(*place))),
                None => ("预约排队中".to_owned(), "In line".to_owned()),
            };
            let waiting = StateText::new(Tone::Waiting, zh, en);
            let waiting = place.map_or(waiting.clone(), |place| waiting.at_place(place));
            if record.verdict.as_ref().is_some_and(|verdict| verdict.rule == "L-C10") {
                waiting.because(
                    "留给您的那一册当场借给了别人,下一册先给您",
                    "The copy kept for you was lent to somebody else; the next one is yours",
                )
            } else {
                waiting.because(
                    "按预约先后,还回来的书先留给排在最前的",
                    "Copies that come back are kept in the order of asking",
                )
            }
        }
        HoldStatus::Ready { until } => StateText::new(
            Tone::Decided,
            format!("书给您留着,{}前来取", date_zh(*until, today)),
            format!("Kept for you until {}", date_en(*until, today)),
        )
        .because("留五个开放日,过期给下一位", "A copy is kept for five open days, then it goes to the next"),
        HoldStatus::Expired => StateText::new(Tone::Attention, "没有来取,书给了下一位", "Not fetched in time")
            .because("还想借可以再预约", "You can place a hold again"),
        HoldStatus::Fetched => StateText::new(Tone::Decided, "已经借到", "You got the book"),
        HoldStatus::Withdrawn { .. } => StateText::new(Tone::Plain, "已取消预约", "Hold cancelled"),
        HoldStatus::Cancelled { reason } => {
            StateText::new(Tone::Refused, "书屋取消了预约", "The house cancelled the hold")
                .because(reason.clone(), reason.clone())
        }
    };
    match stage {
        None => settled,
        Some(stage) => pending(stage).leading_to(Some(settled)),
    }
}

/// A hold's state in words, for the keeper: `kept` where a copy is here for it.
pub(crate) fn hold_in_line(
    status: &HoldStatus,
    kept: bool,
    place: u32,
    stage: Option<Stage>,
    today: Date,
) -> StateText {
    let settled = match status {
        HoldStatus::Ready { until } => StateText::new(
            Tone::Decided,
            format!("留书,{}前来取", date_zh(*until, today)),
            format!("Kept until {}", date_en(*until, today)),
        ),
        _ if kept => StateText::new(Tone::Preview, "请把还回来的书留给这位读者", "Keep the copy for this reader")
            .because("联网后通知读者来取", "The reader is told once online"),
        _ => StateText::new(Tone::Waiting, format!("排第 {place} 位"), format!("{} in line", ordinal(place)))
            .at_place(place),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_overdue_is_asked_for_and_told_apart() {
        let due = jiff::civil::date(2026, 3, 5);
        let late = LoanStatus::Out { due: Some(due), overdue: true };
        let said = |to, today| loan(to, &late, None, today).text_zh;
        assert_eq!(said(Reader::Concerned, due), "3月5日(周四)到期,请抽空归还");
        assert_eq!(said(Reader::Staff, due), "3月5日(周四)到期,还没有还");
        assert_eq!(said(Reader::Staff, jiff::civil::date(2027, 1, 4)), "2026年3月5日(周四)到期,还没有还");
    }
}
