//! How an exchange with the hub runs: what is asked, and how the answer is applied.

pub(crate) mod backoff;
pub(crate) mod driver;
pub(crate) mod http;
pub(crate) mod link;
pub(crate) mod traffic;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use zhijia_model::Code;
use zhijia_sync::engine::{self, Answering, Effects, Request, Store as _};
use zhijia_sync::wire::Frame;

use crate::error::Error;
use crate::exchange::http::HttpError;
use crate::inner::Inner;
use crate::session::revoked;

/// How long an answer may take before people read that what they did is on its way.
const MOMENT: Duration = Duration::from_millis(150);

/// What an exchange fetches beside the fates of what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All news.
    All,
    /// All news, unless a live stream brings them; without anything to send there is then nothing to do.
    UnlessLive,
}

impl Inner {
    /// Says why nothing can be done, where the access has ended.
    pub(crate) fn has_access(&self) -> Result<(), Error> {
        match &*self.session.revoked.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// Forgets everything where an error says that the access has ended. What was not sent is kept in the drawer.
    pub(crate) async fn heed(self: &std::sync::Arc<Self>, heard: &Error) -> Result<(), Error> {
        let Some(revoked) = revoked::error(&heard.code) else { return Ok(()) };
        if self.has_access().is_err() {
            return Ok(());
        }
        let inner = std::sync::Arc::clone(self);
        blocking(move || {
            let now = inner.now();
            inner.store.write(|tx| tx.forget_all(&revoked.code, now))?;
            *inner.session.revoked.lock().unwrap_or_else(PoisonError::into_inner) = Some(revoked);
            Ok(())
        })
        .await?;
        self.session.joined.store(false, Ordering::Release);
        *self.session.token.lock().await = None;
        self.tell();
        Ok(())
    }

    /// Builds a request in one short transaction, which mostly writes nothing.
    pub(crate) async fn request(self: &std::sync::Arc<Self>, offers_only: bool) -> Result<Request, Error> {
        let inner = std::sync::Arc::clone(self);
        // While a stream is open, the outbox holds what was done in the last moment.
        self.work(offers_only, move || {
            let now = inner.now();
            let doubtful = inner.is_unreachable();
            Ok(inner.store.write_fetched(|tx| -> Result<Request, zhijia_store::Error> {
                if doubtful {
                    tx.unsend()?;
                }
                engine::request(tx, offers_only, now)
            })?)
        })
        .await
    }

    /// What a request offers is on its way.
    pub(crate) async fn sent(self: &std::sync::Arc<Self>, request: &Request) -> Result<(), Error> {
        // While the hub is away, trying is not sending: people read "sent" as "on its way".
        if request.offers.is_empty() || self.is_unreachable() {
            return Ok(());
        }
        let (inner, offers) = (std::sync::Arc::clone(self), request.offers.clone());
        // What is durable is the action itself; that it is on its way may be forgotten with the power.
        blocking(move || Ok(inner.store.write_fetched(|tx| tx.mark_sent(&offers, inner.now()))?)).await
    }

    /// Waits for an answer. Only where it takes a while, or where it is not known whether the request has arrived, is
    /// what was offered noted as sent: mostly the answer says more before anybody could read that.
    async fn answered<T>(
        self: &std::sync::Arc<Self>,
        request: &Request,
        answer: impl Future<Output = Result<T, HttpError>>,
    ) -> Result<Result<T, HttpError>, Error> {
        let mut answer = std::pin::pin!(answer);
        let at_once = tokio::select! {
            answer = &mut answer => Some(answer),
            () = tokio::time::sleep(MOMENT) => None,
        };
        if matches!(at_once, None | Some(Err(HttpError::Broken | HttpError::Problem(_) | HttpError::Answer))) {
            self.sent(request).await?;
        }
        Ok(match at_once {
            Some(answer) => answer,
            None => answer.await,
        })
    }

    /// Passes on an error that came before anything was sent: what is pending says so again.
    pub(crate) async fn not_sent(self: &std::sync::Arc<Self>, error: Error) -> Error {
        let inner = std::sync::Arc::clone(self);
        let undone: Result<(), Error> = blocking(move || Ok(inner.store.write_fetched(|tx| tx.unsend())?)).await;
        undone.err().unwrap_or(error)
    }

    /// Applies frames of an exchange's answer, a page and its cursor always in one transaction.
    pub(crate) async fn apply(
        self: &std::sync::Arc<Self>,
        mut answering: Answering,
        frames: Vec<Frame>,
    ) -> Result<(Answering, Effects), Error> {
        let inner = std::sync::Arc::clone(self);
        let few = frames.iter().map(weight).sum::<usize>() <= FEW;
        self.work(few, move || {
            let mut all = Effects::default();
            for group in together(&frames) {
                inner.store.write_fetched(|tx| {
                    for frame in group {
                        let mut now = inner.now();
                        if let Frame::Welcome(welcome) = frame {
                            // The difference that is kept is one to the device's own clock.
                            now = inner.clock.device();
                            inner.clock.note(welcome.now);
                        }
                        all.absorb(engine::receive(tx, &mut answering, frame, now)?);
                    }
                    Ok::<_, zhijia_store::Error>(())
                })?;
            }
            if all.rewritten > 0 {
                // What was written again goes out at once.
                inner.link.wake.notify_one();
            }
            Ok((answering, all))
        })
        .await
    }

    /// Notes as of when everything is here.
    pub(crate) async fn heard_all(self: &std::sync::Arc<Self>, at: i64) -> Result<(), Error> {
        let inner = std::sync::Arc::clone(self);
        blocking(move || Ok(inner.store.write_fetched(|tx| tx.heard_all(at))?)).await
    }

    /// Runs store work: a short piece at once where it has not to wait for another, since to change threads and back
    /// takes longer; everything else off the async threads.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        short: bool,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if short && self.store.is_idle() { guarded(work) } else { blocking(work).await }
    }

