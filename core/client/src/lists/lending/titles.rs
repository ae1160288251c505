//! The titles of a book-house: the whole catalogue, or what a search finds.

use serde::Serialize;
use zhijia_model::holdings::volume_beside;
use zhijia_model::kinds::loan::{self, LoanStatus};
use zhijia_model::kinds::{Record, hold, title};
use zhijia_model::{Fact, Kind, Part, RecordId};

use crate::error::Error;
use crate::lists::events::text;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// Titles in one answer at most.
const AT_ONCE: usize = 500;

/// A title in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TitleItem {
    /// The title's id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The author.
    pub author: String,
    /// The publisher.
    pub publisher: String,
    /// The year.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub year: Option<i64>,
    /// The ISBN-13.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub isbn: Option<String>,
    /// The volume.
    pub volume: String,
    /// The class number (中图法), such as `I247.57`; may be empty.
    pub clc: String,
    /// Copies in all.
    pub copies: u32,
    /// Whether one is on the shelf.
    pub state: StateText,
    /// Whether asking for it makes sense: none is on the shelf here, or another union's house has it, and the person
    /// has not borrowed it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub can_hold: bool,
}

impl Row for TitleItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// In the order of the catalogue, or what fits best first.
pub(crate) struct Titles {
    pub(crate) house: RecordId,
    pub(crate) query: String,
    pub(crate) from: usize,
    pub(crate) count: usize,
}

impl List for Titles {
    type Row = TitleItem;

    fn needs(&self) -> Needs {
        let of_house = Needs::default().within(Kind::Title, self.house).within(Kind::Loan, self.house);
        // Whose house it is says whether its titles can be asked for.
        of_house.one(Kind::House, self.house)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<TitleItem>) -> Result<(), Error> {
        for (n, row) in (0..).zip(page(at, self.house, &self.query, self.from, self.count)?.1) {
            out.put(Key::new(n, 0, &row.id), row);
        }
        Ok(())
    }
}

/// How many titles there are in all, and `count` of them from `from` on.
pub(crate) fn page(
    at: &Snapshot<'_>,
    house: RecordId,
    query: &str,
    from: usize,
    count: usize,
) -> Result<(usize, Vec<TitleItem>), Error> {
    let (total, ids) = at.dao.search_titles(house, query, from, count.min(AT_ONCE))?;
    Ok((total, items(at, house, ids)?))
}

/// These titles of a house, as far as they are there.
pub(crate) fn items(at: &Snapshot<'_>, house: RecordId, ids: Vec<RecordId>) -> Result<Vec<TitleItem>, Error> {
    let mut items = Vec::with_capacity(ids.len());
    let (house, me) = (at.dao.record(house)?, at.who()?);
    let home = me.and_then(|me| me.home);
    let mine = match me {
        Some(me) if !ids.is_empty() => at.dao.records_of(Kind::Loan, me.member)?,
        _ => Vec::new(),
    };
    let out = |loan: &Record| matches!(loan::status(loan, at.today), LoanStatus::Out { .. });
    let has = |title| mine.iter().any(|one| loan::read(one).title().one() == Some(title) && out(one));
    for id in ids {
        if let Some(record) = at.dao.record(id)? {
            let mut item = item(at, &record)?;
            let elsewhere = !hold::on_the_shelf(&record, house.as_ref(), home);
            item.can_hold = item.copies > 0 && elsewhere && !has(id);
            items.push(item);
        }
    }
    Ok(items)
}

fn item(at: &Snapshot<'_>, record: &Record) -> Result<TitleItem, Error> {
    let said = title::read(record);
    let keeps = record.parts.contains_key(&Part::Keeper);
    let copies = title::copies(record).iter().filter(|copy| !copy.withdrawn).count();
    let out = if keeps {
        usize::try_from(at.dao.open_loans_of_title(record.header.space, record.id)?).unwrap_or(usize::MAX)
    } else {
        match record.fact {
            Some(Fact::Copies { out }) => out as usize,
            _ => 0,
        }
    };
    let free = copies.saturating_sub(out);
    let state = words::on_shelf(copies, free);
    Ok(TitleItem {
        id: record.id.to_string(),
        title: text(said.title().one()),
        author: text(said.author().one()),
        publisher: text(said.publisher().one()),
        year: title::year(record),
        isbn: title::isbn(record),
        volume: volume_beside(said.title().one().unwrap_or_default(), said.volume().one().unwrap_or_default())
            .to_owned(),
        clc: text(said.clc().one()),
        copies: u32::try_from(copies).unwrap_or(u32::MAX),
        state,
        can_hold: false,
    })
}
