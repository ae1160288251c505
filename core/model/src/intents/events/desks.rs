//! Check-in lists, and the phones that stand at the door.

use serde::{Deserialize, Serialize};

use crate::fields::Puts;
use crate::id::{DeviceId, IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::{Event, desks};
use crate::refusal::{Code, Refusal};

/// Sets up a check-in list of an event (a gate), or puts it away; what was scanned there stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCheckInList {
    /// The event.
    pub event: RecordId,
    /// Its name.
    pub name: String,
    /// It is put away.
    #[serde(default, skip_serializing_if = "core::ops::Not::not", deserialize_with = "flag")]
    pub away: bool,
}

impl Act for SetCheckInList {
    const CODE: &'static str = "set-check-in-list";
    const WORDS: Words = words("设置签到口", "Setting up a check-in list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        let name = one_line(&self.name, "name", 60)?;
        if name.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "name").into());
        }
        // It is an element of a key, where these take more room than there is.
        if name.contains(['/', '%']) {
            return Err(Refusal::about(Code::BadField, "name").into());
        }
        let open = if self.away { 0 } else { context.now() };
        Ok(Writes::to(&record, Part::Organiser, Event::write().lists(name, |list| list.open(open))))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(Self { away: !self.away, ..self.clone() }.into())
    }
}

/// A phone comes to the door of an event, to one of its lists: absence is not said before it has told (E-C21).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDesk {
    /// The event.
    pub event: RecordId,
    /// The phone.
    pub device: DeviceId,
    /// At which list; empty where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
}

impl Act for OpenDesk {
    const CODE: &'static str = "open-desk";
    const WORDS: Words = words("开始签到", "Opening a desk");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        let list = one_line(&self.list, "list", 60)?;
        let fields = Event::write().desks(&self.device, |desk| desk.list(list).opened(context.now()));
        Ok(Writes::to(&record, Part::Organiser, fields))
    }
}

/// A phone says that all it recorded at the door came before this.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDesk {
    /// The event.
    pub event: RecordId,
    /// The phone.
    pub device: DeviceId,
}

impl Act for CloseDesk {
    const CODE: &'static str = "close-desk";
    const WORDS: Words = words("结束签到", "Closing a desk");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        ends(context, self.event, self.device, |fields, now| fields.desks(&self.device, |desk| desk.closed(now)))
    }
}

/// The organiser does without what a phone may have recorded: it is lost, or broken (E-C21).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiveDesk {
    /// The event.
    pub event: RecordId,
    /// The phone.
    pub device: DeviceId,
}

impl Act for WaiveDesk {
    const CODE: &'static str = "waive-desk";
    const WORDS: Words = words("不再等这台手机", "Waiting no longer for a phone");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        ends(context, self.event, self.device, |fields, now| fields.desks(&self.device, |desk| desk.waived(now)))
    }
}

fn ends<C: Context>(
    context: &C,
    event: RecordId,
    device: DeviceId,
    write: impl FnOnce(Puts<Event<'static>>, i64) -> Puts<Event<'static>>,
) -> Result<Writes, C::Error> {
    let record = context.known(Kind::Event, event, "event")?;
    let Some(desk) = desks(&record).into_iter().find(|desk| desk.device == device) else {
        return Err(Refusal::about(Code::NotFound, "device").into());
    };
    // Of a phone whose clock ran ahead, too, the end is not before the beginning.
    let now = context.now().max(desk.opened);
    Ok(Writes::to(&record, Part::Organiser, write(Event::write(), now)))
}
