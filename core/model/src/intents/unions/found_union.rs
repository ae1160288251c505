//! Founding a union.

use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, named, words};
use crate::kind::{Kind, Part};
use crate::kinds::union::Union;

/// Founds a union below another one, as the desk there. Its first desk is invited by the hub's administrator.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundUnion {
    /// The union above.
    pub above: RecordId,
    /// The name.
    pub name: String,
}

impl Act for FoundUnion {
    const CODE: &'static str = "found-union";
    const WORDS: Words = words("新建工会", "Founding a union");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, _context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let name = named(&self.name, "name", 200)?;
        let header = Header::new(Kind::Union, self.above, None, id.0);
        Ok(Writes::new(header, Part::Staff, Union::write().name(name)))
    }
}
