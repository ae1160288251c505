//! `zhijia-hub invite`: a code for a person, or for a member's further device.

use zhijia_model::person::parse_name;

use crate::admin::{AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;

use super::{Data, day, explain, other_version, say};

#[derive(Debug, clap::Args)]
pub(super) struct Invite {
    #[command(flatten)]
    data: Data,
    /// The union that the person will be at home in: its name, its path (市总工会/城东区总工会) or its id.
    #[arg(long, value_name = "UNION")]
    union: String,
    /// The person's name.
    #[arg(long, value_name = "NAME", conflicts_with = "member")]
    name: Option<String>,
    /// A role to be appointed to: `keeper` in the union and all that is in it, `keeper=城东书屋` in one house, event or
    /// other union (name, path or id). Repeatable. The roles: `desk` 工会管理员 (members, unions, roles), `verifier`
    /// 核验员 (names by documents), `keeper` 书屋管理员, `organiser` 活动组织者, `handler` 经办人 (mutual aid of a unit),
    /// `office` 互助办公室 (plans and payments).
    #[arg(long = "role", value_name = "ROLE[=SPACE]", conflicts_with = "member")]
    roles: Vec<String>,
    /// The member whose further device the code is for: name, path or id.
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// How long the code counts, in days.
    #[arg(long, value_name = "N", default_value_t = 14, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
}

impl Invite {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let roles = self
            .roles
            .iter()
            .map(|given| match given.split_once('=') {
                Some((role, space)) => (role.trim().to_owned(), Some(space.to_owned())),
                None => (given.trim().to_owned(), None),
            })
            .collect();
        let name = self.name.as_deref().map(|name| person_name("--name", name)).transpose()?;
        let wish = AdminRequest::Invite { union: self.union, name, roles, member: self.member, days: self.days };
        match self.data.ask(assemble, &wish).await? {
            Granted::Invited { code, expires_ms } => {
                let until = day(expires_ms);
                explain(&format!("valid once, until {until} (UTC+8)\n邀请码只能使用一次,有效期至 {until}"));
                say(&code)
            }
            _ => Err(other_version()),
        }
    }
}

/// The name of a person, as people write it.
pub(super) fn person_name(option: &str, given: &str) -> Result<String, Failure> {
    parse_name(given).map_err(|error| Failure::new("bad-name", error.en(), error.zh()).at(option))
}
