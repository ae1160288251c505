//! Calendar files (RFC 5545) for a member's own calendar: what one takes part in, when books are due.
//!
//! Written here and by no library: `ics` 0.5.8 does not count the space that begins a folded line, so that it has up to 76
//! octets where 75 is the limit (§3.1); `icalendar` would bring a second crate of dates and a source of randomness into
//! one that has none. Lines are folded between characters: readers that unfold text and not bytes break a character that
//! is folded within.

use jiff::civil::{Date, DateTime};

use crate::calendar::china_datetime;
use crate::id::RecordId;
use crate::text::plain;

/// What follows of an entry for the own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is settled.
    Confirmed,
    /// It may yet come to nothing: a waiting list, a draw.
    Tentative,
    /// It is off, and leaves the calendar that has it.
    Cancelled,
}

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From a moment on, in milliseconds, to another one where that is said.
    Hours {
        /// The first moment.
        starts: i64,
        /// The last.
        ends: Option<i64>,
    },
    /// A whole day, which does not make the person busy.
    Day(Date),
}

/// One entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The record that it is about: the same entry each time, wherever the file was made.
    pub about: RecordId,
    /// When.
    pub when: When,
    /// What, in one line.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// What else there is to know; may be empty.
    pub text: String,
    /// Whether it is certain.
    pub certainty: Certainty,
}

/// The octets of a line, the break left out.
const LINE_MAX: usize = 75;

/// The time zone, as it has been since 1991.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19910915T000000\r\n\
    TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// A calendar file made at `now`, in milliseconds. The file that was made later counts in a calendar that has both.
pub fn file(entries: &[CalendarEntry], now: i64) -> String {
    let mut out = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Zhijia//Zhijia//ZH\r\n");
    out.push_str("CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    out.push_str(ZONE);
    for entry in entries {
        put(entry, now, &mut out);
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn put(entry: &CalendarEntry, now: i64, out: &mut String) {
    let (begins, ends) = match entry.when {
        When::Hours { starts, ends } => (hour("DTSTART", starts), ends.and_then(|at| hour("DTEND", at))),
        When::Day(day) => (whole_day("DTSTART", day), day.tomorrow().ok().and_then(|next| whole_day("DTEND", next))),
    };
    // A time that no calendar has makes no entry.
    let Some(begins) = begins else { return };
    let (day, minutes) = (matches!(entry.when, When::Day(_)), now.div_euclid(60_000));
    let status = match entry.certainty {
        Certainty::Confirmed => "CONFIRMED",
        Certainty::Tentative => "TENTATIVE",
        Certainty::Cancelled => "CANCELLED",
    };
    let lines = [
        Some("BEGIN:VEVENT".to_owned()),
        Some(format!("UID:{}@zhijia", entry.about)),
        utc("DTSTAMP", now),
        Some(format!("SEQUENCE:{minutes}")),
        Some(begins),
        ends,
        Some(format!("SUMMARY:{}", text(&entry.title))),
        said("LOCATION", &entry.place),
        said("DESCRIPTION", &entry.text),
        Some(format!("STATUS:{status}")),
        day.then(|| "TRANSP:TRANSPARENT".to_owned()),
    ];
    for line in lines.into_iter().flatten() {
        fold(&line, out);
    }
    if entry.certainty != Certainty::Cancelled {
        // The day before: at the same hour, or at nine in the morning where it is a whole day.
        let before = if day { "-PT15H" } else { "-P1D" };
        fold("BEGIN:VALARM", out);
        fold("ACTION:DISPLAY", out);
        fold(&format!("TRIGGER:{before}"), out);
        fold(&format!("DESCRIPTION:{}", text(&entry.title)), out);
        fold("END:VALARM", out);
    }
    fold("END:VEVENT", out);
}

fn said(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("{name}:{}", text(value)))
}

fn hour(name: &str, ms: i64) -> Option<String> {
    Some(format!("{name};TZID=Asia/Shanghai:{}", stamp(china_datetime(ms))?))
}

fn whole_day(name: &str, day: Date) -> Option<String> {
    let known = (1..=9999).contains(&day.year());
    known.then(|| format!("{name};VALUE=DATE:{:04}{:02}{:02}", day.year(), day.month(), day.day()))
}

fn utc(name: &str, ms: i64) -> Option<String> {
    Some(format!("{name}:{}Z", stamp(china_datetime(ms.saturating_sub(8 * 60 * 60 * 1000)))?))
}

fn stamp(at: DateTime) -> Option<String> {
    let known = (1..=9999).contains(&at.year());
    let (day, hour) =
        (format!("{:04}{:02}{:02}", at.year(), at.month(), at.day()), (at.hour(), at.minute(), at.second()));
    known.then(|| format!("{day}T{:02}{:02}{:02}", hour.0, hour.1, hour.2))
}

/// Text as a value (§3.3.11).
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in plain(&value.replace("\r\n", "\n").replace('\r', "\n")).chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line in pieces of at most [`LINE_MAX`] octets, the space that begins the others counted.
fn fold(line: &str, out: &mut String) {
    let mut room = LINE_MAX;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE_MAX - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}
