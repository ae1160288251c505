//! Searching titles: by any substring, pinyin, initials, ISBN or barcode.
//!
//! Every query is a scan over the search columns of one house; an index of trigrams cost more to write than everything
//! else of a title (ADR 0007).

use memchr::memmem::Finder;
use rusqlite::params;
use zhijia_model::RecordId;
use zhijia_model::isbn::Isbn;
use zhijia_model::text::{Query, query_terms};

use crate::error::Result;
use crate::projections::titles::{TitleRow, by_number};
use crate::records::{Dao, id_at};

impl Dao<'_> {
    /// The titles of a house that match what was typed or scanned, at most `limit`: first those with this barcode or
    /// ISBN, then those whose title begins with it (by its characters, its reading or its initials), then those that have
    /// it elsewhere in the title, then the others, each in the order of their reading.
    ///
    /// An empty query matches nothing; [`Dao::titles`] lists.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn find_titles(&self, house: RecordId, query: &str, limit: usize) -> Result<Vec<TitleRow>> {
        let numbers = self.find(house, query)?;
        let rows = numbers.into_iter().take(limit).map(|n| by_number(self.conn, n));
        Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The titles of a house that match, in the order of [`Dao::find_titles`]: how many in all, and `count` of them
    /// from `from`. An empty query gives all, in the order of their reading.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn search_titles(
        &self,
        house: RecordId,
        query: &str,
        from: usize,
        count: usize,
    ) -> Result<(usize, Vec<RecordId>)> {
        let numbers = if query.trim().is_empty() {
            let mut find = self.conn.prepare_cached("SELECT n FROM titles WHERE house = ?1 ORDER BY sort, n")?;
            let rows = find.query_map([house.as_bytes()], |row| row.get(0))?;
            rows.collect::<Result<Vec<i64>, _>>()?
        } else {
            self.find(house, query)?
        };
        let mut find = self.conn.prepare_cached("SELECT id FROM records WHERE n = ?1")?;
        let page = numbers.iter().skip(from).take(count).map(|n| find.query_row([n], |row| id_at(row, 0)));
        Ok((numbers.len(), page.collect::<Result<_, _>>()?))
    }

    fn find(&self, house: RecordId, query: &str) -> Result<Vec<i64>> {
        let mut numbers = self.by_code(house, query.trim())?;
        let terms = query_terms(query);
        if !terms.is_empty() {
            let coded = numbers.clone();
            numbers.extend(self.by_text(house, &terms)?.into_iter().filter(|n| !coded.contains(n)));
        }
        Ok(numbers)
    }

    fn by_code(&self, house: RecordId, code: &str) -> Result<Vec<i64>> {
        let mut out = Vec::new();
        if code.is_empty() {
            return Ok(out);
        }
        let sql = "SELECT DISTINCT title FROM copies WHERE house = ?1 AND barcode = ?2 ORDER BY title";
        let mut find = self.conn.prepare_cached(sql)?;
        for n in find.query_map(params![house.as_bytes(), code], |row| row.get(0))? {
            out.push(n?);
        }
        if let Ok(isbn) = Isbn::parse(code) {
            let sql = "SELECT n FROM titles WHERE isbn = ?2 AND house = ?1 ORDER BY volume";
            let mut find = self.conn.prepare_cached(sql)?;
            let number = format!("{:013}", isbn.as_u64());
            for n in find.query_map(params![house.as_bytes(), number], |row| row.get(0))? {
                out.push(n?);
            }
        }
        Ok(out)
    }

    /// The matching titles in the order of the list.
    fn by_text(&self, house: RecordId, query: &Query) -> Result<Vec<i64>> {
        let matcher = query.matcher();
        let mut find = self.conn.prepare_cached("SELECT n, sort, keys FROM title_keys WHERE house = ?1")?;
        let mut rows = find.query([house.as_bytes()])?;
        let wanted = Wanted::new(query);
        let mut found: Vec<(Fit, String, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let keys = row.get_ref(2)?;
            if matcher.matches(keys.as_bytes().unwrap_or_default()) {
                let sort: String = row.get(1)?;
                found.push((wanted.fit(keys.as_bytes().unwrap_or_default(), &sort), sort, row.get(0)?));
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, _, n)| n).collect())
    }
}

/// How well a title fits what was typed; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The title begins with it: in characters, in its reading or in the initials of it.
    Begins,
    /// It stands within the title.
    Title,
    /// The author or the publisher has it.
    Other,
}

/// What the first word that was typed may stand for in a title.
struct Wanted<'q> {
    needles: Vec<Finder<'q>>,
    /// Whether one of them is made of initials alone: a text's initials are only gathered for such.
    initials: bool,
}

impl<'q> Wanted<'q> {
    fn new(query: &'q Query) -> Self {
        let alternatives = query.terms.first().into_iter().flat_map(|term| &term.any);
        let needles: Vec<&str> = alternatives.flat_map(|one| &one.all).map(String::as_str).collect();
        // A single initial stands in the reading too.
        let initials = needles.iter().any(|needle| needle.chars().nth(1).is_some() && needle.chars().all(is_initial));
        Self { needles: needles.into_iter().map(Finder::new).collect(), initials }
    }

    /// `keys` begin with the folded title, and `sort` is the beginning of its reading.
    fn fit(&self, keys: &[u8], sort: &str) -> Fit {
        let folded = keys.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let initials: String =
            if self.initials { sort.chars().filter(|c| is_initial(*c)).collect() } else { String::new() };
        let title = [folded, sort.as_bytes(), initials.as_bytes()];
        // Where it stands first of all, of any of them in any text.
        let found = self.needles.iter().flat_map(|needle| title.iter().filter_map(|text| needle.find(text)));
        match found.min() {
            Some(0) => Fit::Begins,
            Some(_) => Fit::Title,
            None => Fit::Other,
        }
    }
}

/// The circled letter that begins a syllable.
fn is_initial(c: char) -> bool {
    ('\u{24d0}'..='\u{24e9}').contains(&c)
}
