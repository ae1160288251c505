//! `zhijia-hub revoke-device`: the end of a device's access.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, explain, other_version};

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
        match self.data.ask(assemble, &AdminRequest::RevokeDevice(self.id)).await? {
            Granted::Revoked { whom } => {
                explain(&format!("the device has no access any more: {whom}\n设备已停用:{whom}"));
                Ok(())
            }
            _ => Err(other_version()),
        }
    }
}
