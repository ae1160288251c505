//! What is typed of things: the names of unions, houses, plans, events and their places, employers, and texts about
//! them. People's names have rules of their own (`person/name.rs`).

use crate::refusal::{Code, Refusal};
use crate::text::{is_invisible, is_plain};

/// A name as it is kept: one line of text that any screen shows, not empty, not longer in bytes than its key allows.
///
/// # Errors
/// `empty-field` or `bad-field`, about the field.
pub fn named<'t>(text: &'t str, field: &str, longest: usize) -> Result<&'t str, Refusal> {
    match one_line(text, field, longest)? {
        "" => Err(Refusal::about(Code::EmptyField, field)),
        name => Ok(name),
    }
}

/// One line that may be left empty.
pub(super) fn one_line<'t>(text: &'t str, field: &str, longest: usize) -> Result<&'t str, Refusal> {
    let line = shown(text);
    if line.len() > longest || !is_plain(line) || line.chars().any(char::is_control) {
        return Err(Refusal::about(Code::BadField, field));
    }
    Ok(line)
}

/// A text of several lines that may be left empty.
pub(super) fn prose<'t>(text: &'t str, field: &str, longest: usize) -> Result<&'t str, Refusal> {
    let text = shown(text);
    if text.len() > longest || !is_plain(text) {
        return Err(Refusal::about(Code::BadField, field));
    }
    Ok(text)
}

/// A text without the blanks around it; empty where nothing of it is seen.
pub(super) fn shown(text: &str) -> &str {
    let text = text.trim();
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) { "" } else { text }
}
