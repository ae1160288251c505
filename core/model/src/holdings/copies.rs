//! The labelled copies of a title, and how many copies a file says there are.
//!
//! Copies are joined, never added to what stands: labels by union, the number by the larger one. So the same list again
//! adds nothing, and a list with labels after one with numbers only labels what was counted.

use std::collections::{HashMap, HashSet};

use super::Differences;
use crate::catalogue_csv::{CatalogueRow, Diagnostic, DiagnosticKind, Headings, shown};
use crate::field::Scalar;
use crate::fields::Puts;
use crate::kinds::title::{self, Labelled, Title, label_key};

/// One labelled copy.
struct Label {
    /// Its id within the title.
    id: String,
    barcode: Option<String>,
    accession: Option<String>,
    shelf: Option<String>,
    withdrawn: bool,
    stood: bool,
    /// Whether a row of the file has it.
    named: bool,
}

impl Label {
    /// Whether nothing but the number in the register is on it.
    fn only_accession(&self, accession: &str) -> bool {
        self.barcode.as_deref().is_none_or(|barcode| label_key(barcode) == label_key(accession))
    }
}

/// The labelled copies of a title.
#[derive(Default)]
pub(super) struct Labels {
    all: Vec<Label>,
    /// Where each label is, by its key: also one that a copy carried first, for lists that still have it.
    by_key: HashMap<String, usize>,
    puts: Vec<(String, Scalar)>,
    /// The keys of the puts.
    put: HashSet<String>,
}

impl Labels {
    pub(super) fn standing(copies: impl Iterator<Item = title::Copy>) -> Self {
        let label = |copy: title::Copy| Label {
            id: copy.id,
            barcode: copy.barcode,
            accession: copy.accession,
            shelf: copy.shelf,
            withdrawn: copy.withdrawn,
            stood: true,
            named: false,
        };
        let mut labels = Self { all: copies.map(label).collect(), ..Self::default() };
        let carried = |label: &Label| [label.barcode.clone(), label.accession.clone()];
        let now = labels.all.iter().enumerate().flat_map(|(at, label)| carried(label).map(|code| (code, at)));
        let first = labels.all.iter().enumerate().map(|(at, label)| (Some(label.id.clone()), at));
        for (code, at) in now.chain(first) {
            code.map(|code| labels.by_key.entry(label_key(&code)).or_insert(at));
        }
        labels
    }

    /// Every label of a copy that is not withdrawn.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let live = self.all.iter().filter(|label| !label.withdrawn);
        live.flat_map(|label| [&label.barcode, &label.accession].into_iter().flatten().map(String::as_str))
    }

    /// Copies that stood there and are not withdrawn.
    pub(super) fn stood(&self) -> u32 {
        count(self.all.iter().filter(|label| label.stood && !label.withdrawn))
    }

    /// Copies that are not withdrawn, with those of the file.
    pub(super) fn live(&self) -> u32 {
        count(self.all.iter().filter(|label| !label.withdrawn))
    }

    /// Copies that the file names.
    pub(super) fn in_file(&self) -> u32 {
        count(self.all.iter().filter(|label| label.named && !label.withdrawn))
    }

    /// Copies that the file names and that are withdrawn.
    pub(super) fn withdrawn_in_file(&self) -> u32 {
        count(self.all.iter().filter(|label| label.named && label.withdrawn))
    }

    pub(super) fn puts(&mut self) -> Vec<(String, Scalar)> {
        self.put.clear();
        std::mem::take(&mut self.puts)
    }

    /// Takes the labels of a row. A barcode and an accession number of one place in the row are one copy.
    pub(super) fn take(
        &mut self,
        row: &CatalogueRow,
        differences: Differences,
        headings: &Headings,
        remarks: &mut Vec<Diagnostic>,
    ) {
        let length = row.barcodes.len().max(row.accessions.len());
        for at in 0..length {
            let (barcode, accession) = (row.barcodes.get(at), row.accessions.get(at));
            let known = self.known(barcode, accession);
            let at = match known {
                Some(at) => at,
                None => self.add(barcode, accession),
            };
            let Some(label) = self.all.get_mut(at) else { continue };
            label.named = true;
            if label.withdrawn {
                let code = barcode.or(accession).map_or("", String::as_str);
                remarks.push(Diagnostic::new(row.line, &headings.barcode, DiagnosticKind::Withdrawn, code));
                continue;
            }
            let mut puts = Vec::new();
            complete(label, barcode, accession, (row.line, headings), remarks, &mut puts);
            for code in [&label.barcode, &label.accession].into_iter().flatten() {
                self.by_key.entry(label_key(code)).or_insert(at);
            }
            if !row.shelf.is_empty() {
                shelve(label, row, differences, headings, remarks, &mut puts);
            }
            for (key, value) in puts {
                if !self.put.insert(key.clone()) {
                    self.puts.retain(|(known, _)| *known != key);
                }
                self.puts.push((key, value));
            }
        }
    }

    fn known(&self, barcode: Option<&String>, accession: Option<&String>) -> Option<usize> {
        let by = |code: Option<&String>| self.by_key.get(&label_key(code?)).copied();
        by(barcode).or_else(|| by(accession))
    }

    /// A new copy; its id is the first label that it got.
    fn add(&mut self, barcode: Option<&String>, accession: Option<&String>) -> usize {
        let id = barcode.or(accession).cloned().unwrap_or_default();
        let puts = put(&id, |copy| copy.barcode(id.as_str()));
        self.put.extend(puts.iter().map(|(key, _)| key.clone()));
        self.puts.extend(puts);
        self.all.push(Label {
            barcode: Some(id.clone()),
            id,
            accession: None,
            shelf: None,
            withdrawn: false,
            stood: false,
            named: true,
        });
        self.all.len() - 1
    }
}

