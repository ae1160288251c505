//! `POST /v1/live`: the exchange that stays open.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use http::{HeaderName, HeaderValue};

use super::AppState;
use super::body::{CBOR_SEQ, answer};
use crate::exchange::Caller;
use crate::problem::{Problem, ProblemCode};

const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(super) async fn live(State(hub): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let caller = hub.caller(&head.headers)?;
    let frames = {
        let body = hub.read_sequence(&head.headers, body).await?;
        if hub.shutdown.is_cancelled() {
            return Err(ProblemCode::ShuttingDown.into());
        }
        let _place = hub.admit(caller)?;
        hub.exchange.live(caller, body.bytes.clone()).await?
    };
    let counted = Counted { frames, count: 0, bytes: 0, began: Instant::now() };
    let body = Body::from_stream(counted.take_until(Box::pin(end(hub, caller))).map(Ok::<_, std::convert::Infallible>));
    let mut response = answer(CBOR_SEQ, true, body);
    // nginx gathers an answer until it is whole unless it is told not to; a stream never is.
    response.headers_mut().insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// A follower is sent away when the hub stops or its access is revoked. The body then ends properly,
/// and the phone learns the reason from its next request.
async fn end(hub: Arc<AppState>, caller: Caller) {
    tokio::select! {
        () = hub.shutdown.cancelled() => {}
        () = hub.access.until_revoked(caller) => {}
    }
}

/// Counts what a follower was sent, and logs it when the follower is gone.
struct Counted {
    frames: BoxStream<'static, Bytes>,
    count: u64,
    bytes: u64,
    began: Instant,
}

impl Stream for Counted {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let next = self.frames.poll_next_unpin(context);
        if let Poll::Ready(Some(frame)) = &next {
            self.count += 1;
            self.bytes += u64::try_from(frame.len()).unwrap_or(0);
        }
        next
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        tracing::info!(
            frames = self.count,
            bytes_out = self.bytes,
            seconds = self.began.elapsed().as_secs(),
            "a live stream ended"
        );
    }
}
