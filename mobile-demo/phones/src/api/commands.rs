//! Commands of every phone, and the member's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;
use zhijia_client::intents::aid::{Enrol, WithdrawEnrolment};
use zhijia_client::intents::members::{DecideName, EditProfile, RestoreValue};
use zhijia_client::{Code, Error, Intent, Refusal, Trouble};

use crate::answer::{Answer, Fields, Refused, done, done_on, id, undoable};
use crate::error::DemoError;
use crate::lists::hub_item;
use crate::town::{Town, on, perform};

type Demo = State<Arc<Town>>;

/// Stops or starts the hub.
pub(super) async fn hub(State(town): Demo, fields: Fields) -> Answer {
    let running = fields.flag("running")?;
    let switched = if running { town.hub.start().await } else { town.hub.stop().await };
    let now = town.hub.is_running().await;
    town.board.set(0, "hub", vec![hub_item(now)]);
    switched.map_err(|error| hub_trouble(&error))?;
    if running {
        // Whoever turns the hub on wants to see the phones come back, not their patience.
        town.phones.iter().for_each(|phone| phone.client.poke());
    }
    Ok(Json(json!({ "ok": true })))
}

/// Why the hub did not start or stop: what it says itself, where it says something.
fn hub_trouble(error: &DemoError) -> Refused {
    let mut trouble = Trouble::from(Error::from(Refusal::about(Code::HubInternal, "running")));
    match error {
        DemoError::Hub(failure) => (trouble.zh, trouble.en) = (failure.zh.clone(), failure.en.clone()),
        other => tracing::error!(%other, "the hub did not start or stop"),
    }
    Refused(trouble.into())
}

/// The airplane switch.
pub(super) async fn airplane(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let on = fields.flag("on")?;
    town.phone(n)?.set_airplane(on).map_err(|_| Refusal::about(Code::Storage, "on"))?;
    done()
}

/// Takes the last step back.
pub(super) async fn undo(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let undo = fields.text("undo")?.to_owned();
    on(&town.phone(n)?.client, move |client| client.undo(&undo)).await?;
    done()
}

/// Anything that the core has an intent for, by its code and its fields.
pub(super) async fn act(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let intent = Intent::from_text(&fields.to_text()).ok_or_else(|| Error::from(Code::NotFound))?;
    undoable(&perform(&town, n, intent).await?)
}

/// A remedy for what was not sent.
pub(super) async fn not_sent(State(town): Demo, Path((n, entry)): Path<(u8, String)>, fields: Fields) -> Answer {
    let remedy = fields.text("remedy")?.to_owned();
    on(&town.phone(n)?.client, move |client| client.remedy(&entry, &remedy)).await?;
    done()
}

/// Puts a value back that lost to another one.
pub(super) async fn restore(State(town): Demo, Path((n, record)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (record, token) = (id(&record, "record")?, fields.text("restore")?.to_owned());
    undoable(&perform(&town, n, RestoreValue { record, token }).await?)
}

/// What is new was seen.
pub(super) async fn notice_seen(State(town): Demo, Path((n, notice)): Path<(u8, String)>) -> Answer {
    on(&town.phone(n)?.client, move |client| client.notice_seen(&notice)).await?;
    done()
}

/// The own name and mobile number.
pub(super) async fn profile(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let mobile = fields.text_if("mobile")?.map(str::to_owned);
    let name = fields.text_if("name")?.map(str::to_owned);
    perform(&town, n, EditProfile { name, mobile }).await?;
    done()
}

/// Takes or declines the name that a member asks for.
pub(super) async fn decide_name(State(town): Demo, Path((n, member)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (member, take) = (id(&member, "id")?, fields.flag("take")?);
    undoable(&perform(&town, n, DecideName { member, take }).await?)
}

/// Enrols in a plan.
pub(super) async fn enrol(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    done_on(&perform(&town, n, Enrol { plan: fields.id("plan")? }).await?.record)
}

/// Withdraws an enrolment.
pub(super) async fn withdraw_enrolment(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    done_on(&perform(&town, n, WithdrawEnrolment { plan: fields.id("plan")? }).await?.record)
}
