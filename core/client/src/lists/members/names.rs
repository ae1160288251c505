//! The names that members ask for, as the desk that decides sees them.

use serde::Serialize;
use zhijia_model::intents::members::DecideName;
use zhijia_model::intents::{Act as _, Writes, authorize};
use zhijia_model::kinds::member::{self, NameRequest};
use zhijia_model::{IntentId, Kind};

use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::perform::Here;
use crate::watch::Row;

/// A name that a member asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NameAsked {
    /// The member's id.
    pub id: String,
    /// The name as it is.
    pub name: String,
    /// The name that is asked for.
    pub wanted: String,
    /// Whether it was declined; it can be taken all the same.
    pub declined: bool,
}

impl Row for NameAsked {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Those that wait first, and only those about which this phone's desk decides.
pub(crate) struct NamesAsked;

impl List for NamesAsked {
    type Row = NameAsked;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Member).all(Kind::Appointment)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<NameAsked>) -> Result<(), Error> {
        let Some(me) = at.who()? else { return Ok(()) };
        let here = Here::new(at.dao, me, at.now);
        for record in at.dao.records_of_kind(Kind::Member)? {
            let (wanted, declined) = match member::name_request(&record) {
                Some(NameRequest::Waits(name)) => (name, false),
                Some(NameRequest::Declined(name)) => (name, true),
                None => continue,
            };
            let decide = DecideName { member: record.id, take: true };
            let decides = match decide.writes(&here, IntentId::default())? {
                Writes::This(write) => authorize(&here, &write).is_ok(),
                Writes::Nothing(_) => false,
            };
            if decides {
                let row = NameAsked {
                    id: record.id.to_string(),
                    name: member::name(&record).to_owned(),
                    wanted: wanted.to_owned(),
                    declined,
                };
                out.put(Key::new(i64::from(declined), 0, &row.id), row);
            }
        }
        Ok(())
    }
}
