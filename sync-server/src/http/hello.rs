//! `GET /v1/hello`: who the hub is, and a nonce to sign.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use zhijia_sync::session::{PROTOCOL, SessionHello, to_bytes};

use super::AppState;
use super::body::{CBOR, answer};
use crate::problem::{Problem, ProblemCode};

pub(super) async fn hello(State(hub): State<Arc<AppState>>) -> Result<Response, Problem> {
    // Whoever cannot say hello can neither join nor open a session.
    if !hub.clock.is_set() {
        return Err(ProblemCode::Clock.into());
    }
    let now_ms = hub.clock.now_ms();
    let hello = SessionHello {
        protocol: PROTOCOL,
        epoch: hub.exchange.epoch(),
        hub_key: *hub.key.public(),
        nonce: hub.access.nonce(now_ms)?,
        now_ms,
    };
    Ok(answer(CBOR, false, Body::from(to_bytes(&hello))))
}
