//! A core without rules: it knows its members, echoes what is synced, and streams what is followed.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::{OptionalExtension, params};
use zhijia_hub::assemble::{Assemble, Core, Ground};
use zhijia_hub::db::{Connection, DbError, Hooks};
use zhijia_hub::exchange::{Answer, Caller, Exchange};
use zhijia_hub::failure::Failure;
use zhijia_hub::identity::members::{DirectoryEntry, Founded, Founding, MemberRecord, Members, NewMember, What};
use zhijia_hub::identity::{Appointment, Id, IdentityError, Invitation, Whom, sqlite};
use zhijia_hub::problem::Problem;

/// Builds the fake core.
pub struct Fake;

/// Members in a table of their own.
pub struct FakeMembers;

struct FakeExchange {
    epoch: Id,
    ground: Ground,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS fake_record (
    id BLOB PRIMARY KEY, home BLOB, name TEXT, roles TEXT, revoked INTEGER NOT NULL DEFAULT 0)";

impl Assemble for Fake {
    fn hooks(&self, connection: &Connection) -> Result<Box<dyn Hooks>, Failure> {
        connection.execute_batch(TABLE).map_err(DbError::from)?;
        Ok(Box::new(()))
    }

    fn core(&self, ground: &Ground) -> Result<Core, Failure> {
        let epoch = ground.readers.with(sqlite::epoch)?.unwrap_or_default();
        Ok(Core { exchange: Arc::new(FakeExchange { epoch, ground: ground.clone() }), members: Arc::new(FakeMembers) })
    }
}

fn new_id() -> Id {
    let mut id = [0; 16];
    SystemRandom::new().fill(&mut id).expect("random bytes");
    id
}

fn db(error: rusqlite::Error) -> IdentityError {
    DbError::from(error).into()
}

impl Members for FakeMembers {
    fn found(&self, connection: &Connection, founding: &Founding) -> Result<Founded, IdentityError> {
        let union = new_id();
        connection
            .execute("INSERT INTO fake_record (id, name) VALUES (?1, ?2)", params![union, founding.union_name])
            .map_err(db)?;
        let admin_roles = vec![Appointment { role: "desk".into(), space: union }];
        Ok(Founded { union, admin_roles })
    }

    fn create(&self, connection: &Connection, member: &NewMember) -> Result<MemberRecord, IdentityError> {
        let id = new_id();
        let roles: Vec<_> = member.roles.iter().map(|a| a.role.as_str()).collect();
        connection
            .execute(
                "INSERT INTO fake_record (id, home, name, roles) VALUES (?1, ?2, ?3, ?4)",
                params![id, member.home, member.name, roles.join(",")],
            )
            .map_err(db)?;
        Ok(MemberRecord { id, header: id.to_vec(), home: member.home })
    }

    fn find(&self, connection: &Connection, member: Id) -> Result<Option<MemberRecord>, IdentityError> {
        connection
            .query_row("SELECT home FROM fake_record WHERE id = ?1 AND home IS NOT NULL", [member], |row| row.get(0))
            .optional()
            .map(|home| home.map(|home| MemberRecord { id: member, header: member.to_vec(), home }))
            .map_err(db)
    }

    fn check(&self, connection: &Connection, invitation: &Invitation) -> Result<(), IdentityError> {
        let spaces = invitation.roles.iter().map(|a| a.space).chain([invitation.union]);
        for space in spaces {
            let known: Option<i64> = connection
                .query_row("SELECT 1 FROM fake_record WHERE id = ?1 AND home IS NULL", [space], |row| row.get(0))
                .optional()
                .map_err(db)?;
            known.ok_or(IdentityError::UnknownSpace)?;
        }
        match invitation.roles.iter().find(|a| !["desk", "keeper"].contains(&a.role.as_str())) {
            Some(unknown) => Err(IdentityError::UnknownRole(unknown.role.clone())),
            None => Ok(()),
        }
    }

    fn directory(&self, _: &Connection, _: What, _now_ms: i64) -> Result<Vec<DirectoryEntry>, IdentityError> {
        Ok(Vec::new())
    }

    fn revoked(&self, connection: &Connection, whom: Whom, _now_ms: i64) -> Result<(), IdentityError> {
        if let Whom::Member(member) = whom {
            connection.execute("UPDATE fake_record SET revoked = revoked + 1 WHERE id = ?1", [member]).map_err(db)?;
        }
        Ok(())
    }
}

impl Exchange for FakeExchange {
    fn epoch(&self) -> Id {
        self.epoch
    }

    fn check(&self) -> Answer<'_, ()> {
        let alive = self
            .ground
            .readers
            .with(|connection| connection.query_row("SELECT 1", [], |_| Ok(())).map_err(DbError::from));
        futures_util::future::ready(alive.map_err(Problem::from)).boxed()
    }

    fn sync(&self, who: Caller, body: Bytes) -> Answer<'_, Vec<u8>> {
        let echo = [who.device.as_slice(), who.member.as_slice(), &body].concat();
        futures_util::future::ready(Ok(echo)).boxed()
    }

    fn live(&self, _who: Caller, body: Bytes) -> Answer<'_, BoxStream<'static, Bytes>> {
        let first = self.ground.codec.frame(&body);
        let stays_open = stream::once(async { first }).chain(stream::pending()).boxed();
        futures_util::future::ready(Ok(stays_open)).boxed()
    }
}
