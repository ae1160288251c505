//! Where a claim stands: a pure function of what its person, two reviewers and whoever pays have written. No verdict is
//! read here: nothing that the hub says approves or rejects (P6).

use jiff::civil::Date;

use super::payment::{Paid, standing_payment, was_returned};
use super::{Checked, Reviewed, check, review, told, version, wish};
use crate::change::ChangeHash;
use crate::fields::Choice;
use crate::id::RecordId;
use crate::kind::Part;
use crate::kinds::Record;
use crate::kinds::sign_up::Wish;
use crate::named::numbered;
use crate::state::VisibleValue;

numbered! {
    /// What a reviewer decides.
    Decided {
        /// It is to be paid, so much.
        Pass = 1 "pass",
        /// It is not to be paid.
        Reject = 2 "reject",
        /// Papers are missing (补件).
        Papers = 3 "papers",
    }
}

numbered! {
    /// Who is asked next of a claim.
    Step {
        /// The first check (初审).
        First = 1 "first",
        /// The second review (复审).
        Second = 2 "second",
        /// A third person, where reviewers disagree (M-C13).
        Third = 3 "third",
    }
}

numbered! {
    /// Where a claim stands.
    ClaimStage {
        /// Not filed yet.
        Draft = 1 "draft",
        /// Withdrawn by the person.
        Withdrawn = 2 "withdrawn",
        /// It waits for the first check.
        FirstCheck = 3 "first-check",
        /// It waits for the second review.
        SecondReview = 4 "second-review",
        /// Papers are missing: the person is asked for them.
        PapersMissing = 5 "papers-missing",
        /// Reviewers disagree: a third person decides (M-C13).
        Disputed = 6 "disputed",
        /// Two reviewers have approved it.
        Approved = 7 "approved",
        /// Two reviewers have rejected it.
        Rejected = 8 "rejected",
        /// It is on the list of what is to be paid.
        ToPay = 9 "to-pay",
        /// Something has changed since it was approved: it is not paid until a person has looked (M-C16).
        Held = 10 "held",
        /// It was paid.
        Paid = 11 "paid",
        /// The bank has returned the payment: it is to be paid again.
        Returned = 12 "returned",
    }
}

/// Where a claim stands, and what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimState {
    /// The stage.
    pub stage: ClaimStage,
    /// The version of the claim; what the next decision is about.
    pub version: String,
    /// Why it was rejected, what is missing, or why the bank returned the payment.
    pub reason: Option<String>,
    /// How much is approved, or was paid, in fen.
    pub amount: Option<i64>,
    /// The account that was approved.
    pub account: Option<String>,
    /// The day on which it was paid.
    pub paid: Option<Date>,
}

impl ClaimState {
    const fn of(stage: ClaimStage, version: String) -> Self {
        Self { stage, version, reason: None, amount: None, account: None, paid: None }
    }

    /// Who is asked next.
    pub const fn asks(&self) -> Option<Step> {
        match self.stage {
            ClaimStage::FirstCheck => Some(Step::First),
            ClaimStage::SecondReview => Some(Step::Second),
            ClaimStage::Disputed => Some(Step::Third),
            _ => None,
        }
    }
}

/// One reviewer's word about the present version.
#[derive(Clone, Copy)]
struct Word<'r> {
    /// `None` where the hub has not said yet who it was: whoever holds this phone.
    author: Option<RecordId>,
    order: (bool, i64, Option<ChangeHash>),
    is: Decided,
    amount: Option<i64>,
    reason: &'r str,
    account: Option<&'r str>,
    settles: bool,
}

impl Word<'_> {
    /// Whether two reviewers say the same of the money.
    fn agrees(&self, other: &Self) -> bool {
        self.is == other.is && (self.is != Decided::Pass || self.amount == other.amount)
    }
}

/// What one step has come to.
enum Said<'r> {
    Nothing,
    One(Word<'r>),
    Different,
}

