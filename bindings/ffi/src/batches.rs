//! Units' lists: what handlers put together and hand in, and what the office does with them.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::batches::{BatchItem, BatchLine, ListedPerson};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(BatchWatch, BatchUpdate, BatchItem);
watched!(BatchLineWatch, BatchLineUpdate, BatchLine);

#[uniffi::export]
impl ZhijiaClient {
    /// Units' lists that this phone's user edits or decides upon.
    pub async fn batches(&self) -> Result<Vec<BatchItem>, ZhijiaError> {
        self.ask(Client::batches).await
    }

    /// Watches [`ZhijiaClient::batches`].
    pub fn watch_batches(&self) -> Result<Arc<BatchWatch>, ZhijiaError> {
        Ok(BatchWatch::new(self.follow(Client::watch_batches)?))
    }

    /// The lines of a unit's list, by name.
    pub async fn batch_lines(&self, batch: String) -> Result<Vec<BatchLine>, ZhijiaError> {
        self.ask(move |phone| phone.batch_lines(id("batch", &batch)?)).await
    }

    /// Watches [`ZhijiaClient::batch_lines`].
    pub fn watch_batch_lines(&self, batch: String) -> Result<Arc<BatchLineWatch>, ZhijiaError> {
        let batch = id("batch", &batch)?;
        Ok(BatchLineWatch::new(self.follow(|phone| phone.watch_batch_lines(batch))?))
    }

    /// Puts people on the list of a union for a plan, any number of them: all or none. With `provisional` each counts
    /// once that person agrees. Gives the list.
    pub async fn list_people(
        &self,
        space: String,
        plan: String,
        people: Vec<ListedPerson>,
        provisional: bool,
    ) -> Result<String, ZhijiaError> {
        let list = move |phone: &Client| {
            Ok(phone.list_people(id("space", &space)?, id("plan", &plan)?, &people, provisional)?.to_string())
        };
        self.ask(list).await
    }

    /// Takes people off a list.
    pub async fn unlist_people(&self, batch: String, people: Vec<String>) -> Result<(), ZhijiaError> {
        self.ask(move |phone| {
            let people = people.iter().map(|one| id("people", one)).collect::<Result<Vec<_>, _>>()?;
            phone.unlist_people(id("batch", &batch)?, &people)
        })
        .await
    }

    /// Notes that a handler saw a person's signature.
    pub async fn note_signature(&self, batch: String, who: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.note_signature(id("batch", &batch)?, id("who", &who)?)).await
    }

    /// Hands a list in, or what has changed of it since; `roster` is how many people the unit has.
    pub async fn submit_batch(&self, batch: String, roster: i64) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.submit_batch(id("batch", &batch)?, roster)).await
    }

    /// Gives a list back, as the office of the plan's union.
    pub async fn return_batch(&self, batch: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.return_batch(id("batch", &batch)?, &reason)).await
    }

    /// Accepts a list, as the office of the plan's union; `exception`: although too few take part.
    pub async fn accept_batch(&self, batch: String, exception: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.accept_batch(id("batch", &batch)?, exception)).await
    }

    /// Records on which day (`YYYY-MM-DD`) the payment of what was accepted was credited.
    pub async fn pay_batch(&self, batch: String, on: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.pay_batch(id("batch", &batch)?, &on)).await
    }

    /// Agrees to being listed by a unit, or declines it.
    pub async fn answer_listing(&self, enrolment: String, agree: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.answer_listing(id("enrolment", &enrolment)?, agree)).await
    }
}
