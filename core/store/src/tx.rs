//! The write transaction: numbers of records, rows of scopes, and what was touched, kept in memory until the commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, OptionalExtension as _, params};
use zhijia_model::kinds::Record;
use zhijia_model::{DeviceId, Header, Kind, PartChanges, RecordId, Scope};

use crate::changed::Changed;
use crate::error::Result;
use crate::records::{self, Dao, ERASED, Held, Values};
use crate::{meta, projections};

/// Random generations without a source of randomness: a hash over the seed of this opening and a counter.
pub(crate) struct Draws {
    seed: [u8; 32],
    next: AtomicU64,
}

impl Draws {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    pub(crate) fn generation(&self) -> [u8; 8] {
        let mut bytes = self.seed.to_vec();
        bytes.extend(self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        zhijia_model::id::short_hash(&bytes).first_chunk().copied().unwrap_or_default()
    }
}

/// A scope's row, kept in memory for the length of the transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScopeRow {
    pub(crate) n: i64,
    pub(crate) cursor: u64,
    pub(crate) complete: Option<i64>,
    pub(crate) reset: bool,
    pub(crate) mismatches: u32,
    pub(crate) pass: u32,
    pub(crate) unseen: u64,
    pub(crate) digest: zhijia_sync::wire::Digest,
    dirty: bool,
}

/// What is known of a record that this transaction met first: it needs no reading back.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    pub(crate) parts: BTreeMap<u8, PartChanges>,
    pub(crate) values: BTreeMap<i64, Values>,
}

/// One write transaction. It reads its own writes; the read tables follow at its end.
pub struct Tx<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) draws: &'c Draws,
    pub(crate) device: DeviceId,
    pub(crate) any_pending: bool,
    pub(crate) changed: Changed,
    /// Records whose own changes have moved on.
    pub(crate) moved: BTreeSet<i64>,
    known: HashMap<RecordId, Held>,
    fresh: HashMap<i64, Fresh>,
    scopes: HashMap<Scope, ScopeRow>,
    touched: BTreeMap<RecordId, i64>,
}

/// The bytes of an actor's generation that follow from the part.
const OF_PART: usize = 3;

