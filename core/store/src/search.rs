//! Searching titles: by any substring, pinyin, initials, ISBN or barcode.
//!
//! Every query is a scan over the search columns of one house; an index of trigrams cost more to write than everything
//! else of a title (ADR 0007).

use rusqlite::params;
use zhijia_model::RecordId;
use zhijia_model::isbn::Isbn;
use zhijia_model::kinds::title::label_key;
use zhijia_model::text::{Fit, Query, query_terms};

use crate::error::Result;
use crate::projections::titles::{TitleRow, by_number};
use crate::records::{Dao, id_at};

impl Dao<'_> {
    /// The titles of a house that match what was typed or scanned, at most `limit`: first those with this barcode or
    /// ISBN (or an ISBN that ends with these digits), then those whose title begins with it, then those that have it
    /// elsewhere in the title, then the others; of these in turn those in which it is whole before those in which a
    /// syllable is only begun or cut down to its initial, each in the order of their reading.
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
        if code.is_empty() {
            return Ok(Vec::new());
        }
        let mut out = self.numbers_by_barcode(house, code)?;
        if let Ok(isbn) = Isbn::parse(code) {
            let sql = "SELECT n FROM titles NOT INDEXED WHERE isbn = ?2 AND house = ?1 ORDER BY n";
            let mut find = self.conn.prepare_cached(sql)?;
            let number = format!("{:013}", isbn.as_u64());
            let rows = find.query_map(params![house.as_bytes(), number], |row| row.get(0))?;
            let mut found = Vec::new();
            for n in rows.collect::<Result<Vec<i64>, _>>()? {
                found.push((by_number(self.conn, n)?.map(|row| row.volume), n));
            }
            // Volumes often share one ISBN.
            found.sort_unstable();
            out.extend(found.into_iter().map(|(_, n)| n));
        } else if (ISBN_TAIL..13).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()) {
            // Keepers read out the last digits of a number that does not scan.
            let sql = "SELECT n FROM titles NOT INDEXED
                       WHERE isbn IS NOT NULL AND substr(isbn, ?2) = ?3 AND house = ?1 ORDER BY sort";
            let mut find = self.conn.prepare_cached(sql)?;
            let from = -i64::try_from(code.len()).unwrap_or(0);
            for n in find.query_map(params![house.as_bytes(), from, code], |row| row.get(0))? {
                out.push(n?);
            }
        }
        Ok(out)
    }

    /// The titles with a copy that carries this barcode: as a scanner reads it, or else as a person types it, in small
    /// letters or full width.
    pub(crate) fn numbers_by_barcode(&self, house: RecordId, typed: &str) -> Result<Vec<i64>> {
        let label = label_key(typed);
        if label.is_empty() {
            return Ok(Vec::new());
        }
        let exact = "SELECT DISTINCT title FROM copies WHERE house = ?1 AND barcode IN (?2, ?3, ?4) ORDER BY title";
        let mut find = self.conn.prepare_cached(exact)?;
        let values = params![house.as_bytes(), typed.trim(), label, label.to_uppercase()];
        let found = find.query_map(values, |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        // Labels have a digit, and few are in both kinds of letters.
        if !found.is_empty() || label.len() < 4 || !label.bytes().any(|byte| byte.is_ascii_digit()) {
            return Ok(found);
        }
        let any = "SELECT DISTINCT title FROM copies WHERE house = ?1 AND barcode IS NOT NULL
                   AND barcode = ?2 COLLATE NOCASE ORDER BY title";
        let mut find = self.conn.prepare_cached(any)?;
        let rows = find.query_map(params![house.as_bytes(), label], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The matching titles in the order of the list. Where what was typed finds nothing, it is looked for less closely: all
    /// looks are taken in one scan, and what a closer one finds puts away what the others found before it.
    fn by_text(&self, house: RecordId, query: &Query) -> Result<Vec<i64>> {
        let looks: Vec<Query> = query.looks().collect();
        let matchers: Vec<_> = looks.iter().map(Query::matcher).collect();
        let mut closest = matchers.len();
        let mut found: Vec<(Fit, String, i64)> = Vec::new();
        let mut find = self.conn.prepare_cached("SELECT n, sort, keys FROM titles NOT INDEXED WHERE house = ?1")?;
        let mut rows = find.query([house.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let keys = row.get_ref(2)?.as_bytes().unwrap_or_default();
            let mut looks = matchers.iter().take(closest + 1).enumerate();
            let Some((look, fit)) = looks.find_map(|(look, matcher)| Some((look, matcher.fit(keys)?))) else {
                continue;
            };
            if look < closest {
                closest = look;
                found.clear();
            }
            found.push((fit, row.get(1)?, row.get(0)?));
        }
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, _, n)| n).collect())
    }
}

/// So many last digits are taken for the end of an ISBN.
const ISBN_TAIL: usize = 5;
