//! The door: a member's pass as a code, and who scans it.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use zhijia_model::intents::events::ScanPass;
use zhijia_model::kinds::sign_up;
use zhijia_model::pass::{self, Pass, PassKind};
use zhijia_model::{Code, Header, Kind, RecordId, Refusal};

use crate::Client;
use crate::error::Error;
use crate::words::{self, Reader, StateText};

/// A pass as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PassCode {
    /// The text of the code.
    pub text: String,
    /// How many modules a side of the code has.
    pub size: u32,
    /// The modules row by row, 1 where it is dark, without the quiet zone of four around them.
    pub modules: Vec<u8>,
    /// The name on it.
    pub name: String,
    /// The place's number, where it is for one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub number: Option<u32>,
    /// Until when it counts, in milliseconds.
    pub until_ms: i64,
}

/// Who was scanned, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Scanned {
    /// The sign-up.
    pub record: String,
    /// The name.
    pub name: String,
    /// The place's number, where the person has one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// Since when the person was here before this scan, in milliseconds.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub here_since_ms: Option<i64>,
    /// What to say of it: here now, here already, or here without a place and why.
    pub said: StateText,
    /// What undoes this scan, for [`Client::undo`].
    pub undo: String,
}

impl Client {
    /// The pass of the own place at an event, as a code to show; `None` where there is none (yet).
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn pass(&self, event: RecordId) -> Result<Option<PassCode>, Error> {
        let Some(hub) = self.0.hub_key() else { return Ok(None) };
        let me = self.0.me()?.member;
        let record = self.0.record(Header::new(Kind::SignUp, event, Some(me), sign_up::GROUP).id())?;
        let bytes = record.as_ref().and_then(sign_up::pass);
        // What another hub signed before this phone joined again is no pass here.
        let Some((bytes, pass)) = bytes.and_then(|bytes| Some((bytes, Pass::open(bytes, &hub).ok()?))) else {
            return Ok(None);
        };
        Ok(code(bytes, &pass))
    }

    /// Records who shows a pass at the door of an event, at one of its check-in lists (empty where there is one). A pass
    /// that the hub signed is enough, also where this phone does not know the person (E-06, E-C19).
    ///
    /// # Errors
    /// Why what was scanned says nothing here; else as [`Client::perform`].
    pub fn scan_pass(&self, event_id: RecordId, list: &str, text: &str) -> Result<Scanned, Error> {
        let hub = self.0.hub_key().ok_or_else(Error::not_joined)?;
        let pass = pass::read(text, &hub, self.0.now()).map_err(|code| Refusal::about(code, "text"))?;
        let id = Header::new(Kind::SignUp, event_id, Some(pass.member), sign_up::GROUP).id();
        let before = self.0.record(id)?;
        if pass.event().is_some_and(|other| other != event_id) && before.is_none() {
            return Err(Refusal::about(Code::PassOfAnotherEvent, "text").into());
        }
        let here_since_ms = before.as_ref().and_then(sign_up::present);
        let (member, name) = (pass.member, pass.name.clone());
        let done = self.perform(ScanPass { event: event_id, member, name, list: list.to_owned() })?;
        let (one, event) = self.0.store.read(|dao| Ok::<_, Error>((dao.stored(id)?, dao.stored(event_id)?)))?;
        let record = one.as_ref().map(|one| &one.record);
        let status = sign_up::status(record, event.as_ref().map(|event| &event.record), self.0.now());
        let given = record.map(|record| sign_up::given(record).0).filter(|name| !name.is_empty());
        let seat = match (&status, &pass.what) {
            (sign_up::SignUpStatus::Seat { number }, _) => Some(*number),
            // The pass knows of a place that has not come to this phone yet.
            (_, PassKind::Seat { event: of, number }) if before.is_none() && *of == event_id => Some(*number),
            _ => None,
        };
        Ok(Scanned {
            record: id.to_string(),
            name: given.unwrap_or(&pass.name).to_owned(),
            place: seat,
            here_since_ms,
            said: words::at_the_door(here_since_ms, seat, &words::sign_up(Reader::Staff, &status, None, None)),
            undo: done.undo_text(),
        })
    }
}

/// Draws a pass; `None` where no code holds it, which the pass's own limits rule out.
fn code(bytes: &[u8], pass: &Pass) -> Option<PassCode> {
    let text = pass::text(bytes);
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let modules = code.to_colors().into_iter().map(|color| u8::from(color == Color::Dark)).collect();
    let number = match pass.what {
        PassKind::Seat { number, .. } => Some(number),
        PassKind::Card { .. } | PassKind::Cover { .. } => None,
    };
    let size = u32::try_from(code.width()).unwrap_or_default();
    Some(PassCode { text, size, modules, name: pass.name.clone(), number, until_ms: pass.until })
}
