//! What a list depends on, and who tells it: those that are not concerned by a commit hear nothing of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::Notify;
use zhijia_model::{Kind, RecordId};
use zhijia_store::{Changed, Touched};

/// Which records of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All.
    All,
    /// Those in a space.
    In(RecordId),
    /// Those about a member.
    Of(RecordId),
    /// This one.
    One(RecordId),
}

/// What a list depends on. Everything depends on who uses the phone.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that lists depend on")]
pub(crate) struct Needs {
    records: Vec<(Kind, Which)>,
    outbox: bool,
    drawer: bool,
    scopes: bool,
    connection: bool,
}

impl Needs {
    pub(crate) fn all(mut self, kind: Kind) -> Self {
        self.records.push((kind, Which::All));
        self
    }

    pub(crate) fn within(mut self, kind: Kind, space: RecordId) -> Self {
        self.records.push((kind, Which::In(space)));
        self
    }

    pub(crate) fn of(mut self, kind: Kind, member: Option<RecordId>) -> Self {
        self.records.extend(member.map(|member| (kind, Which::Of(member))));
        self
    }

    pub(crate) fn one(mut self, kind: Kind, id: RecordId) -> Self {
        self.records.push((kind, Which::One(id)));
        self
    }

    /// How many actions are on their way.
    pub(crate) fn outbox(mut self) -> Self {
        self.outbox = true;
        self
    }

    /// What was not sent.
    pub(crate) fn drawer(mut self) -> Self {
        self.drawer = true;
        self
    }

    /// Scopes and cursors.
    pub(crate) fn scopes(mut self) -> Self {
        self.scopes = true;
        self
    }

    /// The connection and what stands in its way.
    pub(crate) fn connection(mut self) -> Self {
        self.connection = true;
        self
    }

    /// As of when the phone is complete: it follows from the scopes, and from a live stream.
    pub(crate) fn dated(self, shown: bool) -> Self {
        if shown { self.scopes().connection() } else { self }
    }

    fn asks_for(&self, id: RecordId, one: &Touched) -> bool {
        self.records.iter().any(|(kind, which)| {
            *kind == one.kind
                && match which {
                    Which::All => true,
                    Which::In(space) => one.space == *space,
                    Which::Of(member) => one.owner == Some(*member),
                    Which::One(only) => id == *only,
                }
        })
    }

    /// What of a commit concerns the list; `None` where nothing does.
    fn concerned(&self, changed: &Changed) -> Option<Changed> {
        let records = changed.records.iter().filter(|(id, one)| self.asks_for(**id, one));
        let mine = Changed {
            records: records.map(|(id, one)| (*id, *one)).collect(),
            all: changed.all,
            outbox: changed.outbox && self.outbox,
            drawer: changed.drawer && self.drawer,
            entitlements: changed.entitlements,
            status: changed.status && self.scopes,
        };
        (!mine.is_empty()).then_some(mine)
    }
}

/// What happened since a list was last asked, as far as it concerns the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Happened {
    pub(crate) changed: Changed,
    pub(crate) connection: bool,
}

impl Happened {
    /// The changed records of a kind.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = (RecordId, &Touched)> {
        self.changed.records.iter().filter(move |(_, one)| one.kind == kind).map(|(id, one)| (*id, one))
    }

    /// Whether it is a handful of records.
    pub(crate) fn is_small(&self) -> bool {
        !self.changed.all && !self.changed.entitlements && self.changed.records.len() <= 4
    }

    /// Whether the phone may be complete as of another time now.
    pub(crate) fn as_of(&self) -> bool {
        self.changed.status || self.connection
    }
}

/// One watch's ear.
#[derive(Default)]
pub(crate) struct Observer {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    /// `None` while the list is being asked: what it depends on is not known until it has answered.
    needs: Option<Needs>,
    noted: Option<Happened>,
    closed: bool,
}

impl State {
    fn take(&mut self) -> Option<Happened> {
        let happened = self.noted.take();
        if happened.is_some() {
            self.needs = None;
        }
        happened
    }
}

/// What an observer has to say.
pub(crate) enum Noted {
    Happened(Happened),
    Closed,
}

impl Observer {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The list has answered: from now on, and of what was noted meanwhile, only this concerns it.
    pub(crate) fn set_needs(&self, needs: Needs) {
        let mut state = self.state();
        if let Some(noted) = state.noted.take() {
            let connection = noted.connection && needs.connection;
            let changed = needs.concerned(&noted.changed);
            state.noted = (connection || changed.is_some())
                .then(|| Happened { changed: changed.unwrap_or_default(), connection });
        }
        state.needs = Some(needs);
    }

    /// The list is asked for everything: what was noted before is in it.
    pub(crate) fn begin(&self) {
        let mut state = self.state();
        (state.needs, state.noted) = (None, None);
    }

    /// Waits until something concerned the list. Safe to cancel: what was noted stays noted.
    pub(crate) async fn noted(&self) -> Noted {
        loop {
            let woken = self.wake.notified();
            {
                let mut state = self.state();
                if let Some(happened) = state.take() {
                    return Noted::Happened(happened);
                }
                if state.closed {
                    return Noted::Closed;
                }
            }
            woken.await;
        }
    }

    /// What has happened so far, without waiting.
    pub(crate) fn take(&self) -> Option<Happened> {
        self.state().take()
    }

    fn note(&self, changed: &Changed) {
        let mut state = self.state();
        match state.needs.as_ref().map(|needs| needs.concerned(changed)) {
            Some(None) => return,
            Some(Some(mine)) => state.noted.get_or_insert_default().changed.absorb(&mine),
            None => state.noted.get_or_insert_default().changed.absorb(changed),
        }
        drop(state);
        self.wake.notify_one();
    }

    fn note_connection(&self) {
        let mut state = self.state();
        if state.needs.as_ref().is_none_or(|needs| needs.connection) {
            state.noted.get_or_insert_default().connection = true;
            drop(state);
            self.wake.notify_one();
        }
    }

    fn close(&self) {
        self.state().closed = true;
        self.wake.notify_one();
    }
}

/// The ears of all watches of a phone.
#[derive(Default)]
pub(crate) struct Observers {
    all: Mutex<Vec<Weak<Observer>>>,
    turn: Mutex<()>,
}

impl Observers {
    pub(crate) fn add(&self) -> Arc<Observer> {
        let observer = Arc::new(Observer::default());
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.strong_count() > 0);
        all.push(Arc::downgrade(&observer));
        observer
    }

    /// One list is asked at a time. A commit wakes several at once; side by side they would open connections that have
    /// to read and decrypt again what the one that wrote has at hand.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no list is being asked.
    pub(crate) fn is_idle(&self) -> bool {
        self.turn.try_lock().is_ok()
    }

    fn each(&self, tell: impl Fn(&Observer)) {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(Weak::upgrade).for_each(|one| tell(&one));
    }

    /// A commit changed something. Called under the store's lock: it only takes notes.
    pub(crate) fn changed(&self, changed: &Changed) {
        self.each(|one| one.note(changed));
    }

    /// The connection, the airplane switch or what stands in the way is another now.
    pub(crate) fn connection(&self) {
        self.each(Observer::note_connection);
    }
}

impl Drop for Observers {
    fn drop(&mut self) {
        self.each(Observer::close);
    }
}