/// Gives a copy the label that it lacked: a barcode to one that had only a number in the register, and the reverse.
fn complete(
    label: &mut Label,
    barcode: Option<&String>,
    accession: Option<&String>,
    (line, headings): (u64, &Headings),
    remarks: &mut Vec<Diagnostic>,
    puts: &mut Vec<(String, Scalar)>,
) {
    let (Some(barcode), Some(accession)) = (barcode, accession) else { return };
    let only_accession = label.only_accession(accession);
    if only_accession && label.barcode.as_deref() != Some(barcode) {
        label.barcode = Some(barcode.clone());
        puts.extend(put(&label.id, |copy| copy.barcode(barcode.as_str())));
    }
    match &label.barcode {
        Some(stands) if label_key(stands) != label_key(barcode) => {
            let kind = DiagnosticKind::Differs { stands: shown(stands) };
            remarks.push(Diagnostic::new(line, &headings.barcode, kind, barcode));
        }
        _ => {}
    }
    match &label.accession {
        None if label_key(accession) != label_key(barcode) => {
            label.accession = Some(accession.clone());
            puts.extend(put(&label.id, |copy| copy.accession(accession.as_str())));
        }
        Some(stands) if label_key(stands) != label_key(accession) => {
            let kind = DiagnosticKind::Differs { stands: shown(stands) };
            remarks.push(Diagnostic::new(line, &headings.accession, kind, accession));
        }
        _ => {}
    }
}

/// Where a copy stands, as far as it is not known to stand elsewhere.
fn shelve(
    label: &mut Label,
    row: &CatalogueRow,
    differences: Differences,
    headings: &Headings,
    remarks: &mut Vec<Diagnostic>,
    puts: &mut Vec<(String, Scalar)>,
) {
    let kind = match &label.shelf {
        None => None,
        Some(stands) if *stands == row.shelf => return,
        Some(stands) if label.stood && differences == Differences::TakeTheFile => {
            Some(DiagnosticKind::Replaced { stood: shown(stands) })
        }
        Some(stands) => {
            let kind = DiagnosticKind::Differs { stands: shown(stands) };
            remarks.push(Diagnostic::new(row.line, headings.of_key("shelf"), kind, &row.shelf));
            return;
        }
    };
    remarks.extend(kind.map(|kind| Diagnostic::new(row.line, headings.of_key("shelf"), kind, &row.shelf)));
    label.shelf = Some(row.shelf.clone());
    puts.extend(put(&label.id, |copy| copy.shelf(row.shelf.as_str())));
}

/// Puts a field of one copy.
fn put(id: &str, fill: impl FnOnce(Puts<Labelled<'static>>) -> Puts<Labelled<'static>>) -> Vec<(String, Scalar)> {
    Title::write().copies(id, fill).puts()
}

fn count<'l>(labels: impl Iterator<Item = &'l Label>) -> u32 {
    u32::try_from(labels.count()).unwrap_or(u32::MAX)
}

/// How many copies the rows of one title say there are.
#[derive(Default)]
pub(super) struct Stated {
    /// The largest number beside labels: such lists have a row for each copy and repeat the number of all.
    beside_labels: u32,
    /// The sum over rows without labels: such lists have a row for each lot.
    without_labels: u32,
    /// The first line that says a number of its own accord.
    pub(super) line: Option<u64>,
}

impl Stated {
    pub(super) fn add(&mut self, row: &CatalogueRow) {
        let labels = u32::try_from(row.labels().len()).unwrap_or(u32::MAX);
        if labels > 0 && row.copies > labels {
            self.beside_labels = self.beside_labels.max(row.copies);
        } else if labels == 0 {
            self.without_labels = self.without_labels.saturating_add(row.copies);
        }
        if row.stated && (labels == 0 || row.copies > labels) {
            self.line = Some(self.line.map_or(row.line, |line| line.min(row.line)));
        }
    }

    /// Copies in all, given those that have a label in the file, and those of them that are withdrawn.
    pub(super) fn total(&self, labels: u32, withdrawn: u32) -> u32 {
        self.beside_labels.saturating_sub(withdrawn).max(labels).saturating_add(self.without_labels)
    }
}
