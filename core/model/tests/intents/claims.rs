//! A claim from the member by two reviewers to the bank, and what stands in whose way.

use zhijia_model::intents::aid::{CreatePlan, PlanDraft};
use zhijia_model::intents::claims::{
    AppealClaim, AttachToClaim, ClaimDraft, DecideClaim, DetachFromClaim, EditClaim, FileClaim, GiveAccount,
    OrderPayout, PrepareClaim, RecordBankResult, SubmitClaim, TakeOffList, WithdrawClaim,
};
use zhijia_model::kinds::claim::{self, ClaimStage};
use zhijia_model::kinds::plan::Payer;
use zhijia_model::{Code, Outcome, RecordId, Refusal};

use super::aid::draft as draft_of_plan;
use super::town::{Town, UNION, code};

fn draft() -> ClaimDraft {
    ClaimDraft {
        event: "stay".to_owned(),
        hospital: "市第一人民医院".to_owned(),
        admitted: "2026-02-20".to_owned(),
        discharged: "2026-02-27".to_owned(),
        settlement_no: "JS-2026-001".to_owned(),
        invoice_no: String::new(),
        own_cost_fen: Some(100_000),
    }
}

struct Case {
    town: Town,
    plan: RecordId,
    claim: RecordId,
    member: RecordId,
    one: RecordId,
    two: RecordId,
    three: RecordId,
}

/// A member whose claim is a draft with an account, and three reviewers.
fn case() -> Case {
    let mut town = Town::new();
    let plan =
        town.act(CreatePlan { union: UNION, draft: PlanDraft { payer: Payer::Union, ..draft_of_plan() } }).unwrap();
    let [one, two, three] = ["李四", "周敏", "吴刚"].map(|name| town.become_member(name));
    let member = town.become_member("王小明");
    let claim = town.act(FileClaim { plan, draft: draft() }).unwrap();
    let mut case = Case { town, plan, claim, member, one, two, three };
    case.account("0042").unwrap();
    case
}

impl Case {
    fn account(&mut self, tail: &str) -> Result<RecordId, Refusal> {
        let (claim, bank, tail) = (self.claim, "农业银行".to_owned(), tail.to_owned());
        self.by(self.member, GiveAccount { claim, bank, tail })
    }

    fn by(&mut self, who: RecordId, intent: impl Into<zhijia_model::Intent>) -> Result<RecordId, Refusal> {
        self.town.me = who;
        self.town.now += 1;
        self.town.act(intent)
    }

    fn submit(&mut self) {
        self.by(self.member, SubmitClaim { claim: self.claim, consent: true }).unwrap();
    }

    fn says(&self, step: &str, decision: &str, amount: Option<i64>, reason: &str) -> DecideClaim {
        DecideClaim {
            claim: self.claim,
            version: claim::version(self.town.at(self.claim)),
            step: step.to_owned(),
            decision: decision.to_owned(),
            amount,
            reason: reason.to_owned(),
        }
    }

    fn passes(&mut self, who: RecordId, step: &str, amount: i64) -> Result<RecordId, Refusal> {
        let decision = self.says(step, "pass", Some(amount), "");
        self.by(who, decision)
    }

    fn stage(&self) -> ClaimStage {
        claim::state(self.town.at(self.claim)).stage
    }

    fn key(&self) -> String {
        claim::payments(self.town.at(self.claim)).pop().unwrap().key
    }

    fn approved(mut self) -> Self {
        self.submit();
        self.passes(self.one, "first", 80_000).unwrap();
        self.passes(self.two, "second", 80_000).unwrap();
        assert_eq!(self.stage(), ClaimStage::Approved);
        self
    }
}

#[test]
fn what_is_typed_is_checked_and_filing_needs_all_of_it_and_consent() {
    let mut case = case();
    let wrong = |draft: ClaimDraft, case: &mut Case| {
        case.by(case.member, EditClaim { claim: case.claim, draft }).unwrap_err().field.unwrap()
    };
    assert_eq!(wrong(ClaimDraft { discharged: "2026-02-19".to_owned(), ..draft() }, &mut case), "discharged");
    assert_eq!(wrong(ClaimDraft { admitted: "2026-04-01".to_owned(), ..draft() }, &mut case), "admitted");
    assert_eq!(wrong(ClaimDraft { own_cost_fen: Some(0), ..draft() }, &mut case), "own_cost");
    assert_eq!(wrong(ClaimDraft { event: "birth".to_owned(), ..draft() }, &mut case), "event");
    let (claim, member) = (case.claim, case.member);
    assert_eq!(code(case.by(member, SubmitClaim { claim, consent: false })), Code::ConsentNeeded, "M-09");
    case.by(member, EditClaim { claim, draft: ClaimDraft { hospital: String::new(), ..draft() } }).unwrap();
    let refusal = case.by(member, SubmitClaim { claim, consent: true }).unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::EmptyField, Some("hospital")));
    case.by(member, EditClaim { claim, draft: draft() }).unwrap();
    case.submit();
    assert_eq!(case.stage(), ClaimStage::FirstCheck);
    // The same bill again is the same claim (M-07).
    let again = ClaimDraft { settlement_no: "js 2026 001".to_owned(), ..draft() };
    assert_eq!(code(case.by(member, FileClaim { plan: case.plan, draft: again })), Code::AlreadyClaimed);
}

