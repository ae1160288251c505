//! Doing what a person asks: check, authority and write in one transaction on the phone's store.

use std::cell::RefCell;
use std::collections::HashMap;

use zhijia_model::intents::{self, Context, Writes};
use zhijia_model::kinds::Record;
use zhijia_model::{Code, Intent, IntentId, Kind, RecordId};
use zhijia_store::{Dao, Tx};

use crate::error::Error;
use crate::events::notices::note_own;
use crate::inner::Inner;
use crate::session::{Me, revoked};
use crate::{Client, asked};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The record.
    pub record: RecordId,
    /// What takes it back, where something does.
    pub undo: Option<Intent>,
}

impl Done {
    /// The undo as a text for [`Client::undo`]; empty where there is none.
    pub fn undo_text(&self) -> String {
        self.undo.as_ref().map(Intent::to_text).unwrap_or_default()
    }
}

/// What intents read on a phone: one transaction of its store. Its check and its authority ask for the same records,
/// which are read once.
pub(crate) struct Here<'a> {
    pub(crate) dao: &'a Dao<'a>,
    pub(crate) me: Me,
    now: i64,
    records: RefCell<HashMap<RecordId, Option<Record>>>,
    own: RefCell<HashMap<Kind, Vec<Record>>>,
}

impl<'a> Here<'a> {
    pub(crate) fn new(dao: &'a Dao<'a>, me: Me, now: i64) -> Self {
        Self { dao, me, now, records: RefCell::default(), own: RefCell::default() }
    }
}

impl Context for Here<'_> {
    type Error = Error;

    fn me(&self) -> RecordId {
        self.me.member
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn home(&self, member: RecordId) -> Result<Option<RecordId>, Error> {
        if member == self.me.member {
            return Ok(self.me.home);
        }
        // Of others it is the union with whose cards the member came.
        Ok(self.dao.home_of(member)?)
    }

    fn record(&self, id: RecordId) -> Result<Option<Record>, Error> {
        if let Some(known) = self.records.borrow().get(&id) {
            return Ok(known.clone());
        }
        let found = self.dao.record(id)?;
        self.records.borrow_mut().insert(id, found.clone());
        Ok(found)
    }

    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Error> {
        if person != self.me.member {
            return Ok(self.dao.records_of(kind, person)?);
        }
        if let Some(known) = self.own.borrow().get(&kind) {
            return Ok(known.clone());
        }
        let found = self.dao.records_of(kind, person)?;
        self.own.borrow_mut().insert(kind, found.clone());
        Ok(found)
    }

    fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>, Error> {
        Ok(self.dao.loans_of_copy(house, title, copy)?)
    }

    fn out_of_title(&self, house: RecordId, title: RecordId) -> Result<u32, Error> {
        Ok(self.dao.open_loans_of_title(house, title)?)
    }

    fn holds_of(&self, house: RecordId, title: RecordId) -> Result<Vec<Record>, Error> {
        let held = self.dao.stored_about(Kind::Hold, house, title)?;
        Ok(held.into_iter().map(|one| one.record).collect())
    }
}

impl Client {
    /// Does what a person asks, or says why not: nothing is written then. What is written is durable when this
    /// returns, and is sent when the hub can be reached.
    ///
    /// # Errors
    /// The intent's refusal, the refusal of who may not do it, or what stops the phone from writing.
    pub fn perform(&self, intent: impl Into<Intent>) -> Result<Done, Error> {
        let (inner, intent) = (&self.0, intent.into());
        let (id, now) = (inner.intent(), inner.now());
        let done = inner.store.write(|tx| {
            let done = perform(tx, &intent, id, now)?;
            note_own(tx, &intent, done.record, now)?;
            Ok::<_, Error>(done)
        })?;
        inner.link.wake.notify_one();
        Ok(done)
    }

    /// Does several things in one transaction, all of them or none; gives their records.
    pub(crate) fn perform_all(&self, intents: &[Intent]) -> Result<Vec<RecordId>, Error> {
        let (inner, now) = (&self.0, self.0.now());
        let ids: Vec<_> = intents.iter().map(|_| inner.intent()).collect();
        let done = inner.store.write(|tx| {
            let each = intents.iter().zip(&ids).map(|(intent, id)| {
                let done = perform(tx, intent, *id, now)?;
                note_own(tx, intent, done.record, now)?;
                Ok(done.record)
            });
            each.collect::<Result<Vec<_>, Error>>()
        })?;
        inner.link.wake.notify_one();
        Ok(done)
    }

    /// Takes back what was done, by the text that came with it.
    ///
    /// # Errors
    /// `not-found` for a text that is no undo; else as [`Client::perform`].
    pub fn undo(&self, undo: &str) -> Result<(), Error> {
        let intent = Intent::from_text(undo).ok_or_else(|| Error::from(Code::NotFound))?;
        self.perform(intent).map(drop)
    }

