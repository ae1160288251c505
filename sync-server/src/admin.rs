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
use zhijia_sync::session::code::Code;

use crate::access::{Access, Lifetimes};
use crate::assemble::{Assemble, Opened};
use crate::clock::Clock;
use crate::data_dir::{self, DataDir};
use crate::failure::Failure;
use crate::identity::{Appointment, Id, Identities, Invitation, Whom};

/// The longest request or answer on the socket, in bytes.
const LINE_MAX: u64 = 64 << 20;

/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// One wish of an administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wish {
    /// Make an invitation.
    Invite {
        /// The union, in hexadecimal digits.
        union: String,
        /// The person's name.
        name: Option<String>,
        /// (role, space) to be appointed to.
        roles: Vec<(String, String)>,
        /// The member whose further device it is for.
        member: Option<String>,
        /// How long it counts, in days.
        days: u32,
    },
    /// End a device's access.
    RevokeDevice(String),
    /// End a member's access.
    RevokePerson(String),
    /// List devices.
    Devices,
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
    Revoked,
    /// All devices.
    Devices(Vec<DeviceLine>),
    /// All invitations.
    Invitations(Vec<InvitationLine>),
}

/// One device in the list. Names are not shown; the app shows them to who may read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device's id in hexadecimal digits.
    pub device: String,
    /// The member's record id.
    pub member: String,
    /// When it joined.
    pub joined_ms: i64,
    /// When it or its member was revoked.
    pub revoked_ms: Option<i64>,
}

/// One invitation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Names the row; opens nothing.
    pub short: String,
    /// The union.
    pub union: String,
    /// (role, space).
    pub roles: Vec<(String, String)>,
    /// The member whose further device it is for.
    pub member: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// When it ends.
    pub expires_ms: i64,
    /// When it was used.
    pub used_ms: Option<i64>,
    /// The device that used it.
    pub used_by: Option<String>,
}

/// Fulfils a wish: asks the running hub, or does it here if none is running.
///
/// # Errors
/// [`Failure`] says what stands in the way, and what to do.
pub async fn ask(data: &Path, assemble: &dyn Assemble, wish: &Wish) -> Result<Granted, Failure> {
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

async fn ask_running(stream: UnixStream, wish: &Wish) -> Result<Granted, Failure> {
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

async fn fulfil(
    identities: &dyn Identities,
    access: Option<&Access>,
    clock: &Clock,
    wish: Wish,
) -> Result<Granted, Failure> {
    match wish {
        Wish::Invite { union, name, roles, member, days } => {
            let created_ms = clock.now_ms();
            let expires_ms = created_ms.saturating_add(i64::from(days).saturating_mul(86_400_000));
            let roles = roles
                .into_iter()
                .map(|(role, space)| Ok(Appointment { role, space: parse_id("--role", &space)? }))
                .collect::<Result<_, Failure>>()?;
            let invitation = Invitation {
                union: parse_id("--union", &union)?,
                name,
                roles,
                member: member.map(|id| parse_id("--member", &id)).transpose()?,
                created_ms,
                expires_ms,
            };
            let code = draw_code()?;
            identities.invite(code, invitation).await?;
            Ok(Granted::Invited { code: code.to_string(), expires_ms })
        }
        Wish::RevokeDevice(id) => {
            let whom = Whom::Device(parse_id("DEVICE", &id)?);
            revoke(identities, access, clock, whom).await
        }
        Wish::RevokePerson(id) => {
            let whom = Whom::Member(parse_id("MEMBER", &id)?);
            revoke(identities, access, clock, whom).await
        }
        Wish::Devices => {
            let devices = identities.devices().await?;
            Ok(Granted::Devices(devices.iter().map(DeviceLine::from).collect()))
        }
        Wish::Invitations => {
            let rows = identities.invitations().await?;
            Ok(Granted::Invitations(rows.iter().map(InvitationLine::from).collect()))
        }
    }
}

async fn revoke(
    identities: &dyn Identities,
    access: Option<&Access>,
    clock: &Clock,
    whom: Whom,
) -> Result<Granted, Failure> {
    identities.revoke(whom, clock.now_ms()).await?;
    if let Some(access) = access {
        access.revoke([whom]);
    }
    Ok(Granted::Revoked)
}

/// Draws a new invitation code.
///
/// # Errors
/// [`Failure`] where no randomness can be had.
pub fn draw_code() -> Result<Code, Failure> {
    let mut random = [0; 16];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random)
        .map_err(|_| crate::key::KeyError::NoRandomness)?;
    Ok(Code::from_random(random))
}

fn hex(id: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(id)
}

/// An id as an administrator copies it: 32 hexadecimal digits.
///
/// # Errors
/// [`Failure`] names the field that is no id.
pub fn parse_id(field: &str, text: &str) -> Result<Id, Failure> {
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .ok()
        .and_then(|bytes| Id::try_from(bytes).ok())
        .ok_or_else(|| {
            Failure::new(
                "bad-id",
                "an id has 32 hexadecimal digits: copy it from the list",
                "编号为 32 位十六进制数字:请从列表中复制",
            )
            .at(field)
        })
}

impl From<&crate::identity::Device> for DeviceLine {
    fn from(device: &crate::identity::Device) -> Self {
        Self {
            device: hex(&device.id),
            member: hex(&device.member),
            joined_ms: device.joined_ms,
            revoked_ms: device.revoked_ms.or(device.member_revoked_ms),
        }
    }
}

impl From<&crate::identity::InvitationRow> for InvitationLine {
    fn from(row: &crate::identity::InvitationRow) -> Self {
        let invitation = &row.invitation;
        let roles = invitation.roles.iter();
        Self {
            short: hex(&row.short),
            union: hex(&invitation.union),
            roles: roles.map(|appointment| (appointment.role.clone(), hex(&appointment.space))).collect(),
            member: invitation.member.map(|id| hex(&id)),
            created_ms: invitation.created_ms,
            expires_ms: invitation.expires_ms,
            used_ms: row.used.map(|(at, _)| at),
            used_by: row.used.map(|(_, by)| hex(&by)),
        }
    }
}
