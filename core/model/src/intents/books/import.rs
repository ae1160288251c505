//! One title of an imported catalogue.

use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::holdings::PlannedTitle;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Write, Writes, words};
use crate::kind::{Kind, Part};

/// Adds a title to a house, or what a file says of one that is there: see [`crate::holdings`]. Values that a keeper has
/// written are not overwritten (A-C10), unless the keeper has seen what differs and asks for the file's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTitle {
    /// The house.
    #[serde(alias = "space")]
    pub house: RecordId,
    /// What the file makes of the title. It is not kept: what it puts says all.
    #[serde(skip)]
    pub title: Box<PlannedTitle>,
}

impl Act for ImportTitle {
    const CODE: &'static str = "import";
    const WORDS: Words = words("导入书目", "Importing the catalogue");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, _context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let header = Header::new(Kind::Title, self.house, None, self.title.salt.clone());
        let write = Write { header, part: Part::Keeper, puts: self.title.puts.clone() };
        Ok(if write.puts.is_empty() { Writes::Nothing(write) } else { Writes::This(write) })
    }
}
