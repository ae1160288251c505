//! Rows of one title become one; codes and ISBNs that contradict each other are told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::header::{Column, Header};
use super::problem::{Problem, ProblemKind};
use super::{Catalogue, CatalogueRow};
use crate::isbn::Isbn;
use crate::text::fold;
use crate::title_key::volume_key;

/// Merges the rows into the catalogue.
pub(super) fn merge(mut rows: Vec<CatalogueRow>, header: &Header, catalogue: &mut Catalogue) {
    name_volumes(&mut rows);
    let mut by_key: HashMap<Vec<u8>, usize> = HashMap::with_capacity(rows.len());
    // Where a label was seen first: the row it went into and its line.
    let mut labels: HashMap<(bool, String), (usize, u64)> = HashMap::new();
    for row in rows {
        let key = row.key();
        let known = by_key.get(&key).copied();
        if let Some(problem) = contradiction(&row, known, &labels, header, catalogue) {
            catalogue.errors.push(problem);
            continue;
        }
        let at = known.unwrap_or(catalogue.rows.len());
        let line = row.line;
        let own_labels: Vec<(bool, String)> = own_labels(&row).collect();
        let new = own_labels.iter().filter(|label| !labels.contains_key(*label)).count();
        for label in &own_labels {
            labels.entry(label.clone()).or_insert((at, line));
        }
        if let Some(first) = catalogue.rows.get_mut(at) {
            let kind = if !own_labels.is_empty() && new == 0 {
                ProblemKind::Repeated { line: first.line }
            } else {
                ProblemKind::Merged { line: first.line }
            };
            catalogue.warnings.push(Problem::new(line, "", kind, &row.title));
            add(first, row, matches!(kind, ProblemKind::Repeated { .. }));
        } else {
            by_key.insert(key, at);
            catalogue.rows.push(row);
        }
    }
}

/// Barcodes and accession numbers, told apart.
fn own_labels(row: &CatalogueRow) -> impl Iterator<Item = (bool, String)> {
    let barcodes = row.barcodes.iter().map(|code| (true, code.clone()));
    barcodes.chain(row.accessions.iter().map(|code| (false, code.clone())))
}

/// What makes a row impossible beside those before it.
fn contradiction(
    row: &CatalogueRow,
    known: Option<usize>,
    labels: &HashMap<(bool, String), (usize, u64)>,
    header: &Header,
    catalogue: &Catalogue,
) -> Option<Problem> {
    for label in own_labels(row) {
        if let Some((at, line)) = labels.get(&label)
            && Some(*at) != known
        {
            let column = if label.0 { Column::Barcode } else { Column::Accession };
            let kind = ProblemKind::BarcodeTwice { line: *line };
            return Some(Problem::new(row.line, header.heading(column), kind, &label.1));
        }
    }
    let first = known.and_then(|at| catalogue.rows.get(at))?;
    if row.isbn.is_some() && !alike(&first.title, &row.title) {
        let kind = ProblemKind::IsbnTwice { line: first.line };
        return Some(Problem::new(row.line, header.heading(Column::Isbn), kind, &row.title));
    }
    None
}

/// Adds a further row of the same title: copies are summed up, gaps filled, nothing overwritten.
fn add(first: &mut CatalogueRow, row: CatalogueRow, repeated: bool) {
    first.more_lines.push(row.line);
    if !repeated {
        first.copies = first.copies.saturating_add(row.copies);
    }
    for (mine, theirs) in [(&mut first.barcodes, row.barcodes), (&mut first.accessions, row.accessions)] {
        for code in theirs {
            if !mine.contains(&code) {
                mine.push(code);
            }
        }
    }
    let labelled = u32::try_from(first.barcodes.len().max(first.accessions.len())).unwrap_or(u32::MAX);
    first.copies = first.copies.max(labelled);
    for (mine, theirs) in [
        (&mut first.author, row.author),
        (&mut first.publisher, row.publisher),
        (&mut first.edition, row.edition),
        (&mut first.clc, row.clc),
        (&mut first.call_no, row.call_no),
        (&mut first.shelf, row.shelf),
        (&mut first.source, row.source),
        (&mut first.house, row.house),
        (&mut first.acquired, row.acquired),
        (&mut first.note, row.note),
    ] {
        if mine.is_empty() {
            *mine = theirs;
        }
    }
    first.year = first.year.or(row.year);
    first.pages = first.pages.or(row.pages);
    first.price_fen = first.price_fen.or(row.price_fen);
}

/// Sets often carry one ISBN for all volumes (一号多书). Where rows with one ISBN have different titles and no volume, the
/// volume is taken from the end of the title: 平凡的世界（上）.
fn name_volumes(rows: &mut [CatalogueRow]) {
    let mut titles: BTreeMap<Isbn, BTreeSet<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.volume.is_empty()) {
        if let Some(isbn) = row.isbn {
            titles.entry(isbn).or_default().insert(fold(&row.title));
        }
    }
    for row in rows.iter_mut().filter(|row| row.volume.is_empty()) {
        let several = row.isbn.and_then(|isbn| titles.get(&isbn)).is_some_and(|titles| titles.len() > 1);
        if several && let Some(volume) = volume_of(&row.title) {
            row.volume = volume.to_owned();
        }
    }
}

/// What stands in brackets at the end, if it names a volume.
fn volume_of(title: &str) -> Option<&str> {
    let inner = title.strip_suffix(')').or_else(|| title.strip_suffix('）'))?;
    let (_, volume) = inner.rsplit_once(['(', '（'])?;
    let key = volume_key(volume);
    let named =
        ["上", "中", "下"].contains(&key.as_str()) || (key.len() <= 3 && key.bytes().all(|b| b.is_ascii_digit()));
    (named && !key.is_empty()).then_some(volume)
}

/// Whether two titles under one ISBN can be one book: one contains the other, or they begin alike.
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    if one.contains(&other) || other.contains(&one) {
        return true;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    common * 2 >= shorter
}
