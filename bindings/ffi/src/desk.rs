//! A union's desk: founding the unions below, and what the desk keeps of a member.

use crate::error::id;
use crate::{ZhijiaClient, ZhijiaError};

#[uniffi::export]
impl ZhijiaClient {
    /// Founds a union below another (`space` is its id), as the desk there, and gives the new union's id. Its first
    /// desk is invited by the hub's administrator.
    pub async fn found_union(&self, space: String, name: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.found_union(id(&space)?, &name)?.to_string())).await
    }

    /// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
    pub async fn set_employer(&self, member: String, employer: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.set_employer(id(&member)?, &employer)).await
    }
}
