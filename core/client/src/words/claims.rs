//! A claim in words.

use zhijia_model::kinds::claim::{ClaimStage, ClaimState, NotCovered, Step};
use zhijia_model::payout_list::yuan;
use zhijia_model::{Outcome, Verdict};

use super::aid::whole_date;
use super::{Stage, StateText, Tone, pending};

/// A claim's state, as its person reads it; `prepared` where it was filled in from a settlement list.
pub(crate) fn claim(state: &ClaimState, verdict: Option<&Verdict>, prepared: bool, sent: Option<Stage>) -> StateText {
    let said = own(state, prepared);
    let said = match flagged(verdict).filter(|_| said.why_zh.is_none() && still_open(state.stage)) {
        Some((zh, en)) => said.because(zh, en),
        None => said,
    };
    on_its_way(sent, said)
}

/// What an own change that is on its way leads to.
fn on_its_way(sent: Option<Stage>, said: StateText) -> StateText {
    match sent {
        None => said,
        Some(sent) => pending(sent).leading_to(Some(said)),
    }
}

/// Whether people have not come to an end yet.
const fn still_open(stage: ClaimStage) -> bool {
    matches!(stage, ClaimStage::FirstCheck | ClaimStage::SecondReview | ClaimStage::Disputed)
}

fn own(state: &ClaimState, prepared: bool) -> StateText {
    let reason = state.reason.clone().unwrap_or_default();
    let (zh, en) = amount(state);
    match state.stage {
        ClaimStage::Draft if prepared => StateText::new(
            Tone::Attention,
            "已按结算清单替您填好,请核对后提交",
            "Filled in for you from the settlement list: check it and file it",
        ),
        ClaimStage::Draft => StateText::new(Tone::Plain, "还没有提交", "Not filed yet"),
        ClaimStage::Withdrawn => StateText::new(Tone::Decided, "已撤回", "Withdrawn"),
        ClaimStage::FirstCheck => StateText::new(Tone::Waiting, "已提交,等初审", "Filed, waiting for the first check"),
        ClaimStage::SecondReview => {
            StateText::new(Tone::Waiting, "初审已看过,等复审", "Checked, waiting for the second review")
        }
        ClaimStage::PapersMissing => {
            StateText::new(Tone::Attention, "请补材料", "Papers are missing").because(reason.clone(), reason)
        }
        ClaimStage::Disputed => StateText::new(
            Tone::Waiting,
            "审核意见不一,正在请第三位复核",
            "The reviewers differ; a third one looks at it",
        ),
        ClaimStage::Approved => StateText::new(
            Tone::Decided,
            format!("已核准{zh},等给付"),
            format!("Approved{en}, waiting for the payment"),
        ),
        ClaimStage::Rejected => {
            StateText::new(Tone::Attention, "不予给付", "Not granted").because(reason.clone(), reason)
        }
        ClaimStage::ToPay => {
            StateText::new(Tone::Decided, format!("已核准{zh},正在给付"), format!("Approved{en}, being paid"))
        }
        ClaimStage::Held => StateText::new(Tone::Waiting, "已核准,等核实", "Approved, on hold").because(
            "核准之后账户或内容有变动,审核人员看过后再付",
            "The account or the claim has changed since; it is paid once a reviewer has looked at it",
        ),
        ClaimStage::Paid => {
            let (day_zh, day_en) = state.paid.map(|day| whole_date(&day.to_string())).unwrap_or_default();
            StateText::new(Tone::Decided, format!("{day_zh}已给付{zh}"), format!("Paid{en} on {day_en}"))
        }
        ClaimStage::Returned => StateText::new(
            Tone::Attention,
            "银行退回了这一笔,请核对账户,会再付",
            "The bank returned the payment: check the account; it will be paid again",
        )
        .because(reason.clone(), reason),
    }
}

/// ` ¥800.00`, where an amount is known.
fn amount(state: &ClaimState) -> (String, String) {
    let said = state.amount.map(|fen| format!(" ¥{}", yuan(fen))).unwrap_or_default();
    (said.clone(), said)
}

