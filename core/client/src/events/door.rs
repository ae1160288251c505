//! The door: a member's pass as a code, and who scans it.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use zhijia_model::intents::events::{CheckAt, CloseDesk, HandOut, OpenDesk, ScanPass, SetCheckInList, WaiveDesk};
use zhijia_model::kinds::event::{self, DeskState};
use zhijia_model::kinds::sign_up::{self, SignUpStatus, same_name};
use zhijia_model::pass::{self, Pass, PassKind};
use zhijia_model::{Code, DeviceId, RecordId, Refusal};

use crate::error::Error;
use crate::lists::events::day::Day;
pub use crate::lists::events::day::{DeskItem, EventDay, HandedOut};
use crate::roster::RosterItem;
use crate::words::{self, Reader, StateText};
use crate::{Client, Watch};

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

/// What a pass says on a phone that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PassSaid {
    /// The name on it.
    pub name: String,
    /// What it is; where it does not count, why.
    pub said: StateText,
    /// Until when it counts, in milliseconds: of a place, the end of the event as this phone knows it.
    pub until_ms: i64,
    /// Whether it counts now, by what this phone knows.
    pub counts: bool,
    /// Since when the person is at the event, in milliseconds, where this phone knows of it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub here_since_ms: Option<i64>,
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
        let record = self.0.record(sign_up::header(event, me).id())?;
        let bytes = record.as_ref().and_then(sign_up::pass);
        // What another hub signed before this phone joined again is no pass here.
        let Some((bytes, pass)) = bytes.and_then(|bytes| Some((bytes, Pass::open(bytes, &hub).ok()?))) else {
            return Ok(None);
        };
        Ok(code(bytes, &pass))
    }

    /// The day of an event at its door, as its only row: how many are here, whether this phone is ready, who stands where.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn event_day(&self, event: RecordId) -> Result<Option<EventDay>, Error> {
        Ok(self.0.list(Day::new(event))?.pop())
    }

    /// Watches [`Client::event_day`].
    pub fn watch_event_day(&self, event: RecordId) -> Watch<EventDay> {
        self.0.watch(Day::new(event))
    }

    /// Reads a pass without recording anything, on any phone that has joined: what it is, until when, and why not if not.
    ///
    /// # Errors
    /// Why it says nothing.
    pub fn check_pass(&self, text: &str) -> Result<PassSaid, Error> {
        let now = self.0.now();
        let hub = self.0.hub_key().ok_or_else(Error::not_joined)?;
        let pass = pass::read(text, &hub, now).map_err(|code| Refusal::about(code, "text"))?;
        let event = pass.event().map(|event| self.0.record(event)).transpose()?.flatten();
        let sign_up = pass.event().map(|event| sign_up::header(event, pass.member).id());
        let sign_up = sign_up.map(|id| self.0.record(id)).transpose()?.flatten();
        // What this phone holds of the event says more than the pass.
        let until_ms = event.as_ref().and_then(event::over).unwrap_or(pass.until);
        let hindered = match &event {
            Some(event) if event::is_cancelled(event) => Some(Code::EventCancelled),
            Some(_) if now > until_ms => Some(Code::EventOver),
            Some(_) => None,
            None => pass::counts(&pass, now).err(),
        };
        let given_up = sign_up.as_ref().filter(|one| one.verdict.is_some()).map(|one| {
            let status = sign_up::status(Some(one), event.as_ref(), now);
            (!matches!(status, SignUpStatus::Seat { .. })).then(|| words::sign_up(Reader::Staff, &status, None, None))
        });
        let given_up = given_up.flatten();
        let title = event.as_ref().and_then(|event| event::read(event).title().one());
        let counts = hindered.is_none() && given_up.is_none();
        let why = hindered.map(|code| words::hindered(&code.into())).or(given_up);
        let here_since_ms = sign_up.as_ref().and_then(sign_up::present);
        Ok(PassSaid { name: pass.name.clone(), said: words::pass(&pass, title, why), until_ms, counts, here_since_ms })
    }

    /// Records who shows a pass at the door of an event. A pass that the hub signed is enough, also where this phone
    /// does not know the person (E-06, E-C19).
    ///
    /// # Errors
    /// Why what was scanned says nothing here; else as [`Client::perform`].
    pub fn scan_pass(&self, event_id: RecordId, list: &str, text: &str, leaves: bool) -> Result<Scanned, Error> {
        let hub = self.0.hub_key().ok_or_else(Error::not_joined)?;
        let pass = pass::read(text, &hub, self.0.now()).map_err(|code| Refusal::about(code, "text"))?;
        // Of a place the event says more, and the person is here; a card that has ended says nothing of who it is.
        if pass.event().is_none() {
            pass::counts(&pass, self.0.now()).map_err(|code| Refusal::about(code, "text"))?;
        }
        let id = sign_up::header(event_id, pass.member).id();
        let before = self.0.record(id)?;
        // Whoever is on the list is known by any pass; another event's alone gives no place here.
        if pass.event().is_some_and(|other| other != event_id) && before.is_none() {
            return Err(Refusal::about(Code::PassOfAnotherEvent, "text").into());
        }
        let here_since_ms = before.as_ref().and_then(sign_up::present);
        self.at_desk(event_id, list)?;
        let (member, name) = (pass.member, pass.name.clone());
        let done = self.perform(ScanPass { event: event_id, member, name, list: list.to_owned(), leaves })?;
        let (record, event) = self.0.store.read(|dao| Ok::<_, Error>((dao.record(id)?, dao.record(event_id)?)))?;
        let status = sign_up::status(record.as_ref(), event.as_ref(), self.0.now());
        let given = record.as_ref().map(|record| sign_up::given(record).0).filter(|name| !name.is_empty());
        let place = match (&status, &pass.what) {
            (SignUpStatus::Seat { number, .. }, _) => Some(*number),
            // The pass knows of a place that has not come to this phone yet.
            (_, PassKind::Seat { event: of, number }) if before.is_none() && *of == event_id => Some(*number),
            _ => None,
        };
        let status = words::sign_up(Reader::Staff, &status, None, None);
        Ok(Scanned {
            record: id.to_string(),
            name: given.unwrap_or(&pass.name).to_owned(),
            place,
            here_since_ms,
            said: words::at_the_door(here_since_ms, leaves, place, &status),
            undo: done.undo_text(),
        })
    }

    /// Records a person of the roster at one of the event's check-in lists, coming or going. Gives the text that undoes
    /// it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn check_at(&self, sign_up: RecordId, list: &str, leaves: bool) -> Result<String, Error> {
        if let Some(record) = self.0.record(sign_up)? {
            self.at_desk(record.header.space, list)?;
        }
        Ok(self.perform(CheckAt { sign_up, list: list.to_owned(), leaves })?.undo_text())
    }

    /// Who is on the list by this name and has not been seen yet: asked before a walk-in is recorded.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn expected_by_name(&self, event: RecordId, name: &str) -> Result<Vec<RosterItem>, Error> {
        self.on_roster(event, |item| item.present_ms.is_none() && same_name(&item.name, name))
    }

    /// Records that a person got something. Gives the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn hand_out(&self, sign_up: RecordId, what: &str) -> Result<String, Error> {
        Ok(self.perform(HandOut { sign_up, what: what.to_owned() })?.undo_text())
    }

    /// Sets up a check-in list of an event, or puts it away.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn set_check_in_list(&self, event: RecordId, name: &str, away: bool) -> Result<(), Error> {
        self.perform(SetCheckInList { event, name: name.to_owned(), away }).map(drop)
    }

    /// This phone comes to the door of an event: nobody is said to be absent before it has told (E-C21).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn open_desk(&self, event: RecordId, list: &str) -> Result<(), Error> {
        self.perform(OpenDesk { event, device: self.0.device(), list: list.to_owned() }).map(drop)
    }

    /// This phone says that all it recorded at the door came before this.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn close_desk(&self, event: RecordId) -> Result<(), Error> {
        self.perform(CloseDesk { event, device: self.0.device() }).map(drop)
    }

    /// Does without what a phone may have recorded at the door.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn waive_desk(&self, event: RecordId, device: DeviceId) -> Result<(), Error> {
        self.perform(WaiveDesk { event, device }).map(drop)
    }

    /// Who scans stands at the door, whether or not it was said.
    fn at_desk(&self, event: RecordId, list: &str) -> Result<(), Error> {
        let device = self.0.device();
        let Some(record) = self.0.record(event)? else { return Ok(()) };
        let stands = |desk: &event::AtDesk<'_>| desk.device == device && desk.state == DeskState::Open;
        let there = event::desks(&record).into_iter().find(stands).is_some_and(|desk| desk.list == list);
        if there { Ok(()) } else { self.open_desk(event, list) }
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
