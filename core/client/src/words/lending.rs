//! A loan in words.

use jiff::civil::Date;
use zhijia_model::Outcome;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::loan::LoanStatus;

use super::{Reader, Stage, StateText, Tone, date_en, date_zh, pending};

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
