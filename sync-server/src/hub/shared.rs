//! What the parts of the core share in memory: little, and nothing that is lost with it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use ring::hmac;
use zhijia_model::DeviceId;

use super::live::Registry;
use crate::feed::Recent;
use crate::ledger::{DbError, Ledger, Result};
use crate::registrar::{self, Sweep};
use crate::work::{Moved, Set, Work};

/// How often it is looked for what was to be judged again by now, in milliseconds.
const AGENDA_MS: i64 = 60 * 1000;
/// How often what else time alone brings about is looked for, in milliseconds.
const REST_MS: i64 = 60 * 60 * 1000;

/// Records that the requests of one transaction may hold together before they are written.
const HELD: usize = 10_000;

/// What the requests that share a transaction have changed and not written.
#[derive(Default)]
enum Group {
    /// Nothing.
    #[default]
    Empty,
    /// What the next request goes on with.
    Left(Box<Set>),
    /// A request took it and did not give it back: what it had changed cannot be told from what the others had, so that
    /// none of them may be committed.
    Broken(DbError),
}

/// Shared state. After a restart it is empty, and nothing is wrong.
#[derive(Default)]
pub(crate) struct Shared {
    /// Arrivals with an empty outbox that are not in the ledger yet: an exchange without offers writes nothing. What is
    /// lost here only lets a claimed time be believed for longer, up to its grace.
    empties: Mutex<HashMap<DeviceId, i64>>,
    /// What the group that is not committed yet has changed and not written.
    group: Mutex<Group>,
    /// The scopes that moved in the group that is not committed yet.
    moved: Mutex<Moved>,
    /// Whether homes, roles or spaces were changed in it.
    rights: AtomicBool,
    /// What was read of the last commit.
    pub(crate) recent: Recent,
    /// When what time alone brings about was last looked for: the agenda, and the rest.
    swept: Mutex<(i64, i64)>,
    /// For the seeds of draws.
    draws: OnceLock<hmac::Key>,
    /// Who follows live.
    pub(crate) registry: Registry,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every value here is whole at each moment, whoever panicked while holding it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Takes the key from which the seeds of draws follow, once.
    pub(crate) fn draw_by(&self, key: hmac::Key) {
        let _known = self.draws.set(key);
    }

    /// Which sweep is due, where one is; it is taken as made.
    pub(crate) fn sweep_that_is_due(&self, now: i64) -> Option<Sweep> {
        let mut swept = lock(&self.swept);
        if now.saturating_sub(swept.0) < AGENDA_MS {
            return None;
        }
        swept.0 = now;
        let all = now.saturating_sub(swept.1) >= REST_MS;
        if all {
            swept.1 = now;
        }
        Some(if all { Sweep::All } else { Sweep::Agenda })
    }

    /// Notes that a device declared its outbox empty.
    pub(crate) fn note_empty(&self, device: DeviceId, now: i64) {
        lock(&self.empties).insert(device, now);
    }

    /// What [`Self::note_empty`] noted of a device and is not in the ledger yet.
    pub(crate) fn empty(&self, device: DeviceId) -> Option<i64> {
        lock(&self.empties).get(&device).copied()
    }

    /// Writes the arrivals to the ledger.
    pub(crate) fn flush_empties(&self, ledger: &dyn Ledger) -> Result<()> {
        let all = std::mem::take(&mut *lock(&self.empties));
        for (device, at) in all {
            ledger.note_outbox_empty(device, at)?;
        }
        Ok(())
    }

