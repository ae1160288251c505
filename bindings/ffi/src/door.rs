//! The door: a member's pass as a code, and who scans it.

use std::sync::Arc;

use zhijia_client::door::{EventDay, PassCode, PassSaid, Scanned};
use zhijia_client::roster::RosterItem;
use zhijia_client::{Code, Refusal};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(EventDayWatch, EventDayUpdate, EventDay);

#[uniffi::export]
impl ZhijiaClient {
    /// The pass of the own place at an event, as a code to show; none where there is none (yet).
    pub async fn pass_code(&self, event: String) -> Result<Option<PassCode>, ZhijiaError> {
        self.ask(move |phone| phone.pass(id("event", &event)?)).await
    }

    /// Reads a pass without recording anything, on any phone that has joined: what it is, until when, and why not if not.
    pub async fn check_pass(&self, text: String) -> Result<PassSaid, ZhijiaError> {
        self.ask(move |phone| phone.check_pass(&text)).await
    }

    /// Records who shows a pass at the door of an event, at one of its check-in lists (empty where there is one). A pass
    /// that the hub signed is enough, also where this phone does not know the person.
    pub async fn scan_pass(
        &self,
        event: String,
        list: String,
        text: String,
        leaves: bool,
    ) -> Result<Scanned, ZhijiaError> {
        self.ask(move |phone| phone.scan_pass(id("event", &event)?, &list, &text, leaves)).await
    }

    /// The day of an event at its door: how many are here, whether this phone is ready, who stands where.
    pub async fn event_day(&self, event: String) -> Result<Option<EventDay>, ZhijiaError> {
        self.ask(move |phone| phone.event_day(id("event", &event)?)).await
    }

    /// Watches [`ZhijiaClient::event_day`].
    pub fn watch_event_day(&self, event: String) -> Result<Arc<EventDayWatch>, ZhijiaError> {
        let event = id("event", &event)?;
        Ok(EventDayWatch::new(self.follow(|phone| phone.watch_event_day(event))?))
    }

    /// Records a person of the roster at one of the event's check-in lists, coming or going. Gives the text that undoes
    /// it.
    pub async fn check_at(&self, sign_up: String, list: String, leaves: bool) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.check_at(id("sign_up", &sign_up)?, &list, leaves)).await
    }

    /// Who is on the list by this name and has not been seen yet: asked before a walk-in is recorded.
    pub async fn expected_by_name(&self, event: String, name: String) -> Result<Vec<RosterItem>, ZhijiaError> {
        self.ask(move |phone| phone.expected_by_name(id("event", &event)?, &name)).await
    }

    /// Records that a person got something. Gives the text that undoes it.
    pub async fn hand_out(&self, sign_up: String, what: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.hand_out(id("sign_up", &sign_up)?, &what)).await
    }

    /// Sets up a check-in list of an event, or puts it away.
    pub async fn set_check_in_list(&self, event: String, name: String, away: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.set_check_in_list(id("event", &event)?, &name, away)).await
    }

    /// This phone comes to the door of an event: nobody is said to be absent before it has told.
    pub async fn open_desk(&self, event: String, list: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.open_desk(id("event", &event)?, &list)).await
    }

    /// This phone says that all it recorded at the door came before this.
    pub async fn close_desk(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.close_desk(id("event", &event)?)).await
    }

    /// Does without what a phone may have recorded at the door.
    pub async fn waive_desk(&self, event: String, device: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| {
            let device = device.parse().map_err(|_| Refusal::about(Code::NotFound, "device"))?;
            phone.waive_desk(id("event", &event)?, device)
        })
        .await
    }
}
