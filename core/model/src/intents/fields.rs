//! The fields of an intent as text by their names: what is stored, and what people are shown of it.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::StoredIntent;

/// Text by the name of its field.
pub type Fields = BTreeMap<String, String>;

/// The fields of an intent. What is not given has none.
pub(super) fn write(intent: &impl Serialize) -> Fields {
    let Ok(Value::Object(fields)) = serde_json::to_value(intent) else { return Fields::new() };
    let text = |value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect()
}

/// Reads an intent's fields; names that it does not know are left aside.
pub(super) fn read<T: DeserializeOwned>(fields: &Fields) -> Option<T> {
    let fields: Map<_, _> = fields.iter().map(|(name, text)| (name.clone(), Value::String(text.clone()))).collect();
    serde_json::from_value(Value::Object(fields)).ok()
}

/// The fields that are stored of an intent. Where its input was not kept, what it put says what was asked, with the
/// record, its space, and the element of a set that it wrote.
pub(super) fn stored(stored: &StoredIntent<'_>) -> Fields {
    let mut fields = stored.input.clone();
    if fields.is_empty() {
        fields.clone_from(stored.puts);
        if let Some(header) = stored.header {
            fields.insert("record".to_owned(), header.id().to_string());
            fields.insert("space".to_owned(), header.space.to_string());
        }
    }
    for key in stored.puts.keys() {
        if let [set, element, _] = key.split('/').collect::<Vec<_>>().as_slice() {
            fields.entry((*set).to_owned()).or_insert_with(|| (*element).to_owned());
        }
    }
    fields
}

/// A number, or its text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Value(T),
    Text(String),
}

fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de> + core::str::FromStr>(from: D) -> Result<T, D::Error> {
    match Lenient::deserialize(from)? {
        Lenient::Value(value) => Ok(value),
        Lenient::Text(text) => text.parse().map_err(|_| serde::de::Error::custom("the text is of another type")),
    }
}

/// A list, also as its JSON text.
pub(super) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    match Lenient::deserialize(from)? {
        Lenient::Value(list) => Ok(list),
        Lenient::Text(text) => serde_json::from_str(&text).map_err(|_| serde::de::Error::custom("the text is no list")),
    }
}

/// Text by names, also as its JSON text.
pub(super) fn map<'de, D: Deserializer<'de>>(from: D) -> Result<Fields, D::Error> {
    match Lenient::deserialize(from)? {
        Lenient::Value(map) => Ok(map),
        Lenient::Text(text) => serde_json::from_str(&text).map_err(|_| serde::de::Error::custom("the text is no map")),
    }
}

/// A whole number, also as text.
pub(super) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    lenient(from)
}

/// A whole number that may be left out, also as text.
pub(super) fn number_if<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    match Option::<Lenient<i64>>::deserialize(from)? {
        None => Ok(None),
        Some(Lenient::Value(number)) => Ok(Some(number)),
        Some(Lenient::Text(text)) => {
            text.parse().map(Some).map_err(|_| serde::de::Error::custom("the text is no number"))
        }
    }
}

/// Yes or no, also as text; a time since when it is so is a yes.
pub(super) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match Lenient::deserialize(from)? {
        Lenient::Value(yes) => Ok(yes),
        Lenient::Text(text) => Ok(text == "true" || text.parse::<i64>().is_ok_and(|at| at > 0)),
    }
}
