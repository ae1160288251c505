//! The names of things: unions, houses, plans, events and their places, employers. People's names have rules of their
//! own (`person/name.rs`).

use crate::refusal::{Code, Refusal};
use crate::text::{is_invisible, is_plain};

/// A name as it is kept: one line of text that any screen shows, not empty, not longer in bytes than its key allows.
///
/// # Errors
/// `empty-field` or `bad-field`, about the field.
pub fn named<'t>(text: &'t str, field: &str, longest: usize) -> Result<&'t str, Refusal> {
    let name = text.trim();
    if name.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(Refusal::about(Code::EmptyField, field));
    }
    if name.len() > longest || !is_plain(name) || name.chars().any(char::is_control) {
        return Err(Refusal::about(Code::BadField, field));
    }
    Ok(name)
}
