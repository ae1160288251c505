//! What a house holds, and what a list of books adds to it (domain.md §L.1, L-C18, L-C19).
//!
//! [`plan`] is pure: titles that stand, rows of a file, and out come the writes and what should be told. Four promises:
//!
//! - **The same list again changes nothing.**
//! - **Neither the order of rows nor that of files matters.** Rows are taken in an order of their own, the fullest first.
//!   Copies are joined: labels by union, their number by the larger one.
//! - **A row finds its title** by ISBN, by label, or by what it says of the book; a corrected row finds the title that it
//!   corrects. What differs is told and kept, or replaced where the keeper asks for the file's values.
//! - **Two books stay two** (L-C18): volumes of a set, and titles that one ISBN was printed in. A label on two books is
//!   taken on both and told (L-C19); a scan shows both (L-08).

mod authors;
mod copies;
mod described;
mod holding;
mod same;
mod volume;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::catalogue_csv::{Catalogue, CatalogueRow, Diagnostic, DiagnosticKind, shown};
use crate::field::Scalar;
use crate::isbn::Isbn;
use crate::kinds::Record;
use crate::kinds::title::label_key;
use crate::text::fold;
use crate::title_key::{TitleFields, apart_key, title_key, volume_key};

use described::Described;
use holding::Holding;

/// A title that stands in the house.
#[derive(Clone, Debug)]
pub struct HeldTitle {
    /// The record, as a keeper holds it.
    pub record: Record,
    /// The highest number among its counted copies that are on loan; 0 where none is. So many stay counted.
    pub lent: u32,
}

/// What to do where the file says something else than what stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Differences {
    /// What stands is kept, and the difference told.
    #[default]
    Keep,
    /// The file's value is taken, and the old one told.
    TakeTheFile,
}

/// What an import does.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The titles of the file, in the order of their first lines.
    pub titles: Vec<PlannedTitle>,
    /// What should be looked at, in the order of lines.
    pub remarks: Vec<Diagnostic>,
}

/// One title of the file.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PlannedTitle {
    /// The header's salt: the record's id follows from it.
    pub salt: Vec<u8>,
    /// The lines of its rows, the first one first.
    pub lines: Vec<u64>,
    /// The title, as it stands after this.
    pub title: String,
    /// Whether it is not in the house yet.
    pub new: bool,
    /// What is to be written; nothing where the file says nothing new.
    pub puts: Vec<(String, Scalar)>,
    /// Copies after this.
    pub copies: u32,
    /// So many of them are new.
    pub new_copies: u32,
}

/// What an import of a file into a house does, given the titles that stand there.
pub fn plan(
    catalogue: &Catalogue,
    house_name: &str,
    standing: impl IntoIterator<Item = HeldTitle>,
    differences: Differences,
) -> Plan {
    let mut holdings = Holdings { catalogue, differences, ..Holdings::new(catalogue) };
    standing.into_iter().for_each(|one| holdings.add(Holding::standing(one)));
    let mut rows: Vec<_> = catalogue.rows.iter().map(|row| (Described::of_row(row), row)).collect();
    rows.sort_by_cached_key(|(described, row)| {
        (Reverse(described.said()), fold(&row.title), fold(&row.author), row.line)
    });
    let mut contested = Vec::new();
    for (described, row) in rows {
        if !row.house.is_empty() && !is_house(&row.house, house_name) {
            holdings.remark(row.line, &catalogue.headings.house, DiagnosticKind::OtherHouse, &row.house);
        }
        if holdings.is_contested(row, &described) {
            contested.push((described, row));
        } else {
            holdings.place(row, &described);
        }
    }
    for (described, row) in contested {
        holdings.place(row, &described);
    }
    holdings.finish()
}

fn is_house(written: &str, name: &str) -> bool {
    let (written, name) = (fold(written), fold(name));
    name.is_empty() || written.contains(&name) || name.contains(&written)
}

/// What stands, and the rows that were placed so far.
struct Holdings<'a> {
    catalogue: &'a Catalogue,
    differences: Differences,
    entries: Vec<Holding>,
    by_salt: HashMap<Vec<u8>, usize>,
    by_isbn: HashMap<Isbn, Vec<usize>>,
    by_place: HashMap<(String, String), Vec<usize>>,
    by_label: HashMap<String, Vec<usize>>,
    remarks: Vec<Diagnostic>,
}

