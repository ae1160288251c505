//! Founding a book-house.

use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, named, one_line, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::house::House;
use crate::refusal::{Code, Refusal};

/// Founds a house of a union, as a keeper there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateHouse {
    /// The union.
    #[serde(alias = "space")]
    pub union: RecordId,
    /// The name.
    pub name: String,
    /// The address; may be empty.
    #[serde(default)]
    pub address: String,
    /// The weekdays on which it is closed, from 1 (Monday) to 7, such as `12`; may be empty.
    #[serde(default)]
    pub closed_weekdays: String,
}

impl Act for CreateHouse {
    const CODE: &'static str = "create-house";
    const WORDS: Words = words("新建书屋", "Founding a book-house");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, _context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let name = named(&self.name, "name", 200)?;
        let address = one_line(&self.address, "address", 300)?;
        if self.closed_weekdays.trim().chars().any(|day| !('1'..='7').contains(&day)) || self.closed_weekdays.len() > 20
        {
            return Err(Refusal::about(Code::BadField, "closed_weekdays").into());
        }
        let header = Header::new(Kind::House, self.union, None, id.0);
        let fields = House::write().name(name).address(said(address));
        Ok(Writes::new(header, Part::Keeper, fields.closed_weekdays(said(&self.closed_weekdays))))
    }
}
