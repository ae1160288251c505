//! Loans and holds in words.

use jiff::civil::Date;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::hold::HoldStatus;
use zhijia_model::kinds::loan::LoanStatus;
use zhijia_model::{Outcome, Refusal};

use super::{Reader, Stage, StateText, Tone, clock, date_en, date_zh, ordinal, pending};

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
            format!("书给您留到{}", date_zh(*until, today)),
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
            format!("留到{}", date_zh(*until, today)),
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

/// How many copies stand on the shelf.
pub(crate) fn on_shelf(copies: usize, free: usize) -> StateText {
    match (copies, free) {
        (0, _) => StateText::new(Tone::Plain, "没有馆藏", "No copies"),
        (_, 0) => StateText::new(Tone::Plain, "架上没有可借的", "None on the shelf"),
        (copies, free) => {
            StateText::new(Tone::Plain, format!("在架 {free} / {copies}"), format!("{free} of {copies} on the shelf"))
        }
    }
}

/// Where one copy is. `counted` of the title's copies are out, where this phone does not know which.
pub(crate) fn copy(out: bool, copies: usize, counted: Option<usize>) -> StateText {
    let (zh, en) = match counted.filter(|counted| !out && *counted > 0) {
        None if out => ("已借出", "On loan"),
        None => ("在架", "On the shelf"),
        Some(counted) if counted >= copies => ("已借出", "On loan"),
        Some(_) => ("可能已借出", "Perhaps on loan"),
    };
    StateText::new(Tone::Plain, zh, en)
}

/// By when a book would be back that is lent today.
pub(crate) fn would_be_due(due: Date, today: Date) -> StateText {
    let (zh, en) = (date_zh(due, today), date_en(due, today));
    StateText::new(Tone::Preview, format!("借出后 {zh} 前归还"), format!("Would be due {en}"))
}

/// A renewal that nobody has answered yet.
pub(crate) fn renewal_asked() -> StateText {
    StateText::new(Tone::UnknownHere, "续借已提出,联网后有答复", "Renewal asked; the answer comes once online")
}

/// A renewal that was granted; a short one where somebody waits for the title (L-C9).
pub(crate) fn renewed(due: Date, short: bool, today: Date) -> StateText {
    let (zh, en) = (date_zh(due, today), date_en(due, today));
    let renewed = StateText::new(Tone::Decided, format!("已续借,{zh}前归还"), format!("Renewed, due {en}"));
    if !short {
        return renewed;
    }
    renewed.because("有读者在等这种书,所以只能续短一些", "Another reader waits for this title, so the renewal is short")
}

/// A renewal that was not granted, with the reason where this version knows it.
pub(crate) fn not_renewed(refusal: Option<&Refusal>) -> StateText {
    let (zh, en) = ("没有续借成", "Not renewed");
    match refusal {
        Some(refusal) => StateText::new(
            Tone::Refused,
            format!("{zh}:{}。{}", refusal.zh(), refusal.next_zh()),
            format!("{en}: {}. {}", refusal.en(), refusal.next_en()),
        ),
        None => StateText::new(Tone::Refused, zh, en),
    }
}

/// To settle: one copy was lent almost at once to these people.
pub(crate) fn lent_at_once(names: &[String]) -> StateText {
    StateText::new(
        Tone::Attention,
        format!("同一册几乎同时借给了{}", names.join("和")),
        format!("The same copy was lent almost at once to {}", names.join(" and ")),
    )
}

/// To settle: a label that several books carry came back.
pub(crate) fn which_came_back(at: i64, copy: &str) -> StateText {
    let at = clock(at);
    StateText::new(
        Tone::Attention,
        format!("{at} 还的书,条码 {copy} 有几种书在用"),
        format!("Returned at {at}: several books carry the label {copy}"),
    )
    .because(
        "请看看还回来的是哪一本,再给其中一本换个条码",
        "See which of them came back, and give one of them another label",
    )
}

/// A choice: the one who had it first had brought it back.
pub(crate) fn had_given_back(name: &str) -> (String, String) {
    (format!("{name}已把书还了或转给下一位"), format!("{name} had given it back"))
}

/// A choice: it was another copy.
pub(crate) fn has_copy(name: &str, copy: &str) -> (String, String) {
    (format!("{name}借的是 {copy} 那一册"), format!("{name} has copy {copy}"))
}

/// A choice: there was no loan.
pub(crate) fn was_mistaken(name: &str) -> (String, String) {
    (format!("{name}这条是误登"), format!("The loan to {name} is a mistake"))
}

/// A choice: this is the book that came back.
pub(crate) fn brought_back(title: &str, name: &str) -> (String, String) {
    (format!("《{title}》,{name}还的"), format!("{title}, brought back by {name}"))
}

/// What a calendar says of a book that is due, in Chinese and English.
pub(crate) fn bring_back(title: &str) -> (String, String) {
    (format!("还书:《{title}》"), format!("Return: {title}"))
}

/// What a calendar says of a book that is kept, on the last day.
pub(crate) fn fetch(title: &str) -> (String, String) {
    (format!("取预约的书:《{title}》"), format!("Fetch the book kept for you: {title}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_on_the_shelf_only_where_that_is_known() {
        let said = |out, counted| copy(out, 2, counted).text_en;
        // Who keeps the house holds the loans.
        assert_eq!((said(false, None), said(true, None)), ("On the shelf".to_owned(), "On loan".to_owned()));
        assert_eq!(said(false, Some(0)), "On the shelf");
        assert_eq!(said(false, Some(1)), "Perhaps on loan");
        assert_eq!((said(false, Some(2)), said(true, Some(1))), ("On loan".to_owned(), "On loan".to_owned()));
    }

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
