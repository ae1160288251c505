//! The own profile.

use serde::Serialize;
use zhijia_model::intents::members::EditProfile;
use zhijia_model::kinds::member;

use crate::error::Error;
use crate::events::named_union;
use crate::inner::Inner;
use crate::words::{self, StateText};
use crate::{Client, Row, Watch};

/// The own profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl Client {
    /// The own profile; empty before joining.
    pub fn profile(&self) -> Result<Option<MemberProfile>, Error> {
        Ok(profile(&self.0)?.into_iter().next())
    }

    /// Watches the profile, as a list of one.
    pub fn watch_profile(&self) -> Watch<MemberProfile> {
        self.0.watch(profile)
    }

    /// Changes name or mobile number; `None` leaves it as it is.
    pub fn edit_profile(&self, name: Option<&str>, mobile: Option<&str>) -> Result<(), Error> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.perform(EditProfile { name: owned(name), mobile: owned(mobile) }).map(drop)
    }
}

fn profile(inner: &Inner) -> Result<Vec<MemberProfile>, Error> {
    let Ok(me) = inner.me() else { return Ok(Vec::new()) };
    let Some(record) = inner.record(me.member)? else { return Ok(Vec::new()) };
    let union = match me.home {
        Some(home) => named_union(inner, home)?.name,
        None => String::new(),
    };
    let mobile = member::mobile(&record).one().unwrap_or_default().to_owned();
    let stage = inner.stage(me.member)?;
    Ok(vec![MemberProfile {
        id: me.member.to_string(),
        name: member::name(&record).to_owned(),
        mobile_masked: member::masked_number(&record).unwrap_or_default(),
        mobile,
        employer: member::employer(&record).to_owned(),
        union,
        can_edit_name: member::verified(&record).name().is_absent(),
        state: stage.map_or_else(words::accepted, words::pending),
    }])
}
