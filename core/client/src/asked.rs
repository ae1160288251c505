//! What a person asked for, kept with each action: the parameters of the use case and the values that stood where it
//! writes. With them it can be run again upon what is true by then, and shown beside it.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use zhijia_model::Scalar;
use zhijia_model::kinds::Record;
use zhijia_store::Action;

use crate::inner::Act;

/// An action as the store takes it. `before` is the record as the person had it.
pub(crate) fn action(act: Act, before: Option<&Record>) -> Action {
    let part = before.and_then(|record| record.parts.get(&act.part));
    let mut seen = BTreeMap::new();
    for (key, _) in &act.puts {
        let values: Vec<_> =
            part.map(|part| part.entries(key)).unwrap_or_default().iter().map(|one| as_text(&one.value)).collect();
        if !values.is_empty() {
            seen.insert(key.as_str(), values);
        }
    }
    let seen = if seen.is_empty() { Vec::new() } else { json(&seen) };
    let input: BTreeMap<_, _> = act.input.into_iter().collect();
    Action {
        intent: act.intent,
        code: act.code.to_owned(),
        version: 1,
        header: act.header,
        part: act.part,
        puts: act.puts,
        input: if input.is_empty() { Vec::new() } else { json(&input) },
        seen,
    }
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Maps of text have a JSON form.
    serde_json::to_vec(value).unwrap_or_default()
}

/// The parameters that an intent holds; none where it is of another form.
pub(crate) fn input(bytes: &[u8]) -> HashMap<String, String> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The values that an intent's author had before them, by the key that it wrote.
pub(crate) fn seen(bytes: &[u8]) -> HashMap<String, Vec<String>> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// A value as people read it.
pub(crate) fn as_text(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Bool(yes) => yes.to_string(),
        Scalar::Bytes(bytes) => HEXLOWER.encode(bytes),
    }
}
