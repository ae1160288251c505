//! One error for everything that an app is told: a stable code, two sentences, two ways out, maybe a field.
//!
//! Rich causes stay inside; what a person can do about it goes out. Nothing personal is in it.

use core::fmt;

use zhijia_model::catalogue_csv::FileError;
use zhijia_model::{Code, Refusal};
use zhijia_store::Error as StoreError;

use crate::exchange::http::HttpError;

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

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        let next = Code::FileUnusable;
        Self::from(Trouble {
            code: error.code().to_owned(),
            zh: error.zh().to_owned(),
            en: error.en().to_owned(),
            next_zh: next.next_zh().to_owned(),
            next_en: next.next_en().to_owned(),
            field: None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}.", self.en, self.next_en)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Names the field.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The words of a code whose parameter is itself words, in each language.
    pub(crate) fn filled(code: Code, zh: &str, en: &str) -> Self {
        let words = Trouble::from(Self::from(code));
        let (zh, en) = (code.zh().replace("{field}", zh), code.en().replace("{field}", en));
        Trouble { zh, en, ..words }.into()
    }

    /// What was named is not on this phone, or is no name at all: both answer alike.
    pub fn not_found() -> Self {
        Code::NotFound.into()
    }

    /// Nobody has joined on this phone yet.
    pub(crate) fn not_joined() -> Self {
        Code::NotJoined.into()
    }

    /// The system gives no random numbers.
    pub(crate) fn no_randomness() -> Self {
        Code::NoRandomness.into()
    }

    /// The file system failed, or has no room.
    pub(crate) fn disk(error: std::io::Error) -> Self {
        StoreError::from(error).into()
    }

    /// Logging out would take work that the hub does not have.
    pub(crate) fn unsent_work(count: u64) -> Self {
        Refusal::about(Code::UnsentWork, count.to_string()).into()
    }

    /// The hub cannot be reached.
    pub(crate) fn unreachable() -> Self {
        Code::HubUnreachable.into()
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
            HttpError::Problem(problem) => match Code::of_problem(&problem.code) {
                // Apps and this crate know the end of an access by the hub's own code.
                Some(code @ (Code::DeviceRevoked | Code::PersonRevoked)) => {
                    Trouble { code: problem.code, ..Self::from(code).into() }.into()
                }
                Some(code) => Refusal { code, field: problem.field }.into(),
                // What a newer hub says, it says in its own words.
                None => Trouble {
                    code: problem.code,
                    zh: problem.zh.title,
                    en: problem.en.title,
                    next_zh: problem.zh.detail,
                    next_en: problem.en.detail,
                    field: problem.field,
                }
                .into(),
            },
            HttpError::Answer => Code::BadAnswer.into(),
            HttpError::Address => Refusal::about(Code::BadAddress, "hub").into(),
            HttpError::Impostor => Code::OtherHub.into(),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(code) => code.into(),
            StoreError::Change(_) => Code::TooLarge.into(),
            StoreError::WrongKey => Refusal::about(Code::WrongKey, "key").into(),
            StoreError::Newer { .. } => Code::NewerDatabase.into(),
            StoreError::Locked => Code::DatabaseLocked.into(),
            StoreError::Paused => Code::Paused.into(),
            StoreError::DiskFull => Code::DiskFull.into(),
            StoreError::Damaged => Code::Damaged.into(),
            StoreError::NotMoved { .. } | StoreError::Io(_) => Code::Storage.into(),
            StoreError::Sqlite(_) | StoreError::Migration { .. } => Code::Database.into(),
        }
    }
}
