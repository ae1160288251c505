//! A member's name in words.

use super::{StateText, Tone};

/// A name that was asked for, and waits for the desk.
pub(crate) fn name_waits(name: &str) -> StateText {
    StateText::new(
        Tone::Waiting,
        format!("改名为“{name}”的申请已到工会,等核定"),
        format!("Your union has your request for the name {name}"),
    )
}

/// A name that the desk did not take.
pub(crate) fn name_declined(name: &str) -> StateText {
    StateText::new(Tone::Refused, format!("工会没有采用“{name}”"), format!("Your union did not take {name}"))
        .because("要改姓名,请带上证件到所在工会", "To change your name, bring a document to your union")
}