    /// Works on what the earlier requests of the same transaction have left. Where the work fails or panics, the whole
    /// transaction has to be rolled back, and [`Self::settle`] sees to it.
    pub(crate) fn work<T>(
        &self,
        ledger: &dyn Ledger,
        now: i64,
        work: impl FnOnce(&mut Work<'_>) -> Result<T>,
    ) -> Result<T> {
        let taken = std::mem::replace(&mut *lock(&self.group), Group::Broken(DbError::Panicked));
        let begun = match taken {
            Group::Empty => Work::new(ledger, now),
            Group::Left(set) => Ok(Work::resume(ledger, now, *set)),
            Group::Broken(error) => Err(error),
        };
        let done = begun.and_then(|mut begun| {
            begun.draws = self.draws.get().cloned();
            let out = work(&mut begun)?;
            let set = begun.suspend();
            if set.len() < HELD {
                return Ok((out, Group::Left(Box::new(set))));
            }
            self.write(Work::resume(ledger, now, set))?;
            Ok((out, Group::Empty))
        });
        let (out, group) = match done {
            Ok((out, group)) => (Ok(out), group),
            Err(error) => (Err(error.clone()), Group::Broken(error)),
        };
        *lock(&self.group) = group;
        out
    }

    /// Writes what the requests of the transaction have left: before its commit, and before anybody else writes in it.
    pub(crate) fn settle(&self, ledger: &dyn Ledger) -> Result<()> {
        let group = std::mem::take(&mut *lock(&self.group));
        match group {
            Group::Empty => Ok(()),
            // Nothing that is left to write asks for the time.
            Group::Left(set) => self.write(Work::resume(ledger, 0, *set)),
            Group::Broken(error) => {
                *lock(&self.group) = Group::Broken(error.clone());
                Err(error)
            }
        }
    }

    /// Writes what a work has changed, and notes what it has moved.
    pub(crate) fn write(&self, mut work: Work<'_>) -> Result<()> {
        registrar::write(&mut work)?;
        let flushed = work.flush()?;
        self.rights.fetch_or(flushed.rights, Ordering::AcqRel);
        let mut all = lock(&self.moved);
        for (scope, only_fact) in flushed.moved {
            *all.entry(scope).or_insert(true) &= only_fact;
        }
        Ok(())
    }

    /// The group is committed: followers hear of it.
    pub(crate) fn publish(&self) {
        if self.rights.swap(false, Ordering::AcqRel) {
            self.recent.rights_changed();
        }
        let moved = std::mem::take(&mut *lock(&self.moved));
        if !moved.is_empty() {
            self.registry.publish(&moved);
        }
    }

    /// The group was rolled back.
    pub(crate) fn discard(&self) {
        lock(&self.moved).clear();
        self.rights.store(false, Ordering::Release);
        *lock(&self.group) = Group::Empty;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use zhijia_model::kinds::union::Union;
    use zhijia_model::scope::scopes_of;
    use zhijia_model::{Actor, IntentId, Kind, Part, RecordId};
    use zhijia_sync::wire::{Answer, Offer};

    use super::*;
    use crate::gate::{self, Author};
    use crate::hub::Keys;
    use crate::hub::authored::{begin, header};
    use crate::ledger::sqlite::Sqlite;
    use crate::ledger::{History as _, Records as _, Scopes as _};

    const NOW: i64 = 1_775_000_000_000;

    fn union(work: &mut Work<'_>, salt: u8) -> Result<RecordId> {
        let header = header(Kind::Union, RecordId::CITY, None, [salt; 16]);
        begin(work, &Keys::from_seed(&[1; 32]), &header, Part::Staff, &Union::write().name("城东区总工会").puts())
    }

    fn ledger(test: impl FnOnce(&Shared, &Sqlite<'_>)) {
        let connection = crate::db::memory().unwrap();
        crate::identity::sqlite::set_epoch(&connection, [9; 16]).unwrap();
        test(&Shared::default(), &Sqlite(&connection));
    }

    #[test]
    fn requests_that_share_a_commit_see_each_other_and_are_written_once() {
        ledger(|shared, ledger| {
            let before = ledger.seq().unwrap();
            let first = shared.work(ledger, NOW, |work| union(work, 1)).unwrap();
            let second = shared.work(ledger, NOW, |work| {
                assert!(work.space(first)?.is_some(), "what the first one began is there for the second");
                union(work, 2)
            });
            let second = second.unwrap();
            assert_eq!(ledger.record(first).unwrap(), None, "nothing is written before the end");
            shared.settle(ledger).unwrap();
            let rows = [first, second].map(|id| ledger.record(id).unwrap().unwrap());
            assert!(before < rows[0].num && rows[0].content < rows[1].num && rows[1].content <= ledger.seq().unwrap());
            let seq = ledger.seq().unwrap();
            shared.settle(ledger).unwrap();
            assert_eq!(ledger.seq().unwrap(), seq, "what was written is not written again");
        });
    }

    #[test]
    fn what_is_written_on_after_it_has_left_stands_again() {
        ledger(|shared, ledger| {
            let id = shared.work(ledger, NOW, |work| union(work, 1)).unwrap();
            shared.settle(ledger).unwrap();
            let row = ledger.record(id).unwrap().unwrap();
            let stands = |scope| {
                let scope = ledger.scope(scope).unwrap().unwrap();
                ledger.place(scope.num, row.num).unwrap().unwrap().gone.is_none()
            };
            let scope = scopes_of(&row.header, None, None)[0];
            assert!(stands(scope));
            // Two requests of one commit: the first takes it from the scope, the second writes it.
            shared.work(ledger, NOW, |work| work.take_from(id, scope)).unwrap();
            let written = shared.work(ledger, NOW + 1, |work| {
                work.load(id)?;
                let part = Part::Staff.number();
                let (keys, puts) = (Keys::from_seed(&[1; 32]), Union::write().name("城东区总工会(新)").puts());
                let before = &work.slot(id).unwrap().parts[&part];
                let change = before.write(&Actor::new(keys.device, [0; 8]), NOW + 1, &puts).unwrap().unwrap();
                let offer = Offer { record: id, header: None, part, intent: IntentId([8; 16]), change };
                gate::judge(work, &Author { device: keys.device, member: None }, gate::read(offer))
            });
            assert!(matches!(written.unwrap().answer, Answer::Accepted { .. }));
            shared.settle(ledger).unwrap();
            assert!(stands(scope));
        });
    }

    #[test]
    fn a_request_that_fails_or_panics_lets_nothing_of_its_commit_through() {
        ledger(|shared, ledger| {
            for panics in [false, true] {
                ledger.0.execute_batch("BEGIN").unwrap();
                shared.work(ledger, NOW, |work| union(work, 1)).unwrap();
                let fails = |work: &mut Work<'_>| {
                    union(work, 2)?;
                    assert!(!panics, "on purpose");
                    Err::<(), _>(DbError::Full)
                };
                let run = std::panic::AssertUnwindSafe(|| shared.work(ledger, NOW, fails));
                let failed = std::panic::catch_unwind(run).unwrap_or(Err(DbError::Panicked)).unwrap_err();
                assert_eq!(shared.work(ledger, NOW, |work| union(work, 3)), Err(failed.clone()));
                assert_eq!(shared.settle(ledger), Err(failed), "the hook before the commit rolls it back");
                ledger.0.execute_batch("ROLLBACK").unwrap();
                shared.discard();
            }
            assert!(shared.work(ledger, NOW, |work| union(work, 4)).is_ok());
        });
    }
}
