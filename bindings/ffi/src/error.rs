//! The one error that crosses the border: a small family by what an app can do, each with the same words.

use zhijia_client::{self as client, Code, RecordId, Refusal, Trouble};

/// Why something was not done. The kinds are what an app does about it; the words, the stable code and the field are in
/// `trouble`, the same in each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ZhijiaError {
    /// What was given is not right: mark `trouble.field` and let the person correct it.
    #[error("{}", said(.trouble))]
    Input {
        /// The words.
        trouble: Trouble,
    },
    /// A rule says no: show the words.
    #[error("{}", said(.trouble))]
    Refused {
        /// The words.
        trouble: Trouble,
    },
    /// The hub cannot be reached or cannot serve now. What was done is kept and is sent by itself: nothing to do, but
    /// after a join, of which nothing is kept: show the words.
    #[error("{}", said(.trouble))]
    Unavailable {
        /// The words.
        trouble: Trouble,
    },
    /// Nobody has joined on this phone yet: show the screen for it.
    #[error("{}", said(.trouble))]
    NotJoined {
        /// The words.
        trouble: Trouble,
    },
    /// The hub no longer takes this phone or this person: show the words; what is unsent is still there.
    #[error("{}", said(.trouble))]
    AccessEnded {
        /// The words.
        trouble: Trouble,
    },
    /// The phone is paused, or was shut down: the app's own order of calls is to be mended.
    #[error("{}", said(.trouble))]
    NotOpen {
        /// The words.
        trouble: Trouble,
    },
    /// The device's storage, key or memory: show the words. Nothing is lost.
    #[error("{}", said(.trouble))]
    Device {
        /// The words.
        trouble: Trouble,
    },
    /// The app or the person stopped it; nothing of it was kept. Nothing needs to be shown.
    #[error("{}", said(.trouble))]
    Stopped {
        /// The words.
        trouble: Trouble,
    },
}

/// Two sentences in English: a host shows the words in its own language, this is for a developer's log.
fn said(trouble: &Trouble) -> String {
    format!("{}. {}.", trouble.en, trouble.next_en)
}

impl From<client::Error> for ZhijiaError {
    fn from(error: client::Error) -> Self {
        Trouble::from(error).into()
    }
}

impl From<Trouble> for ZhijiaError {
    fn from(trouble: Trouble) -> Self {
        match trouble.code.as_str() {
            "bad-field" | "empty-field" | "bad-name" | "bad-address" | "key-length" | "invitation-mistyped" => {
                Self::Input { trouble }
            }
            "hub-unreachable" | "join-needs-hub" | "shutting-down" | "ledger-down" | "hub-disk-full" | "hub-clock"
            | "hub-internal" | "overloaded" | "too-many-requests" | "slow-request" | "bad-answer" => {
                Self::Unavailable { trouble }
            }
            "not-joined" => Self::NotJoined { trouble },
            "device-revoked" | "member-revoked" | "person-revoked" | "device-unknown" | "other-hub" => {
                Self::AccessEnded { trouble }
            }
            "phone-closed" | "paused" => Self::NotOpen { trouble },
            "wrong-key" | "newer-database" | "database-locked" | "disk-full" | "damaged" | "storage" | "database"
            | "no-randomness" | "no-threads" => Self::Device { trouble },
            "stopped" => Self::Stopped { trouble },
            _ => Self::Refused { trouble },
        }
    }
}

impl From<Code> for ZhijiaError {
    fn from(code: Code) -> Self {
        client::Error::from(code).into()
    }
}

impl ZhijiaError {
    /// The phone was shut down.
    pub(crate) fn closed() -> Self {
        Code::PhoneClosed.into()
    }

    /// The app stopped a call.
    pub(crate) fn stopped() -> Self {
        Code::Stopped.into()
    }

    /// A defect stopped one call; the phone itself goes on.
    pub(crate) fn unfinished() -> Self {
        Code::Unfinished.into()
    }

    /// The key is not 32 bytes.
    pub(crate) fn key_length() -> Self {
        client::Error::from(Refusal::about(Code::KeyLength, "key")).into()
    }

    /// No thread can be started.
    pub(crate) fn no_threads() -> Self {
        Code::NoThreads.into()
    }
}

/// A record's id as the host gives it back, in the argument of this name. What is no id names no record: `not-found`,
/// about the argument, so that a slip of the app is told from a record that went.
pub(crate) fn id(argument: &str, text: &str) -> Result<RecordId, client::Error> {
    text.parse().map_err(|_| client::Error::not_found().in_field(argument))
}

/// The same where there may be none.
pub(crate) fn optional_id(argument: &str, text: Option<&str>) -> Result<Option<RecordId>, client::Error> {
    text.map(|text| id(argument, text)).transpose()
}
