//! Keeps a phone in touch with its hub: one task that sends what is pending at once, and one that holds the live
//! stream. Neither ever blocks an action; both wait with backoff and jitter while the hub is away.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::Instant;
use zhijia_sync::engine::Effects;
use zhijia_sync::frame::Splitter;
use zhijia_sync::limits::FRAME_INFLATED_MAX;
use zhijia_sync::wire::decode_frames;

use crate::Inner;
use crate::backoff::{Backoff, jittered};
use crate::error::Error;
use crate::http::HttpError;

/// The longest time without a sync while no live stream is open: pages are fetched again then.
const IDLE: Duration = Duration::from_mins(5);

/// Runs until the client is closed.
pub(crate) async fn run(inner: Arc<Inner>) {
    let closing = inner.closing.clone();
    tokio::select! {
        () = closing.cancelled() => {}
        () = async { tokio::join!(send_loop(&inner), live_loop(&inner)); } => {}
    }
}

/// Waits until the airplane switch is off and the phone has joined.
async fn ready(inner: &Inner) {
    let mut online = inner.online.subscribe();
    loop {
        let joined = inner.joined.load(Ordering::Acquire);
        if *online.borrow_and_update() && joined {
            return;
        }
        // Joining marks the channel as changed too.
        if online.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn send_loop(inner: &Arc<Inner>) {
    let mut backoff = Backoff::default();
    loop {
        ready(inner).await;
        let live = inner.live.load(Ordering::Acquire);
        let wait = match inner.exchange(live).await {
            Ok(effects) => {
                backoff.reset();
                if effects.ended == Some(true) {
                    continue;
                }
                let asked = effects.retry_after.map(|seconds| u64::from(seconds) * 1000);
                asked.map_or(IDLE, |ms| jittered(ms * 2, inner.random_u32()))
            }
            Err(error) => {
                inner.note_trouble(Some(error));
                backoff.after_failure(inner.random_u32())
            }
        };
        let until = Instant::now() + wait;
        tokio::select! {
            () = inner.wake.notified() => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }
}

async fn live_loop(inner: &Arc<Inner>) {
    let mut backoff = Backoff::default();
    let mut online = inner.online.subscribe();
    loop {
        ready(inner).await;
        online.mark_unchanged();
        let ended = tokio::select! {
            ended = follow(inner, &mut backoff) => ended,
            // Airplane mode, or a poke: begin again.
            _ = online.changed() => Ok(()),
        };
        inner.live.store(false, Ordering::Release);
        let heard = inner.heard.swap(0, Ordering::AcqRel);
        if heard > 0
            && let Err(error) = inner.heard_all(heard).await
        {
            inner.note_trouble(Some(error));
        }
        inner.tell();
        if let Err(error) = ended {
            inner.note_trouble(Some(error));
        }
        let until = Instant::now() + backoff.after_failure(inner.random_u32());
        tokio::select! {
            () = tokio::time::sleep_until(until) => {}
            _ = online.changed() => backoff.reset(),
        }
    }
}

/// Holds one live stream until it ends.
async fn follow(inner: &Arc<Inner>, backoff: &mut Backoff) -> Result<(), Error> {
    let token = inner.token().await?;
    let request = inner.request(false).await?;
    let opened = inner.http.live(&token, &request.body).await;
    let (stream, up) = match opened {
        Err(HttpError::Problem(problem)) if problem.code == "session-expired" || problem.code == "no-session" => {
            inner.drop_token(&token).await;
            return Ok(());
        }
        other => other?,
    };
    inner.count(up, 0, true);
    let mut stream = std::pin::pin!(stream);
    let mut splitter = Splitter::default();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        inner.count(0, chunk.len(), false);
        for message in splitter.push(&chunk, FRAME_INFLATED_MAX).map_err(|_| HttpError::Answer)? {
            let frames = decode_frames(&message).map_err(|_| HttpError::Answer)?;
            let effects = inner.apply(frames).await?;
            backoff.reset();
            if effects.ended == Some(false) && !inner.live.swap(true, Ordering::AcqRel) {
                // The first exchange of the stream is complete: from now on it brings the news.
                inner.note_trouble(None);
                inner.tell();
            }
            if inner.live.load(Ordering::Acquire) {
                inner.heard.store(inner.now(), Ordering::Release);
            }
            if needs_a_new_exchange(&effects) {
                inner.wake.notify_one();
                return Ok(());
            }
        }
    }
    Ok(())
}

/// After a digest that differs, or an answer that was cut, a plain exchange puts things right.
fn needs_a_new_exchange(effects: &Effects) -> bool {
    effects.mismatch || effects.skipped > 0 || effects.ended == Some(true)
}
