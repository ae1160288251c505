//! Signing up, and the organiser's commands.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Deserialize;
use zhijia_client::Client;
use zhijia_client::intents::events::{
    AdmitSignUp, CancelEvent, CheckIn, CloseEvent, CreateEvent, EditEvent, EventDraft, PublishEvent, RemoveSignUp,
    ReopenEvent, RestoreSignUp, SettleEvent, SignUp, SignUpFor, WalkIn, Withdraw,
};

use crate::answer::{Answer, Fields, done, done_on, id, undoable};
use crate::town::{Town, on, perform};

type Demo = State<Arc<Town>>;

/// What somebody answered, and which version of the waiver was agreed to.
#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    answers: BTreeMap<String, String>,
    #[serde(default)]
    agreed: String,
}

/// Signs up, with what the event asks.
pub(super) async fn sign_up(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    // The way back stands beside it on the screen.
    let event = fields.id("event")?;
    let Given { answers, agreed } = fields.read()?;
    if answers.is_empty() && agreed.is_empty() {
        return done_on(&perform(&town, n, SignUp { event }).await?.record);
    }
    let sign_up = move |client: &Client| client.sign_up_with(event, answers, &agreed);
    done_on(&on(&town.phone(n)?.client, sign_up).await?)
}

/// Withdraws.
pub(super) async fn withdraw(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    undoable(&perform(&town, n, Withdraw { event: fields.id("event")? }).await?)
}

/// Creates an event, as a draft or for everyone to see; or a weekly series.
pub(super) async fn create(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let (draft, publish): (EventDraft, _) = (fields.read()?, fields.flag_if("publish")?);
    if let Some(times) = fields.text_if("times")? {
        let times = times.parse().unwrap_or(0);
        let union = town.union;
        let series = move |client: &Client| client.create_series(union, &draft, publish, 7, times);
        return match on(&town.phone(n)?.client, series).await?.first() {
            Some(first) => done_on(first),
            None => done(),
        };
    }
    undoable(&perform(&town, n, CreateEvent { union: town.union, draft, publish }).await?)
}

/// Changes an event.
pub(super) async fn edit(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (draft, publish) = (fields.read()?, fields.flag_if("publish")?);
    undoable(&perform(&town, n, EditEvent { event: id(&event, "id")?, draft, publish }).await?)
}

/// Publishes a draft.
pub(super) async fn publish(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, PublishEvent { event: id(&event, "id")? }).await?)
}

/// Closes sign-up.
pub(super) async fn close(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, CloseEvent { event: id(&event, "id")? }).await?)
}

/// Opens sign-up again.
pub(super) async fn reopen(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, ReopenEvent { event: id(&event, "id")? }).await?)
}

/// Cancels an event, with a reason.
pub(super) async fn cancel(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, reason) = (id(&event, "id")?, fields.text("reason")?.to_owned());
    undoable(&perform(&town, n, CancelEvent { event, reason }).await?)
}

/// Settles the places.
pub(super) async fn settle(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, SettleEvent { event: id(&event, "id")? }).await?)
}

/// Records a person at the door.
pub(super) async fn walk_in(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let walk_in = WalkIn {
        event: id(&event, "id")?,
        card: None,
        name: fields.text("name")?.to_owned(),
        employer: fields.text_if("employer")?.unwrap_or_default().to_owned(),
        another: fields.flag_if("another")?,
    };
    undoable(&perform(&town, n, walk_in).await?)
}

/// Checks a person in.
pub(super) async fn check_in(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, CheckIn { sign_up: id(&sign_up, "id")? }).await?)
}

/// Signs a member up who telephoned.
pub(super) async fn sign_up_for(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, member) = (id(&event, "id")?, fields.id("member")?);
    undoable(&perform(&town, n, SignUpFor { event, member }).await?)
}

/// Removes a sign-up, with a reason.
pub(super) async fn remove(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (sign_up, reason) = (id(&sign_up, "id")?, fields.text("reason")?.to_owned());
    undoable(&perform(&town, n, RemoveSignUp { sign_up, reason }).await?)
}

/// Takes a removal back.
pub(super) async fn restore(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, RestoreSignUp { sign_up: id(&sign_up, "id")? }).await?)
}

/// Lets one in who asked after the close.
pub(super) async fn admit(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, AdmitSignUp { sign_up: id(&sign_up, "id")? }).await?)
}
