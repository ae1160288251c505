//! The phone itself in words.

use zhijia_model::intents::Words;

use super::moment;

/// What a newer version of the app recorded here.
pub(crate) const UNKNOWN_ACTION: Words = Words { zh: "一项操作", en: "An action" };

/// As of when everything is here, and how much is still to be sent.
pub(crate) fn complete(as_of: Option<i64>, now: i64, to_send: u64) -> (String, String) {
    let (zh, en) = match as_of {
        Some(ms) => {
            let (zh, en) = moment(ms, now);
            (format!("截至 {zh} 齐全"), format!("Complete as of {en}"))
        }
        None => ("还没有取齐".to_owned(), "Not complete yet".to_owned()),
    };
    match to_send {
        0 => (zh, en),
        _ => (format!("{zh},{to_send} 件待送"), format!("{en}, {to_send} to send")),
    }
}

/// What was found again of a damaged database, for the sentence of its code.
pub(crate) fn found_again(pending: usize, unreadable: usize) -> (String, String) {
    let (zh, en) = (format!("{pending} 件还没送出的操作"), pending.to_string());
    match unreadable {
        0 => (zh, en),
        _ => {
            (format!("{zh},有 {unreadable} 条读不出来"), format!("{en}, entries that could not be read: {unreadable}"))
        }
    }
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// By how much a clock is off (hub time minus device time, in milliseconds), for the sentence of its code.
pub(crate) fn off(ahead: i64) -> (String, String) {
    let off = ahead.abs();
    let (zh, en) = match off {
        ..HOUR_MS => amount(off, MINUTE_MS, "分钟", "minute"),
        // A day is said in hours: 24 小时 tells more of the cause than 1 天 where it is 20 or 30.
        _ if off < 48 * HOUR_MS => amount(off, HOUR_MS, "小时", "hour"),
        _ => amount(off, 24 * HOUR_MS, "天", "day"),
    };
    let (how_zh, how_en) = if ahead > 0 { ("慢", "behind") } else { ("快", "ahead") };
    (format!("{how_zh}了约 {zh}"), format!("about {en} {how_en}"))
}

fn amount(ms: i64, unit: i64, zh: &str, en: &str) -> (String, String) {
    let n = (ms + unit / 2) / unit;
    let plural = if n == 1 { "" } else { "s" };
    (format!("{n} {zh}"), format!("{n} {en}{plural}"))
}