impl<'a> Holdings<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        Self {
            catalogue,
            differences: Differences::Keep,
            entries: Vec::new(),
            by_salt: HashMap::new(),
            by_isbn: HashMap::new(),
            by_place: HashMap::new(),
            by_label: HashMap::new(),
            remarks: Vec::new(),
        }
    }

    fn remark(&mut self, line: u64, field: &str, kind: DiagnosticKind, value: &str) {
        self.remarks.push(Diagnostic::new(line, field, kind, value));
    }

    fn add(&mut self, entry: Holding) {
        let at = self.entries.len();
        self.by_salt.insert(entry.salt.clone(), at);
        for isbn in &entry.described.isbns {
            self.by_isbn.entry(*isbn).or_default().push(at);
        }
        self.by_place.entry(entry.described.place()).or_default().push(at);
        for label in entry.labels() {
            note(&mut self.by_label, label, at);
        }
        self.entries.push(entry);
    }

    fn entry(&self, at: usize) -> Option<&Holding> {
        self.entries.get(at)
    }

    /// Takes a row: into its title, or as a new one.
    fn place(&mut self, row: &CatalogueRow, described: &Described) {
        let at = self.find(row, described).unwrap_or_else(|| {
            let salt = self.new_salt(row, described);
            self.add(Holding::new(salt, described.clone(), row));
            self.entries.len() - 1
        });
        for label in row.barcodes.iter().chain(&row.accessions) {
            note(&mut self.by_label, label, at);
        }
        let isbn = row.isbn.filter(|_| self.entry(at).is_some_and(|entry| entry.described.isbns.is_empty()));
        if let Some(isbn) = isbn {
            self.by_isbn.entry(isbn).or_default().push(at);
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.take(row, self.differences, &self.catalogue.headings, &mut self.remarks);
        }
    }

    /// The most like of some titles that can be the same book.
    fn best(&self, places: &[usize], described: &Described) -> Option<usize> {
        let fitting = places.iter().filter_map(|at| Some((*at, &self.entry(*at)?.described)));
        let fitting = fitting.filter(|(_, other)| same::same_volume(described, other));
        // The same title before one that is like it; then in the order in which titles are made from a file's rows.
        let best = fitting.min_by_key(|(at, other)| {
            let like = (other.title != described.title, other.core != described.core);
            (like, Reverse(other.said()), &other.title, *at)
        });
        best.map(|(at, _)| at)
    }

    fn by_its_isbn(&self, row: &CatalogueRow, described: &Described) -> Option<usize> {
        self.best(self.by_isbn.get(&row.isbn?)?, described)
    }

    fn by_a_label(&self, row: &CatalogueRow, described: &Described) -> Option<usize> {
        let mut labels = row.barcodes.iter().chain(&row.accessions);
        labels.find_map(|label| self.best(self.by_label.get(&label_key(label))?, described))
    }

    /// Whether a label says that a row means a title of another ISBN, and no title of its own ISBN is there yet: another
    /// row of the file may make one, and then the ISBN decides (L-C18).
    fn is_contested(&self, row: &CatalogueRow, described: &Described) -> bool {
        let Some(isbn) = row.isbn.filter(|_| self.by_its_isbn(row, described).is_none()) else { return false };
        let labelled = self.by_a_label(row, described).and_then(|at| self.entry(at));
        labelled.is_some_and(|entry| !entry.described.isbns.is_empty() && !entry.described.isbns.contains(&isbn))
    }

    /// The title that a row means.
    fn find(&self, row: &CatalogueRow, described: &Described) -> Option<usize> {
        let named = self.by_its_isbn(row, described).or_else(|| self.by_a_label(row, described));
        if named.is_some() {
            return named;
        }
        let places = self.by_place.get(&described.place()).map_or(&[][..], Vec::as_slice);
        let fitting = places.iter().filter_map(|at| Some((*at, &self.entry(*at)?.described)));
        let fitting: Vec<(usize, usize)> = fitting
            .filter(|(_, other)| same::compatible(described, other))
            .map(|(at, other)| (same::shared(described, other), at))
            .collect();
        let Some(most) = fitting.iter().map(|(shared, _)| *shared).max() else {
            return self.by_description(row).filter(|_| row.isbn.is_none());
        };
        let mut best = fitting.iter().filter(|(shared, _)| *shared == most);
        let (_, only) = best.next()?;
        if best.next().is_none() {
            return Some(*only);
        }
        // Several could be meant: only the very same description is.
        self.by_description(row)
    }

    /// The title that was made from the very same description, whatever it is called by now.
    fn by_description(&self, row: &CatalogueRow) -> Option<usize> {
        self.by_salt.get(&described_key(row)).copied()
    }

    /// The salt of a title that is not there yet, by its first row. Without an ISBN it changes with what further rows say.
    fn new_salt(&self, row: &CatalogueRow, described: &Described) -> Vec<u8> {
        let Some(isbn) = row.isbn else { return described_key(row) };
        let salt = title_key(&TitleFields { isbn: Some(isbn), volume: &described.volume, ..TitleFields::default() });
        if self.by_salt.contains_key(&salt) { apart_key(isbn, &row.title, &described.volume) } else { salt }
    }

    /// Tells of titles that one of the file could be taken for, on the later line of the file: for as long as it is so,
    /// and not only when the second of them is made.
    fn tell_neighbours(&mut self) {
        let mut told = Vec::new();
        for row in &self.catalogue.rows {
            let Some(isbn) = row.isbn else { continue };
            let described = Described::of_row(row);
            let sharing = self.by_isbn.get(&isbn).map_or(&[][..], Vec::as_slice);
            let places = self.by_place.get(&described.place()).map_or(&[][..], Vec::as_slice);
            let own = |entry: &&Holding| entry.first_line() == Some(row.line) && entry.described.isbns.contains(&isbn);
            if !sharing.iter().filter_map(|at| self.entry(*at)).any(|entry| own(&entry)) {
                continue;
            }
            let others = |places: &'_ [usize]| {
                let entries = places.iter().filter_map(|at| self.entry(*at));
                entries.filter(|entry| entry.first_line().is_none_or(|line| line < row.line)).collect::<Vec<_>>()
            };
            // Volumes of a set are as they should be.
            let other = others(sharing).into_iter().find(|entry| {
                let set = same::alike(&entry.described.core, &described.core);
                !(set && !entry.described.volume.is_empty() && !described.volume.is_empty())
            });
            let heading = &self.catalogue.headings.isbn;
            if let Some(other) = other {
                let kind = DiagnosticKind::SameIsbn { title: shown(&other.title) };
                told.push(Diagnostic::new(row.line, heading, kind, &row.title));
                continue;
            }
            let twin = others(places).into_iter().find_map(|entry| {
                let isbn = entry.described.isbns.first()?;
                same::agree_but_for_the_isbn(&entry.described, &described).then(|| isbn.to_string())
            });
            if let Some(other) = twin {
                let kind = DiagnosticKind::OtherIsbn { isbn: other };
                told.push(Diagnostic::new(row.line, heading, kind, &isbn.to_string()));
            }
        }
        self.remarks.append(&mut told);
    }

    /// Tells of labels that are on two titles, on the later line of the file.
    fn tell_clashes(&mut self) {
        let mut told = Vec::new();
        for row in &self.catalogue.rows {
            let labels = row.barcodes.iter().map(|label| (label, true));
            for (label, barcode) in labels.chain(row.accessions.iter().map(|label| (label, false))) {
                let places = self.by_label.get(&label_key(label)).map_or(&[][..], Vec::as_slice);
                let own = places.iter().filter_map(|at| self.entry(*at)).find(|entry| entry.has_line(row.line));
                let other = places
                    .iter()
                    .filter_map(|at| self.entry(*at))
                    .find(|entry| !entry.has_line(row.line) && entry.line_of(label).is_none_or(|line| line < row.line));
                if let (Some(_), Some(other)) = (own, other) {
                    let headings = &self.catalogue.headings;
                    let heading = if barcode { &headings.barcode } else { &headings.accession };
                    let kind = DiagnosticKind::LabelClash { title: shown(&other.title) };
                    told.push(Diagnostic::new(row.line, heading, kind, label));
                }
            }
        }
        self.remarks.append(&mut told);
    }

    fn finish(mut self) -> Plan {
        self.tell_neighbours();
        self.tell_clashes();
        let mut titles = Vec::new();
        let mut entries = std::mem::take(&mut self.entries);
        for (at, entry) in entries.iter_mut().enumerate().filter(|(_, entry)| !entry.lines.is_empty()) {
            let known = &self.by_salt;
            entry.settle_salt(|salt| known.get(salt).is_none_or(|other| *other == at));
            self.by_salt.insert(entry.salt.clone(), at);
            entry.tell_rows(&mut self.remarks);
            titles.push(entry.finish(self.differences, &self.catalogue.headings, &mut self.remarks));
        }
        titles.sort_by_key(|title| title.lines.first().copied());
        self.remarks.sort_by_key(|remark| remark.line);
        Plan { titles, remarks: self.remarks }
    }
}

/// The key of a row's title where it has no ISBN.
fn described_key(row: &CatalogueRow) -> Vec<u8> {
    title_key(&TitleFields {
        isbn: None,
        volume: &row.volume,
        title: &row.title,
        author: &row.author,
        publisher: &row.publisher,
        year: row.year,
    })
}

/// The volume as it is shown beside a title: not again where the title ends with it.
pub fn volume_beside<'v>(title: &str, volume: &'v str) -> &'v str {
    if volume.is_empty() || volume::apart(title).1 == volume_key(volume) { "" } else { volume }
}

fn note(by_label: &mut HashMap<String, Vec<usize>>, label: &str, at: usize) {
    let places = by_label.entry(label_key(label)).or_default();
    if !places.contains(&at) {
        places.push(at);
    }
}
