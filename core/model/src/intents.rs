//! What a person can do: one type for each, with its input, its checks, what it writes, its words and how it is undone.
//!
//! An intent is pure. It reads through a [`Context`] (a phone's store, a hub's ledger), takes the time and one fresh
//! id from its caller, and says which part of which record it writes ([`Write`]). Authority is asked apart, of what it
//! would write ([`authorize`]), because that rule is about changes and not about wishes.
//!
//! An intent is kept with the change that it made, by its code and its fields as text ([`Fields`]), so that it can be
//! shown and asked again. Codes and names of fields never change their meaning.

pub mod aid;
pub mod books;
pub mod claims;
mod dates;
pub mod events;
mod fields;
pub mod members;
mod named;
pub mod unions;
mod world;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::fields::Fields;
pub use self::named::named;
use self::named::{one_line, prose};
pub use self::world::authorize;
pub use self::write::{Write, Writes};
use self::write::{lifted, none_wrong, said, too_long};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::kind::Kind;
use crate::kinds::Record;
use crate::kinds::event::Participant;
use crate::refusal::{Code, Refusal};

/// What an intent reads: records as they are held here, who acts, and when.
pub trait Context {
    /// Why something could not be read, or was refused.
    type Error: From<Refusal>;

    /// The member who acts.
    fn me(&self) -> RecordId;

    /// Now, in milliseconds.
    fn now(&self) -> i64;

    /// The home union of a member; `None` where it is not known here.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn home(&self, member: RecordId) -> Result<Option<RecordId>, Self::Error>;

    /// A record with everything that is held of it.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn record(&self, id: RecordId) -> Result<Option<Record>, Self::Error>;

    /// All records of a kind that are about a person.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Self::Error>;

    /// The loans of a copy of a title, whatever became of them.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>, Self::Error>;

    /// How many copies of a title are out.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn out_of_title(&self, house: RecordId, title: RecordId) -> Result<u32, Self::Error>;

    /// The holds on a title, whatever became of them; a reader holds no others' but the own.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn holds_of(&self, house: RecordId, title: RecordId) -> Result<Vec<Record>, Self::Error>;

    /// What is known here of somebody who may want to come to an event.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn participant(&self, member: RecordId) -> Result<Participant, Self::Error> {
        Participant::new(self.record(member)?, self.home(member)?, |union| {
            Ok::<_, Self::Error>(self.record(union)?.map(|union| union.header.space))
        })
    }

    /// A record of a kind, or the refusal that names the field in which it was given.
    ///
    /// # Errors
    /// `not-found`, or where it cannot be read.
    fn known(&self, kind: Kind, id: RecordId, field: &str) -> Result<Record, Self::Error> {
        let found = self.record(id)?.filter(|record| record.header.kind() == Some(kind));
        found.ok_or_else(|| Refusal::about(Code::NotFound, field).into())
    }
}

/// An action in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// In Simplified Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// What an action is called, in Simplified Chinese and English.
const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

/// How an intent is asked again after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// As the same ask, by the rules and upon the records of now.
    ByRulesOfNow,
    /// Recorded as it was, whatever is true now: it has happened, or it makes a record that others may build upon.
    AsItWas,
}

/// One thing that a person can do.
pub trait Act: Serialize + DeserializeOwned {
    /// The stable code, as it is stored.
    const CODE: &'static str;
    /// The version of its stored form. A greater one where fields changed their meaning.
    const VERSION: u16 = 1;
    /// The action in words.
    const WORDS: Words;
    /// How it is asked again after a refusal.
    const AGAIN: Again = Again::ByRulesOfNow;
    /// Whether what it puts, under the names of its fields, says all that was asked: then it is not kept twice.
    const PUTS_SAY_ALL: bool = false;

    /// What it writes, where nothing stands in the way. `id` is fresh; the caller chooses it once and keeps it through
    /// every repetition. A new record's salt is made of it.
    ///
    /// # Errors
    /// A refusal that names the field, or what the context could not read.
    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error>;

    /// Says what stands in the way.
    ///
    /// # Errors
    /// As [`Act::writes`].
    fn check<C: Context>(&self, context: &C) -> Result<(), C::Error> {
        self.writes(context, IntentId::default()).map(drop)
    }

    /// What takes it back, once it was written into `record` as `id`.
    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        None
    }
}

/// An intent as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct StoredIntent<'a> {
    /// The code.
    pub code: &'a str,
    /// The version of its form.
    pub version: u16,
    /// Its fields; empty where the puts say all.
    pub input: &'a Fields,
    /// The header of the record that it wrote, where it is known.
    pub header: Option<&'a Header>,
    /// What it put, as text.
    pub puts: &'a Fields,
}

