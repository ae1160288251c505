//! What an intent writes: one part of one record.

use super::named::shown;
use crate::field::Scalar;
use crate::fields::{self, Value, Values};
use crate::header::Header;
use crate::key::{KeySpec, Type};
use crate::kind::Part;
use crate::kinds::Record;
use crate::refusal::{Code, Refusal};

/// A write of one part of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The record; it is made where it is not there yet.
    pub header: Header,
    /// The part.
    pub part: Part,
    /// The keys and values. What stands there already is left as it is.
    pub puts: Vec<(String, Scalar)>,
}

/// What follows from an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writes {
    /// This is written.
    This(Write),
    /// It is so already: nothing is put. Whoever may not write there is told so all the same.
    Nothing(Write),
}

impl Write {
    /// Writes the fields of a part.
    pub(super) fn new<F>(header: Header, part: Part, fields: fields::Puts<F>) -> Self {
        Self { header, part, puts: fields.puts() }
    }
}

impl Writes {
    /// Writes the fields of a part of a record that is there.
    pub(super) fn to<F>(record: &Record, part: Part, fields: fields::Puts<F>) -> Self {
        if fields.is_empty() {
            return Self::nothing(record, part);
        }
        Self::This(Write::new(record.header.clone(), part, fields))
    }

    /// What would be put into a part stands there already.
    pub(super) fn nothing(record: &Record, part: Part) -> Self {
        Self::Nothing(Write { header: record.header.clone(), part, puts: Vec::new() })
    }

    /// Writes the fields of a part of a record that may be new.
    pub(super) fn new<F>(header: Header, part: Part, fields: fields::Puts<F>) -> Self {
        Self::This(Write::new(header, part, fields))
    }
}

/// The first key whose text is longer than the table of keys allows.
pub(super) fn too_long(puts: &[(String, Scalar)], keys: &'static [KeySpec]) -> Option<&'static str> {
    puts.iter().find_map(|(key, value)| {
        let spec = keys.iter().find(|spec| spec.pattern == key)?;
        matches!((spec.kind, value), (Type::Text(most), Scalar::Text(text)) if text.len() > most)
            .then_some(spec.pattern)
    })
}

/// Refuses the first field that is wrong.
pub(super) fn none_wrong(fields: impl IntoIterator<Item = (&'static str, bool)>) -> Result<(), Refusal> {
    match fields.into_iter().find(|(_, wrong)| *wrong) {
        Some((field, _)) => Err(Refusal::about(Code::BadField, field)),
        None => Ok(()),
    }
}

/// A text without the blanks around it, where there is one.
pub(super) fn said(text: &str) -> Option<&str> {
    Some(shown(text)).filter(|text| !text.is_empty())
}

/// What is put where something stood and nothing was typed.
pub(super) fn lifted<F: Value, T>(was: Option<Values<'_, F>>, none: T) -> Option<T> {
    was.is_some_and(|was| !was.is_absent()).then_some(none)
}
