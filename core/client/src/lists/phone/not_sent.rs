//! What was not sent.

use std::collections::HashMap;

use serde::Serialize;
use zhijia_model::{Code, Intent, RecordId, Refusal};

use crate::asked;
use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::phone::history::kept_text;
use crate::session::revoked;
use crate::watch::Row;
use crate::words::{self, StateText};

/// A refused action: what was asked, why it was not sent, and what the user wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NotSent {
    /// The entry's id.
    pub id: String,
    /// The action, such as `sign-up`.
    pub action: String,
    /// The action in words.
    pub what_zh: String,
    /// The action in words.
    pub what_en: String,
    /// When it was refused, in milliseconds.
    pub at_ms: i64,
    /// Why, and what to do.
    pub state: StateText,
    /// The code of the refusal.
    pub code: String,
    /// What the user wrote, key by key.
    pub kept: HashMap<String, String>,
    /// What was asked, by the names of the use case's parameters, or as `kept`.
    pub input: HashMap<String, String>,
    /// The values that it was to replace, as the user had them, by the keys of `kept`.
    pub seen: HashMap<String, Vec<String>>,
    /// The record that it was about.
    pub record: String,
    /// Whether a person should still look at it.
    pub attention: bool,
}

impl Row for NotSent {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The newest first. Nothing in it is ever deleted by the app itself.
pub(crate) struct Drawer;

impl List for Drawer {
    type Row = NotSent;

    fn needs(&self) -> Needs {
        Needs::default().drawer()
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<NotSent>) -> Result<(), Error> {
        for entry in at.dao.drawer()? {
            let number = entry.number;
            let row = item(entry);
            out.put(Key::new(-number, 0, &row.id), row);
        }
        Ok(())
    }
}

fn item(entry: zhijia_store::DrawerItem) -> NotSent {
    let (code, field) = match entry.why {
        zhijia_store::NotSentReason::Refused { code, field } => (code, field),
        zhijia_store::NotSentReason::Revoked { code } => (code, None),
        zhijia_store::NotSentReason::Forgotten => (Code::ScopeForgotten.as_str().to_owned(), None),
        zhijia_store::NotSentReason::Erased => (Code::RecordErased.as_str().to_owned(), None),
    };
    let known = revoked::ends_access(&code).or_else(|| Code::from_code(&code));
    let refusal = Refusal { code: known.unwrap_or(Code::BadForm), field };
    let (action, mut input, seen) = entry.intent.map_or_else(Default::default, |intent| {
        let input: HashMap<_, _> = asked::input(&intent.input).into_iter().collect();
        (intent.code, input, asked::seen(&intent.seen))
    });
    let kept: HashMap<_, _> = kept_text(&entry.puts);
    if input.is_empty() {
        input.clone_from(&kept);
    }
    let what = Intent::words_of(&action).unwrap_or(words::UNKNOWN_ACTION);
    NotSent {
        id: entry.number.to_string(),
        what_zh: what.zh.to_owned(),
        what_en: what.en.to_owned(),
        action,
        at_ms: entry.at,
        state: words::refused(&refusal),
        code,
        kept,
        input,
        seen,
        record: RecordId::to_string(&entry.record),
        attention: entry.attention,
    }
}
