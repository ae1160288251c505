//! What a keeper types of a book, new or corrected.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::catalogue_csv::{CatalogueRow, SHORTEST, clean, codes};
use crate::fields::Puts;
use crate::intents::fields::number_if;
use crate::intents::too_long;
use crate::isbn::Isbn;
use crate::kinds::Record;
use crate::kinds::title::{self, Copy, Title, label_key};
use crate::refusal::{Code, Refusal};

/// The most copies of a title.
const COPIES_MAX: i64 = 9999;
/// The most barcodes of one book by hand: with what else is said of it they are one change.
const BARCODES_MAX: usize = 100;

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
    /// The class mark (中图法分类号), such as `I247.57`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub clc: String,
    /// The barcodes of its copies, with blanks or commas between them, at most 100. In a correction, another one in the
    /// place of one that stood is that copy's new label; left empty, all stay as they are.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub barcodes: String,
    /// How many copies there are in all; as many as there are barcodes, else one, where that is not said. A correction
    /// that does not say it changes none.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub copies: Option<i64>,
}

impl TitleDraft {
    /// What holds of a title: what a form to correct it begins with.
    pub fn of(record: &Record) -> Self {
        let said = title::read(record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let copies = live(record);
        Self {
            title: text(said.title().one()),
            volume: text(said.volume().one()),
            author: text(said.author().one()),
            publisher: text(said.publisher().one()),
            year: title::year(record),
            isbn: title::isbn(record).unwrap_or_default(),
            clc: text(said.clc().one()),
            barcodes: labelled(&copies).map(|(_, barcode)| barcode).collect::<Vec<_>>().join(" "),
            copies: i64::try_from(copies.len()).ok(),
        }
    }

    /// The book as a row of a list, for [`crate::holdings::plan`]: it is added by the same rules.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn row(&self) -> Result<CatalogueRow, Refusal> {
        let (isbn, typed) = self.checked()?;
        let barcodes = self.labels(&self.barcodes)?;
        let copies = self.copies_in_all(barcodes.len())?.unwrap_or(barcodes.len().max(1));
        Ok(CatalogueRow {
            line: 1,
            isbn,
            title: typed.title,
            volume: typed.volume,
            author: typed.author,
            publisher: typed.publisher,
            year: self.year.and_then(|year| u16::try_from(year).ok()),
            clc: typed.clc,
            copies: u32::try_from(copies).unwrap_or(u32::MAX),
            stated: self.copies.is_some(),
            barcodes,
            ..CatalogueRow::default()
        })
    }