macro_rules! intents {
    ($($area:ident::$name:ident),+ $(,)?) => {
        /// Everything that a person can do.
        #[derive(Clone, PartialEq, Eq)]
        pub enum Intent {
            $(#[doc = concat!("See [`", stringify!($area), "::", stringify!($name), "`].")] $name($area::$name)),+
        }

        $(impl From<$area::$name> for Intent {
            fn from(intent: $area::$name) -> Self {
                Self::$name(intent)
            }
        })+

        impl Intent {
            /// The codes of all of them, with their words.
            pub const CODES: &'static [(&'static str, Words)] = &[$(($area::$name::CODE, $area::$name::WORDS)),+];

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name(_) => $area::$name::CODE),+ }
            }

            /// The version of the stored form.
            pub const fn version(&self) -> u16 {
                match self { $(Self::$name(_) => $area::$name::VERSION),+ }
            }

            /// How it is asked again after a refusal.
            pub const fn again(&self) -> Again {
                match self { $(Self::$name(_) => $area::$name::AGAIN),+ }
            }

            /// What it writes: see [`Act::writes`].
            ///
            /// # Errors
            /// A refusal that names the field, or what the context could not read.
            pub fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
                match self { $(Self::$name(intent) => intent.writes(context, id)),+ }
            }

            /// What takes it back, once it was written into `record` as `id`.
            pub fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
                match self { $(Self::$name(intent) => intent.undo(record, id)),+ }
            }

            /// The fields to keep with the change; empty where the puts say all.
            pub fn kept(&self) -> Fields {
                match self {
                    $(Self::$name(_) if $area::$name::PUTS_SAY_ALL => Fields::new(),)+
                    _ => self.fields(),
                }
            }

            /// All fields as text.
            pub fn fields(&self) -> Fields {
                match self { $(Self::$name(intent) => fields::write(intent)),+ }
            }

            fn from_fields(code: &str, fields: &Fields) -> Option<Self> {
                $(if code == $area::$name::CODE {
                    return fields::read(fields).map(Self::$name);
                })+
                None
            }
        }
    };
}

intents! {
    members::Join,
    members::EditProfile,
    members::SetEmployer,
    members::DecideName,
    members::RestoreValue,
    unions::FoundUnion,
    unions::CreateHouse,
    books::Lend,
    books::TakeBack,
    books::TakeBackCopy,
    books::Renew,
    books::AskRenewal,
    books::PlaceHold,
    books::CancelHold,
    books::UndoLending,
    books::SettleLoan,
    books::NameReturn,
    books::CloseDay,
    books::ImportTitle,
    books::EditTitle,
    aid::Enrol,
    aid::WithdrawEnrolment,
    aid::CreatePlan,
    aid::EditPlan,
    aid::ListPeople,
    aid::UnlistPeople,
    aid::NoteSignature,
    aid::MarkLines,
    aid::SubmitBatch,
    aid::ReturnBatch,
    aid::AcceptBatch,
    aid::PayBatch,
    aid::AnswerListing,
    aid::RecordPayment,
    claims::FileClaim,
    claims::EditClaim,
    claims::AttachToClaim,
    claims::DetachFromClaim,
    claims::GiveAccount,
    claims::SubmitClaim,
    claims::WithdrawClaim,
    claims::AppealClaim,
    claims::PrepareClaim,
    claims::DecideClaim,
    claims::UndoDecision,
    claims::OrderPayout,
    claims::TakeOffList,
    claims::RecordBankResult,
    claims::UndoBankResult,
    events::SignUp,
    events::AnswerQuestions,
    events::Withdraw,
    events::SignUpFor,
    events::WithdrawFor,
    events::CreateEvent,
    events::EditEvent,
    events::PublishEvent,
    events::CloseEvent,
    events::ReopenEvent,
    events::CancelEvent,
    events::SettleEvent,
    events::CheckIn,
    events::UndoCheckIn,
    events::RemoveSignUp,
    events::RestoreSignUp,
    events::AdmitSignUp,
    events::WalkIn,
    events::ScanPass,
    events::CheckAt,
    events::NotHere,
    events::HandOut,
    events::UndoHandOut,
    events::SetCheckInList,
    events::OpenDesk,
    events::CloseDesk,
    events::WaiveDesk,
}

/// Prints the code: what was asked is often personal.
impl core::fmt::Debug for Intent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Intent({})", self.code())
    }
}

impl Intent {
    /// The words of a stored code; `None` for one of a newer version.
    pub fn words_of(code: &str) -> Option<Words> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
    }

    /// Reads what is stored; `None` for a code or form of a newer version.
    pub fn read(stored: &StoredIntent<'_>) -> Option<Self> {
        Self::from_fields(stored.code, &fields::stored(stored))
    }

    /// How a stored intent is asked again. What an older version kept may say less than today's form needs.
    pub fn read_to_ask_again(stored: &StoredIntent<'_>) -> Option<Self> {
        let intent = Self::read(stored)?;
        (intent.again() == Again::ByRulesOfNow && intent.version() == stored.version).then_some(intent)
    }

    /// The intent as one text, for an app to keep and hand back: an undo, mostly.
    pub fn to_text(&self) -> String {
        let mut fields = self.fields();
        fields.insert("intent".to_owned(), self.code().to_owned());
        // A map of text has a JSON form.
        serde_json::to_string(&fields).unwrap_or_default()
    }

    /// Reads [`Intent::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        let mut fields: Fields = serde_json::from_str(text).ok()?;
        let code = fields.remove("intent")?;
        Self::from_fields(&code, &fields)
    }
}
