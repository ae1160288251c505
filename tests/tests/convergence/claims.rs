//! What people may do with claims next, with what the phone holds.

use zhijia_model::calendar::china_date;
use zhijia_model::intents::claims::{
    AppealClaim, AttachToClaim, ClaimDraft, DecideClaim, EditClaim, FileClaim, GiveAccount, OrderPayout, PrepareClaim,
    RecordBankResult, SubmitClaim, WithdrawClaim,
};
use zhijia_model::kinds::claim::{self, ClaimStage, Step};
use zhijia_model::kinds::{Record, member};
use zhijia_model::{Intent, Kind, RecordId};
use zhijia_tests::town::{DAY, Phone};

/// How many things there are to do.
pub(super) const OF_CLAIMS: u8 = 13;

/// What is typed of a claim.
pub(super) fn draft(now: i64, n: u16) -> ClaimDraft {
    ClaimDraft {
        event: "stay".to_owned(),
        hospital: "市第一人民医院".to_owned(),
        admitted: china_date(now - 20 * DAY).to_string(),
        discharged: china_date(now - 10 * DAY).to_string(),
        settlement_no: format!("JS-{}", n % 3),
        invoice_no: String::new(),
        own_cost_fen: Some(80_000),
    }
}

/// A decision about what the phone shows of a claim.
pub(super) fn decision(record: &Record, step: Step, decision: &str) -> Intent {
    let passes = decision == "pass";
    DecideClaim {
        claim: record.id,
        version: claim::version(record),
        step: step.name().to_owned(),
        decision: decision.to_owned(),
        amount: passes.then_some(50_000),
        reason: "材料已核".to_owned(),
    }
    .into()
}

pub(super) fn drawn(phone: &Phone, what: u8, n: u16, now: i64) -> Option<Intent> {
    let all = |kind: Kind| -> Vec<Record> {
        let mut all = phone.store.read(|dao| dao.records_of_kind(kind)).unwrap();
        all.sort_by_key(|record| record.id);
        let at = usize::from(n) % all.len().max(1);
        all.rotate_left(at);
        all
    };
    let id = |kind: Kind| -> Option<RecordId> { all(kind).first().map(|record| record.id) };
    let own = |fits: fn(ClaimStage) -> bool| {
        let mine = all(Kind::Claim).into_iter().filter(|one| one.header.owner == Some(phone.member));
        mine.map(|one| (claim::state(&one).stage, one)).find(|(stage, _)| fits(*stage)).map(|(_, one)| one.id)
    };
    let open = |stage: ClaimStage| matches!(stage, ClaimStage::Draft | ClaimStage::Withdrawn);
    Some(match what {
        0 => FileClaim { plan: id(Kind::Plan)?, draft: draft(now, n) }.into(),
        1 => EditClaim { claim: own(|_| true)?, draft: ClaimDraft { own_cost_fen: Some(60_000), ..draft(now, n) } }
            .into(),
        2 => GiveAccount { claim: own(|_| true)?, bank: "农业银行".to_owned(), tail: format!("000{}", n % 3) }.into(),
        3 => {
            let hash = format!("{:064x}", n % 7);
            let (media, shows) = ("image/jpeg".to_owned(), "invoice".to_owned());
            AttachToClaim { claim: own(|_| true)?, hash, size: 300_000, media, shows }.into()
        }
        4 | 5 => SubmitClaim { claim: own(open)?, consent: n % 9 > 0 }.into(),
        6 => WithdrawClaim { claim: own(|stage| stage != ClaimStage::Draft)? }.into(),
        7 => AppealClaim { claim: own(|stage| stage == ClaimStage::Rejected)?, why: "请再看一次".to_owned() }.into(),
        8 | 9 => {
            let asked = all(Kind::Claim).into_iter().find_map(|one| Some((claim::state(&one).asks()?, one)));
            let (step, record) = asked?;
            let says = ["pass", "pass", "pass", "pass", "reject", "papers"][usize::from(n / 2 % 6)];
            decision(&record, step, says)
        }
        10 => {
            let whom = all(Kind::Member).into_iter().next()?;
            let name = member::name(&whom).to_owned();
            PrepareClaim { plan: id(Kind::Plan)?, member: whom.id, name, draft: draft(now, n / 2) }.into()
        }
        11 => OrderPayout { claim: id(Kind::Claim)? }.into(),
        _ => {
            let with_payment = |one: &Record| Some((one.id, claim::payments(one).pop()?.key));
            let (claim, key) = all(Kind::Claim).iter().find_map(with_payment)?;
            let (paid, returned) = match n % 3 {
                0 => (String::new(), "账户已销户".to_owned()),
                _ => (china_date(now).to_string(), String::new()),
            };
            RecordBankResult { claim, key, paid, returned }.into()
        }
    })
}
