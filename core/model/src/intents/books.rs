//! What people do with books: a keeper's desk, a reader's renewal, a catalogue's rows.

mod ask_renewal;
mod cancel_hold;
mod close_day;
mod edit_title;
mod import;
mod lend;
mod name_return;
mod place_hold;
mod renew;
mod settle;
mod take_back;
mod take_back_copy;
mod title_draft;
mod undo;

pub use self::ask_renewal::AskRenewal;
pub use self::cancel_hold::CancelHold;
pub use self::close_day::CloseDay;
pub use self::edit_title::EditTitle;
pub use self::import::ImportTitle;
pub use self::lend::Lend;
pub use self::name_return::NameReturn;
pub use self::place_hold::PlaceHold;
pub use self::renew::{Renew, renewed};
pub use self::settle::{SettleLoan, Settlement};
pub use self::take_back::TakeBack;
pub use self::take_back_copy::TakeBackCopy;
pub use self::title_draft::TitleDraft;
pub use self::undo::{Step, UndoLending};

use super::Context;
use crate::calendar::china_date;
use crate::kind::Kind;
use crate::kinds::{Record, hold};

/// The holds in a title's line by what is known here, the first of them first, and how many copies there are for them.
fn line<C: Context>(context: &C, title: &Record) -> Result<(Vec<Record>, usize), C::Error> {
    let (house, today) = (title.header.space, china_date(context.now()));
    let mut line = Vec::new();
    for one in context.holds_of(house, title.id)? {
        let loans = one.header.owner.map(|reader| context.records_of(Kind::Loan, reader)).transpose()?;
        line.extend(hold::order(&one, &loans.unwrap_or_default(), today).map(|order| (order, one)));
    }
    line.sort_by_key(|(order, _)| *order);
    let line: Vec<_> = line.into_iter().map(|(_, one)| one).collect();
    let free = if line.is_empty() { 0 } else { hold::free(title, context.out_of_title(house, title.id)?) };
    Ok((line, free))
}