/// What the hub says of a claim: people decide all the same (P6).
pub(crate) fn flagged(verdict: Option<&Verdict>) -> Option<(String, String)> {
    let verdict = verdict?;
    let mut said = Vec::new();
    match &verdict.outcome {
        Outcome::Duplicate => said.push((
            "同一张结算单有另一份申领在办,以先提交的为准,材料合在一起看",
            "Another claim upon the same bill is being processed; the papers of both are looked at together",
        )),
        Outcome::Ineligible { why } => said.push(not_covered(why)),
        _ => {}
    }
    if verdict.flags.iter().any(|flag| flag == "M-C17") {
        said.push((
            "已过申领期限,按逾期申请由人审核",
            "Filed after the last day: people decide about it as a late claim",
        ));
    }
    if verdict.flags.iter().any(|flag| flag == "M-07") {
        said.push((
            "结算单号与别人的申领相同,请核对号码",
            "The bill's number stands in another person's claim too: check it",
        ));
    }
    let join = |of: fn(&(&'static str, &'static str)) -> &'static str, between: &str| {
        said.iter().map(of).collect::<Vec<_>>().join(between)
    };
    (!said.is_empty()).then(|| (join(|one| one.0, ";"), join(|one| one.1, "; ")))
}

fn not_covered(why: &str) -> (&'static str, &'static str) {
    match NotCovered::from_name(why) {
        Some(NotCovered::NoCover) => {
            ("按现有记录没有参保,审核人员会核对", "No cover is on record; the reviewers look into it")
        }
        Some(NotCovered::Waiting) => (
            "按现有记录在等待期内,审核人员会核对",
            "By the records it lies within the waiting period; the reviewers look into it",
        ),
        Some(NotCovered::NoDay) => ("还没有填入院日期", "The day of admission is missing"),
        Some(NotCovered::Outside) | None => (
            "按现有记录不在保障期内,审核人员会核对",
            "By the records it lies outside the cover; the reviewers look into it",
        ),
    }
}

/// What a reviewer is asked for, or where the claim stands.
pub(crate) fn to_review(state: &ClaimState, asked: Option<Step>, sent: Option<Stage>) -> StateText {
    let said = match asked {
        Some(Step::First) => StateText::new(Tone::Waiting, "等初审", "Waiting for the first check"),
        Some(Step::Second) if state.stage == ClaimStage::Held => {
            StateText::new(Tone::Attention, "账户有变动,请再看一次", "The account has changed: look at it again")
        }
        Some(Step::Second) => {
            let (zh, en) = amount(state);
            StateText::new(Tone::Waiting, format!("等复审{zh}"), format!("Waiting for the second review{en}"))
        }
        Some(Step::Third) => {
            StateText::new(Tone::Attention, "意见不一,请第三位来定", "The reviewers differ: a third one decides")
        }
        None => own(state, false),
    };
    on_its_way(sent, said)
}

/// A payment, as whoever pays reads it.
pub(crate) fn payout(state: &ClaimState, surplus: bool, sent: Option<Stage>) -> StateText {
    let said = match state.stage {
        _ if surplus => StateText::new(
            Tone::Attention,
            "同一份申领列了两笔,这一笔不要付",
            "Two payments of one claim were put on the list: do not pay this one",
        ),
        ClaimStage::Approved => StateText::new(Tone::Waiting, "已核准,还没列入名单", "Approved, not on the list yet"),
        ClaimStage::ToPay => StateText::new(Tone::Waiting, "在名单上,等银行结果", "On the list, waiting for the bank"),
        ClaimStage::Paid => own(state, false),
        ClaimStage::Returned => {
            let reason = state.reason.clone().unwrap_or_default();
            StateText::new(Tone::Attention, "银行退回,可以再付", "Returned by the bank: it can be paid again")
                .because(reason.clone(), reason)
        }
        _ => StateText::new(Tone::Attention, "有变动,先不要付", "Something has changed: do not pay yet").because(
            "核准之后账户或内容有变动,等审核人员再看一次",
            "The account or the claim has changed since it was approved; a reviewer looks at it again",
        ),
    };
    on_its_way(sent, said)
}
