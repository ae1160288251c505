//! `zhijia-hub unions`, `people`, `houses` and `events`: what there is, with the ids and names that other commands take.

use crate::admin::{AdminRequest, EntryLine, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;
use crate::identity::members::What;

use super::{Data, other_version, say};

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
            let json = serde_json::to_string(&entries).map_err(|error| Failure::io("stdout", &error.into()))?;
            return say(&json);
        }
        say(&format!("{:<32}  {}", "id", what.words()[1]))?;
        entries.iter().try_for_each(|entry| say(&line(entry)))
    }
}

fn line(entry: &EntryLine) -> String {
    let path = entry.unions.iter().chain([&entry.name]).map(String::as_str).collect::<Vec<_>>().join("/");
    let roles = entry.roles.iter().map(|(role, space)| {
        // The city has no name.
        if space.is_empty() { format!("  {role}") } else { format!("  {role}={space}") }
    });
    format!("{}  {path}{}", entry.id, roles.collect::<String>())
}
