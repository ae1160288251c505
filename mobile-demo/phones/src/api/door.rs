//! The door: a member's pass, who scans it, the gates, and what is handed out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::json;
use zhijia_client::Error;
use zhijia_client::intents::events::{HandOut, SetCheckInList};
use zhijia_model::{Code, DeviceId, Refusal};

use super::questions::{Asked, text};
use crate::answer::{Answer, Fields, done, id, undoable, value};
use crate::town::{Town, on, perform};

type Demo = State<Arc<Town>>;

/// The pass of the own place.
pub(super) async fn pass(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    let pass = on(&town.phone(n)?.client, move |client| client.pass(event)).await?;
    Ok(Json(json!({ "pass": value(&pass) })))
}

/// At which list, and which way.
fn gate(fields: &Fields) -> Result<(String, bool), Error> {
    Ok((fields.text_if("list")?.unwrap_or_default().to_owned(), fields.flag_if("leaves")?))
}

/// Records who shows a pass.
pub(super) async fn scan(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, text, (list, leaves)) = (id(&event, "id")?, fields.text("text")?.to_owned(), gate(&fields)?);
    let scanned = on(&town.phone(n)?.client, move |client| client.scan_pass(event, &list, &text, leaves)).await?;
    Ok(Json(json!({ "ok": true, "record": scanned.record, "scanned": value(&scanned) })))
}

/// Records a person of the roster at a gate.
pub(super) async fn check_at(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (sign_up, (list, leaves)) = (id(&sign_up, "id")?, gate(&fields)?);
    let undo = on(&town.phone(n)?.client, move |client| client.check_at(sign_up, &list, leaves)).await?;
    Ok(Json(json!({ "ok": true, "record": sign_up.to_string(), "undo": undo })))
}

/// Who is expected by this name.
pub(super) async fn expected(State(town): Demo, Path((n, event)): Path<(u8, String)>, Query(asked): Asked) -> Answer {
    let (event, name) = (id(&event, "id")?, text(&asked, "name"));
    let found = on(&town.phone(n)?.client, move |client| client.expected_by_name(event, &name)).await?;
    Ok(Json(json!({ "items": value(&found) })))
}

/// Records that a person got something.
pub(super) async fn hand_out(State(town): Demo, Path((n, sign_up)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (sign_up, what) = (id(&sign_up, "id")?, fields.text("what")?.to_owned());
    undoable(&perform(&town, n, HandOut { sign_up, what }).await?)
}

/// Sets up a check-in list, or puts it away.
pub(super) async fn set_list(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, name, away) = (id(&event, "id")?, fields.text("name")?.to_owned(), fields.flag_if("away")?);
    undoable(&perform(&town, n, SetCheckInList { event, name, away }).await?)
}

/// This phone comes to the door.
pub(super) async fn open_desk(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (event, (list, _)) = (id(&event, "id")?, gate(&fields)?);
    on(&town.phone(n)?.client, move |client| client.open_desk(event, &list)).await?;
    done()
}

/// This phone is done at the door.
pub(super) async fn close_desk(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    on(&town.phone(n)?.client, move |client| client.close_desk(event)).await?;
    done()
}

/// Another phone is not waited for.
pub(super) async fn waive_desk(State(town): Demo, Path((n, event, device)): Path<(u8, String, String)>) -> Answer {
    let event = id(&event, "id")?;
    let device: DeviceId = device.parse().map_err(|_| Refusal::about(Code::NotFound, "device"))?;
    on(&town.phone(n)?.client, move |client| client.waive_desk(event, device)).await?;
    done()
}
