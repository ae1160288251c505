//! What a keeper types of a book, new or corrected.

use serde::{Deserialize, Serialize};

use crate::catalogue_csv::CatalogueRow;
use crate::fields::Puts;
use crate::intents::fields::number_if;
use crate::intents::{said, too_long};
use crate::isbn::Isbn;
use crate::kinds::Record;
use crate::kinds::title::{self, Title};
use crate::refusal::{Code, Refusal};

/// The most copies of a title.
const COPIES_MAX: i64 = 9999;
/// What stands between barcodes, beside blanks.
const SEPARATORS: [char; 5] = [',', ';', '、', '\u{FF0C}', '\u{FF1B}'];
/// The most bytes of what names a copy.
const LABEL_MAX: usize = 64;

/// What a keeper types of a book.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct TitleDraft {
    /// The title.
    pub title: String,
    /// The volume; may be empty, as what follows.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub volume: String,
    /// The authors.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub author: String,
    /// The publisher.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub publisher: String,
    /// The year of publication.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub year: Option<i64>,
    /// The ISBN, as it is printed.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub isbn: String,
    /// The class mark (中图法分类号).
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub clc: String,
    /// The barcodes of its copies, with blanks or commas between them. A correction changes none.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub barcodes: String,
    /// How many copies there are in all; as many as there are barcodes, else one, where that is not said. A correction
    /// changes none.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub copies: Option<i64>,
}

impl TitleDraft {
    /// What holds of a title: what a form to correct it begins with.
    pub fn of(record: &Record) -> Self {
        let said = title::read(record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            title: text(said.title().one()),
            volume: text(said.volume().one()),
            author: text(said.author().one()),
            publisher: text(said.publisher().one()),
            year: title::year(record),
            isbn: title::isbn(record).unwrap_or_default(),
            clc: text(said.clc().one()),
            barcodes: String::new(),
            copies: None,
        }
    }

    /// The book as a row of a list, for [`crate::holdings::plan`]: it is added by the same rules.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn row(&self) -> Result<CatalogueRow, Refusal> {
        let isbn = self.check()?;
        let mut barcodes: Vec<String> = Vec::new();
        for one in self.barcodes.split(|c: char| c.is_whitespace() || SEPARATORS.contains(&c)) {
            if one.len() > LABEL_MAX {
                return Err(Refusal::about(Code::BadField, "barcodes"));
            }
            if !one.is_empty() && !barcodes.iter().any(|known| title::label_key(known) == title::label_key(one)) {
                barcodes.push(one.to_owned());
            }
        }
        let labelled = u32::try_from(barcodes.len()).unwrap_or(u32::MAX).max(1);
        let copies = match self.copies {
            Some(copies) if !(1..=COPIES_MAX).contains(&copies) => {
                return Err(Refusal::about(Code::BadField, "copies"));
            }
            copies => copies.and_then(|copies| u32::try_from(copies).ok()).unwrap_or(0).max(labelled),
        };
        Ok(CatalogueRow {
            line: 1,
            isbn,
            title: self.title.trim().to_owned(),
            volume: self.volume.trim().to_owned(),
            author: self.author.trim().to_owned(),
            publisher: self.publisher.trim().to_owned(),
            year: self.year.and_then(|year| u16::try_from(year).ok()),
            clc: self.clc.trim().to_owned(),
            copies,
            stated: self.copies.is_some(),
            barcodes,
            ..CatalogueRow::default()
        })
    }

    /// What is put over a title that says something else. Nothing is ever deleted: what was emptied is put empty, and a
    /// year of 0 is none.
    pub(super) fn corrects(&self, record: &Record) -> Result<Puts<Title<'static>>, Refusal> {
        let isbn = self.check()?.map(|isbn| isbn.to_string()).unwrap_or_default();
        let was = Self::of(record);
        let changed = |is: &'_ str, was: &str| is.trim() != was;
        let text = |is, was: &str| Some(str::trim(is)).filter(|is| changed(is, was));
        Ok(Title::write()
            .title(text(&self.title, &was.title))
            .volume(text(&self.volume, &was.volume))
            .author(text(&self.author, &was.author))
            .publisher(text(&self.publisher, &was.publisher))
            .year(Some(self.year.unwrap_or(0)).filter(|_| self.year != was.year))
            .clc(text(&self.clc, &was.clc))
            .isbn(Some(isbn.as_str()).filter(|isbn| *isbn != was.isbn)))
    }

    /// Checks what was typed, and gives the ISBN.
    fn check(&self) -> Result<Option<Isbn>, Refusal> {
        if said(&self.title).is_none() {
            return Err(Refusal::about(Code::EmptyField, "title"));
        }
        let texts = Title::write().title(self.title.trim()).volume(self.volume.trim()).author(self.author.trim());
        let texts = texts.publisher(self.publisher.trim()).clc(self.clc.trim());
        if let Some(field) = too_long(&texts.puts(), Title::KEYS) {
            return Err(Refusal::about(Code::BadField, field));
        }
        if self.year.is_some_and(|year| !(1..=9999).contains(&year)) {
            return Err(Refusal::about(Code::BadField, "year"));
        }
        Isbn::parse_optional(&self.isbn).map_err(|_| Refusal::about(Code::BadField, "isbn"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_book_by_hand_is_a_row_of_a_list_and_a_mistake_names_its_field() {
        let draft = TitleDraft {
            title: " 乡土中国 ".to_owned(),
            isbn: "978-7-02-000220-7".to_owned(),
            barcodes: "SX0001, sx0001\u{FF0C}SX0002".to_owned(),
            ..TitleDraft::default()
        };
        let row = draft.row().unwrap();
        assert_eq!((row.title.as_str(), row.copies, row.stated), ("乡土中国", 2, false));
        assert_eq!(row.barcodes, ["SX0001", "SX0002"]);
        assert_eq!(TitleDraft { barcodes: String::new(), ..draft.clone() }.row().unwrap().copies, 1);

        let named = |draft: TitleDraft| draft.row().unwrap_err().field.unwrap();
        assert_eq!(named(TitleDraft { title: " ".to_owned(), ..draft.clone() }), "title");
        assert_eq!(named(TitleDraft { isbn: "978-7-02-000220-8".to_owned(), ..draft.clone() }), "isbn");
        assert_eq!(named(TitleDraft { year: Some(20_260), ..draft.clone() }), "year");
        assert_eq!(named(TitleDraft { copies: Some(0), ..draft.clone() }), "copies");
        assert_eq!(named(TitleDraft { author: "长".repeat(200), ..draft.clone() }), "author");
        assert_eq!(named(TitleDraft { barcodes: "9".repeat(65), ..draft }), "barcodes");
    }
}
