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