#[test]
fn two_people_decide_and_nobody_decides_twice_or_about_the_own_claim() {
    let mut case = case();
    case.submit();
    assert_eq!(code(case.passes(case.member, "first", 80_000)), Code::OwnClaim);
    assert_eq!(code(case.passes(case.one, "second", 80_000)), Code::NothingToDecide);
    let refusal = case.passes(case.one, "first", 100_001).unwrap_err();
    assert_eq!(refusal.field.as_deref(), Some("amount"), "not more than was paid");
    let no_reason = case.says("first", "reject", None, " ");
    assert_eq!(code(case.by(case.one, no_reason)), Code::EmptyField);
    case.passes(case.one, "first", 80_000).unwrap();
    assert_eq!(code(case.passes(case.one, "second", 80_000)), Code::FourEyes);
    // M-C13: another amount is another decision; a third person ends it.
    case.passes(case.two, "second", 70_000).unwrap();
    assert_eq!(case.stage(), ClaimStage::Disputed);
    assert_eq!(code(case.by(case.one, OrderPayout { claim: case.claim })), Code::NotToPay);
    assert_eq!(code(case.passes(case.two, "third", 70_000)), Code::FourEyes);
    case.passes(case.three, "third", 75_000).unwrap();
    let state = claim::state(case.town.at(case.claim));
    assert_eq!((state.stage, state.amount), (ClaimStage::Approved, Some(75_000)));
}

#[test]
fn what_changes_after_it_was_approved_is_looked_at_again() {
    let mut case = case().approved();
    let stale = case.says("first", "pass", Some(1), "");
    let (claim, member) = (case.claim, case.member);
    case.by(member, EditClaim { claim, draft: ClaimDraft { own_cost_fen: Some(99_000), ..draft() } }).unwrap();
    assert_eq!(case.stage(), ClaimStage::FirstCheck, "M-C14");
    assert_eq!(code(case.by(case.three, stale)), Code::ClaimChanged);
    // What is changed back is what was judged.
    case.by(member, EditClaim { claim, draft: draft() }).unwrap();
    assert_eq!(case.stage(), ClaimStage::Approved);
    case.by(member, WithdrawClaim { claim }).unwrap();
    assert_eq!((case.stage(), code(case.by(member, WithdrawClaim { claim }))), (ClaimStage::Withdrawn, Code::NotFiled));
    case.submit();
    assert_eq!(case.stage(), ClaimStage::FirstCheck, "filed again it is looked at anew");
}

#[test]
fn another_account_holds_the_payment_until_a_reviewer_has_seen_it() {
    let mut case = case().approved();
    let claim = case.claim;
    case.by(case.three, OrderPayout { claim }).unwrap();
    assert_eq!(case.stage(), ClaimStage::ToPay);
    case.account("7777").unwrap();
    assert_eq!(case.stage(), ClaimStage::Held, "M-C16: what is on the list goes to the old account");
    case.by(case.three, TakeOffList { claim }).unwrap();
    assert_eq!((case.stage(), code(case.by(case.three, OrderPayout { claim }))), (ClaimStage::Held, Code::NotToPay));
    case.passes(case.two, "second", 80_000).unwrap();
    assert_eq!(case.stage(), ClaimStage::Approved);
    case.by(case.three, OrderPayout { claim }).unwrap();
    assert_eq!(case.stage(), ClaimStage::ToPay);
}

#[test]
fn a_payment_is_one_and_a_returned_one_is_made_again_under_another_key() {
    let mut case = case().approved();
    let claim = case.claim;
    let mut office =
        Town { device: 8, records: case.town.records.clone(), parts: case.town.parts.clone(), ..Town::new() };
    // Two phones put it on the list, and neither knows of the other.
    office.act(OrderPayout { claim }).unwrap();
    case.by(case.three, OrderPayout { claim }).unwrap();
    case.town.hears(&office);
    assert_eq!(claim::payments(case.town.at(claim)).len(), 1, "M-C15");
    let first = case.key();
    let result = |key: &str, paid: &str, returned: &str| RecordBankResult {
        claim,
        key: key.to_owned(),
        paid: paid.to_owned(),
        returned: returned.to_owned(),
    };
    assert_eq!(code(case.by(case.three, result("?", "2026-03-01", ""))), Code::NotFound);
    assert_eq!(code(case.by(case.three, result(&first, "2026-04-01", ""))), Code::DayToCome);
    case.by(case.three, result(&first, "2026-03-02", "")).unwrap();
    assert_eq!(case.stage(), ClaimStage::Paid);
    case.by(case.three, result(&first, "", "账户已销户")).unwrap();
    assert_eq!(case.stage(), ClaimStage::Returned, "money that came back was paid before");
    case.by(case.three, OrderPayout { claim }).unwrap();
    assert_ne!(case.key(), first);
    let second = case.key();
    let (_, undo) = {
        case.town.now += 1;
        case.town.act_as(result(&second, "2026-03-02", "")).unwrap()
    };
    assert_eq!(case.stage(), ClaimStage::Paid);
    case.by(case.three, undo.unwrap()).unwrap();
    assert_eq!(case.stage(), ClaimStage::ToPay, "a slip of the hand");
}

