//! What an administrator can ask on the hub's own computer.
//!
//! There is one writer. Where a hub is running, the command asks it over the socket in the data
//! directory, and what it changes counts at once for sessions and live streams; where none is
//! running, the command locks the directory and does the same itself.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use zhijia_sync::session::code::InvitationCode;

use crate::access::{Access, Lifetimes};
use crate::assemble::{Assemble, Opened};
use crate::clock::Clock;
use crate::data_dir::{self, DataDir};
use crate::failure::Failure;
use crate::identity::Identities;
use crate::identity::members::What;

mod fulfil;
mod lines;
mod names;

use fulfil::fulfil;
pub use lines::{DeviceLine, EntryLine, InvitationLine};

/// The longest request or answer on the socket, in bytes.
const LINE_MAX: u64 = 64 << 20;

/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// One wish of an administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdminRequest {
    /// Make an invitation.
    Invite {
        /// The union: its id, name or path.
        union: String,
        /// The person's name.
        name: Option<String>,
        /// (role, space) to be appointed to; without a space in the union.
        roles: Vec<(String, Option<String>)>,
        /// The member whose further device it is for.
        member: Option<String>,
        /// How long it counts, in days.
        days: u32,
    },
    /// End a device's access.
    RevokeDevice(String),
    /// End a member's access.
    RevokePerson(String),
    /// Withdraw an invitation that nobody has used: the digits that the list shows.
    RevokeInvitation(String),
    /// List unions, people, houses or events.
    List {
        /// Which.
        what: What,
        /// Only what stands in this union.
        union: Option<String>,
    },
    /// List devices.
    Devices {
        /// Only those of this member.
        member: Option<String>,
        /// Only those of members in this union.
        union: Option<String>,
    },
    /// List invitations.
    Invitations,
}

/// What the wish led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Granted {
    /// The invitation's code, to be given to the person, and when it ends.
    Invited {
        /// The code in groups.
        code: String,
        /// By the hub's clock.
        expires_ms: i64,
    },
    /// Access has ended.
    Revoked {
        /// Whose: names and id.
        whom: String,
    },
    /// What was asked for.
    Listed(Vec<EntryLine>),
    /// All devices.
    Devices(Vec<DeviceLine>),
    /// All invitations.
    Invitations(Vec<InvitationLine>),
}

/// Fulfils a wish: asks the running hub, or does it here if none is running.
///
/// # Errors
/// [`Failure`] says what stands in the way, and what to do.
pub async fn ask(data: &Path, assemble: &dyn Assemble, wish: &AdminRequest) -> Result<Granted, Failure> {
    if let Ok(stream) = UnixStream::connect(data_dir::socket(data)).await {
        return tokio::time::timeout(PATIENCE, ask_running(stream, wish)).await.unwrap_or_else(|_| Err(silent()));
    }
    // No hub is running, or it ended without taking its socket along.
    let dir = DataDir::open(data)?;
    let opened = Opened::open(dir, assemble, Clock::system(), Lifetimes::default())?;
    let granted = fulfil(opened.identities.as_ref(), None, &opened.ground.clock, wish.clone()).await;
    opened.close().await?;
    granted
}

fn silent() -> Failure {
    Failure::new(
        "hub-silent",
        "the running hub does not answer: look into its log, or stop it and try again",
        "运行中的服务器没有应答:请查看其日志,或停止后重试",
    )
}

async fn ask_running(stream: UnixStream, wish: &AdminRequest) -> Result<Granted, Failure> {
    let broken = |error: std::io::Error| Failure::io("hub.sock", &error);
    let (reader, mut writer) = stream.into_split();
    let mut line = serde_json::to_vec(wish).map_err(|error| broken(error.into()))?;
    line.push(b'\n');
    writer.write_all(&line).await.map_err(broken)?;
    let mut answer = Vec::new();
    BufReader::new(reader.take(LINE_MAX)).read_until(b'\n', &mut answer).await.map_err(broken)?;
    serde_json::from_slice::<Result<Granted, Failure>>(&answer).map_err(|error| broken(error.into()))?
}

/// Takes wishes on the socket until the future is dropped.
pub async fn listen(listener: UnixListener, identities: &dyn Identities, access: &Access, clock: &Clock) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => match tokio::time::timeout(PATIENCE, attend(stream, identities, access, clock)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a command on the socket broke off"),
                Err(_) => tracing::warn!("a command on the socket took too long"),
            },
            Err(error) => {
                tracing::warn!(%error, "the socket for commands has failed");
                return;
            }
        }
    }
}

async fn attend(
    stream: UnixStream,
    identities: &dyn Identities,
    access: &Access,
    clock: &Clock,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = Vec::new();
    BufReader::new(reader.take(LINE_MAX)).read_until(b'\n', &mut line).await?;
    let answer = match serde_json::from_slice(&line) {
        Ok(wish) => fulfil(identities, Some(access), clock, wish).await,
        Err(error) => Err(Failure::new(
            "bad-wish",
            format!("the running hub does not know this command ({error}): restart it, it is of another version"),
            "运行中的服务器不认识该命令:版本不同,请重启服务器",
        )),
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    writer.write_all(&line).await
}

/// Draws a new invitation code.
///
/// # Errors
/// [`Failure`] where no randomness can be had.
pub fn draw_code() -> Result<InvitationCode, Failure> {
    let mut random = [0; 16];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random)
        .map_err(|_| crate::key::KeyError::NoRandomness)?;
    Ok(InvitationCode::from_random(random))
}
