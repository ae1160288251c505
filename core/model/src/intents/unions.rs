//! What a union's desk founds: the unions below it, and book-houses.

mod create_house;
mod found_union;

pub use self::create_house::CreateHouse;
pub use self::found_union::FoundUnion;
use crate::refusal::{Code, Refusal};

/// A text that is not empty, and not longer in bytes than its key allows.
pub(super) fn checked<'t>(text: &'t str, field: &str, longest: usize) -> Result<&'t str, Refusal> {
    match text.trim() {
        "" => Err(Refusal::about(Code::EmptyField, field)),
        long if long.len() > longest => Err(Refusal::about(Code::BadField, field)),
        text => Ok(text),
    }
}