impl<'c> Tx<'c> {
    pub(crate) fn begin(conn: &'c Connection, draws: &'c Draws, device: DeviceId) -> Result<Self> {
        let mut find = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM pending)")?;
        let any_pending = find.query_row([], |row| row.get(0))?;
        Ok(Self {
            conn,
            draws,
            device,
            any_pending,
            changed: Changed::default(),
            moved: BTreeSet::new(),
            known: HashMap::new(),
            fresh: HashMap::new(),
            scopes: HashMap::new(),
            touched: BTreeMap::new(),
        })
    }

    /// Reading inside the transaction: records and parts as written so far, read tables as of its beginning.
    pub fn dao(&self) -> Dao<'_> {
        Dao { conn: self.conn }
    }

    /// A record with everything that is held of it, what this transaction wrote included.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>> {
        self.dao().record(id)
    }

    /// Writes what was kept in memory, and the read tables of the touched records.
    pub(crate) fn finish(mut self) -> Result<Changed> {
        // Values that no row was made for yet: they wait for it in a row that has not entered.
        let waiting = |fresh: &&Fresh| fresh.values.values().any(|values| values.seq == 0);
        let waiting: Vec<_> = self.fresh.iter().filter(|(_, fresh)| waiting(fresh)).map(|(n, _)| *n).collect();
        for n in waiting {
            self.stale(n)?;
        }
        let mut touched: Vec<_> = core::mem::take(&mut self.touched).into_iter().collect();
        // In the order of the read tables: what is appended fills its pages.
        touched.sort_unstable_by_key(|(_, n)| *n);
        for (id, n) in touched {
            let Some(held) = self.known.get(&id).cloned() else { continue };
            if projections::follow(held.header.as_ref().and_then(Header::kind)) {
                self.project(id, n, &held)?;
            }
            if let Some(header) = &held.header {
                self.changed_record(id, header);
            }
            self.moved.remove(&n);
        }
        self.name_moved()?;
        self.flush_scopes()?;
        Ok(self.changed)
    }

    /// Writes the read tables of a record.
    fn project(&self, id: RecordId, n: i64, held: &Held) -> Result<()> {
        let record = match (self.fresh.get(&n), &held.header) {
            (_, None) => None,
            (Some(fresh), Some(header)) => {
                let mut values: Vec<_> = fresh.values.values().cloned().collect();
                let parts = fresh.parts.iter().map(|(number, changes)| (*number, changes));
                Some((records::assemble(id, header, parts, &mut values), true))
            }
            (None, Some(_)) => records::load(self.conn, n)?.map(|record| (record, false)),
        };
        match record {
            Some((record, fresh)) => projections::put(self.conn, n, &record, fresh),
            None => projections::remove(self.conn, n, held.header.as_ref()),
        }
    }

    /// Writes the rows of scopes that are kept in memory.
    pub(crate) fn flush_scopes(&mut self) -> Result<()> {
        for row in self.scopes.values_mut().filter(|row| row.dirty) {
            row.dirty = false;
            self.changed.status = true;
            let sql = "UPDATE scopes SET cursor = ?2, complete = ?3, reset = ?4, mismatches = ?5, pass = ?6,
                           unseen = ?7, count = ?8, digest = ?9 WHERE n = ?1";
            self.conn.prepare_cached(sql)?.execute(params![
                row.n,
                row.cursor.cast_signed(),
                row.complete,
                row.reset,
                row.mismatches,
                row.pass,
                row.unseen.cast_signed(),
                row.digest.count.cast_signed(),
                row.digest.sum.cast_signed(),
            ])?;
        }
        Ok(())
    }

    /// A record's row.
    pub(crate) fn held(&mut self, id: RecordId) -> Result<Option<Held>> {
        if let Some(held) = self.known.get(&id) {
            return Ok(Some(held.clone()));
        }
        let held = records::held(self.conn, id)?;
        if let Some(held) = &held {
            self.known.insert(id, held.clone());
        }
        Ok(held)
    }

    /// A record's row, made where it is missing; `None` where the record was erased for good.
    pub(crate) fn holding(&mut self, id: RecordId) -> Result<Option<i64>> {
        if let Some(held) = self.held(id)? {
            return Ok((held.state != ERASED).then_some(held.n));
        }
        self.conn.prepare_cached("INSERT INTO records (id) VALUES (?1)")?.execute([id.as_bytes()])?;
        let n = self.conn.last_insert_rowid();
        self.known.insert(id, Held { n, header: None, state: 0 });
        Ok(Some(n))
    }

    /// Notes a header; `None` where the record was erased for good.
    pub(crate) fn note_header(&mut self, header: &Header) -> Result<Option<i64>> {
        let id = header.id();
        if let Some(held) = self.known.get(&id)
            && (held.header.is_some() || held.state == ERASED)
        {
            return Ok((held.state != ERASED).then_some(held.n));
        }
        let bytes = header.bytes();
        let owner = header.owner.map(|owner| owner.0);
        let values = params![id.as_bytes(), header.kind, header.space.as_bytes(), owner, bytes];
        let sql = "INSERT OR IGNORE INTO records (id, kind, space, owner, header) VALUES (?1, ?2, ?3, ?4, ?5)";
        if self.conn.prepare_cached(sql)?.execute(values)? == 1 {
            let n = self.conn.last_insert_rowid();
            self.known.insert(id, Held { n, header: Some(header.clone()), state: 0 });
            self.fresh.insert(n, Fresh::default());
            return Ok(Some(n));
        }
        let Some(mut held) = self.held(id)? else { return Ok(None) };
        if held.state == ERASED {
            return Ok(None);
        }
        if held.header.is_none() {
            let sql = "UPDATE records SET kind = ?2, space = ?3, owner = ?4, header = ?5 WHERE id = ?1";
            self.conn.prepare_cached(sql)?.execute(values)?;
            held.header = Some(header.clone());
            self.known.insert(id, held.clone());
            self.touched.insert(id, held.n);
        }
        Ok(Some(held.n))
    }

    /// Sets a record's state.
    pub(crate) fn set_state(&mut self, id: RecordId, state: u8) -> Result<()> {
        if let Some(held) = self.known.get_mut(&id)
            && held.state != state
        {
            held.state = state;
            let sql = "UPDATE records SET state = ?2 WHERE n = ?1";
            self.conn.prepare_cached(sql)?.execute(params![held.n, state])?;
        }
        Ok(())
    }

    /// Forgets what was kept in memory of a record whose row is gone or altered; lists hear of it by the header that
    /// it had.
    pub(crate) fn drop_known(&mut self, id: RecordId, header: Option<&Header>) {
        if let Some(held) = self.known.remove(&id) {
            self.fresh.remove(&held.n);
        }
        self.touched.remove(&id);
        if let Some(header) = header {
            self.changed_record(id, header);
        }
    }

    /// What is in memory of a record that this transaction met first.
    pub(crate) fn fresh(&mut self, n: i64) -> Option<&mut Fresh> {
        self.fresh.get_mut(&n)
    }

    /// From now on the record is read back from the tables.
    pub(crate) fn stale(&mut self, n: i64) -> Result<()> {
        let Some(fresh) = self.fresh.remove(&n) else { return Ok(()) };
        for (scope, values) in fresh.values.iter().filter(|(_, values)| values.seq == 0) {
            self.insert_row(n, *scope, 0, values)?;
        }
        Ok(())
    }

    /// Notes that the record's read tables have to follow.
    pub(crate) fn touch(&mut self, id: RecordId, n: i64) {
        self.touched.insert(id, n);
    }

    /// A scope's row; made where it is missing.
    pub(crate) fn scope(&mut self, scope: Scope) -> Result<&mut ScopeRow> {
        if !self.scopes.contains_key(&scope) {
            let row = self.read_scope(scope)?;
            self.scopes.insert(scope, row);
        }
        Ok(self.scopes.entry(scope).or_default())
    }

    /// A scope's row to alter.
    pub(crate) fn scope_mut(&mut self, scope: Scope) -> Result<&mut ScopeRow> {
        let row = self.scope(scope)?;
        row.dirty = true;
        Ok(row)
    }

    /// Writes the rows of scopes, and reads them again when they are asked for.
    pub(crate) fn reread_scopes(&mut self) -> Result<()> {
        self.flush_scopes()?;
        self.scopes.clear();
        self.changed.status = true;
        Ok(())
    }

    fn read_scope(&self, scope: Scope) -> Result<ScopeRow> {
        let sql = "SELECT n, cursor, complete, reset, mismatches, pass, unseen, count, digest
                   FROM scopes WHERE space = ?1 AND audience = ?2";
        let mut find = self.conn.prepare_cached(sql)?;
        let row = find.query_row(params![scope.space.as_bytes(), scope.audience], |row| {
            Ok(ScopeRow {
                n: row.get(0)?,
                cursor: row.get::<_, i64>(1)?.cast_unsigned(),
                complete: row.get(2)?,
                reset: row.get(3)?,
                mismatches: row.get(4)?,
                pass: row.get(5)?,
                unseen: row.get::<_, i64>(6)?.cast_unsigned(),
                digest: zhijia_sync::wire::Digest {
                    count: row.get::<_, i64>(7)?.cast_unsigned(),
                    sum: row.get::<_, i64>(8)?.cast_unsigned(),
                },
                dirty: false,
            })
        });
        if let Some(row) = row.optional()? {
            return Ok(row);
        }
        let sql = "INSERT INTO scopes (space, audience) VALUES (?1, ?2)";
        self.conn.prepare_cached(sql)?.execute(params![scope.space.as_bytes(), scope.audience])?;
        Ok(ScopeRow { n: self.conn.last_insert_rowid(), ..ScopeRow::default() })
    }

    /// The actor to write a part with: the part's own since a refusal, else one that follows from this store's
    /// generation, the record and the part.
    ///
    /// A change does not name its record. Were the actor the same everywhere, two titles imported with the same
    /// words in the same moment would be one and the same change, and a fate, which names a change by its hash alone,
    /// could mean either.
    pub(crate) fn actor(&self, n: i64, record: RecordId, part: u8) -> Result<zhijia_model::Actor> {
        let sql = "SELECT generation FROM part_actors WHERE record = ?1 AND part = ?2";
        let own: Option<[u8; 8]> =
            self.conn.prepare_cached(sql)?.query_row(params![n, part], |row| row.get(0)).optional()?;
        if let Some(generation) = own {
            return Ok(zhijia_model::Actor::new(self.device, generation));
        }
        let own: [u8; 8] = meta::get(self.conn, meta::GENERATION)?.unwrap_or_default();
        let of_part = [own.as_slice(), record.as_bytes(), &[part]].concat();
        let hash = zhijia_model::id::short_hash(&of_part);
        let mut generation = own;
        // Only so much of the hash as tells equal changes apart: what differs in every record does not compress, and
        // a keeper's phone gets thousands of them at once.
        generation.iter_mut().skip(8 - OF_PART).zip(hash.iter()).for_each(|(to, from)| *to = *from);
        Ok(zhijia_model::Actor::new(self.device, generation))
    }

    /// Rebuilds all read tables from the records.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn rebuild(&mut self) -> Result<()> {
        projections::clear(self.conn)?;
        let mut find = self.conn.prepare("SELECT n, kind FROM records WHERE header IS NOT NULL")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            if projections::follow(Kind::from_number(row.get(1)?))
                && let Some(record) = records::load(self.conn, n)?
            {
                projections::put(self.conn, n, &record, true)?;
            }
        }
        self.changed.all = true;
        Ok(())
    }
}
