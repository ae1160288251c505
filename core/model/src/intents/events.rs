//! What people do with events: a member's sign-up, an organiser's event, the door.

mod admit;
mod cancel;
mod check_in;
mod close;
mod create;
mod draft;
mod edit;
mod publish;
mod remove;
mod reopen;
mod restore;
mod scan;
mod settle;
mod sign_up;
mod sign_up_for;
mod undo_check_in;
mod walk_in;
mod withdraw;

pub use self::admit::AdmitSignUp;
pub use self::cancel::CancelEvent;
pub use self::check_in::CheckIn;
pub use self::close::CloseEvent;
pub use self::create::CreateEvent;
pub use self::draft::EventDraft;
pub use self::edit::EditEvent;
pub use self::publish::PublishEvent;
pub use self::remove::RemoveSignUp;
pub use self::reopen::ReopenEvent;
pub use self::restore::RestoreSignUp;
pub use self::scan::ScanPass;
pub use self::settle::SettleEvent;
pub use self::sign_up::SignUp;
pub use self::sign_up_for::{SignUpFor, WithdrawFor};
pub use self::undo_check_in::UndoCheckIn;
pub use self::walk_in::WalkIn;
pub use self::withdraw::Withdraw;
