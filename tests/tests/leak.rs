//! What is not on a phone cannot leak from it: the whole database of each phone, page by page and table by table, is
//! searched for words that only others may read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests"
)]

use rusqlite::types::ValueRef;
use zhijia_model::{Header, Kind, Part, Role, Scalar};
use zhijia_tests::sealed;
use zhijia_tests::town::{DAY, HOUR, Phone, Town, title_of};

const ID_NUMBER: &str = "11010519491231002X";
const KEEPERS_NOTE: &str = "书脊破损请留意";
const DRAFT: &str = "还没有发布的联欢会";
const MOBILE: &str = "13812345678";

/// Everything in a phone's database as text, column by column.
fn dump(phone: &mut Phone) -> String {
    let mut out = String::new();
    for path in phone.files() {
        let connection = sealed::open(&path, &[5; 32]);
        let mut find =
            connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").unwrap();
        let tables: Vec<String> = find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            let mut all = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
            let columns = all.column_count();
            let mut rows = all.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for column in 0..columns {
                    match row.get_ref(column).unwrap() {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.push_str(&String::from_utf8_lossy(bytes)),
                        _ => {}
                    }
                }
            }
        }
    }
    assert!(out.len() > 200, "the database was read");
    out
}

fn puts(pairs: &[(&str, Scalar)]) -> Vec<(String, Scalar)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

#[test]
fn a_device_never_holds_a_value_outside_its_scopes() {
    let mut town = Town::new();
    let desk = town.join(&[Role::Desk, Role::Verifier]);
    let keeper = town.join(&[Role::Keeper]);
    let organiser = town.join(&[Role::Organiser]);
    let member = town.join(&[]);
    let other = town.join(&[]);
    town.quiet();
    let now = town.now;
    let union = town.union;

    let person = town.phones[member].member;
    let own = town.phones[member].record(person).unwrap().header;
    town.phones[member].act(&own, Part::Own, now, puts(&[("mobile", MOBILE.into())]));
    town.phones[desk].act(&own, Part::Verified, now, puts(&[("id_no", ID_NUMBER.into()), ("name", "张三".into())]));

    let house = Header::new(Kind::House, union, None, *b"house");
    town.phones[keeper].act(&house, Part::Keeper, now, puts(&[("name", "书屋".into()), ("note", KEEPERS_NOTE.into())]));
    let title = title_of(house.id(), "活着", "");
    let note = [("title", "活着".into()), ("count", 1_i64.into()), ("note", KEEPERS_NOTE.into())];
    town.phones[keeper].act(&title, Part::Keeper, now, puts(&note));
    let loan = Header::new(Kind::Loan, house.id(), Some(person), [2; 16]);
    let lent = [
        ("title", title.id().into()),
        ("copy", "#1".into()),
        ("title_name", "活着".into()),
        ("lent", now.into()),
        ("due", "2026-04-01".into()),
        ("note", KEEPERS_NOTE.into()),
    ];
    town.phones[keeper].act(&loan, Part::Keeper, now, puts(&lent));

    let draft = Header::new(Kind::Event, union, None, [3; 16]);
    town.phones[organiser].act(&draft, Part::Organiser, now, puts(&[("title", DRAFT.into())]));
    let open = Header::new(Kind::Event, union, None, [4; 16]);
    let event = [
        ("title", "篮球决赛".into()),
        ("opens", (now - HOUR).into()),
        ("closes", (now + DAY).into()),
        ("published", now.into()),
        ("note", KEEPERS_NOTE.into()),
    ];
    town.phones[organiser].act(&open, Part::Organiser, now, puts(&event));
    for phone in [member, other] {
        let house = house.id();
        town.phones[phone].store.write(|tx| tx.follow(house)).unwrap();
    }
    town.quiet();
    town.phones[member].ask(open.id(), true, town.now);
    town.quiet();

    // What each may hold is there, so that an empty database does not pass for a tight one.
    let held = |town: &mut Town, phone: usize, word: &str| dump(&mut town.phones[phone]).contains(word);
    assert!(held(&mut town, desk, ID_NUMBER) && held(&mut town, member, ID_NUMBER));
    assert!(held(&mut town, keeper, KEEPERS_NOTE) && held(&mut town, organiser, DRAFT));
    assert!(held(&mut town, member, "篮球决赛") && held(&mut town, member, "活着"));

    for (phone, who) in [(keeper, "keeper"), (organiser, "organiser"), (other, "another member")] {
        assert!(!held(&mut town, phone, ID_NUMBER), "the {who}'s phone holds an identity number");
        assert!(!held(&mut town, phone, MOBILE), "the {who}'s phone holds a mobile number in clear");
    }
    for (phone, who) in [(member, "borrower"), (other, "other member"), (desk, "desk")] {
        assert!(!held(&mut town, phone, KEEPERS_NOTE), "the {who}'s phone holds a note that is not its own");
    }
    for (phone, who) in [(keeper, "keeper"), (member, "member"), (other, "other member"), (desk, "desk")] {
        assert!(!held(&mut town, phone, DRAFT), "the {who}'s phone holds a draft event");
    }
    let loan_on_other = town.phones[other].record(loan.id());
    assert!(loan_on_other.is_none(), "another member's phone holds the loan");
}