    /// One round trip. Where it tells that the access has ended, everything is forgotten before this returns.
    pub(crate) async fn exchange(self: &std::sync::Arc<Self>, reading: Reading) -> Result<Effects, Error> {
        self.has_access()?;
        let done = self.round_trip(reading).await;
        if let Err(error) = &done {
            self.heed(error).await?;
        }
        done
    }

    async fn round_trip(self: &std::sync::Arc<Self>, reading: Reading) -> Result<Effects, Error> {
        let _one = self.link.exchanging.lock().await;
        if !*self.link.online.borrow() {
            return Err(Error::unreachable());
        }
        // Asked here, because the stream may have been opened while this waited for its turn.
        let offers_only = reading == Reading::UnlessLive && self.link.live.load(Ordering::Acquire);
        let request = self.request(offers_only).await?;
        if offers_only && request.offers.is_empty() {
            return Ok(Effects { ended: Some(false), ..Effects::default() });
        }
        let mut attempt = 0;
        let (frames, traffic) = loop {
            let token = match self.token().await {
                Ok(token) => token,
                Err(error) => return Err(self.not_sent(error).await),
            };
            match self.answered(&request, self.session.http.sync(&token, &request.body)).await? {
                Err(error @ HttpError::Unreachable) => return Err(self.not_sent(error.into()).await),
                Err(HttpError::Problem(problem))
                    if attempt == 0 && matches!(problem.code.as_str(), "session-expired" | "no-session") =>
                {
                    self.drop_token(&token).await;
                    attempt += 1;
                }
                other => break other?,
            }
        };
        self.count(traffic.up, traffic.down, true);
        tracing::debug!(up = traffic.up, down = traffic.down, "an exchange");
        let (_, mut effects) = self.apply(request.answering, frames).await?;
        let more = request.more || effects.rewritten > 0 || effects.mismatch || effects.skipped > 0;
        if more && effects.ended == Some(false) {
            effects.ended = Some(true);
        }
        if effects.ended == Some(false) && !offers_only {
            self.heard_all(self.now()).await?;
        }
        self.note_trouble(None);
        Ok(effects)
    }
}

/// Entries that share a transaction at most. A commit costs as much as ten entries, and a tap waits for the whole of it.
const TOGETHER: usize = 1_500;

/// Entries and fates that are applied in less time than another thread takes to begin.
const FEW: usize = 8;

/// How much there is to write of a frame.
fn weight(frame: &Frame) -> usize {
    match frame {
        Frame::Page(page) => page.entries.len(),
        Frame::Fates(fates) => fates.len(),
        // All of a scope may go with it.
        Frame::Forget(_) => TOGETHER,
        Frame::Welcome(_) | Frame::End { .. } | Frame::Beat => 0,
    }
}

/// Cuts the frames of an answer into groups that are committed together.
fn together(frames: &[Frame]) -> Vec<&[Frame]> {
    let (mut groups, mut rest) = (Vec::new(), frames);
    while !rest.is_empty() {
        let mut sum = 0;
        let fits = rest.iter().take_while(|frame| {
            sum += weight(frame);
            sum <= TOGETHER
        });
        let (group, after) = rest.split_at(fits.count().max(1));
        groups.push(group);
        rest = after;
    }
    groups
}

/// Runs work that may panic no further than this.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Code::Unfinished.into()))
}

/// Runs store work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Code::Unfinished.into()),
    }
}

#[cfg(test)]
mod tests {
    use zhijia_model::RecordId;
    use zhijia_sync::wire::{Entry, Page, WireScope};

    use super::*;

    #[test]
    fn small_pages_share_a_transaction_and_a_large_one_has_its_own() {
        let scope = WireScope { space: RecordId::CITY, audience: 1 };
        let page = |entries: usize| {
            let entries = vec![Entry::default(); entries];
            Frame::Page(Page { scope, from: 0, to: 1, mac: [0; 16], digest: None, authors: Vec::new(), entries })
        };
        let frames: Vec<Frame> = [1_000, 400, 200, 2_000, 0, 1].map(page).into();
        let sizes: Vec<usize> = together(&frames).iter().map(|group| group.len()).collect();
        assert_eq!(sizes, [2, 1, 1, 2]);
        assert!(together(&[]).is_empty());
    }
}
