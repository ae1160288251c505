//! `POST /v1/sync`: one round trip.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::sync::SemaphorePermit;

use super::AppState;
use super::body::{CBOR_SEQ, answer};
use crate::exchange::Caller;
use crate::problem::Problem;

pub(super) async fn sync(State(hub): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let caller = hub.caller(&head.headers)?;
    let body = hub.read_sequence(&head.headers, body).await?;
    let _place = hub.admit(caller)?;
    let out = hub.exchange.sync(caller, body.bytes.clone()).await?;
    Ok(answer(CBOR_SEQ, true, Body::from(hub.codec.pack(out).await)))
}

impl AppState {
    /// A place among the syncs that are worked on. When all are taken, devices are sent away for
    /// different times (by their id, which is as good as random), so that they do not come back at once.
    pub(super) fn admit(&self, caller: Caller) -> Result<SemaphorePermit<'_>, Problem> {
        self.syncs.try_acquire().map_err(|_| {
            let [first, ..] = caller.device;
            Problem::overloaded(1 + u32::from(first) % 10)
        })
    }
}
