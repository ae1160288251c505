//! What a book is known by, in the form in which it is compared.

use super::{authors, volume};
use crate::catalogue_csv::CatalogueRow;
use crate::field::Scalar;
use crate::isbn::Isbn;
use crate::text::fold;
use crate::title_key::volume_key;

/// What a book is known by, in the form in which it is compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Described {
    /// The folded title.
    pub(super) title: String,
    /// The title without volume, set and edition, as written.
    pub(super) core: String,
    /// The volume as it counts.
    pub(super) volume: String,
    /// The folded names of the authors.
    pub(super) names: Vec<String>,
    /// The folded publisher, without what all publishers are called.
    pub(super) publisher: String,
    pub(super) year: Option<u16>,
    pub(super) isbns: Vec<Isbn>,
}

impl Described {
    pub(crate) fn new(title: &str, volume: &str, author: &str, publisher: &str, year: Option<u16>) -> Self {
        let (core, own) = volume::apart(title);
        Self {
            title: fold(title),
            core,
            volume: if volume.is_empty() { own } else { volume_key(volume) },
            names: folded_names(author),
            publisher: bare_publisher(publisher),
            year,
            isbns: Vec::new(),
        }
    }

    pub(super) fn of_row(row: &CatalogueRow) -> Self {
        let isbns = row.isbn.into_iter().collect();
        Self { isbns, ..Self::new(&row.title, &row.volume, &row.author, &row.publisher, row.year) }
    }

    /// Takes what a row says of a title that said nothing of it so far.
    pub(super) fn learn(&mut self, key: &str, value: &Scalar) {
        match (key, value) {
            ("author", Scalar::Text(author)) => self.names = folded_names(author),
            ("publisher", Scalar::Text(publisher)) => self.publisher = bare_publisher(publisher),
            ("year", Scalar::Int(year)) => self.year = u16::try_from(*year).ok(),
            _ => {}
        }
    }

    /// How much is said of the book: the fullest rows are looked at first. An author that names nobody says nothing, or
    /// such a row would fit one title before the others are there, and several at the next import.
    pub(super) fn said(&self) -> usize {
        let said = [
            !self.isbns.is_empty(),
            !self.volume.is_empty(),
            !self.names.is_empty(),
            !self.publisher.is_empty(),
            self.year.is_some(),
        ];
        said.iter().filter(|said| **said).count()
    }

    /// By what titles without an ISBN are looked up.
    pub(super) fn place(&self) -> (String, String) {
        (fold(&self.core), self.volume.clone())
    }
}

pub(super) fn folded_names(author: &str) -> Vec<String> {
    authors::names(author).iter().map(|name| fold(name)).collect()
}

/// A publisher without what all of them are called.
fn bare_publisher(publisher: &str) -> String {
    let same = ["出版社", "出版公司", "出版集团"];
    fold(same.iter().find_map(|same| publisher.strip_suffix(same)).unwrap_or(publisher))
}
