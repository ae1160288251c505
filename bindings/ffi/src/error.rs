//! The one error that crosses the border: a small family by what an app can do, each with the same words.

use zhijia_client::{self as client, RecordId, Trouble};

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
    /// The hub cannot be reached or cannot serve now. What was done is kept and is sent by itself; nothing to do.
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
            "bad-field" | "empty-field" | "bad-address" | "invitation-mistyped" => Self::Input { trouble },
            "hub-unreachable" | "shutting-down" | "ledger-down" | "hub-disk-full" | "slow-request" | "busy"
            | "bad-answer" => Self::Unavailable { trouble },
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

impl ZhijiaError {
    fn new(code: &str, zh: &str, en: &str, next_zh: &str, next_en: &str, field: Option<&str>) -> Self {
        Trouble {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            next_zh: next_zh.to_owned(),
            next_en: next_en.to_owned(),
            field: field.map(str::to_owned),
        }
        .into()
    }

    /// The phone was shut down.
    pub(crate) fn closed() -> Self {
        let (next_zh, next_en) = ("请重新打开应用", "Open the app again");
        Self::new("phone-closed", "应用已关闭这台手机的数据", "This phone is closed", next_zh, next_en, None)
    }

    /// The app stopped a call.
    pub(crate) fn stopped() -> Self {
        let (next_zh, next_en) = ("需要时可以再做一次", "Do it again when you like");
        Self::new("stopped", "已停止", "It was stopped", next_zh, next_en, None)
    }

    /// A defect stopped one call; the phone itself goes on.
    pub(crate) fn unfinished() -> Self {
        let (next_zh, next_en) = ("请再试一次", "Please try again");
        Self::new("unfinished", "这一步没有做完", "This step was not finished", next_zh, next_en, None)
    }

    /// The key is not 32 bytes.
    pub(crate) fn key_length() -> Self {
        let (next_zh, next_en) = ("请用安全存储里的密钥", "Give the key from the secure storage");
        Self::new("bad-field", "密钥要有 32 个字节", "A key has 32 bytes", next_zh, next_en, Some("key"))
    }

    /// No thread can be started.
    pub(crate) fn no_threads() -> Self {
        let (next_zh, next_en) = ("请重启手机后再试", "Restart the device and try again");
        Self::new("no-threads", "手机暂时开不了新线程", "The device starts no threads now", next_zh, next_en, None)
    }
}

/// A record's id as the host gives it back. What is no id names no record: `not-found`.
pub(crate) fn id(text: &str) -> Result<RecordId, client::Error> {
    text.parse().map_err(|_| client::Error::not_found())
}

/// The same where there may be none.
pub(crate) fn optional_id(text: Option<&str>) -> Result<Option<RecordId>, client::Error> {
    text.map(id).transpose()
}
