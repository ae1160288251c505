//! `zhijia-hub revoke-person`: the end of a member's access.

use crate::admin::AdminRequest;
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::Data;

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
        let words = ["the member has no access any more", "会员已停用"];
        self.data.revoke(assemble, &AdminRequest::RevokePerson(self.id), words).await
    }
}