/// The state as the person sees it, or whoever reads the parts. Whoever pays sees the payments of a claim that others
/// have decided.
pub fn state(record: &Record) -> ClaimState {
    let before = reviewed(record);
    if record.part(Part::Payout).is_empty() {
        return before;
    }
    let holds = before.stage == ClaimStage::Approved;
    match standing_payment(record) {
        Some((payment, Paid::On(day))) => ClaimState {
            stage: ClaimStage::Paid,
            amount: payment.amount,
            account: Some(payment.account.to_owned()),
            paid: Some(day),
            ..before
        },
        Some((payment, _)) => {
            let same = payment.of == before.version && before.account.as_deref() == Some(payment.account);
            let stage = if holds && same { ClaimStage::ToPay } else { ClaimStage::Held };
            ClaimState { stage, amount: payment.amount, ..before }
        }
        None => match was_returned(record).filter(|_| holds) {
            Some(why) => ClaimState { stage: ClaimStage::Returned, reason: Some(why.to_owned()), ..before },
            None => before,
        },
    }
}

/// What people have decided of the claim, before anything was paid.
pub(super) fn reviewed(record: &Record) -> ClaimState {
    let payer = super::payable(record);
    if let Some(of) = payer.version().one().filter(|_| record.part(Part::Member).is_empty()) {
        let stage = payer.stage().one().and_then(Choice::known).unwrap_or(ClaimStage::Held);
        let account = payer.account().one().map(str::to_owned);
        return ClaimState { amount: payer.amount().one(), account, ..ClaimState::of(stage, of.to_owned()) };
    }
    let now = version(record);
    if [Part::Check, Part::Review].iter().all(|part| !record.parts.contains_key(part))
        && let Some(state) = as_told(record, &now)
    {
        return state;
    }
    match wish(record) {
        Wish::None => ClaimState::of(ClaimStage::Draft, now),
        Wish::Out { .. } => ClaimState::of(ClaimStage::Withdrawn, now),
        Wish::In { .. } => decided(record, now),
    }
}

/// On the person's own phone: what the hub told, where it is about what the person says now. What was paid is paid.
fn as_told(record: &Record, now: &str) -> Option<ClaimState> {
    let told = told(record);
    let stage = told.stage().one()?.known()?;
    (stage == ClaimStage::Paid || told.version().one() == Some(now)).then(|| ClaimState {
        reason: told.reason().one().map(str::to_owned),
        amount: told.amount().one(),
        account: told.account().one().map(str::to_owned),
        paid: told.paid().one(),
        ..ClaimState::of(stage, now.to_owned())
    })
}

/// The state by the reviewers' words about this version: other versions' do not count (M-C14).
fn decided(record: &Record, version: String) -> ClaimState {
    let owner = record.header.owner;
    let of_others = |word: &Word<'_>| word.author.is_none() || word.author != owner;
    let first: Vec<_> = check(record).decisions().filter_map(|one| checked(one, &version)).filter(of_others).collect();
    let second = review(record).decisions().filter_map(|one| reviewed_by(one, &version)).filter(of_others);
    let (third, second): (Vec<_>, Vec<_>) = second.partition(|word| word.settles);
    // Four eyes: nobody confirms the own check, and nobody settles a dispute that is the own one.
    let among = |words: &[Word<'_>], word: &Word<'_>| {
        word.author.is_some() && words.iter().any(|other| other.author == word.author)
    };
    let second: Vec<_> = second.into_iter().filter(|word| !among(&first, word)).collect();
    let third: Vec<_> = third.into_iter().filter(|word| !among(&first, word) && !among(&second, word)).collect();
    if let Some(asked) = [&third, &second, &first].into_iter().find_map(|words| papers(words)) {
        let reason = Some(asked.reason.to_owned());
        return ClaimState { reason, ..ClaimState::of(ClaimStage::PapersMissing, version) };
    }
    match (said(first), said(second)) {
        (Said::Nothing, _) => ClaimState::of(ClaimStage::FirstCheck, version),
        (Said::One(first), Said::Nothing) => {
            ClaimState { amount: first.amount, ..ClaimState::of(ClaimStage::SecondReview, version) }
        }
        (Said::One(first), Said::One(second)) if first.agrees(&second) => last(record, &second, version),
        // A third person's word counts where there is something to settle, and alone for nothing.
        _ => match said(third) {
            Said::One(word) => last(record, &word, version),
            Said::Nothing | Said::Different => ClaimState::of(ClaimStage::Disputed, version),
        },
    }
}

/// What two people have come to, or the third.
fn last(record: &Record, word: &Word<'_>, version: String) -> ClaimState {
    let (amount, account) = (word.amount, word.account.map(str::to_owned));
    if word.is != Decided::Pass {
        let reason = Some(word.reason.to_owned());
        return ClaimState { reason, ..ClaimState::of(ClaimStage::Rejected, version) };
    }
    let now = super::account(record).map(|(id, _)| id.to_string());
    let stage = if account.is_some() && account == now { ClaimStage::Approved } else { ClaimStage::Held };
    ClaimState { amount, account, ..ClaimState::of(stage, version) }
}

/// Each reviewer's last word, and whether they say the same.
fn said(mut words: Vec<Word<'_>>) -> Said<'_> {
    words.sort_by_key(|word| word.order);
    let (mut last, mut rest): (Option<Word<'_>>, Vec<Word<'_>>) = (None, Vec::new());
    for word in words.into_iter().rev() {
        if rest.iter().all(|other| other.author != word.author) {
            last = last.or(Some(word));
            rest.push(word);
        }
    }
    match last {
        None => Said::Nothing,
        Some(last) if rest.iter().all(|word| word.agrees(&last)) => Said::One(last),
        Some(_) => Said::Different,
    }
}

/// A wish for papers, where a reviewer's last word is one: nobody decides without them.
fn papers<'r>(words: &[Word<'r>]) -> Option<Word<'r>> {
    let is_last = |word: &&Word<'_>| {
        words.iter().all(|other| other.author != word.author || other.order <= word.order)
    };
    words.iter().filter(is_last).filter(|word| word.is == Decided::Papers).max_by_key(|word| word.order).copied()
}

