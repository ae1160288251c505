//! One row of an imported catalogue.

use serde::{Deserialize, Serialize};

use crate::catalogue_csv::CatalogueRow;
use crate::fields;
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Write, Writes, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::title::Title;

/// Adds a title to a house, or what a row says more of one that is there. Values that a keeper has written are never
/// overwritten (A-C10): a row adds copies and fields that are empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTitle {
    /// The house.
    #[serde(alias = "space")]
    pub house: RecordId,
    /// The row. It is not kept: what it puts says all.
    #[serde(skip)]
    pub row: Box<CatalogueRow>,
}

impl Act for ImportTitle {
    const CODE: &'static str = "import";
    const WORDS: Words = words("导入书目", "Importing the catalogue");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let header = Header::new(Kind::Title, self.house, None, self.row.key());
        let known = context.record(header.id())?;
        let part = known.as_ref().and_then(|record| record.parts.get(&Part::Keeper));
        let mut write = Write::new(header, Part::Keeper, fields(&self.row));
        if let Some(part) = part {
            write.puts.retain(|(key, _)| part.entries(key).is_empty());
        }
        Ok(if write.puts.is_empty() { Writes::Nothing(write.header.id()) } else { Writes::This(write) })
    }
}

/// What a row says of a title.
fn fields(row: &CatalogueRow) -> fields::Write<Title<'static>> {
    let counted = row.labels().is_empty().then(|| i64::from(row.copies.max(1)));
    let fields = Title::write()
        .title(said(&row.title))
        .volume(said(&row.volume))
        .author(said(&row.author))
        .publisher(said(&row.publisher))
        .clc(said(&row.clc))
        .year(row.year.map(i64::from))
        .pages(row.pages.map(i64::from))
        .price(row.price_fen.map(i64::from))
        .count(counted);
    row.labels()
        .iter()
        .fold(fields, |fields, label| fields.copies(label, |copy| copy.barcode(label.as_str()).shelf(said(&row.shelf))))
}
