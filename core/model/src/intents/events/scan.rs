//! A person at the door who shows a pass.

use serde::{Deserialize, Serialize};

use super::UndoCheckIn;
use super::sign_up::header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{By, Door};

/// Records a person who showed a pass that the hub signed. It is enough also where this phone does not hold the
/// sign-up yet: presence is a fact (E-06), and who has no place is a walk-in (E-C19). The caller has read the pass.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanPass {
    /// The event.
    pub event: RecordId,
    /// The member whom the pass names.
    pub member: RecordId,
    /// The name on the pass.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// At which of the event's check-in lists; empty where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
}

impl Act for ScanPass {
    const CODE: &'static str = "scan-pass";
    const WORDS: Words = words("扫码签到", "Scanning a pass");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        context.known(Kind::Event, self.event, "event")?;
        let list = one_line(&self.list, "list", 60)?;
        let header = header(self.event, self.member);
        let mut fields = Door::write();
        // Where the sign-up is not here yet, its row has no other name.
        if context.record(header.id())?.is_none() {
            fields = fields.name(Some(one_line(&self.name, "name", 150)?).filter(|name| !name.is_empty()));
        }
        let fields = fields
            .scans(&id, |scan| scan.at(context.now()).by(By::Pass).list(Some(list).filter(|list| !list.is_empty())));
        Ok(Writes::new(header, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoCheckIn { sign_up: record, scan: id }.into())
    }
}
