//! Claims: a member's own, the reviewers' work, and what is to be paid.

use zhijia_model::RecordId;
pub use zhijia_model::intents::claims::ClaimDraft;
use zhijia_model::intents::claims::{
    AppealClaim, AttachToClaim, DecideClaim, EditClaim, FileClaim, GiveAccount, OrderPayout, RecordBankResult,
    SubmitClaim, WithdrawClaim,
};
use zhijia_model::payout_list::{self, PayoutLine};

use crate::error::Error;
pub use crate::lists::claims::mine::ClaimItem;
use crate::lists::claims::mine::MyClaims;
use crate::lists::claims::payouts::Payouts;
pub use crate::lists::claims::payouts::{PayoutItem, PayoutPhase};
use crate::lists::claims::review::ClaimsToReview;
pub use crate::lists::claims::review::ReviewItem;
use crate::{Client, Watch};

mod prepare;

pub use prepare::{BadSettlement, PrepareReport};

impl Client {
    /// The own claims.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn claims(&self) -> Result<Vec<ClaimItem>, Error> {
        self.0.list(MyClaims::default())
    }

    /// Watches [`Client::claims`].
    pub fn watch_claims(&self) -> Watch<ClaimItem> {
        self.0.watch(MyClaims::default())
    }

    /// The claims that this phone's reviewer has to look at, and has looked at.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn claims_to_review(&self) -> Result<Vec<ReviewItem>, Error> {
        self.0.list(ClaimsToReview::default())
    }

    /// Watches [`Client::claims_to_review`].
    pub fn watch_claims_to_review(&self) -> Watch<ReviewItem> {
        self.0.watch(ClaimsToReview::default())
    }

    /// What is to be paid, and was.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn payouts(&self) -> Result<Vec<PayoutItem>, Error> {
        self.0.list(Payouts::default())
    }

    /// Watches [`Client::payouts`].
    pub fn watch_payouts(&self) -> Watch<PayoutItem> {
        self.0.watch(Payouts::default())
    }

    /// The payments that are on the list as a CSV file for the bank: what is held is not in it.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn payout_list(&self) -> Result<Vec<u8>, Error> {
        let listed = self.payouts()?.into_iter().filter(|one| one.phase == PayoutPhase::Listed);
        let lines = listed.map(|one| PayoutLine {
            key: format!("{}-{}", one.id, one.key),
            name: one.name,
            bank: one.bank,
            tail: one.tail,
            amount: one.amount_fen,
            plan: one.plan.name,
        });
        Ok(payout_list::csv(&lines.collect::<Vec<_>>()))
    }

    /// Begins a claim upon a plan, as a draft; gives its id. With the bill's number, repeating it is the same claim.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn file_claim(&self, plan: RecordId, draft: &ClaimDraft) -> Result<RecordId, Error> {
        Ok(self.perform(FileClaim { plan, draft: draft.clone() })?.record)
    }

    /// Changes a claim; one that is filed is looked at anew (M-C14).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_claim(&self, claim: RecordId, draft: &ClaimDraft) -> Result<(), Error> {
        self.perform(EditClaim { claim, draft: draft.clone() }).map(drop)
    }

    /// Gives the account: the bank, and the last four digits of its number.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn give_account(&self, claim: RecordId, bank: &str, tail: &str) -> Result<(), Error> {
        self.perform(GiveAccount { claim, bank: bank.to_owned(), tail: tail.to_owned() }).map(drop)
    }

    /// Names a photograph of a claim's papers by the hash of what is stored; gives the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn attach_to_claim(&self, claim: AttachToClaim) -> Result<String, Error> {
        Ok(self.perform(claim)?.undo_text())
    }

    /// Files a claim, with the person's consent that reviewers see medical data (M-09); gives the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn submit_claim(&self, claim: RecordId, consent: bool) -> Result<String, Error> {
        Ok(self.perform(SubmitClaim { claim, consent })?.undo_text())
    }

    /// Withdraws a claim.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn withdraw_claim(&self, claim: RecordId) -> Result<(), Error> {
        self.perform(WithdrawClaim { claim }).map(drop)
    }

    /// Says why a rejection is not right.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn appeal_claim(&self, claim: RecordId, why: &str) -> Result<(), Error> {
        self.perform(AppealClaim { claim, why: why.to_owned() }).map(drop)
    }

    /// Decides about a claim as a reviewer; gives the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn decide_claim(&self, decision: DecideClaim) -> Result<String, Error> {
        Ok(self.perform(decision)?.undo_text())
    }

    /// Puts an approved claim on the list of what is to be paid; gives the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn order_payout(&self, claim: RecordId) -> Result<String, Error> {
        Ok(self.perform(OrderPayout { claim })?.undo_text())
    }

    /// Records that a payment was made on a day (`YYYY-MM-DD`), or why the bank has returned it; gives the text that
    /// undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn record_bank_result(&self, claim: RecordId, key: &str, paid: &str, returned: &str) -> Result<String, Error> {
        let (key, paid, returned) = (key.to_owned(), paid.to_owned(), returned.to_owned());
        Ok(self.perform(RecordBankResult { claim, key, paid, returned })?.undo_text())
    }
}
