//! A member's events: browse, preview, sign up, withdraw.

use std::collections::HashMap;
use std::sync::Arc;

use zhijia_client::events::{EventItem, Reason, SignUpItem};
use zhijia_client::{Client, StateText};

use crate::error::{id, optional_id};
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(EventWatch, EventUpdate, EventItem);
watched!(SignUpWatch, SignUpUpdate, SignUpItem);
watched!(ReasonWatch, ReasonUpdate, Reason);

#[uniffi::export]
impl ZhijiaClient {
    /// The events of the own union and of every union above it, soonest first.
    pub async fn events(&self) -> Result<Vec<EventItem>, ZhijiaError> {
        self.ask(Client::events).await
    }

    /// Watches [`ZhijiaClient::events`].
    pub fn watch_events(&self) -> Result<Arc<EventWatch>, ZhijiaError> {
        Ok(EventWatch::new(self.follow(Client::watch_events)?))
    }

    /// My sign-ups.
    pub async fn sign_ups(&self) -> Result<Vec<SignUpItem>, ZhijiaError> {
        self.ask(Client::sign_ups).await
    }

    /// Watches [`ZhijiaClient::sign_ups`].
    pub fn watch_sign_ups(&self) -> Result<Arc<SignUpWatch>, ZhijiaError> {
        Ok(SignUpWatch::new(self.follow(Client::watch_sign_ups)?))
    }

    /// Why a sign-up, the own one or one of a roster, stands where it stands; a draw is checked by this phone.
    pub async fn why(&self, sign_up: String) -> Result<Vec<Reason>, ZhijiaError> {
        self.ask(move |phone| phone.why(id("sign_up", &sign_up)?)).await
    }

    /// Watches [`ZhijiaClient::why`].
    pub fn watch_why(&self, sign_up: String) -> Result<Arc<ReasonWatch>, ZhijiaError> {
        let sign_up = id("sign_up", &sign_up)?;
        Ok(ReasonWatch::new(self.follow(|phone| phone.watch_why(sign_up))?))
    }

    /// What signing up for an event would lead to, by what this phone knows.
    pub async fn preview_sign_up(&self, event: String) -> Result<StateText, ZhijiaError> {
        self.ask(move |phone| phone.preview_sign_up(id("event", &event)?)).await
    }

    /// Signs up. Gives the sign-up's id; repeating it is the same sign-up.
    pub async fn sign_up(&self, event: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.sign_up(id("event", &event)?)?.to_string())).await
    }

    /// Signs up with answers to what the event asks, by the questions' names, and the version of the waiver that was
    /// read and agreed to, or an empty text: all of it or nothing.
    pub async fn sign_up_with(
        &self,
        event: String,
        answers: HashMap<String, String>,
        agreed: String,
    ) -> Result<String, ZhijiaError> {
        let answers = answers.into_iter().collect();
        self.ask(move |phone| Ok(phone.sign_up_with(id("event", &event)?, answers, &agreed)?.to_string())).await
    }

    /// Answers what an event asks, for oneself or as an officer for a member. An empty answer takes one back.
    pub async fn answer_questions(
        &self,
        event: String,
        member: Option<String>,
        answers: HashMap<String, String>,
        agreed: String,
    ) -> Result<(), ZhijiaError> {
        let answers = answers.into_iter().collect();
        self.ask(move |phone| {
            let member = optional_id("member", member.as_deref())?;
            phone.answer_questions(id("event", &event)?, member, answers, &agreed).map(drop)
        })
        .await
    }

    /// Withdraws. The place goes to the first who waits.
    pub async fn withdraw(&self, event: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.withdraw(id("event", &event)?)?.to_string())).await
    }
}
