//! `zhijia-hub devices`: who has joined with what.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, day, explain, other_version, say, say_json};

#[derive(Debug, clap::Args)]
pub(super) struct Devices {
    #[command(flatten)]
    data: Data,
    /// Only those of this member: name, path or id.
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Only those of the members of this union or below: its name, path or id.
    #[arg(long, value_name = "UNION")]
    union: Option<String>,
    /// One JSON array instead of a table.
    #[arg(long)]
    json: bool,
}

impl Devices {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let wish = AdminRequest::Devices { member: self.member, union: self.union };
        let Granted::Devices(devices) = self.data.ask(assemble, &wish).await? else {
            return Err(other_version());
        };
        if self.json {
            return say_json(&devices);
        }
        if devices.is_empty() {
            explain(
                "there is no device yet: one appears when a phone joins with an invitation\n还没有设备:手机凭邀请码加入后会列在这里",
            );
        }
        say("device                            joined            revoked           member")?;
        for device in devices {
            say(&format!(
                "{}  {}  {:<16}  {}",
                device.device,
                day(device.joined_ms),
                device.revoked_ms.map_or_else(|| "-".to_owned(), day),
                device.path,
            ))?;
        }
        Ok(())
    }
}
