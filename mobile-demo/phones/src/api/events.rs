//! Signing up, and the organiser's commands.

use std::sync::Arc;

use axum::extract::{Path, State};
use zhijia_client::Error;
use zhijia_client::organise::EventDraft;

use crate::answer::{Answer, Fields, done_on, id, undoable};
use crate::town::{Town, on};

type Demo = State<Arc<Town>>;

/// Signs up.
pub(super) async fn sign_up(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let event = fields.id("event")?;
    done_on(&on(&town.phone(n)?.client, move |client| client.sign_up(event)).await?)
}

/// Withdraws.
pub(super) async fn withdraw(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let event = fields.id("event")?;
    done_on(&on(&town.phone(n)?.client, move |client| client.withdraw(event)).await?)
}

/// What an organiser typed. A window or date that is not chosen yet is named.
fn draft(fields: &Fields) -> Result<EventDraft, Error> {
    Ok(EventDraft {
        title: fields.text("title")?.to_owned(),
        place: fields.text("place")?.to_owned(),
        about: fields.text_if("about")?.unwrap_or_default().to_owned(),
        starts_ms: fields.time("starts")?,
        ends_ms: fields.time_if("ends")?,
        capacity: fields.number_if("capacity")?,
        opens_ms: fields.time("opens")?,
        closes_ms: fields.time("closes")?,
    })
}

/// Creates an event, as a draft or for everyone to see.
pub(super) async fn create(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let (draft, publish, union) = (draft(&fields)?, fields.flag_if("publish")?, town.union);
    done_on(&on(&town.phone(n)?.client, move |client| client.create_event(union, &draft, publish)).await?)
}

/// Changes an event.
pub(super) async fn edit(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, draft, publish) = (id(&event, "id")?, draft(&fields)?, fields.flag_if("publish")?);
    done_on(&on(&town.phone(n)?.client, move |client| client.edit_event(event, &draft, publish)).await?)
}

/// Publishes a draft.
pub(super) async fn publish(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    done_on(&on(&town.phone(n)?.client, move |client| client.publish_event(event)).await?)
}

/// Closes sign-up.
pub(super) async fn close(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    done_on(&on(&town.phone(n)?.client, move |client| client.close_event(event)).await?)
}

/// Cancels an event, with a reason.
pub(super) async fn cancel(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, reason) = (id(&event, "id")?, fields.text("reason")?.to_owned());
    done_on(&on(&town.phone(n)?.client, move |client| client.cancel_event(event, &reason)).await?)
}

/// Records a person at the door.
pub(super) async fn walk_in(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, name) = (id(&event, "id")?, fields.text("name")?.to_owned());
    let employer = fields.text_if("employer")?.unwrap_or_default().to_owned();
    done_on(&on(&town.phone(n)?.client, move |client| client.walk_in(event, None, &name, &employer)).await?)
}

/// Checks a person in.
pub(super) async fn check_in(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>) -> Answer {
    let sign_up = id(&sign_up, "id")?;
    let token = on(&town.phone(n)?.client, move |client| client.check_in(sign_up)).await?;
    undoable(&sign_up, &token)
}

/// Removes a sign-up, with a reason.
pub(super) async fn remove(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (sign_up, reason) = (id(&sign_up, "id")?, fields.text("reason")?.to_owned());
    on(&town.phone(n)?.client, move |client| client.remove_sign_up(sign_up, &reason)).await?;
    done_on(&sign_up)
}
