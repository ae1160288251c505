//! What a person asked for, kept with each action: the intent's fields and the values that stood where it writes. With
//! them it can be asked again upon what is true by then, and shown beside it.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use zhijia_model::intents::{Fields, Write};
use zhijia_model::kinds::Record;
use zhijia_model::text::plain;
use zhijia_model::{Intent, IntentId, Scalar};
use zhijia_store::Action;

/// What an intent writes, as the store takes it. `before` is the record as the person had it.
pub(crate) fn action(intent: &Intent, id: IntentId, write: Write, before: Option<&Record>) -> Action {
    let part = before.and_then(|record| record.parts.get(&write.part));
    let mut seen = BTreeMap::new();
    for (key, _) in &write.puts {
        let values: Vec<_> =
            part.map(|part| part.entries(key)).unwrap_or_default().iter().map(|one| as_text(&one.value)).collect();
        if !values.is_empty() {
            seen.insert(key.as_str(), values);
        }
    }
    let seen = if seen.is_empty() { Vec::new() } else { json(&seen) };
    let input = intent.kept();
    Action {
        intent: id,
        code: intent.code().to_owned(),
        version: intent.version(),
        header: write.header,
        part: write.part,
        puts: write.puts,
        input: if input.is_empty() { Vec::new() } else { json(&input) },
        seen,
    }
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Maps of text have a JSON form.
    serde_json::to_vec(value).unwrap_or_default()
}

/// The parameters that an intent holds; none where it is of another form.
pub(crate) fn input(bytes: &[u8]) -> Fields {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The values that an intent's author had before them, by the key that it wrote.
pub(crate) fn seen(bytes: &[u8]) -> HashMap<String, Vec<String>> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// A value as people read it.
pub(crate) fn as_text(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => plain(text).into_owned(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Bool(yes) => yes.to_string(),
        Scalar::Bytes(bytes) => HEXLOWER.encode(bytes),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use zhijia_model::intents::{Again, StoredIntent};
    use zhijia_model::{Header, Kind, RecordId};

    use super::*;

    /// A record's id, an event's title and the like as they stand in the bytes below.
    const ID: &str = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";

    fn puts(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    /// Every code of version 1 with the bytes that phones have stored, and what it put where the input was not kept.
    #[test]
    fn every_intent_that_phones_have_stored_is_understood() {
        let event = puts(&[
            ("title", "篮球决赛"),
            ("place", "文体中心"),
            ("starts", "1772496000000"),
            ("opens", "1772409600000"),
            ("closes", "1772492400000"),
            ("capacity", "20"),
            ("published", "1772409600000"),
        ]);
        let plan = puts(&[
            ("name", "住院互助"),
            ("payer", "member"),
            ("fee", "6000"),
            ("period_from", "2026-04-01"),
            ("period_to", "2027-03-31"),
            ("opens", "1772409600000"),
            ("closes", "1772492400000"),
            ("waiting_days", "30"),
            ("about", ""),
        ]);
        let title = puts(&[("title", "活着"), ("copy/SX0001/barcode", "SX0001")]);
        let scan = puts(&[("scan/0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c/undone", "1772409600000")]);
        let none = Fields::new();
        let id = |text: &str| text.replace("ID", ID);
        let stored = [
            ("join", String::new(), puts(&[("name", "王小明"), ("mobile", "13812345678")])),
            ("edit-profile", r#"{"mobile":"138 1234 5678","name":"王晓明"}"#.to_owned(), none.clone()),
            ("sign-up", id(r#"{"event":"ID"}"#), none.clone()),
            ("withdraw", id(r#"{"event":"ID"}"#), none.clone()),
            ("create-event", String::new(), event.clone()),
            ("edit-event", String::new(), event),
            ("publish-event", id(r#"{"event":"ID"}"#), none.clone()),
            ("close-event", id(r#"{"event":"ID"}"#), none.clone()),
            ("cancel-event", id(r#"{"event":"ID","reason":"下雨"}"#), none.clone()),
            ("check-in", id(r#"{"sign_up":"ID"}"#), none.clone()),
            ("undo-check-in", id(r#"{"sign_up":"ID"}"#), scan),
            ("remove-sign-up", id(r#"{"reason":"重复","sign_up":"ID"}"#), none.clone()),
            ("walk-in", id(r#"{"card":"ID","event":"ID"}"#), none.clone()),
            ("walk-in", id(r#"{"employer":"一厂","event":"ID","name":"李强"}"#), none.clone()),
            ("lend", id(r#"{"card":"ID","copy":"SX0001","exception":"true","title":"ID"}"#), none.clone()),
            (
                "lend",
                id(r##"{"copy":"#1","employer":"","exception":"false","name":"周敏","title":"ID"}"##),
                none.clone(),
            ),
            ("take-back", id(r#"{"loan":"ID"}"#), none.clone()),
            ("take-back-copy", id(r#"{"copy":"SX0001","house":"ID","title":"ID"}"#), none.clone()),
            ("renew", id(r#"{"loan":"ID"}"#), none.clone()),
            ("ask-renewal", id(r#"{"loan":"ID"}"#), none.clone()),
            ("undo", id(r#"{"loan":"ID","token":"void/ID/at"}"#), none.clone()),
            ("undo", id(r#"{"loan":"ID","token":"return/ID/undone"}"#), none.clone()),
            ("import", String::new(), title),
            ("create-house", String::new(), puts(&[("name", "城东书屋"), ("closed_weekdays", "12")])),
            ("enrol", id(r#"{"plan":"ID"}"#), none.clone()),
            ("withdraw-enrolment", id(r#"{"plan":"ID"}"#), none.clone()),
            ("create-plan", String::new(), plan),
            ("record-payment", id(r#"{"enrolment":"ID","on":"2026-03-02"}"#), none.clone()),
            ("found-union", id(r#"{"above":"ID","name":"城东总工会"}"#), none.clone()),
            ("set-employer", id(r#"{"employer":"一厂","member":"ID"}"#), none.clone()),
            ("restore", id(r#"{"record":"ID","token":"6/0011223344556677/title"}"#), none),
        ];
        let header = Header::new(Kind::Event, RecordId([1; 16]), None, [2; 16]);
        for (code, bytes, puts) in &stored {
            let fields = input(bytes.as_bytes());
            let kept = StoredIntent { code, version: 1, input: &fields, header: Some(&header), puts };
            let intent = Intent::read(&kept);
            assert_eq!(intent.as_ref().map(Intent::code), Some(*code));
            assert!(Intent::words_of(code).is_some());
            // What was kept is what is kept today, but for what an edit of an event says since version 2.
            let intent = intent.unwrap();
            assert!(
                fields.iter().all(|(name, text)| intent.fields().get(name) == Some(text) || text.is_empty()),
                "{code}"
            );
            let again = Intent::read_to_ask_again(&kept).is_some();
            assert_eq!(again, intent.again() == Again::ByRulesOfNow && *code != "edit-event", "{code}");
        }
    }

    #[test]
    fn what_a_newer_version_stored_is_shown_and_not_run() {
        let fields = Fields::new();
        let kept = StoredIntent { code: "hold", version: 1, input: &fields, header: None, puts: &fields };
        assert_eq!(Intent::read(&kept), None);
        assert_eq!(input(b"\xa1"), fields);
    }
}
