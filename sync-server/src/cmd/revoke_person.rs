//! `zhijia-hub revoke-person`: the end of a member's access.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, explain, other_version};

#[derive(Debug, clap::Args)]
pub(super) struct RevokePerson {
    #[command(flatten)]
    data: Data,
    /// The member: the name, the path with the home union, or the id, as `zhijia-hub people` lists them.
    #[arg(value_name = "MEMBER")]
    id: String,
}

impl RevokePerson {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        match self.data.ask(assemble, &AdminRequest::RevokePerson(self.id)).await? {
            Granted::Revoked { whom } => {
                explain(&format!("the member has no access any more: {whom}\n会员已停用:{whom}"));
                Ok(())
            }
            _ => Err(other_version()),
        }
    }
}
