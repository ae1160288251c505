//! `zhijia-hub revoke-invitation`: a code that nobody has used opens nothing any more.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, explain, other_version};

#[derive(Debug, clap::Args)]
pub(super) struct RevokeInvitation {
    #[command(flatten)]
    data: Data,
    /// The 8 digits in the first column of `zhijia-hub invitations`.
    #[arg(value_name = "INVITATION")]
    short: String,
}

impl RevokeInvitation {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        match self.data.ask(assemble, &AdminRequest::RevokeInvitation(self.short)).await? {
            Granted::Revoked { whom } => {
                explain(&format!("the invitation is withdrawn: {whom}\n邀请已撤回:{whom}"));
                Ok(())
            }
            _ => Err(other_version()),
        }
    }
}
