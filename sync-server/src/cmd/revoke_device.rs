//! `zhijia-hub revoke-device`: the end of a device's access.

use crate::admin::AdminRequest;
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::Data;

#[derive(Debug, clap::Args)]
pub(super) struct RevokeDevice {
    #[command(flatten)]
    data: Data,
    /// The device's id, as `zhijia-hub devices` lists it.
    #[arg(value_name = "DEVICE")]
    id: String,
}

impl RevokeDevice {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let words = ["the device has no access any more", "设备已停用"];
        self.data.revoke(assemble, &AdminRequest::RevokeDevice(self.id), words).await
    }
}
