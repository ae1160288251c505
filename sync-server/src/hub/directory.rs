//! What an administrator can name: unions, people, houses, events, each with the unions above it.

use zhijia_model::kinds::{Record, event, house, member, union};
use zhijia_model::{Kind, RecordId};

use crate::identity::IdentityError;
use crate::identity::members::{DirectoryEntry, What};
use crate::ledger::Ledger;
use crate::work::Work;

type Result<T> = std::result::Result<T, IdentityError>;

/// Lists them, those of a union together.
pub(super) fn list(ledger: &dyn Ledger, what: What, now: i64) -> Result<Vec<DirectoryEntry>> {
    // Nothing is written: the working set is how records are read.
    let mut work = Work::new(ledger, now)?;
    let unions = unions(&mut work)?;
    let mut out = Vec::new();
    for above in &unions {
        let at = RecordId(above.id);
        let found = match what {
            What::Union => continue,
            What::Person => ledger.members_of(at)?,
            What::House => ledger.contained(at, Kind::House, i64::MIN)?,
            What::Event => ledger.contained(at, Kind::Event, i64::MIN)?,
        };
        for id in found {
            let roles = if what == What::Person { roles(&mut work, id)? } else { Vec::new() };
            let name = name(&mut work, id)?;
            out.push(DirectoryEntry { name, roles, ..below(above, id) });
        }
    }
    Ok(if what == What::Union { unions } else { out })
}

/// Every union, one above before those below it.
fn unions(work: &mut Work<'_>) -> Result<Vec<DirectoryEntry>> {
    let city = DirectoryEntry {
        id: RecordId::CITY.0,
        name: String::new(),
        unions: Vec::new(),
        above: Vec::new(),
        roles: Vec::new(),
    };
    let mut out = Vec::new();
    let mut open = vec![city];
    while let Some(above) = open.pop() {
        let found = work.ledger.contained(RecordId(above.id), Kind::Union, i64::MIN)?;
        for id in found.into_iter().rev() {
            let name = name(work, id)?;
            open.push(DirectoryEntry { name, ..below(&above, id) });
        }
        if above.id != RecordId::CITY.0 {
            out.push(above);
        }
    }
    Ok(out)
}

/// Something without a name yet that stands in a union; in the city where that is none.
fn below(above: &DirectoryEntry, id: RecordId) -> DirectoryEntry {
    let (mut unions, mut ids) = (above.unions.clone(), above.above.clone());
    if above.id != RecordId::CITY.0 {
        unions.push(above.name.clone());
        ids.push(above.id);
    }
    DirectoryEntry { id: id.0, name: String::new(), unions, above: ids, roles: Vec::new() }
}

fn name(work: &mut Work<'_>, id: RecordId) -> Result<String> {
    Ok(work.record(id)?.as_ref().map(name_of).unwrap_or_default().to_owned())
}

fn name_of(record: &Record) -> &str {
    match record.header.kind() {
        Some(Kind::Union) => union::name(record),
        Some(Kind::House) => house::name(record),
        Some(Kind::Member) => member::name(record),
        Some(Kind::Event) => event::read(record).title().one().unwrap_or_default(),
        _ => "",
    }
}

/// What a member is appointed to now.
fn roles(work: &mut Work<'_>, member: RecordId) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for held in work.appointments(member)? {
        if held.starts <= work.now && work.now < held.ends {
            out.push((held.role.name().to_owned(), name(work, held.space)?));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use zhijia_model::Part;
    use zhijia_model::kinds::event::Event;
    use zhijia_model::kinds::house::House;
    use zhijia_model::kinds::union::Union;

    use super::*;
    use crate::hub::Keys;
    use crate::hub::authored::{begin, header};
    use crate::hub::shared::Shared;
    use crate::ledger::sqlite::Sqlite;

    const NOW: i64 = 1_775_000_000_000;

    #[test]
    fn everything_stands_below_the_unions_that_it_is_in() {
        let connection = crate::db::memory().unwrap();
        crate::identity::sqlite::set_epoch(&connection, [9; 16]).unwrap();
        let ledger = Sqlite(&connection);
        let mut work = Work::new(&ledger, NOW).unwrap();
        let keys = Keys::from_seed(&[1; 32]);
        let mut made = |kind, space, part, puts: Vec<_>| {
            begin(&mut work, &keys, &header(kind, space, None, [kind.number(); 16]), part, &puts).unwrap()
        };
        let city = made(Kind::Union, RecordId::CITY, Part::Staff, Union::write().name("市总工会").puts());
        let district = made(Kind::Union, city, Part::Staff, Union::write().name("城东区总工会").puts());
        made(Kind::House, district, Part::Keeper, House::write().name("城东职工书屋").puts());
        made(Kind::Event, city, Part::Organiser, Event::write().title("篮球赛").puts());
        Shared::default().write(work).unwrap();
        let paths = |what| list(&ledger, what, NOW).unwrap().iter().map(DirectoryEntry::path).collect::<Vec<_>>();
        assert_eq!(paths(What::Union), ["市总工会", "市总工会/城东区总工会"]);
        assert_eq!(paths(What::House), ["市总工会/城东区总工会/城东职工书屋"]);
        assert_eq!(paths(What::Event), ["市总工会/篮球赛"]);
        let house = list(&ledger, What::House, NOW).unwrap().remove(0);
        assert!(house.within(&city.0) && house.within(&district.0) && !house.within(&[7; 16]));
    }
}
