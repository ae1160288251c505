//! The own profile.

use serde::Serialize;
use zhijia_model::Kind;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::member::{self, NameRequest};

use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::session::Me;
use crate::watch::Row;
use crate::words::{self, StateText};

/// The own profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MemberProfile {
    /// The member's id.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// The own mobile number, for its own form only.
    pub mobile: String,
    /// The mobile number, masked.
    pub mobile_masked: String,
    /// The employer, as the union's desk has it.
    pub employer: String,
    /// The home union.
    pub union: String,
    /// Whether the name is the person's own word; a verified name is changed at the desk.
    pub can_edit_name: bool,
    /// Whether what was written has arrived.
    pub state: StateText,
}

impl Row for MemberProfile {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A list of one; empty before joining.
#[derive(Default)]
pub(crate) struct OwnProfile {
    me: Option<Me>,
}

impl List for OwnProfile {
    type Row = MemberProfile;

    fn needs(&self) -> Needs {
        let Some(me) = self.me else { return Needs::default() };
        let needs = Needs::default().one(Kind::Member, me.member);
        me.home.into_iter().fold(needs, |needs, home| needs.one(Kind::Union, home))
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<MemberProfile>) -> Result<(), Error> {
        self.me = at.who()?;
        let Some(me) = self.me else { return Ok(()) };
        let Some(one) = at.dao.stored(me.member)? else { return Ok(()) };
        let record = &one.record;
        let union = me.home.map(|home| at.union(home)).transpose()?.map(|union| union.name);
        let row = MemberProfile {
            id: me.member.to_string(),
            name: member::name(record).to_owned(),
            mobile_masked: member::masked_number(record).unwrap_or_default(),
            mobile: member::mobile(record).one().unwrap_or_default().to_owned(),
            employer: member::employer(record).to_owned(),
            union: union.unwrap_or_default(),
            can_edit_name: member::verified(record).name().is_absent(),
            state: match stage(one.progress) {
                Some(stage) => words::pending(stage),
                None => asked_name(record).unwrap_or_else(words::accepted),
            },
        };
        out.put(Key::text("", &row.id), row);
        Ok(())
    }
}

/// What has become of a name that was asked for (A-C3).
fn asked_name(record: &Record) -> Option<StateText> {
    Some(match member::name_request(record)? {
        NameRequest::Waits(name) => words::name_waits(name),
        NameRequest::Declined(name) => words::name_declined(name),
    })
}
