//! Calendar files, read back as a calendar would.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

use jiff::civil::date;
use proptest::prelude::*;
use zhijia_model::RecordId;
use zhijia_model::icalendar::{CalendarEntry, Certainty, When, file};

/// 2026-11-29 14:30 in China.
const NOW: i64 = 1_795_933_800_000;

fn entry(title: &str) -> CalendarEntry {
    CalendarEntry {
        about: RecordId([7; 16]),
        when: When::Hours { starts: NOW + 86_400_000, ends: Some(NOW + 93_600_000) },
        title: title.to_owned(),
        place: "职工文体中心; 二楼".to_owned(),
        text: "带运动鞋,\n带水".to_owned(),
        certainty: Certainty::Confirmed,
    }
}

/// Name (with parameters) and value of each line, unfolded and unescaped.
fn read(file: &str) -> Vec<(String, String)> {
    let whole = file.replace("\r\n ", "");
    let lines = whole.split_terminator("\r\n");
    let value = |raw: &str| {
        let (mut out, mut chars) = (String::new(), raw.chars());
        while let Some(c) = chars.next() {
            match (c, c == '\\') {
                (_, true) => match chars.next().expect("nothing is escaped at the end") {
                    'n' => out.push('\n'),
                    other => out.push(other),
                },
                (c, false) => out.push(c),
            }
        }
        out
    };
    lines.map(|line| line.split_once(':').expect("a name and a value")).map(|(n, v)| (n.to_owned(), value(v))).collect()
}

fn one(lines: &[(String, String)], name: &str) -> String {
    let found: Vec<_> = lines.iter().filter(|(n, _)| n == name).collect();
    assert_eq!(found.len(), 1, "{name}");
    found[0].1.clone()
}

#[test]
fn an_event_stands_at_its_hours_in_china_and_rings_the_day_before() {
    let lines = read(&file(&[entry("篮球决赛")], NOW));
    assert_eq!(one(&lines, "DTSTART;TZID=Asia/Shanghai"), "20261130T143000");
    assert_eq!(one(&lines, "DTEND;TZID=Asia/Shanghai"), "20261130T163000");
    assert_eq!(one(&lines, "DTSTAMP"), "20261129T063000Z");
    assert_eq!(one(&lines, "UID"), format!("{}@zhijia", RecordId([7; 16])));
    assert_eq!(one(&lines, "LOCATION"), "职工文体中心; 二楼");
    assert_eq!(one(&lines, "TRIGGER"), "-P1D");
    let descriptions: Vec<_> =
        lines.iter().filter(|(name, _)| name == "DESCRIPTION").map(|(_, v)| v.as_str()).collect();
    assert_eq!(descriptions, ["带运动鞋,\n带水", "篮球决赛"]);
}

#[test]
fn what_is_due_is_a_whole_day_that_makes_nobody_busy() {
    let due = CalendarEntry { when: When::Day(date(2026, 12, 31)), ..entry("还书") };
    let lines = read(&file(&[due], NOW));
    assert_eq!(one(&lines, "DTSTART;VALUE=DATE"), "20261231");
    assert_eq!(one(&lines, "DTEND;VALUE=DATE"), "20270101");
    assert_eq!(one(&lines, "TRANSP"), "TRANSPARENT");
}

#[test]
fn what_is_off_takes_itself_back_and_does_not_ring() {
    let off = CalendarEntry { certainty: Certainty::Cancelled, ..entry("篮球决赛") };
    let (before, after) = (read(&file(&[entry("篮球决赛")], NOW)), read(&file(&[off], NOW + 60_000)));
    assert_eq!(one(&after, "STATUS"), "CANCELLED");
    assert_eq!(one(&before, "UID"), one(&after, "UID"));
    let sequence = |lines: &[(String, String)]| one(lines, "SEQUENCE").parse::<i32>().unwrap();
    assert!(sequence(&after) > sequence(&before));
    assert!(after.iter().all(|(_, value)| value != "VALARM"));
}

#[test]
fn a_time_that_no_calendar_has_makes_no_entry() {
    let beyond = CalendarEntry { when: When::Hours { starts: i64::MIN, ends: None }, ..entry("x") };
    assert!(read(&file(&[beyond], NOW)).iter().all(|(_, value)| value != "VEVENT"));
}

proptest! {
    /// RFC 5545 §3.1: no line is longer than 75 octets, and no character is broken.
    #[test]
    fn whatever_is_said_comes_back_from_lines_of_75_octets(title in "[ -~一-龥𠀀-𠀥;,\\\\]{0,120}") {
        let made = file(&[entry(&title)], NOW);
        for line in made.split("\r\n") {
            prop_assert!(line.len() <= 75, "{} octets", line.len());
        }
        prop_assert_eq!(one(&read(&made), "SUMMARY"), title);
    }
}
