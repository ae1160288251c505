//! The status bar.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde::Serialize;
use zhijia_model::Code;
use zhijia_store::Recovery;

use crate::clock;
use crate::error::{Error, Trouble};
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words;

/// The status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncStatus {
    /// Always `status`.
    pub id: String,
    /// Whether the airplane switch is on.
    pub airplane: bool,
    /// How things stand in one word.
    pub tone: SyncTone,
    /// In words.
    pub text_zh: String,
    /// In words.
    pub text_en: String,
    /// Actions that wait to be sent.
    pub to_send: u64,
    /// Actions that were refused and wait in the drawer.
    pub not_sent: u64,
    /// As of when this phone has everything, in milliseconds.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub complete_as_of_ms: Option<i64>,
    /// What stands in the way, or what a person should know: that a damaged database was repaired.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub trouble: Option<Trouble>,
    /// How far the hub's clock is ahead of this phone's, in milliseconds, where it is more than ten minutes (X-C3).
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub clock_ahead_ms: Option<i64>,
    /// The same in words (`clock-off`), with what to do. The phone goes by the hub's time meanwhile.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub clock: Option<Trouble>,
}

impl Row for SyncStatus {
    fn id(&self) -> &str {
        &self.id
    }
}

/// How a phone and its hub stand, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SyncTone {
    /// Nothing waits to be sent.
    Ok,
    /// Something is on its way.
    Pending,
    /// There is no connection; everything works on.
    Offline,
    /// Something stands in the way: see `trouble`.
    Trouble,
}

/// A list of one.
pub(crate) struct StatusBar;

impl List for StatusBar {
    type Row = SyncStatus;

    fn needs(&self) -> Needs {
        Needs::default().outbox().drawer().scopes().connection()
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<SyncStatus>) -> Result<(), Error> {
        let row = status(at)?;
        // A time of today is said without its date.
        at.turns_tomorrow();
        out.put(Key::text("", &row.id), row);
        Ok(())
    }
}

fn status(at: &Snapshot<'_>) -> Result<SyncStatus, Error> {
    let inner = at.inner;
    let counts = at.dao.status()?;
    let to_send = counts.to_send();
    let airplane = !*inner.link.online.borrow();
    let live = inner.link.live.load(Ordering::Acquire);
    let trouble = inner.told.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let trouble = inner.has_access().err().or(trouble);
    let complete = if live { Some(at.now) } else { counts.complete_as_of };
    let away = |error: &Error| error.code == "hub-unreachable";
    let offline = airplane || trouble.as_ref().is_some_and(away);
    let (text_zh, text_en) = words::complete(complete, at.now, to_send);
    let trouble = trouble.filter(|error| !away(error)).or_else(|| inner.store.recovery().as_ref().map(recovered));
    let clock = clock::notice(counts.clock_ahead);
    let tone = match (&trouble, offline, to_send) {
        (Some(_), false, _) => SyncTone::Trouble,
        (_, true, _) => SyncTone::Offline,
        (_, _, 0) => SyncTone::Ok,
        _ => SyncTone::Pending,
    };
    Ok(SyncStatus {
        id: "status".to_owned(),
        airplane,
        tone,
        text_zh,
        text_en,
        to_send,
        not_sent: counts.cards,
        // A live stream is complete at any moment; a value that moves with the clock would be a difference each time.
        complete_as_of_ms: if live { None } else { counts.complete_as_of },
        trouble: trouble.map(Trouble::from),
        clock_ahead_ms: clock.as_ref().map(|_| counts.clock_ahead),
        clock: clock.map(Trouble::from),
    })
}

/// What a person is told of a damaged database that was found and replaced: it stands until the app is opened again.
fn recovered(found: &Recovery) -> Error {
    let Recovery { pending, unreadable, .. } = found;
    let (zh, en) = words::found_again(*pending, *unreadable);
    Error::filled(Code::DataRecovered, &zh, &en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repaired_database_is_told_with_what_to_do() {
        let found = Recovery { moved_to: "x".into(), pending: 3, intents: 3, drawer: 0, unreadable: 0 };
        let told = recovered(&found);
        assert_eq!(told.zh, "这台手机上的数据损坏过,找回了 3 件还没送出的操作");
        assert!(told.next_zh.contains("缺了的再做一次"));
        let told = recovered(&Recovery { unreadable: 2, ..found });
        assert!(told.zh.ends_with("有 2 条读不出来") && told.en.ends_with("could not be read: 2"));
    }
}
