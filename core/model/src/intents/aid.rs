//! What people do with mutual aid: a member's enrolment, an office's plan and payments.

mod create_plan;
mod draft;
mod edit_plan;
mod enrol;
mod record_payment;
mod withdraw;

pub use self::create_plan::CreatePlan;
pub use self::draft::PlanDraft;
pub use self::edit_plan::EditPlan;
pub use self::enrol::{Enrol, obstacle};
pub use self::record_payment::RecordPayment;
pub use self::withdraw::WithdrawEnrolment;
