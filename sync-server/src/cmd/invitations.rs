//! `zhijia-hub invitations`: what was handed out, and what became of it.

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::clock::Clock;
use crate::failure::Failure;

use super::{Data, day, explain, other_version, say, say_json};

#[derive(Debug, clap::Args)]
pub(super) struct Invitations {
    #[command(flatten)]
    data: Data,
    /// One JSON array instead of a table.
    #[arg(long)]
    json: bool,
}

impl Invitations {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let Granted::Invitations(rows) = self.data.ask(assemble, &AdminRequest::Invitations).await? else {
            return Err(other_version());
        };
        if self.json {
            return say_json(&rows);
        }
        if rows.is_empty() {
            explain(
                "there is no invitation yet: `zhijia-hub invite` makes one\n还没有邀请:用 `zhijia-hub invite` 发出",
            );
        }
        say("invitation  until             state    union  name  roles")?;
        let now_ms = Clock::system().now_ms();
        for row in rows {
            let state = match row.used_ms {
                Some(_) => "used   ",
                None if row.expires_ms <= now_ms => "expired",
                None => "open   ",
            };
            let roles: Vec<_> = row.roles.iter().map(|(role, space)| format!("{role}={space}")).collect();
            let name = row.name.as_deref().unwrap_or("-");
            let (until, roles) = (day(row.expires_ms), roles.join("  "));
            say(&format!("{}    {until}  {state}  {}  {name}  {roles}", row.short, row.path))?;
        }
        Ok(())
    }
}
