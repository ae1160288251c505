//! Authority over what an intent would write: the gate's own rule, over the records that are held here.

use std::cell::RefCell;

use super::{Context, Write};
use crate::authority::{self, Standing, World};
use crate::id::RecordId;
use crate::kind::{Kind, Role};
use crate::kinds::appointment;
use crate::refusal::Refusal;

/// Whether the person who acts may write this now.
///
/// # Errors
/// The gate's refusal, or what the context could not read.
pub fn authorize<C: Context>(context: &C, write: &Write) -> Result<(), C::Error> {
    let world = Held { context, failed: RefCell::new(None) };
    let allowed = authority::may_write(&write.header, write.part, Some(context.me()), &world, context.now());
    match world.failed.into_inner() {
        Some(error) => Err(error),
        None => allowed.map_err(|code| Refusal::from(code).into()),
    }
}

struct Held<'a, C: Context> {
    context: &'a C,
    /// What could not be read while the rule asked: it does not know of failures.
    failed: RefCell<Option<C::Error>>,
}

impl<C: Context> Held<'_, C> {
    fn read<T: Default>(&self, read: Result<T, C::Error>) -> T {
        read.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

impl<C: Context> World for Held<'_, C> {
    fn holds(&self, role: Role, space: RecordId, at: i64) -> Standing {
        let mine = self.read(self.context.records_of(Kind::Appointment, self.context.me()));
        let here = mine.iter().filter(|one| one.header.space == space && appointment::role(one) == Some(role));
        here.map(|one| appointment::standing(one, at)).max().unwrap_or(Standing::Never)
    }

    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)> {
        let record = self.read(self.context.record(space))?;
        Some((record.header.kind()?, record.header.space))
    }

    fn home(&self, member: RecordId) -> Option<RecordId> {
        self.read(self.context.home(member))
    }

    fn plan_union(&self, plan: RecordId) -> Option<RecordId> {
        self.read(self.context.record(plan)).map(|plan| plan.header.space)
    }
}
