//! What people do with mutual aid: a member's enrolment, a unit's list, an office's plan and payments.

mod answer_listing;
mod create_plan;
mod draft;
mod edit_plan;
mod enrol;
mod hand_in;
mod list_people;
mod record_payment;
mod withdraw;

pub use self::answer_listing::AnswerListing;
pub use self::create_plan::CreatePlan;
pub use self::draft::PlanDraft;
pub use self::edit_plan::EditPlan;
pub use self::enrol::{Enrol, obstacle};
pub use self::hand_in::{AcceptBatch, MARKS_MAX, MarkLines, PayBatch, ReturnBatch, SubmitBatch};
pub use self::list_people::{ListPeople, ListedPerson, NoteSignature, PEOPLE_MAX, UnlistPeople};
pub use self::record_payment::RecordPayment;
pub use self::withdraw::WithdrawEnrolment;
