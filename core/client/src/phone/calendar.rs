//! What a member may take into the phone's own calendar: events, books that are due, books that are kept.

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::icalendar::{CalendarEntry, Certainty, When, file};
use zhijia_model::kinds::hold::{self, HoldStatus};
use zhijia_model::kinds::loan::{self, LoanStatus};
use zhijia_model::kinds::sign_up::{self, Preview, SignUpStatus};
use zhijia_model::kinds::{Record, event, house};
use zhijia_model::{Code, Kind, RecordId, Refusal};
use zhijia_store::Dao;

use crate::error::Error;
use crate::lists::events::text;
use crate::{Client, perform, words};

/// A calendar file (`.ics`, RFC 5545) in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CalendarFile {
    /// In Simplified Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// An entry with its title in the other language.
type Bilingual = (CalendarEntry, String);

impl Client {
    /// One event as a calendar file, signed up for or not; without an event all that the person takes part in, has to
    /// bring back or may fetch. A file that is taken again corrects what an earlier one said, also that an event is off.
    ///
    /// # Errors
    /// `not-found` where the event is not known here; [`Error`] where the phone's store cannot be read.
    pub fn calendar_file(&self, of: Option<RecordId>) -> Result<CalendarFile, Error> {
        let now = self.0.now();
        let entries = self.0.store.read(|dao| match of {
            Some(event) => one_event(dao, event, now),
            None => own(dao, now),
        })?;
        let (zh, titles): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let en: Vec<_> =
            zh.iter().cloned().zip(titles).map(|(entry, title)| CalendarEntry { title, ..entry }).collect();
        Ok(CalendarFile { zh: file(&zh, now), en: file(&en, now) })
    }
}

fn one_event(dao: &Dao<'_>, id: RecordId, now: i64) -> Result<Vec<Bilingual>, Error> {
    let found = dao.record(id)?.filter(|record| record.header.kind() == Some(Kind::Event));
    let event = found.ok_or_else(|| Error::from(Refusal::about(Code::NotFound, "event")))?;
    let me = perform::me(dao)?.member;
    let mine = dao.records_of(Kind::SignUp, me)?.into_iter().find(|one| one.header.space == id);
    let status = sign_up::status(mine.as_ref(), Some(&event), now);
    let off = event::is_cancelled(&event);
    let certainty = certainty(&status).unwrap_or(if off { Certainty::Cancelled } else { Certainty::Tentative });
    Ok(entry_of(&event, certainty).into_iter().collect())
}

fn own(dao: &Dao<'_>, now: i64) -> Result<Vec<Bilingual>, Error> {
    let (me, today) = (perform::me(dao)?.member, china_date(now));
    let mut all = Vec::new();
    for one in dao.records_of(Kind::SignUp, me)? {
        let Some(event) = dao.record(one.header.space)? else { continue };
        let certainty = certainty(&sign_up::status(Some(&one), Some(&event), now));
        all.extend(certainty.and_then(|certainty| entry_of(&event, certainty)));
    }
    for one in dao.records_of(Kind::Loan, me)? {
        let out = matches!(loan::status(&one, today), LoanStatus::Out { .. } | LoanStatus::Disputed);
        // What is back long ago is in nobody's calendar any more.
        let due = loan::due(&one).filter(|due| out || *due >= today);
        let Some(due) = due else { continue };
        let title = loan::read(&one).title_name().one().unwrap_or_default().to_owned();
        let certainty = if out { Certainty::Confirmed } else { Certainty::Cancelled };
        all.push(of_a_book(dao, &one, When::Day(due), words::bring_back(&title), certainty)?);
    }
    for one in dao.records_of(Kind::Hold, me)? {
        let HoldStatus::Ready { until } = hold::status(&one, today) else { continue };
        let title = hold::member(&one).title_name().one().unwrap_or_default().to_owned();
        all.push(of_a_book(dao, &one, When::Day(until), words::fetch(&title), Certainty::Confirmed)?);
    }
    Ok(all)
}

/// What a sign-up means for one's own time; nothing where nobody asked.
const fn certainty(status: &SignUpStatus) -> Option<Certainty> {
    match status {
        SignUpStatus::NotSignedUp => None,
        SignUpStatus::Seat { .. } | SignUpStatus::WalkIn { .. } | SignUpStatus::Preview(Preview::Seat { .. }) => {
            Some(Certainty::Confirmed)
        }
        SignUpStatus::Withdrawn { .. } | SignUpStatus::Removed { .. } | SignUpStatus::EventCancelled { .. } => {
            Some(Certainty::Cancelled)
        }
        _ => Some(Certainty::Tentative),
    }
}

fn entry_of(record: &Record, certainty: Certainty) -> Option<Bilingual> {
    let said = event::read(record);
    let more = [said.bring().one(), said.venue_contact().one(), said.about().one()];
    let more: Vec<_> = more.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let title = text(said.title().one());
    let entry = CalendarEntry {
        about: record.id,
        when: When::Hours { starts: said.starts().one()?, ends: event::ends(record) },
        title: title.clone(),
        place: text(said.place().one()),
        text: more.join("\n"),
        certainty,
    };
    Some((entry, title))
}

fn of_a_book(
    dao: &Dao<'_>,
    record: &Record,
    when: When,
    (title, en): (String, String),
    certainty: Certainty,
) -> Result<Bilingual, Error> {
    let place = dao.record(record.header.space)?.as_ref().map(house::name).unwrap_or_default().to_owned();
    Ok((CalendarEntry { about: record.id, when, title, place, text: String::new(), certainty }, en))
}
