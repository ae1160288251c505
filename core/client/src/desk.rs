//! A union's desk: founding the unions below, and what the desk keeps of a member.

use zhijia_model::RecordId;
use zhijia_model::intents::members::SetEmployer;
use zhijia_model::intents::unions::FoundUnion;

use crate::Client;
use crate::error::Error;

impl Client {
    /// Founds a union below `above`, as the desk there. Its first desk is invited by the hub's administrator.
    pub fn found_union(&self, above: RecordId, name: &str) -> Result<RecordId, Error> {
        Ok(self.perform(FoundUnion { above, name: name.to_owned() })?.record)
    }

    /// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
    pub fn set_employer(&self, member: RecordId, employer: &str) -> Result<(), Error> {
        self.perform(SetEmployer { member, employer: employer.to_owned() }).map(drop)
    }
}
