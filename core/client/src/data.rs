//! What the use cases ask the store, in one place.

use std::fs;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use zhijia_model::intents::members::Join;
use zhijia_model::kinds::Record;
use zhijia_model::{Header, RecordId, Scope};
use zhijia_sync::engine::Store as _;
use zhijia_sync::wire::Entitlements;

use crate::device::{HUB_FILE, write_whole};
use crate::error::Error;
use crate::inner::Inner;
use crate::session::Me;

impl Inner {
    /// The hub's key as it was when this phone joined.
    pub(crate) fn hub_key(&self) -> Option<[u8; 32]> {
        fs::read(self.session.dir.join(HUB_FILE)).ok()?.try_into().ok()
    }

    /// Remembers who uses this phone, before the first exchange says the rest, and what the person wrote of themself:
    /// both or neither.
    pub(crate) fn joined_as(&self, own: Join, header: &Header, home: RecordId, hub: &[u8; 32]) -> Result<(), Error> {
        write_whole(&self.session.dir, HUB_FILE, hub).map_err(Error::disk)?;
        let write = own.write(header.clone())?;
        let action = crate::asked::action(&own.into(), self.intent(), write, None);
        let member = header.id();
        let mine = Scope::new(member, zhijia_model::Audience::Mine);
        let first = Entitlements { hash: Vec::new(), member, home: Some(home), scopes: vec![mine.into()] };
        let now = self.now();
        self.store.write(|tx| {
            tx.clear_revoked()?;
            tx.put_header(header)?;
            tx.set_entitlements(&first, now)?;
            tx.act(&action, now)
        })?;
        *self.session.revoked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.session.joined.store(true, Ordering::Release);
        Ok(())
    }

    pub(crate) fn me(&self) -> Result<Me, Error> {
        self.store.read(crate::perform::me)
    }

    pub(crate) fn record(&self, id: RecordId) -> Result<Option<Record>, Error> {
        Ok(self.store.read(|dao| dao.record(id))?)
    }

    pub(crate) fn follow(&self, house: RecordId, follow: bool) -> Result<(), Error> {
        Ok(self.store.write(|tx| if follow { tx.follow(house) } else { tx.unfollow(house) })?)
    }
}
