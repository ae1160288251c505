//! A union's desk: founding the unions below, and what the desk keeps of a member.

use zhijia_model::RecordId;
use zhijia_model::intents::members::{DecideName, SetEmployer};
use zhijia_model::intents::unions::FoundUnion;

use crate::error::Error;
pub use crate::lists::members::names::NameAsked;
use crate::lists::members::names::NamesAsked;
use crate::{Client, Watch};

impl Client {
    /// Founds a union below `above`, as the desk there. Its first desk is invited by the hub's administrator.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn found_union(&self, above: RecordId, name: &str) -> Result<RecordId, Error> {
        Ok(self.perform(FoundUnion { above, name: name.to_owned() })?.record)
    }

    /// The names that members ask for and this desk decides about (A-C3), those that wait first.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn names_asked(&self) -> Result<Vec<NameAsked>, Error> {
        self.0.list(NamesAsked)
    }

    /// Watches [`Client::names_asked`].
    pub fn watch_names_asked(&self) -> Watch<NameAsked> {
        self.0.watch(NamesAsked)
    }

    /// Takes or declines the name that a member asks for.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn decide_name(&self, member: RecordId, take: bool) -> Result<(), Error> {
        self.perform(DecideName { member, take }).map(drop)
    }

    /// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn set_employer(&self, member: RecordId, employer: &str) -> Result<(), Error> {
        self.perform(SetEmployer { member, employer: employer.to_owned() }).map(drop)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use zhijia_model::intents::members::Join;
    use zhijia_model::kinds::appointment::Grant;
    use zhijia_model::kinds::member::{self, Card};
    use zhijia_model::{
        Actor, Audience, Decoded, DeviceId, Header, Kind, Part, PartChanges, PartState, Role, Scope, Witness,
    };
    use zhijia_sync::engine::{Fetched, Store as _};
    use zhijia_sync::wire::Entry;

    use super::*;
    use crate::Options;

    const T: i64 = 1_772_409_600_000;
    const HOME: RecordId = RecordId([1; 16]);
    const OTHER: RecordId = RecordId([2; 16]);

    /// The phone of a member of one union who is the desk of another one.
    fn desk_elsewhere(dir: &std::path::Path) -> Client {
        let clock: crate::Clock = std::sync::Arc::new(|| T);
        let hub = "http://127.0.0.1:9".to_owned();
        let client =
            Client::open(Options { dir: dir.into(), key: [5; 32], hub, ca: None, clock: Some(clock) }).unwrap();
        let me = Header::new(Kind::Member, RecordId::CITY, None, [2; 16]);
        let own = Join { name: "王小明".to_owned(), mobile: String::new() };
        client.0.joined_as(own, &me, HOME, &[7; 32]).unwrap();
        let role = Header::new(Kind::Appointment, OTHER, Some(me.id()), [3; 16]);
        let puts = Grant::write().role(Role::Desk).from(T - 1).puts();
        let bytes = PartChanges::default().write(&Actor::new(DeviceId([9; 16]), [0; 8]), T, &puts).unwrap().unwrap();
        let decoded = Decoded::read(&bytes).unwrap();
        let (scope, part) = (Scope::new(OTHER, Audience::Desk), Part::Grant.number());
        let witness = Witness { seq: 1, rank: T, author: RecordId::CITY };
        let write = client.0.store.write::<_, zhijia_store::Error>(|tx| {
            tx.put_header(&role)?;
            let news = Fetched { bytes: &bytes, decoded: &decoded };
            tx.accept(role.id(), part, decoded.hash, Some(news), witness)?;
            tx.enter(scope, role.id(), 1)
        });
        write.unwrap();
        client
    }

    /// A member whose card stands in a union.
    fn card(client: &Client, union: RecordId, salt: u8) -> RecordId {
        let header = Header::new(Kind::Member, RecordId::CITY, None, [salt; 16]);
        let mut state = PartState::default();
        for (key, value) in Card::write().name("李四").puts() {
            state.set(key, value);
        }
        let table = zhijia_model::kinds::view_keys(Kind::Member, Audience::Cards);
        let view = Some(zhijia_model::view::encode(table, &state));
        let scope = Scope::new(union, Audience::Cards);
        let write = client.0.store.write::<_, zhijia_store::Error>(|tx| {
            tx.put_header(&header)?;
            tx.put_values(scope, header.id(), &Entry { view, seq: 2, ..Default::default() })?;
            tx.enter(scope, header.id(), 2)
        });
        write.unwrap();
        header.id()
    }

    #[test]
    fn a_desk_of_a_union_that_is_not_its_home_writes_that_unions_members_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let client = desk_elsewhere(dir.path());
        let (theirs, ours) = (card(&client, OTHER, 20), card(&client, HOME, 21));
        client.set_employer(theirs, "城东区公共交通公司").unwrap();
        let record = client.0.record(theirs).unwrap().unwrap();
        assert_eq!(member::employer(&record), "城东区公共交通公司");
        assert_eq!(client.set_employer(ours, "城东区公共交通公司").unwrap_err().code, "no-authority");
    }
}
