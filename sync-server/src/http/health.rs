//! `GET /healthz`: for the watcher of the service. 200 only while the ledger answers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use data_encoding::HEXLOWER;

use super::AppState;
use super::body::answer;
use crate::problem::{Problem, ProblemCode};

/// A ledger that needs longer than this is not healthy.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn health(State(hub): State<Arc<AppState>>) -> Result<Response, Problem> {
    tokio::time::timeout(PATIENCE, hub.exchange.check()).await.unwrap_or(Err(ProblemCode::LedgerDown.into()))?;
    let epoch = HEXLOWER.encode(&hub.exchange.epoch());
    let body = format!("{{\"status\":\"ok\",\"epoch\":\"{epoch}\"}}\n");
    Ok(answer("application/json", false, Body::from(body)))
}
