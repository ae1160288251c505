//! Claims: a member's own, the reviewers' work, and what is to be paid.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::claims::{ClaimDraft, ClaimItem, PayoutItem, PrepareReport, ReviewItem};
use zhijia_client::intents::claims::{AttachToClaim, DecideClaim};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(ClaimWatch, ClaimUpdate, ClaimItem);
watched!(ReviewWatch, ReviewUpdate, ReviewItem);
watched!(PayoutWatch, PayoutUpdate, PayoutItem);

#[uniffi::export]
impl ZhijiaClient {
    /// The own claims.
    pub async fn claims(&self) -> Result<Vec<ClaimItem>, ZhijiaError> {
        self.ask(Client::claims).await
    }

    /// Watches [`ZhijiaClient::claims`].
    pub fn watch_claims(&self) -> Result<Arc<ClaimWatch>, ZhijiaError> {
        Ok(ClaimWatch::new(self.follow(Client::watch_claims)?))
    }

    /// The claims that this phone's reviewer has to look at, and has looked at.
    pub async fn claims_to_review(&self) -> Result<Vec<ReviewItem>, ZhijiaError> {
        self.ask(Client::claims_to_review).await
    }

    /// Watches [`ZhijiaClient::claims_to_review`].
    pub fn watch_claims_to_review(&self) -> Result<Arc<ReviewWatch>, ZhijiaError> {
        Ok(ReviewWatch::new(self.follow(Client::watch_claims_to_review)?))
    }

    /// What is to be paid, and was.
    pub async fn payouts(&self) -> Result<Vec<PayoutItem>, ZhijiaError> {
        self.ask(Client::payouts).await
    }

    /// Watches [`ZhijiaClient::payouts`].
    pub fn watch_payouts(&self) -> Result<Arc<PayoutWatch>, ZhijiaError> {
        Ok(PayoutWatch::new(self.follow(Client::watch_payouts)?))
    }

    /// The payments that are on the list as a CSV file for the bank.
    pub async fn payout_list(&self) -> Result<Vec<u8>, ZhijiaError> {
        self.ask(Client::payout_list).await
    }

    /// Begins a claim upon a plan, as a draft; gives its id. With the bill's number, repeating it is the same claim.
    pub async fn file_claim(&self, plan: String, draft: ClaimDraft) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.file_claim(id("plan", &plan)?, &draft)?.to_string())).await
    }

    /// Changes a claim; one that is filed is looked at anew.
    pub async fn edit_claim(&self, claim: String, draft: ClaimDraft) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_claim(id("claim", &claim)?, &draft)).await
    }

    /// Gives the account: the bank, and the last four digits of its number.
    pub async fn give_account(&self, claim: String, bank: String, tail: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.give_account(id("claim", &claim)?, &bank, &tail)).await
    }

    /// Names a photograph of a claim's papers: SHA-256 of what is stored as hexadecimal digits, how many bytes it has,
    /// its media type, and what it shows (`settlement`, `discharge`, `invoice`, `other`). Gives the text that undoes it.
    pub async fn attach_to_claim(
        &self,
        claim: String,
        hash: String,
        size: i64,
        media: String,
        shows: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| {
            let claim = id("claim", &claim)?;
            phone.attach_to_claim(AttachToClaim { claim, hash, size, media, shows })
        })
        .await
    }

    /// Files a claim, with the person's consent that reviewers see medical data. Gives the text that undoes it.
    pub async fn submit_claim(&self, claim: String, consent: bool) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.submit_claim(id("claim", &claim)?, consent)).await
    }

    /// Withdraws a claim.
    pub async fn withdraw_claim(&self, claim: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.withdraw_claim(id("claim", &claim)?)).await
    }

    /// Says why a rejection is not right.
    pub async fn appeal_claim(&self, claim: String, why: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.appeal_claim(id("claim", &claim)?, &why)).await
    }

    /// Decides about a version of a claim as a reviewer: a step (`first`, `second`, `third`), a decision (`pass` with an
    /// amount in fen, `reject` or `papers` with a reason). Gives the text that undoes it.
    pub async fn decide_claim(
        &self,
        claim: String,
        version: String,
        step: String,
        decision: String,
        amount_fen: Option<i64>,
        reason: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| {
            let claim = id("claim", &claim)?;
            phone.decide_claim(DecideClaim { claim, version, step, decision, amount: amount_fen, reason })
        })
        .await
    }

    /// Prepares a claim upon a plan for each row of the social insurance's settlement list (a CSV file) whose member is
    /// known on this phone, as a reviewer.
    pub async fn prepare_claims(&self, plan: String, file: Vec<u8>) -> Result<PrepareReport, ZhijiaError> {
        self.ask(move |phone| phone.prepare_claims(id("plan", &plan)?, &file)).await
    }

    /// Puts an approved claim on the list of what is to be paid. Gives the text that undoes it.
    pub async fn order_payout(&self, claim: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.order_payout(id("claim", &claim)?)).await
    }

    /// Records that a payment was made on a day (`YYYY-MM-DD`), or why the bank has returned it. Gives the text that
    /// undoes it.
    pub async fn record_bank_result(
        &self,
        claim: String,
        key: String,
        paid: String,
        returned: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.record_bank_result(id("claim", &claim)?, &key, &paid, &returned)).await
    }
}
