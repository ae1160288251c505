//! What is wrong with a file, a row or a cell, in words.

pub use crate::messages::checks::{DiagnosticKind, FileError};

/// So much of a cell is repeated in a report, in characters.
const SHOWN: usize = 40;

/// One thing to look at, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The physical line in the file, from 1.
    pub line: u64,
    /// The heading of the column as the file writes it; empty for the row as a whole.
    pub field: String,
    /// What is wrong.
    pub kind: DiagnosticKind,
    /// What stands there, at most forty characters.
    pub value: String,
}

impl Diagnostic {
    pub(crate) fn new(line: u64, field: &str, kind: DiagnosticKind, value: &str) -> Self {
        Self { line, field: field.to_owned(), kind, value: shown(value) }
    }

    /// The stable code; of an ISBN, that of what is wrong with it.
    pub const fn code(&self) -> &'static str {
        if let DiagnosticKind::Isbn { reason } = &self.kind { reason.code() } else { self.kind.code() }
    }

    /// The reason and the way out in Chinese, without the place.
    pub fn reason_zh(&self) -> String {
        match &self.kind {
            kind @ DiagnosticKind::Isbn { reason } => format!("{}。{}", reason.zh(), kind.zh()),
            kind => kind.zh(),
        }
    }

    /// The reason and the way out in English, without the place.
    pub fn reason_en(&self) -> String {
        match &self.kind {
            kind @ DiagnosticKind::Isbn { reason } => format!("{}; {}", reason.en(), kind.en()),
            kind => kind.en(),
        }
    }

    /// The whole sentence in Chinese: place, reason, what to do, what stands there.
    pub fn zh(&self) -> String {
        let place = if self.field.is_empty() {
            format!("第 {} 行", self.line)
        } else {
            format!("第 {} 行“{}”", self.line, self.field)
        };
        let value = if self.value.is_empty() { String::new() } else { format!("(原文:{})", self.value) };
        format!("{place}:{}{value}", self.reason_zh())
    }

    /// The whole sentence in English.
    pub fn en(&self) -> String {
        let place = if self.field.is_empty() {
            format!("Line {}", self.line)
        } else {
            format!("Line {}, {}", self.line, self.field)
        };
        let value = if self.value.is_empty() { String::new() } else { format!(" (it says: {})", self.value) };
        format!("{place}: {}{value}", self.reason_en())
    }
}

/// The beginning of a text, as far as a report repeats it.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}
