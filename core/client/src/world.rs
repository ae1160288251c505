//! Authority as this phone knows it: the same rule as the hub's, over what is held here.

use zhijia_model::authority::{Standing, World};
use zhijia_model::kinds::appointment;
use zhijia_model::{Kind, RecordId, Role};

use crate::inner::{Inner, Me};

pub(crate) struct PhoneWorld<'a> {
    inner: &'a Inner,
    me: Me,
}

impl<'a> PhoneWorld<'a> {
    pub(crate) fn new(inner: &'a Inner, me: Me) -> Self {
        Self { inner, me }
    }
}

impl World for PhoneWorld<'_> {
    fn holds(&self, role: Role, space: RecordId, at: i64) -> Standing {
        let all = self.inner.records(Kind::Appointment).unwrap_or_default();
        let mine = all.iter().filter(|one| one.header.owner == Some(self.me.member) && one.header.space == space);
        let standings =
            mine.filter(|one| appointment::role(one) == Some(role)).map(|one| appointment::standing(one, at));
        standings.fold(Standing::Never, |best, one| match (best, one) {
            (Standing::Held, _) | (_, Standing::Held) => Standing::Held,
            (Standing::Ended, _) | (_, Standing::Ended) => Standing::Ended,
            _ => Standing::Never,
        })
    }

    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)> {
        let record = self.inner.record(space).ok().flatten()?;
        Some((record.header.kind()?, record.header.space))
    }

    fn home(&self, member: RecordId) -> Option<RecordId> {
        // The home union of others is not on this phone; cards stand in the own home union.
        if member == self.me.member { self.me.home } else { self.inner.record(member).ok().flatten().and(self.me.home) }
    }

    fn plan_union(&self, plan: RecordId) -> Option<RecordId> {
        self.inner.record(plan).ok().flatten().map(|plan| plan.header.space)
    }
}
