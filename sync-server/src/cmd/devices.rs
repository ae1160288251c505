//! `zhijia-hub devices`: who has joined with what.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, day, other_version, say};

#[derive(Debug, clap::Args)]
pub(super) struct Devices {
    #[command(flatten)]
    data: Data,
    /// One JSON array instead of a table.
    #[arg(long)]
    json: bool,
}

impl Devices {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let Granted::Devices(devices) = self.data.ask(assemble, &AdminRequest::Devices).await? else {
            return Err(other_version());
        };
        if self.json {
            let json = serde_json::to_string(&devices).map_err(|error| Failure::io("stdout", &error.into()))?;
            return say(&json);
        }
        say("device                            member                            joined            revoked")?;
        for device in devices {
            say(&format!(
                "{}  {}  {}  {}",
                device.device,
                device.member,
                day(device.joined_ms),
                device.revoked_ms.map_or_else(|| "-".to_owned(), day)
            ))?;
        }
        Ok(())
    }
}
