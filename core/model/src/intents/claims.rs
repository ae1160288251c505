//! What people do with claims: a member files one, reviewers decide, whoever pays pays.

mod account;
mod appeal;
mod attach;
mod decide;
mod draft;
mod edit;
mod file;
mod pay;
mod prepare;
mod result;
mod submit;
mod withdraw;

pub use self::account::GiveAccount;
pub use self::appeal::AppealClaim;
pub use self::attach::{AttachToClaim, DetachFromClaim};
pub use self::decide::{DecideClaim, UndoDecision};
pub use self::draft::ClaimDraft;
pub use self::edit::EditClaim;
pub use self::file::FileClaim;
pub use self::pay::{OrderPayout, TakeOffList};
pub use self::prepare::PrepareClaim;
pub use self::result::{RecordBankResult, UndoBankResult};
pub use self::submit::SubmitClaim;
pub use self::withdraw::WithdrawClaim;