#[test]
fn a_rejection_has_a_reason_and_an_appeal_begins_anew() {
    let mut case = case();
    case.submit();
    for (who, step) in [(case.one, "first"), (case.two, "second")] {
        let decision = case.says(step, "reject", None, "不在互助范围内");
        case.by(who, decision).unwrap();
    }
    let state = claim::state(case.town.at(case.claim));
    assert_eq!((state.stage, state.reason.as_deref()), (ClaimStage::Rejected, Some("不在互助范围内")));
    let (claim, member) = (case.claim, case.member);
    assert_eq!(code(case.by(member, AppealClaim { claim, why: String::new() })), Code::EmptyField);
    case.by(member, AppealClaim { claim, why: "是急诊".to_owned() }).unwrap();
    assert_eq!(case.stage(), ClaimStage::FirstCheck);
    let papers = case.says("first", "papers", None, "请补出院记录");
    case.by(case.three, papers).unwrap();
    assert_eq!(case.stage(), ClaimStage::PapersMissing);
    let photo = |n: u8| AttachToClaim {
        claim,
        hash: format!("{n:064x}"),
        size: 300_000,
        media: "image/jpeg".to_owned(),
        shows: "discharge".to_owned(),
    };
    case.by(member, photo(1)).unwrap();
    assert_eq!(case.stage(), ClaimStage::FirstCheck, "with the papers it is another version");
    for n in 2..=5 {
        case.by(member, photo(n)).unwrap();
    }
    assert_eq!(code(case.by(member, photo(6))), Code::TooManyPhotographs);
    case.by(member, DetachFromClaim { claim, hash: format!("{:064x}", 2) }).unwrap();
    case.by(member, photo(6)).unwrap();
    assert_eq!(claim::attachments(case.town.at(claim)).count(), 5);
    let bad = AttachToClaim { hash: "../etc".to_owned(), ..photo(7) };
    assert_eq!(case.by(member, bad).unwrap_err().field.as_deref(), Some("hash"));
}

#[test]
fn what_the_hub_flags_is_decided_by_people_and_one_bill_is_paid_once() {
    let mut case = case();
    case.submit();
    case.town.verdict(case.claim, Outcome::Ineligible { why: "outside".to_owned() });
    let refusal = case.passes(case.one, "first", 80_000).unwrap_err();
    assert_eq!(refusal.field.as_deref(), Some("reason"), "whoever passes it says why");
    let decision = case.says("first", "pass", Some(80_000), "转院,入院日期以首次为准");
    case.by(case.one, decision).unwrap();
    case.town.verdict(case.claim, Outcome::Duplicate);
    assert_eq!(code(case.passes(case.two, "second", 80_000)), Code::ClaimDuplicate, "M-C12");
}

#[test]
fn a_prepared_claim_is_the_members_own_once_it_is_filed() {
    let mut case = case();
    let list = ClaimDraft { settlement_no: "JS-2026-777".to_owned(), ..draft() };
    let prepare =
        PrepareClaim { plan: case.plan, member: case.member, name: "王小明".to_owned(), draft: list.clone() };
    let prepared = case.by(case.one, prepare.clone()).unwrap();
    assert_eq!(case.by(case.one, prepare).unwrap(), prepared, "the same list again");
    assert_eq!(claim::state(case.town.at(prepared)).stage, ClaimStage::Draft, "nothing is claimed for anybody");
    // The member begins the same by hand, and it is this one.
    assert_eq!(case.by(case.member, FileClaim { plan: case.plan, draft: list }).unwrap(), prepared);
    case.claim = prepared;
    case.account("0042").unwrap();
    case.submit();
    let version = claim::version(case.town.at(prepared));
    // What the list says later changes nothing of what was filed.
    let other = ClaimDraft { settlement_no: "JS-2026-777".to_owned(), own_cost_fen: Some(5), ..draft() };
    let again = PrepareClaim { plan: case.plan, member: case.member, name: "王小明".to_owned(), draft: other };
    case.by(case.one, again).unwrap();
    assert_eq!(claim::version(case.town.at(prepared)), version);
    assert_eq!(claim::says(case.town.at(prepared)).own_cost, Some(100_000));
}
