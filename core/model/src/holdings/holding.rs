//! A title of the house, or of the file, while a list is looked at.

use std::collections::HashSet;

use super::copies::{Labels, Stated};
use super::described::{Described, folded_names};
use super::{Differences, HeldTitle, PlannedTitle, same};
use crate::catalogue_csv::{CatalogueRow, Diagnostic, DiagnosticKind, Headings, shown};
use crate::field::Scalar;
use crate::isbn::Isbn;
use crate::kind::Part;
use crate::kinds::title::{self, Title, label_key};
use crate::state::PartState;
use crate::text::fold;
use crate::title_key::{TitleFields, title_key};

pub(super) struct Holding {
    pub(super) salt: Vec<u8>,
    pub(super) described: Described,
    pub(super) title: String,
    /// The lines of its rows with their labels, in the order in which they were taken.
    pub(super) lines: Vec<(u64, Vec<String>)>,
    /// Whether it stands in the house already.
    stands: bool,
    /// What is under the keys: by the house, else by the first row that said it.
    values: Vec<(String, Scalar)>,
    puts: Vec<(String, Scalar)>,
    /// So many of the puts are from the first row.
    first_puts: usize,
    labels: Labels,
    counted: u32,
    lent: u32,
    stated: Stated,
}

impl Holding {
    pub(super) fn standing(standing: HeldTitle) -> Self {
        let HeldTitle { record, lent } = standing;
        let said = title::read(&record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let (name, volume) = (text(said.title().one()), text(said.volume().one()));
        let (author, publisher) = (text(said.author().one()), text(said.publisher().one()));
        let year = title::year(&record).and_then(|year| u16::try_from(year).ok());
        let mut described = Described::new(&name, &volume, &author, &publisher, year);
        let later: Option<Isbn> = said.isbn().one().and_then(|isbn| isbn.parse().ok());
        described.isbns.extend(later);
        // A corrected ISBN does not make the old one unknown: lists that still have it mean this title.
        described.isbns.extend(title::isbn_in(&record.header.salt).filter(|isbn| Some(*isbn) != later));
        let copies = title::copies(&record);
        let counted = copies.iter().filter(|copy| copy.id.starts_with('#')).count();
        Self {
            salt: record.header.salt.clone(),
            title: name,
            described,
            lines: Vec::new(),
            stands: true,
            values: values(record.part(Part::Keeper)),
            puts: Vec::new(),
            first_puts: 0,
            labels: Labels::standing(copies.into_iter().filter(|copy| !copy.id.starts_with('#'))),
            counted: u32::try_from(counted).unwrap_or(u32::MAX),
            lent,
            stated: Stated::default(),
        }
    }

    pub(super) fn new(salt: Vec<u8>, described: Described, row: &CatalogueRow) -> Self {
        Self {
            salt,
            described,
            title: row.title.clone(),
            lines: Vec::new(),
            stands: false,
            values: Vec::new(),
            puts: Vec::new(),
            first_puts: 0,
            labels: Labels::default(),
            counted: 0,
            lent: 0,
            stated: Stated::default(),
        }
    }

    /// The labels of the copies that are not withdrawn.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.all()
    }

    pub(super) fn has_line(&self, line: u64) -> bool {
        self.lines.iter().any(|(known, _)| *known == line)
    }

    /// The first line of the file that means this title; `None` where only the house has it.
    pub(super) fn first_line(&self) -> Option<u64> {
        self.lines.iter().map(|(line, _)| *line).min()
    }

    /// The first line that has the label; `None` where only the house has it.
    pub(super) fn line_of(&self, label: &str) -> Option<u64> {
        let label = label_key(label);
        let lines = self.lines.iter().filter(|(_, labels)| labels.iter().any(|one| label_key(one) == label));
        lines.map(|(line, _)| *line).min()
    }

    /// Takes a row of this title.
    pub(super) fn take(
        &mut self,
        row: &CatalogueRow,
        differences: Differences,
        headings: &Headings,
        remarks: &mut Vec<Diagnostic>,
    ) {
        self.lines.push((row.line, row.barcodes.iter().chain(&row.accessions).cloned().collect()));
        self.stated.add(row);
        for (key, value) in said(row) {
            self.fill(&key, value, (row.line, differences), headings, remarks);
        }
        if self.lines.len() == 1 {
            self.first_puts = self.puts.len();
        }
        self.isbn(row, differences, headings, remarks);
        self.labels.take(row, differences, headings, remarks);
    }

