//! The one error that crosses the border, and the same words as a value.

use zhijia_client as client;
use zhijia_client::RecordId;

use crate::mirror::{Cross, mirror};

/// Why something was not done: a stable code, what happened, what to do now, and maybe the field that it is about.
///
/// One variant, because an app shows the sentences and acts on `code`; new codes do not break it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ZhijiaError {
    /// It was not done.
    #[error("{code}: {en}. {next_en}.")]
    Failed {
        /// Stable; an app may act on it.
        code: String,
        /// What happened, in Simplified Chinese.
        zh: String,
        /// What happened, in English.
        en: String,
        /// What to do now, in Simplified Chinese.
        next_zh: String,
        /// What to do now, in English.
        next_en: String,
        /// The field that it is about.
        field: Option<String>,
    },
}

mirror! {
    /// Something that stands in the way, as a value: what a [`ZhijiaError`] says, without being thrown.
    Trouble from client::Trouble {
        /// Stable; an app may act on it.
        code: String,
        /// What happened, in Simplified Chinese.
        zh: String,
        /// What happened, in English.
        en: String,
        /// What to do now, in Simplified Chinese.
        next_zh: String,
        /// What to do now, in English.
        next_en: String,
        /// The field that it is about.
        field: Option<String>,
    }
}

impl From<client::Error> for ZhijiaError {
    fn from(error: client::Error) -> Self {
        let Trouble { code, zh, en, next_zh, next_en, field } = client::Trouble::from(error).cross();
        Self::Failed { code, zh, en, next_zh, next_en, field }
    }
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ZhijiaError {
    /// What the host's listener raised stays with the host: it may hold anything, and nobody here can act on it.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::new(
            "listener",
            "应用里接收更新的代码出错",
            "The app's listener failed",
            "请重新打开这个页面",
            "Open this screen again",
        )
    }
}

impl ZhijiaError {
    pub(crate) fn new(code: &str, zh: &str, en: &str, next_zh: &str, next_en: &str) -> Self {
        Self::Failed {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            next_zh: next_zh.to_owned(),
            next_en: next_en.to_owned(),
            field: None,
        }
    }

    /// The phone was shut down.
    pub(crate) fn closed() -> Self {
        Self::new("closed", "应用已关闭这台手机的数据", "This phone is closed", "请重新打开应用", "Open the app again")
    }

    /// A defect stopped one call; the phone itself goes on.
    pub(crate) fn stopped() -> Self {
        Self::new("stopped", "这一步没有做完", "This step was not finished", "请再试一次", "Please try again")
    }

    /// The key is not 32 bytes.
    pub(crate) fn key_length() -> Self {
        let Self::Failed { code, zh, en, next_zh, next_en, .. } = Self::new(
            "bad-field",
            "密钥要有 32 个字节",
            "A key has 32 bytes",
            "请用安全存储里的密钥",
            "Give the key from the secure storage",
        );
        Self::Failed { code, zh, en, next_zh, next_en, field: Some("key".to_owned()) }
    }

    /// No thread can be started.
    pub(crate) fn no_threads() -> Self {
        Self::new(
            "no-threads",
            "手机暂时开不了新线程",
            "The device starts no threads now",
            "请重启手机后再试",
            "Restart the device and try again",
        )
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
