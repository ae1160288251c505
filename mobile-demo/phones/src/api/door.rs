//! The door: a member's pass, and who scans it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use crate::answer::{Answer, Fields, id, value};
use crate::town::{Town, on};

type Demo = State<Arc<Town>>;

/// The pass of the own place.
pub(super) async fn pass(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    let pass = on(&town.phone(n)?.client, move |client| client.pass(event)).await?;
    Ok(Json(json!({ "pass": value(&pass) })))
}

/// Records who shows a pass.
pub(super) async fn scan(State(town): Demo, Path((n, event)): Path<(u8, String)>, fields: Fields) -> Answer {
    let event = id(&event, "id")?;
    let (list, text) = (fields.text_if("list")?.unwrap_or_default().to_owned(), fields.text("text")?.to_owned());
    let leaves = fields.flag_if("leaves")?;
    let scanned = on(&town.phone(n)?.client, move |client| client.scan_pass(event, &list, &text, leaves)).await?;
    Ok(Json(json!({ "ok": true, "record": scanned.record, "scanned": value(&scanned) })))
}
