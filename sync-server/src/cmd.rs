//! The commands of `zhijia-hub`, each in its own file.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};
use serde::Serialize;
use zhijia_model::calendar::{china_date, clock};

use crate::admin::{self, AdminRequest, Granted};
use crate::assemble::Assemble;
use crate::failure::Failure;
use crate::identity::members::What;

mod devices;
mod init;
mod invitations;
mod invite;
mod list;
mod revoke_device;
mod revoke_invitation;
mod revoke_person;
mod serve;

/// The sync server of Zhijia.
#[derive(Debug, Parser)]
#[command(name = "zhijia-hub", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new hub with its first union, and print the administrator's invitation code.
    Init(init::Init),
    /// Let phones in.
    Serve(Box<serve::Serve>),
    /// Invite a person, or a member's further device, and print the code.
    Invite(invite::Invite),
    /// End the access of one device (lost, stolen).
    RevokeDevice(revoke_device::RevokeDevice),
    /// Withdraw an invitation that nobody has used: lost, or sent to the wrong person.
    RevokeInvitation(revoke_invitation::RevokeInvitation),
    /// End the access of a member with all devices.
    RevokePerson(revoke_person::RevokePerson),
    /// List the unions, with their ids and paths.
    Unions(list::List),
    /// List the members by their home unions, with their roles.
    People(list::List),
    /// List the book-houses.
    Houses(list::List),
    /// List the events.
    Events(list::List),
    /// List the devices that have joined.
    Devices(devices::Devices),
    /// List the invitations, used and open.
    Invitations(invitations::Invitations),
}

/// The data directory, for the commands that need nothing else.
#[derive(Debug, clap::Args)]
struct Data {
    /// The data directory that `init` made.
    #[arg(long, env = "ZHIJIA_DATA", value_name = "DIR")]
    data: PathBuf,
}

/// Runs the program with these arguments and the core that `assemble` builds.
pub fn main(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>, assemble: &dyn Assemble) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are "errors" to clap too, with exit code 0.
            let _closed = error.print();
            if let Some(zh) = in_chinese(&error) {
                explain(&zh);
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(cli.command, assemble) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _closed = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// What clap found wrong, in Chinese; `None` where it is help or the version.
fn in_chinese(error: &clap::Error) -> Option<String> {
    let of = |kind| match error.get(kind) {
        Some(ContextValue::Strings(several)) => several.join(" "),
        Some(one) => one.to_string(),
        None => String::new(),
    };
    let argument = of(ContextKind::InvalidArg);
    let wrong = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} 的值“{}”不可用", of(ContextKind::InvalidValue))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::UnknownArgument => format!("不认识 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令“{}”", of(ContextKind::InvalidSubcommand)),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同时使用", of(ContextKind::PriorArg)),
        _ => "命令的写法有误".to_owned(),
    };
    Some(format!("错误:{wrong}。加上 --help 可查看写法"))
}

fn run(command: Command, assemble: &dyn Assemble) -> Result<(), Failure> {
    let runtime = if matches!(command, Command::Serve(_)) {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()
    } else {
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    }
    .map_err(|error| Failure::io("tokio", &error))?;
    runtime.block_on(async {
        match command {
            Command::Init(init) => init.run(assemble).await,
            Command::Serve(serve) => serve.run(assemble).await,
            Command::Invite(invite) => invite.run(assemble).await,
            Command::RevokeDevice(revoke) => revoke.run(assemble).await,
            Command::RevokeInvitation(revoke) => revoke.run(assemble).await,
            Command::RevokePerson(revoke) => revoke.run(assemble).await,
            Command::Unions(list) => list.run(assemble, What::Union).await,
            Command::People(list) => list.run(assemble, What::Person).await,
            Command::Houses(list) => list.run(assemble, What::House).await,
            Command::Events(list) => list.run(assemble, What::Event).await,
            Command::Devices(devices) => devices.run(assemble).await,
            Command::Invitations(invitations) => invitations.run(assemble).await,
        }
    })
}

impl Data {
    async fn ask(&self, assemble: &dyn Assemble, wish: &AdminRequest) -> Result<Granted, Failure> {
        admin::ask(&self.data, assemble, wish).await
    }

    /// Ends an access, and says whose.
    async fn revoke(&self, assemble: &dyn Assemble, wish: &AdminRequest, [en, zh]: [&str; 2]) -> Result<(), Failure> {
        let Granted::Revoked { whom } = self.ask(assemble, wish).await? else { return Err(other_version()) };
        explain(&format!("{en}: {whom}\n{zh}:{whom}"));
        Ok(())
    }
}

/// A line for whoever reads or pipes the result.
fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| Failure::io("stdout", &error))
}

/// Rows as one JSON array.
fn say_json(rows: &impl Serialize) -> Result<(), Failure> {
    say(&serde_json::to_string(rows).map_err(|error| Failure::io("stdout", &error.into()))?)
}

/// A line that explains, and is not in the way of a pipe.
fn explain(line: &str) {
    let _closed = writeln!(std::io::stderr(), "{line}");
}

/// The running hub answered something else than was asked: it is of another version.
fn other_version() -> Failure {
    Failure::new(
        "other-version",
        "the running hub answered something unexpected: restart it, it is of another version",
        "运行中的服务器版本不同:请重启服务器",
    )
}

/// Day and time in China.
fn day(ms: i64) -> String {
    format!("{} {}", china_date(ms), clock(ms))
}
