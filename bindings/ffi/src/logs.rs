//! What the library logs, for a host that wants to hear it. Nothing personal is in it: codes, counts, sizes, times.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};
use tokio_util::sync::CancellationToken;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::ZhijiaError;

/// Lines that wait for a slow listener; then the oldest are left out.
const WAITING: usize = 256;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something is wrong with the library or the data.
    Error,
    /// Something did not go as planned and was dealt with.
    Warn,
    /// What happens, in steps that a person would name.
    Info,
    /// Every exchange.
    Debug,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The part of the library that says it.
    pub part: String,
    /// What it says.
    pub text: String,
}

/// The library's log from now on, for all phones of the process. Where nobody listens, nothing is kept.
#[derive(Debug, uniffi::Object)]
pub struct LogWatch {
    level: LogLevel,
    lines: tokio::sync::Mutex<Receiver<LogLine>>,
    stop: CancellationToken,
}

#[uniffi::export]
impl LogWatch {
    /// Listens to lines that matter as much as `level`, or more.
    #[uniffi::constructor]
    pub fn new(level: LogLevel) -> Arc<Self> {
        Arc::new(Self { level, lines: told().subscribe().into(), stop: CancellationToken::new() })
    }

    /// Waits for the next line; nothing when the watch was cancelled. Where lines were left out, one says how many.
    pub async fn next(&self) -> Result<Option<LogLine>, ZhijiaError> {
        let mut lines = self.lines.lock().await;
        loop {
            let line = tokio::select! {
                biased;
                () = self.stop.cancelled() => return Ok(None),
                line = lines.recv() => line,
            };
            match line {
                Ok(line) if line.level <= self.level => return Ok(Some(line)),
                Ok(_) => {}
                Err(RecvError::Lagged(n)) => {
                    let text = format!("{n} lines were left out");
                    return Ok(Some(LogLine { level: LogLevel::Warn, part: "log".to_owned(), text }));
                }
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    /// Ends the watch, and the wait for its next line.
    pub fn cancel(&self) -> Result<(), ZhijiaError> {
        self.stop.cancel();
        Ok(())
    }
}

/// Where lines are told; the first who asks makes this process's Rust code log here.
fn told() -> &'static Sender<LogLine> {
    static TOLD: OnceLock<Sender<LogLine>> = OnceLock::new();
    TOLD.get_or_init(|| {
        let told = broadcast::channel(WAITING).0;
        // A process whose Rust code logs elsewhere already goes on doing so.
        let _elsewhere = tracing::subscriber::set_global_default(Teller(told.clone()));
        told
    })
}

/// Turns the library's events into lines.
struct Teller(Sender<LogLine>);

impl Subscriber for Teller {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("zhijia") && *metadata.level() <= Level::DEBUG
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let level = match *metadata.level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            Level::INFO => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        let mut words = Words::default();
        event.record(&mut words);
        let part = metadata.target().split("::").last().unwrap_or_default().to_owned();
        // Without listeners there is nobody to tell.
        let _unheard = self.0.send(LogLine { level, part, text: words.message + &words.fields });
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn core::fmt::Debug) {
        // Writing into a string does not fail.
        let _done = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_host_hears_what_matters_to_it_and_how_much_it_missed() {
        let watch = LogWatch::new(LogLevel::Info);
        tracing::debug!(target: "zhijia_client::driver", "every exchange");
        tracing::info!(target: "elsewhere", "not ours");
        tracing::info!(target: "zhijia_client::driver", code = "hub-unreachable", tries = 2, "the hub is away");
        let line = watch.next().await.unwrap().unwrap();
        let said = (line.level, line.part.as_str(), line.text.as_str());
        assert_eq!(said, (LogLevel::Info, "driver", "the hub is away code=hub-unreachable tries=2"));
        for n in 0..=WAITING {
            tracing::warn!(target: "zhijia_store", n, "again");
        }
        assert_eq!(watch.next().await.unwrap().unwrap().text, "1 lines were left out");
        watch.cancel().unwrap();
        assert_eq!(watch.next().await.unwrap(), None);
    }
}