    /// Asks for something that is only read.
    pub(crate) fn here<T>(&self, ask: impl FnOnce(&Here<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let now = self.0.now();
        self.0.store.read(|dao| ask(&Here::new(dao, me(dao)?, now)))
    }
}

impl Inner {
    pub(crate) fn me(&self) -> Result<Me, Error> {
        self.store.read(me)
    }

    pub(crate) fn record(&self, id: RecordId) -> Result<Option<Record>, Error> {
        Ok(self.store.read(|dao| dao.record(id))?)
    }
}

/// Who uses this phone.
pub(crate) fn me(dao: &Dao<'_>) -> Result<Me, Error> {
    if let Some(ended) = dao.revoked()?.and_then(|revoked| revoked::error(&revoked.code)) {
        return Err(ended);
    }
    let known = dao.entitlements()?.ok_or_else(Error::not_joined)?;
    Ok(Me { member: known.member, home: known.home })
}

/// Does it inside a transaction of a phone's store, so that nobody comes between the check and the write. This is what
/// [`Client::perform`] does; simulations do it on stores without a client around them.
///
/// # Errors
/// As [`Client::perform`].
pub fn perform(tx: &mut Tx<'_>, intent: &Intent, id: IntentId, now: i64) -> Result<Done, Error> {
    let (write, before) = {
        let dao = tx.dao();
        let here = Here::new(&dao, me(&dao)?, now);
        let writes = intent.writes(&here, id)?;
        let (Writes::This(write) | Writes::Nothing(write)) = &writes;
        intents::authorize(&here, write)?;
        let record = write.header.id();
        match writes {
            Writes::Nothing(_) => return Ok(Done { record, undo: None }),
            Writes::This(write) => (write, here.record(record)?),
        }
    };
    let record = write.header.id();
    tx.act(&asked::action(intent, id, write, before.as_ref()), now)?;
    Ok(Done { record, undo: intent.undo(record, id) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use zhijia_model::intents::books::ImportTitle;
    use zhijia_model::intents::members::Join;
    use zhijia_model::{Header, Part};

    use super::*;
    use crate::Options;
    use crate::lending::Borrower;

    /// A keeper's phone without a hub, with a house and a book.
    fn keeper(dir: &std::path::Path) -> (Client, RecordId, RecordId) {
        let hub = "http://127.0.0.1:9".to_owned();
        let client = Client::open(Options { dir: dir.into(), key: [5; 32], hub, ca: None, clock: None }).unwrap();
        let (member, union) = (Header::new(Kind::Member, RecordId::CITY, None, [2; 16]), RecordId([1; 16]));
        let own = Join { name: "王芳".to_owned(), mobile: String::new() };
        client.0.joined_as(own, &member, union, &[7; 32]).unwrap();
        let grant = zhijia_store::Action {
            intent: IntentId([3; 16]),
            code: "grant".to_owned(),
            version: 1,
            header: Header::new(Kind::Appointment, union, Some(member.id()), [4; 16]),
            part: Part::Grant,
            puts: vec![("role".to_owned(), "keeper".into())],
            input: Vec::new(),
            seen: Vec::new(),
        };
        client.0.store.write(|tx| tx.act(&grant, 0)).unwrap();
        let house = client.create_house(union, "三楼书屋", "", "").unwrap();
        client.import_catalogue(house, "书名,条码\n活着,SX0001\n".as_bytes(), |_, _| true).unwrap();
        let title = client.titles(house, "活着", 0, 1).unwrap().items[0].id.parse().unwrap();
        (client, house, title)
    }

    #[test]
    fn who_may_not_is_told_so_also_where_nothing_is_left_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let (client, house, _) = keeper(dir.path());
        let known = |house| ImportTitle { house, title: Box::default() };
        client.perform(known(house)).unwrap();
        // A house in which this keeper has no role.
        assert_eq!(client.perform(known(RecordId([6; 16]))).unwrap_err().code, "no-authority");
    }

    #[test]
    fn four_calls_at_once_to_lend_one_copy_to_one_reader_are_one_loan() {
        let dir = tempfile::tempdir().unwrap();
        let (client, house, title) = keeper(dir.path());
        let reader = Borrower::Name { name: "周敏".to_owned(), employer: "第一棉纺厂".to_owned() };
        let lend = || client.lend(title, "SX0001", &reader, false).unwrap().record;
        let loans = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..4).map(|_| scope.spawn(lend)).collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect::<std::collections::BTreeSet<_>>()
        });
        assert_eq!(loans.len(), 1);
        assert_eq!(client.house_loans(house).unwrap().len(), 1);
        // To another reader it is out.
        let other = Borrower::Name { name: "吴刚".to_owned(), employer: String::new() };
        assert_eq!(client.lend(title, "SX0001", &other, false).unwrap_err().code, "copy-out");
    }
}