    /// What is put over a title that says something else. Nothing is ever deleted: what was emptied is put empty, a year
    /// of 0 is none, and a copy that is taken away is withdrawn. `is_out` answers of a copy's id whether it is on loan.
    pub(super) fn corrects<E: From<Refusal>>(
        &self,
        record: &Record,
        now: i64,
        is_out: impl Fn(&str) -> Result<bool, E>,
    ) -> Result<Puts<Title<'static>>, E> {
        let (isbn, typed) = self.checked()?;
        let isbn = isbn.map(|isbn| isbn.to_string()).unwrap_or_default();
        let was = Self::of(record);
        let text = |is: &'_ str, was: &str| Some(is.to_owned()).filter(|is| is != was);
        let puts = Title::write()
            .title(text(&typed.title, &was.title).as_deref())
            .volume(text(&typed.volume, &was.volume).as_deref())
            .author(text(&typed.author, &was.author).as_deref())
            .publisher(text(&typed.publisher, &was.publisher).as_deref())
            .year(Some(self.year.unwrap_or(0)).filter(|_| self.year != was.year))
            .clc(text(&typed.clc, &was.clc).as_deref())
            .isbn(Some(isbn.as_str()).filter(|isbn| *isbn != was.isbn));
        self.corrects_copies(record, puts, now, is_out)
    }

    /// The copies as they were typed: labels by their place among those that changed, the others by their number.
    fn corrects_copies<E: From<Refusal>>(
        &self,
        record: &Record,
        mut puts: Puts<Title<'static>>,
        now: i64,
        is_out: impl Fn(&str) -> Result<bool, E>,
    ) -> Result<Puts<Title<'static>>, E> {
        let wrong = |field: &str| E::from(Refusal::about(Code::BadField, field));
        let (all, live) = (title::copies(record), live(record));
        let standing: Vec<_> = labelled(&live).collect();
        let typed: Vec<&str> = self.barcodes.split_whitespace().collect();
        let same = typed.is_empty() || typed.iter().eq(standing.iter().map(|(_, barcode)| barcode));
        let carried = |code: &str| standing.iter().any(|(_, barcode)| label_key(barcode) == label_key(code));
        let typed = if same {
            standing.iter().map(|(_, code)| (*code).to_owned()).collect()
        } else {
            self.labels(&self.barcodes)?
        };
        let keys: HashSet<String> = typed.iter().map(|code| label_key(code)).collect();
        let mut gone = standing.iter().filter(|(_, barcode)| !keys.contains(&label_key(barcode)));
        for code in typed.iter().filter(|code| !carried(code)) {
            let known = |copy: &&Copy| {
                [Some(&copy.id), copy.barcode.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(|own| label_key(own) == label_key(code))
            };
            puts = match (gone.next(), all.iter().find(known)) {
                (Some((id, _)), _) => puts.copies(id, |copy| copy.barcode(code.as_str())),
                (None, None) => puts.copies(code.as_str(), |copy| copy.barcode(code.as_str())),
                // It was withdrawn, and is there again.
                (None, Some(copy)) if copy.withdrawn => {
                    puts.copies(copy.id.as_str(), |copy| copy.barcode(code.as_str()).withdrawn(0))
                }
                // The first label of a copy that has another one by now.
                (None, Some(_)) => return Err(wrong("barcodes")),
            };
        }
        let counted = live.len() - standing.len();
        let total = self.copies_in_all(typed.len())?.unwrap_or(live.len().max(typed.len()));
        let gone: Vec<_> = gone.collect();
        // A label that is left out by a slip takes no copy away: the number says so too.
        if !gone.is_empty() && total > typed.len() + counted {
            return Err(wrong("barcodes"));
        }
        for (id, _) in gone {
            if is_out(id)? {
                return Err(Refusal::about(Code::CopyOut, "barcodes").into());
            }
            puts = puts.copies(id, |copy| copy.withdrawn(now));
        }
        let left = total - typed.len();
        for n in left + 1..=counted {
            if is_out(&format!("#{n}"))? {
                return Err(Refusal::about(Code::CopyOut, "copies").into());
            }
        }
        Ok(puts.count(i64::try_from(left).ok().filter(|_| left != counted)))
    }

    /// The copies in all, where that was typed: not fewer than there are labels.
    fn copies_in_all(&self, labelled: usize) -> Result<Option<usize>, Refusal> {
        let wrong = || Refusal::about(Code::BadField, "copies");
        let Some(copies) = self.copies else { return Ok(None) };
        let copies = Some(copies).filter(|copies| (1..=COPIES_MAX).contains(copies)).ok_or_else(wrong)?;
        usize::try_from(copies).ok().filter(|copies| *copies >= labelled).map(Some).ok_or_else(wrong)
    }

    /// The labels that were typed, by the rule of a list's cell.
    fn labels(&self, typed: &str) -> Result<Vec<String>, Refusal> {
        let stated = self.copies.and_then(|copies| u32::try_from(copies).ok());
        codes(&clean(typed), SHORTEST, BARCODES_MAX, stated).map_err(|_| Refusal::about(Code::BadField, "barcodes"))
    }

    /// The ISBN, and the texts as a list's cells are read.
    fn checked(&self) -> Result<(Option<Isbn>, Self), Refusal> {
        let [title, volume, author] = [&self.title, &self.volume, &self.author].map(|text| clean(text));
        let [publisher, clc] = [&self.publisher, &self.clc].map(|text| clean(text));
        let texts = Title::write().title(title.as_str()).volume(volume.as_str()).author(author.as_str());
        let texts = texts.publisher(publisher.as_str()).clc(clc.as_str());
        if title.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "title"));
        }
        if let Some(field) = too_long(&texts.puts(), Title::KEYS) {
            return Err(Refusal::about(Code::BadField, field));
        }
        if self.year.is_some_and(|year| !(1..=9999).contains(&year)) {
            return Err(Refusal::about(Code::BadField, "year"));
        }
        let isbn = Isbn::parse_optional(&self.isbn).map_err(|_| Refusal::about(Code::BadField, "isbn"))?;
        Ok((isbn, Self { title, volume, author, publisher, clc, ..Self::default() }))
    }
}

/// The copies that are not withdrawn.
fn live(record: &Record) -> Vec<Copy> {
    title::copies(record).into_iter().filter(|copy| !copy.withdrawn).collect()
}

/// The ids and barcodes of those that carry one.
fn labelled(copies: &[Copy]) -> impl Iterator<Item = (&str, &str)> {
    copies.iter().filter_map(|copy| Some((copy.id.as_str(), copy.barcode.as_deref()?)))
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
        assert_eq!(named(TitleDraft { copies: Some(1), ..draft.clone() }), "copies");
        for wrong in ["9".repeat(33), "A".to_owned(), "#1".to_owned(), "中文码".to_owned(), "S1 ".repeat(3000)] {
            assert_eq!(named(TitleDraft { barcodes: wrong.clone(), ..draft.clone() }), "barcodes", "{wrong:.20}");
        }
        let many: Vec<String> = (0..3000).map(|n| format!("SX{n:06}")).collect();
        assert_eq!(named(TitleDraft { barcodes: many.join(" "), ..draft.clone() }), "barcodes");
        // What no screen shows is no title, and is left out of one.
        for (typed, kept) in [("手\u{202e}工\u{0}书\n", "手工 书"), ("\u{FEFF}活着", "活着")] {
            assert_eq!(TitleDraft { title: typed.to_owned(), ..draft.clone() }.row().unwrap().title, kept);
        }
        assert_eq!(named(TitleDraft { title: "\u{200b}".to_owned(), ..draft.clone() }), "title");
        assert_eq!(TitleDraft { barcodes: "AB\u{202E}C123".to_owned(), ..draft }.row().unwrap().barcodes, ["ABC123"]);
    }
}
