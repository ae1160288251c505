//! Who may write what, judged at rank time R from the ledger.

use std::cell::RefCell;

use zhijia_model::authority::{self, Standing, World};
use zhijia_model::spec::PartSpec;
use zhijia_model::{Code, Header, Kind, RecordId, Role};

use super::{Author, End, standing};
use crate::ledger::{Backing, DbError, Result};
use crate::work::Work;

/// The ledger around one author.
struct Around<'w, 'l> {
    work: &'w Work<'l>,
    author: RecordId,
    /// What the ledger refused to say; the answer is not used then.
    failed: RefCell<Option<DbError>>,
}

impl Around<'_, '_> {
    fn or<T>(&self, found: Result<T>, otherwise: T) -> T {
        found.unwrap_or_else(|error| {
            *self.failed.borrow_mut() = Some(error);
            otherwise
        })
    }
}

impl World for Around<'_, '_> {
    fn holds(&self, role: Role, space: RecordId, at: i64) -> Standing {
        let all = self.or(self.work.appointments(self.author), Vec::new());
        let mut best = Standing::Never;
        for one in all.iter().filter(|one| one.role == role && one.space == space && !one.hard && one.starts <= at) {
            if at < one.ends {
                return Standing::Held;
            }
            best = Standing::Ended;
        }
        best
    }

    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)> {
        self.or(self.work.space(space), None).map(|space| (space.kind, space.container))
    }

    fn home(&self, member: RecordId) -> Option<RecordId> {
        self.or(self.work.home(member), None)
    }

    fn plan_union(&self, plan: RecordId) -> Option<RecordId> {
        let space = self.or(self.work.space(plan), None);
        space.filter(|space| space.kind == Kind::Plan).map(|space| space.container)
    }
}

/// Whether the author may write the part at `rank`, and how the role stood.
pub(super) fn check(
    work: &Work<'_>,
    author: &Author,
    header: &Header,
    spec: &PartSpec,
    rank: i64,
) -> std::result::Result<Backing, End> {
    let part = spec.part;
    let Some(member) = author.member else {
        authority::may_write(header, part, None, &Nowhere, rank)?;
        return Ok(Backing::Held);
    };
    let around = Around { work, author: member, failed: RefCell::default() };
    let done = authority::may_write(header, part, author.member, &around, rank).err();
    let arrived = match done {
        None => authority::may_write(header, part, author.member, &around, work.now).is_ok(),
        Some(_) => false,
    };
    if let Some(error) = around.failed.take() {
        return Err(error.into());
    }
    match done {
        Some(Code::RoleEnded) if spec.physical => {}
        Some(code) => return Err(code.into()),
        None => {}
    }
    Ok(standing(done, arrived))
}

/// Around the hub itself there is nothing to look up.
struct Nowhere;

impl World for Nowhere {
    fn holds(&self, _: Role, _: RecordId, _: i64) -> Standing {
        Standing::Never
    }

    fn container(&self, _: RecordId) -> Option<(Kind, RecordId)> {
        None
    }

    fn home(&self, _: RecordId) -> Option<RecordId> {
        None
    }

    fn plan_union(&self, _: RecordId) -> Option<RecordId> {
        None
    }
}