    /// Fills a gap; where something else stands, tells it.
    fn fill(
        &mut self,
        key: &str,
        value: Scalar,
        (line, differences): (u64, Differences),
        headings: &Headings,
        remarks: &mut Vec<Diagnostic>,
    ) {
        let Some((_, stands)) = self.values.iter_mut().find(|(known, _)| known == key) else {
            self.described.learn(key, &value);
            self.values.push((key.to_owned(), value.clone()));
            self.puts.push((key.to_owned(), value));
            return;
        };
        if says_the_same(key, stands, &value) {
            return;
        }
        let heading = match key {
            "title" => &headings.title,
            key => headings.of_key(key),
        };
        let (stood, says) = (as_text(key, stands), as_text(key, &value));
        let kind = if self.stands && differences == Differences::TakeTheFile {
            *stands = value.clone();
            self.puts.retain(|(known, _)| known != key);
            self.puts.push((key.to_owned(), value));
            DiagnosticKind::Replaced { stood: shown(&stood) }
        } else {
            DiagnosticKind::Differs { stands: shown(&stood) }
        };
        remarks.push(Diagnostic::new(line, heading, kind, &says));
    }

    /// An ISBN that the title had not, or another one: the header keeps the first, the key `isbn` what was said later.
    fn isbn(
        &mut self,
        row: &CatalogueRow,
        differences: Differences,
        headings: &Headings,
        remarks: &mut Vec<Diagnostic>,
    ) {
        let Some(isbn) = row.isbn else { return };
        let isbns = &mut self.described.isbns;
        if isbns.contains(&isbn) {
            return;
        }
        let put = Title::write().isbn(isbn.to_string().as_str()).puts();
        let Some(stands) = isbns.first().copied() else {
            isbns.push(isbn);
            self.puts.extend(put);
            return;
        };
        let kind = if self.stands && differences == Differences::TakeTheFile {
            isbns.insert(0, isbn);
            self.puts.extend(put);
            DiagnosticKind::Replaced { stood: stands.to_string() }
        } else {
            DiagnosticKind::Differs { stands: stands.to_string() }
        };
        remarks.push(Diagnostic::new(row.line, &headings.isbn, kind, &isbn.to_string()));
    }

    /// Gives a new title the salt that its first change says (`docs/protocol.md`): further rows may have said more than the
    /// first. Where the salt that follows is another title's, what they said is left for the next import.
    pub(super) fn settle_salt(&mut self, is_free: impl Fn(&[u8]) -> bool) {
        if self.stands {
            return;
        }
        if title::isbn_in(&self.salt).is_some() {
            let volume = self.described.volume.clone();
            if !volume.is_empty() && self.values.iter().all(|(key, _)| key != "volume") {
                self.puts.extend(Title::write().volume(volume.as_str()).puts());
            }
            return;
        }
        let (salt, first) = (self.described_salt(usize::MAX), self.described_salt(self.first_puts));
        if salt != first && !is_free(&salt) {
            self.puts.truncate(self.first_puts);
            return;
        }
        self.salt = salt;
    }

    /// The key of what the first puts say.
    fn described_salt(&self, puts: usize) -> Vec<u8> {
        let value = |key: &str| self.puts.iter().take(puts).find(|(known, _)| known == key).map(|(_, value)| value);
        let text = |key: &str| if let Some(Scalar::Text(text)) = value(key) { text.as_str() } else { "" };
        let year = if let Some(Scalar::Int(year)) = value("year") { u16::try_from(*year).ok() } else { None };
        title_key(&TitleFields {
            isbn: None,
            volume: text("volume"),
            title: text("title"),
            author: text("author"),
            publisher: text("publisher"),
            year,
        })
    }

    /// Tells of the rows that are one title with an earlier one.
    pub(super) fn tell_rows(&mut self, remarks: &mut Vec<Diagnostic>) {
        self.lines.sort();
        let Some((first, labels)) = self.lines.first() else { return };
        let mut seen: HashSet<&String> = labels.iter().collect();
        for (line, labels) in self.lines.iter().skip(1) {
            let known = !labels.is_empty() && labels.iter().all(|label| seen.contains(label));
            let line_of_first = *first;
            let kind = if known {
                DiagnosticKind::Repeated { line: line_of_first }
            } else {
                DiagnosticKind::Merged { line: line_of_first }
            };
            remarks.push(Diagnostic::new(*line, "", kind, &self.title));
            seen.extend(labels);
        }
    }

