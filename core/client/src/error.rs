//! One error for everything that an app is told: a stable code, two sentences, two ways out, maybe a field.
//!
//! Rich causes stay inside; what a person can do about it goes out. Nothing personal is in it.

use core::fmt;

use zhijia_model::{Code, Refusal};
use zhijia_store::Error as StoreError;

use crate::http::HttpError;

/// Something that stands in the way, in words: a stable code, two sentences, two ways out, maybe a field.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Trouble {
    /// Stable; an app may act on it.
    pub code: String,
    /// What happened, in Simplified Chinese.
    pub zh: String,
    /// What happened, in English.
    pub en: String,
    /// What to do now, in Simplified Chinese.
    pub next_zh: String,
    /// What to do now, in English.
    pub next_en: String,
    /// The field that it is about.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub field: Option<String>,
}

/// Why something was not done.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(transparent)]
pub struct Error(Box<Trouble>);

impl core::ops::Deref for Error {
    type Target = Trouble;

    fn deref(&self) -> &Trouble {
        &self.0
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self(Box::new(trouble))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        *error.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}.", self.en, self.next_en)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// An error of this crate.
    pub(crate) fn new(code: &str, zh: &str, en: &str, next_zh: &str, next_en: &str) -> Self {
        Trouble {
            code: code.into(),
            zh: zh.into(),
            en: en.into(),
            next_zh: next_zh.into(),
            next_en: next_en.into(),
            field: None,
        }
        .into()
    }

    /// Names the field.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// What was named is not on this phone, or is no name at all: both answer alike.
    pub fn not_found() -> Self {
        Code::NotFound.into()
    }

    /// Nobody has joined on this phone yet.
    pub(crate) fn not_joined() -> Self {
        Self::new(
            "not-joined",
            "这台手机还没有登记",
            "This phone has not joined yet",
            "请用工会给的邀请码登记一次",
            "Join once with the invitation code from your union",
        )
    }

    /// The system gives no random numbers.
    pub(crate) fn no_randomness() -> Self {
        Self::new(
            "no-randomness",
            "手机暂时给不出随机数",
            "The device gives no random numbers now",
            "请重启手机后再试",
            "Restart the device and try again",
        )
    }

    /// The file system failed, or has no room.
    pub(crate) fn disk(error: std::io::Error) -> Self {
        StoreError::from(error).into()
    }

    /// The file system failed in another way than being full.
    fn storage() -> Self {
        Self::new(
            "storage",
            "手机的存储读写出错",
            "The device's storage failed",
            "请检查存储空间,再试一次",
            "Check the storage and try again",
        )
    }

    /// Logging out would take work that the hub does not have.
    pub(crate) fn unsent_work(count: u64) -> Self {
        Self::new(
            "unsent-work",
            &format!("还有 {count} 件没有送出"),
            &format!("{count} things are not sent yet"),
            "请先联网送出;确实不要了,可以选择放弃",
            "Send them first, or choose to discard them",
        )
    }

    /// The hub cannot be reached.
    pub(crate) fn unreachable() -> Self {
        Self::new(
            "hub-unreachable",
            "现在连不上服务器",
            "The server cannot be reached now",
            "照常使用就行,联网后会自动送出",
            "Carry on: what you do is sent by itself when there is a connection",
        )
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Trouble {
            code: refusal.code.as_str().into(),
            zh: refusal.zh(),
            en: refusal.en(),
            next_zh: refusal.next_zh(),
            next_en: refusal.next_en(),
            field: refusal.field,
        }
        .into()
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Refusal::from(code).into()
    }
}

impl From<HttpError> for Error {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Unreachable | HttpError::Broken => Self::unreachable(),
            HttpError::Problem(problem) => {
                // The hub's own words; the two that stand in the core are said by the core.
                let code = match problem.code.as_str() {
                    "device-revoked" => Some(Code::DeviceRevoked),
                    "member-revoked" => Some(Code::PersonRevoked),
                    _ => None,
                };
                match code {
                    Some(code) => Trouble { code: problem.code, ..Self::from(code).into() }.into(),
                    None => Trouble {
                        // A phone that is full has a code of its own.
                        code: if problem.code == "disk-full" { "hub-disk-full".into() } else { problem.code },
                        zh: problem.zh.title,
                        en: problem.en.title,
                        next_zh: problem.zh.detail,
                        next_en: problem.en.detail,
                        field: problem.field,
                    }
                    .into(),
                }
            }
            HttpError::Answer => Self::new(
                "bad-answer",
                "服务器的回答看不懂",
                "The server's answer cannot be read",
                "请检查服务器地址,或升级应用",
                "Check the server's address, or update the app",
            ),
            HttpError::Address => Self::new(
                "bad-address",
                "服务器地址不对",
                "The server's address is not right",
                "地址要以 https:// 开头",
                "An address begins with https://",
            )
            .in_field("hub"),
            HttpError::Impostor => Self::new(
                "other-hub",
                "这不是您登记时的那台服务器",
                "This is not the server that you joined",
                "请不要继续,联系所在工会核对地址",
                "Stop here and ask your union for the right address",
            ),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let say = Self::new;
        match error {
            StoreError::Refused(code) => code.into(),
            StoreError::Change(_) => Code::TooLarge.into(),
            StoreError::WrongKey => say(
                "wrong-key",
                "密钥打不开本机的数据",
                "The key does not open this phone's data",
                "请解锁手机后再打开应用;仍然不行请联系所在工会,数据没有动过",
                "Unlock the device and open the app again; if that does not help, ask your union: the data are untouched",
            )
            .in_field("key"),
            StoreError::Newer { .. } => say(
                "newer-database",
                "本机的数据是更新版本的应用写的",
                "This phone's data were written by a newer version of the app",
                "请升级应用;数据没有动过",
                "Update the app; the data are untouched",
            ),
            StoreError::Locked => say(
                "database-locked",
                "数据正被另一个程序使用",
                "The data are in use by another program",
                "请关掉另一个窗口后再试",
                "Close the other one and try again",
            ),
            StoreError::Paused => say(
                "paused",
                "应用正在后台暂停",
                "The app is paused in the background",
                "回到应用后再试",
                "Come back to the app and try again",
            ),
            StoreError::DiskFull => say(
                "disk-full",
                "手机存储空间满了,这一步没有记下",
                "The device's storage is full; this step was not saved",
                "请腾出一些空间后再做一次,以前的内容都还在",
                "Free some space and do it again; everything before is kept",
            ),
            StoreError::Damaged => say(
                "damaged",
                "本机的数据文件损坏了",
                "This phone's data file is damaged",
                "请关闭应用再打开,会自动修复;没送出的内容会尽量找回",
                "Close the app and open it again: it repairs itself and recovers what was not sent",
            ),
            StoreError::NotMoved { .. } | StoreError::Io(_) => Self::storage(),
            StoreError::Sqlite(_) | StoreError::Migration { .. } => say(
                "database",
                "本机数据库出错,这一步没有记下",
                "The phone's database failed; this step was not saved",
                "请再试一次;还不行请重启应用",
                "Try again; if it fails again, restart the app",
            ),
        }
    }
}
