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
use zhijia_sync::wire::{Frame, decode_frames};

use crate::Inner;
use crate::error::Error;
use crate::exchange::Reading;
use crate::exchange::backoff::{Backoff, after_asked};
use crate::exchange::http::HttpError;

/// The longest time without a sync while no live stream is open: pages are fetched again then.
const IDLE: Duration = Duration::from_mins(5);
/// How long the first answer of a live stream may keep a plain exchange waiting: longer only where something on the
/// way holds streams back, and then the plain exchange is what works.
const FIRST_ANSWER: Duration = Duration::from_secs(5);

const MINUTE_MS: i64 = 60_000;

/// Runs until the client is closed.
pub(crate) async fn run(inner: Arc<Inner>) {
    let closing = inner.link.closing.clone();
    tokio::select! {
        () = closing.cancelled() => {}
        // The stream first: it carries the outbox too, so that coming back is one request.
        () = async { tokio::join!(biased; live_loop(&inner), send_loop(&inner)); } => {}
    }
}

/// Waits until the airplane switch is off and the phone has joined.
async fn ready(inner: &Inner) {
    let mut online = inner.link.online.subscribe();
    loop {
        let joined = inner.session.joined.load(Ordering::Acquire);
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
        let wait = match inner.exchange(Reading::UnlessLive).await {
            Ok(effects) => {
                backoff.reset();
                if effects.ended == Some(true) {
                    continue;
                }
                effects.retry_after.map_or(IDLE, |seconds| after_asked(seconds, inner.random_u32()))
            }
            Err(error) => {
                inner.note_trouble(Some(error));
                match failed(inner, &mut backoff).await {
                    Some(wait) => wait,
                    None => continue,
                }
            }
        };
        let until = Instant::now() + wait;
        tokio::select! {
            () = inner.link.wake.notified() => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }
}

/// The wait after a failure. Where the hub has said when to come back it is over when this returns: what a person does
/// meanwhile cuts a phone's own wait short, not this one.
async fn failed(inner: &Inner, backoff: &mut Backoff) -> Option<Duration> {
    let asked = inner.session.http.retry_after();
    let wait = backoff.after_failure(asked, inner.random_u32());
    if asked.is_some() {
        tokio::time::sleep(wait).await;
        return None;
    }
    Some(wait)
}

async fn live_loop(inner: &Arc<Inner>) {
    let mut backoff = Backoff::default();
    let mut online = inner.link.online.subscribe();
    loop {
        ready(inner).await;
        online.mark_unchanged();
        let (ended, again) = tokio::select! {
            ended = follow(inner, &mut backoff) => (ended, false),
            // Airplane mode, or a poke: begin again, without a wait.
            _ = online.changed() => (Ok(()), true),
        };
        inner.link.live.store(false, Ordering::Release);
        let heard = inner.link.heard.swap(0, Ordering::AcqRel);
        if heard > 0
            && let Err(error) = inner.heard_all(heard).await
        {
            inner.note_trouble(Some(error));
        }
        inner.tell();
        if let Err(error) = ended {
            if let Err(error) = inner.heed(&error).await {
                inner.note_trouble(Some(error));
            }
            inner.note_trouble(Some(error));
        }
        if again {
            continue;
        }
        let Some(wait) = failed(inner, &mut backoff).await else { continue };
        let until = Instant::now() + wait;
        tokio::select! {
            () = tokio::time::sleep_until(until) => {}
            _ = online.changed() => backoff.reset(),
        }
    }
}

/// Holds one live stream until it ends.
async fn follow(inner: &Arc<Inner>, backoff: &mut Backoff) -> Result<(), Error> {
    // One exchange at a time: of two from the same cursors, the pages of the second fit nowhere.
    let mut first = Some(inner.link.exchanging.lock().await);
    let patience = tokio::time::sleep(FIRST_ANSWER);
    let mut patience = std::pin::pin!(patience);
    let token = inner.token().await?;
    let request = inner.request(false).await?;
    inner.sent(&request).await?;
    let mut answering = request.answering.clone();
    let mut opening = std::pin::pin!(inner.session.http.live(&token, &request.body));
    let opened = tokio::select! {
        opened = &mut opening => opened,
        () = &mut patience => {
            first = None;
            opening.await
        }
    };
    let (stream, up) = match opened {
        Err(HttpError::Problem(problem)) if problem.code == "session-expired" || problem.code == "no-session" => {
            inner.drop_token(&token).await;
            return Ok(());
        }
        Err(error @ HttpError::Unreachable) => return Err(inner.not_sent(error.into()).await),
        other => other?,
    };
    inner.count(up, 0, true);
    let mut stream = std::pin::pin!(stream);
    let mut splitter = Splitter::default();
    loop {
        let chunk = tokio::select! {
            chunk = stream.next() => chunk,
            () = &mut patience, if first.is_some() => {
                first = None;
                continue;
            }
        };
        let Some(chunk) = chunk else { return Ok(()) };
        let chunk = chunk?;
        let at_first = first.is_some();
        let mut told = false;
        let mut again = false;
        for message in splitter.push(&chunk, FRAME_INFLATED_MAX).map_err(|_| HttpError::Answer)? {
            let frames = decode_frames(&message).map_err(|_| HttpError::Answer)?;
            told |= frames.iter().any(|frame| *frame != Frame::Beat);
            let effects;
            (answering, effects) = inner.apply(answering, frames).await?;
            backoff.reset();
            if effects.ended == Some(false) && !inner.link.live.swap(true, Ordering::AcqRel) {
                // The first exchange of the stream is complete: from now on it brings the news.
                tracing::info!("a live stream is open");
                inner.note_trouble(None);
                inner.tell();
            }
            if inner.link.live.load(Ordering::Acquire) {
                let now = inner.now();
                let before = inner.link.heard.swap(now, Ordering::AcqRel);
                first = None;
                // Lists say as of which minute they are complete.
                if before.div_euclid(MINUTE_MS) != now.div_euclid(MINUTE_MS) {
                    inner.tell();
                }
            }
            again |= needs_a_new_exchange(&effects);
        }
        inner.count_heard(chunk.len(), told, at_first);
        if again {
            inner.link.wake.notify_one();
            return Ok(());
        }
    }
}

/// After a digest that differs, or an answer that was cut, a plain exchange puts things right.
fn needs_a_new_exchange(effects: &Effects) -> bool {
    effects.mismatch || effects.skipped > 0 || effects.ended == Some(true)
}
