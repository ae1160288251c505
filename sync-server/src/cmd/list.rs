//! `zhijia-hub unions`, `people`, `houses` and `events`: what there is, with the ids and names that other commands take.

use crate::admin::{AdminRequest, EntryLine, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;
use crate::identity::members::What;

use super::{Data, explain, other_version, say, say_json};

#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    data: Data,
    /// Only what stands in this union or below: its name, path or id.
    #[arg(long, value_name = "UNION")]
    union: Option<String>,
    /// One JSON array instead of a table.
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, assemble: &dyn Assemble, what: What) -> Result<(), Failure> {
        let Granted::Listed(entries) = self.data.ask(assemble, &AdminRequest::List { what, union: self.union }).await?
        else {
            return Err(other_version());
        };
        if self.json {
            return say_json(&entries);
        }
        if entries.is_empty() {
            let ([zh, en], (how_zh, how_en)) = (what.words(), appears(what));
            explain(&format!("there is no {en} yet: {how_en}\n还没有{zh}:{how_zh}"));
        }
        say(&format!("{:<32}  {}", "id", what.words()[1]))?;
        entries.iter().try_for_each(|entry| say(&line(entry)))
    }
}

/// What makes one appear.
const fn appears(what: What) -> (&'static str, &'static str) {
    match what {
        What::Union => ("`init` 会建立第一个", "`init` makes the first"),
        What::Person => ("手机凭邀请码加入后会列在这里", "one appears when a phone joins with an invitation"),
        What::House => ("书屋由工会管理员在应用中建立", "a desk makes it in the app"),
        What::Event => ("活动由组织者在应用中创建", "an organiser makes it in the app"),
    }
}

fn line(entry: &EntryLine) -> String {
    let path = entry.unions.iter().chain([&entry.name]).map(String::as_str).collect::<Vec<_>>().join("/");
    let roles = entry.roles.iter().map(|(role, space)| {
        // The city has no name.
        if space.is_empty() { format!("  {role}") } else { format!("  {role}={space}") }
    });
    let ended = if entry.revoked { "  revoked 已停用" } else { "" };
    format!("{}  {path}{}{ended}", entry.id, roles.collect::<String>())
}