    /// What is to be written.
    pub(super) fn finish(
        &mut self,
        differences: Differences,
        headings: &Headings,
        remarks: &mut Vec<Diagnostic>,
    ) -> PlannedTitle {
        let line = self.stated.line.or_else(|| self.lines.first().map(|(line, _)| *line)).unwrap_or(0);
        let (stood_labelled, labelled) = (self.labels.stood(), self.labels.live());
        let stood = if self.stands { stood_labelled + self.counted } else { 0 };
        let said = self.stated.total(self.labels.in_file(), self.labels.withdrawn_in_file());
        let replace = self.stands && differences == Differences::TakeTheFile && self.stated.line.is_some();
        let total = if replace { said.max(labelled) } else { said.max(stood).max(labelled) };
        // A counted copy that is on loan stays counted, whatever the list says.
        let counted = (total - labelled).max(self.lent.min(self.counted));
        let total = labelled + counted;
        let mut puts = std::mem::take(&mut self.puts);
        puts.extend(self.labels.puts());
        if counted != self.counted || (!self.stands && labelled == 0) {
            puts.extend(Title::write().count(i64::from(counted)).puts());
        }
        if self.stands {
            let new_labels = labelled - stood_labelled;
            let tell = |kind| Diagnostic::new(line, &headings.copies, kind, &said.to_string());
            if counted > self.counted {
                remarks.push(tell(DiagnosticKind::CopiesAdded { stood }));
            } else if new_labels > 0 && counted < self.counted {
                remarks.push(Diagnostic::new(
                    line,
                    &headings.barcode,
                    DiagnosticKind::Labelled { copies: (self.counted - counted).min(new_labels) },
                    &self.title,
                ));
            } else if self.stated.line.is_some() && said < total {
                remarks.push(tell(DiagnosticKind::CopiesDiffer { stands: total }));
            } else if counted < self.counted {
                remarks.push(tell(DiagnosticKind::Replaced { stood: stood.to_string() }));
            }
        }
        PlannedTitle {
            salt: self.salt.clone(),
            lines: self.lines.iter().map(|(line, _)| *line).collect(),
            title: self.title.clone(),
            new: !self.stands,
            puts,
            copies: total,
            new_copies: total.saturating_sub(stood),
        }
    }
}

/// What a part holds of the fields that rows speak of: all but the copies, their number and a later ISBN.
fn values(part: &PartState) -> Vec<(String, Scalar)> {
    let apart = Title::write().count(0).isbn("").puts();
    let field = |key: &str| !key.contains('/') && apart.iter().all(|(other, _)| other != key);
    let shown = part.iter().filter(|(key, _)| field(key));
    shown.filter_map(|(key, entries)| Some((key.to_owned(), entries.first()?.value.clone()))).collect()
}

/// What a row says of its title.
fn said(row: &CatalogueRow) -> Vec<(String, Scalar)> {
    let text = |text: &'_ String| Some(text.clone()).filter(|text| !text.is_empty());
    let [title, volume, author, publisher] = [&row.title, &row.volume, &row.author, &row.publisher].map(text);
    let [edition, clc, call_no] = [&row.edition, &row.clc, &row.call_no].map(text);
    let [source, acquired, note] = [&row.source, &row.acquired, &row.note].map(text);
    // Where copies have labels, each has its own shelf.
    let shelf = text(&row.shelf).filter(|_| row.labels().is_empty());
    let write = Title::write().title(title.as_deref()).volume(volume.as_deref()).author(author.as_deref());
    let write = write.publisher(publisher.as_deref()).year(row.year.map(i64::from)).pages(row.pages.map(i64::from));
    let write = write.price(row.price_fen.map(i64::from)).clc(clc.as_deref()).note(note.as_deref());
    let write = write.edition(edition.as_deref()).call_no(call_no.as_deref()).shelf(shelf.as_deref());
    write.source(source.as_deref()).acquired(acquired.as_deref()).puts()
}

/// Whether two values of a field mean the same.
fn says_the_same(key: &str, stands: &Scalar, says: &Scalar) -> bool {
    let (Scalar::Text(stands), Scalar::Text(says)) = (stands, says) else { return stands == says };
    match key {
        "author" => same::authors(&folded_names(stands), &folded_names(says)),
        "publisher" => {
            let (one, other) = (fold(stands), fold(says));
            one.contains(&other) || other.contains(&one)
        }
        "volume" => crate::title_key::volume_key(stands) == crate::title_key::volume_key(says),
        _ => fold(stands) == fold(says),
    }
}

/// A value as a report shows it.
fn as_text(key: &str, value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Int(fen) if key == "price" => format!("{}.{:02}", fen / 100, fen % 100),
        Scalar::Int(number) => number.to_string(),
        _ => String::new(),
    }
}