fn word<'r>(entry: Option<&VisibleValue>, is: Decided) -> Option<Word<'r>> {
    let entry = entry?;
    Some(Word {
        author: entry.witness.map(|witness| witness.author),
        order: (entry.witness.is_none(), entry.rank(), entry.change),
        is,
        amount: None,
        reason: "",
        account: None,
        settles: false,
    })
}

fn checked<'r>(one: Checked<'r>, version: &str) -> Option<Word<'r>> {
    if one.of().one() != Some(version) || !one.undone().is_absent() {
        return None;
    }
    let word = word(one.is().shown(), one.is().one()?.known()?)?;
    Some(Word { amount: one.amount().one(), reason: one.reason().one().unwrap_or_default(), ..word })
}

fn reviewed_by<'r>(one: Reviewed<'r>, version: &str) -> Option<Word<'r>> {
    if one.of().one() != Some(version) || !one.undone().is_absent() {
        return None;
    }
    let word = word(one.is().shown(), one.is().one()?.known()?)?;
    Some(Word {
        amount: one.amount().one(),
        reason: one.reason().one().unwrap_or_default(),
        account: one.account().one(),
        settles: one.settles().one().is_some(),
        ..word
    })
}

/// Who has a word in the present version of a claim, and in which step; `None` where the hub has not said yet who it was.
fn deciders(record: &Record) -> Vec<(Option<RecordId>, Step)> {
    let now = version(record);
    let first = check(record).decisions().filter_map(|one| checked(one, &now));
    let second = review(record).decisions().filter_map(|one| reviewed_by(one, &now));
    let first = first.map(|word| (word.author, Step::First));
    first.chain(second.map(|word| (word.author, if word.settles { Step::Third } else { Step::Second }))).collect()
}

/// Whether a person may take a step: whoever has taken the one before does not confirm it, nobody settles the own
/// dispute, and nobody decides about the own claim.
pub fn may_take(record: &Record, step: Step, person: RecordId) -> bool {
    let by = |said: Step| {
        let words = deciders(record);
        words.into_iter().any(|(who, step)| step == said && who.is_none_or(|who| who == person))
    };
    let looks_twice = match step {
        Step::First => false,
        Step::Second => by(Step::First),
        Step::Third => by(Step::First) || by(Step::Second),
    };
    !looks_twice && record.header.owner != Some(person)
}
