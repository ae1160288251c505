//! `zhijia-hub revoke-invitation`: a code that nobody has used opens nothing any more.

use crate::admin::AdminRequest;
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::Data;

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
        let words = ["the invitation is withdrawn", "邀请已撤回"];
        self.data.revoke(assemble, &AdminRequest::RevokeInvitation(self.short), words).await
    }
}
