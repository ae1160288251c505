//! Lists and search follow the records.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{Hub, action, change, open, title_view};
use zhijia_model::kinds::title::escape;
use zhijia_model::text::query_terms;
use zhijia_model::{Audience, Header, Kind, Part, PartChanges, RecordId, Scalar, Scope};
use zhijia_store::Store;
use zhijia_sync::engine;
use zhijia_sync::wire::Frame;

const HOUSE: RecordId = RecordId([0x31; 16]);

fn salt(n: u32) -> Vec<u8> {
    let mut salt = vec![2];
    salt.extend([0; 12]);
    salt.extend(n.to_be_bytes());
    salt
}

fn title_header(n: u32) -> Header {
    Header::new(Kind::Title, HOUSE, None, salt(n))
}

fn names(store: &Store, query: &str) -> Vec<String> {
    let rows = store.read(|dao| dao.find_titles(HOUSE, query, 50)).unwrap();
    rows.into_iter().map(|row| row.title).collect()
}

/// `wc` are the initials of 围城, of an author and of a publisher (译文出版社).
#[test]
fn what_begins_with_it_comes_first_then_what_has_it_in_the_title() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let titles = [
        ("安徒生童话", "", "上海译文出版社"),
        ("白夜", "文昌", ""),
        ("都市围城", "", ""),
        ("围城", "钱锺书", ""),
        ("WCDMA技术", "", ""),
    ];
    let entries = (1..).zip(titles).map(|(n, (title, author, publisher))| {
        let puts = [("title", title.into()), ("author", author.into()), ("publisher", publisher.into())];
        let puts: Vec<_> = puts.into_iter().filter(|(_, value)| *value != Scalar::from("")).collect();
        let change = change(&mut PartChanges::default(), 1, 0, &puts);
        hub.changes(&title_header(n), Part::Keeper, &[change])
    });
    let entries = entries.collect();
    hub.page(&store, Scope::new(HOUSE, Audience::Keeper), 0, entries, true);
    let found = names(&store, "wc");
    assert_eq!(found[..3], ["WCDMA技术", "围城", "都市围城"], "{found:?}");
    assert_eq!(found.len(), 5);
    assert_eq!(names(&store, "weicheng"), ["围城", "都市围城"]);
    assert_eq!(names(&store, "围城"), ["围城", "都市围城"]);
}

#[test]
fn titles_are_found_by_whatever_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let scope = Scope::new(HOUSE, Audience::Keeper);
    let mut part = PartChanges::default();
    let key = format!("copy/{}/barcode", escape("FN/0001"));
    let first = change(
        &mut part,
        1,
        0,
        &[
            ("title", "活着".into()),
            ("author", "余华".into()),
            (&key, "FN/0001".into()),
            (&format!("copy/{}/accession", escape("FN/0001")), "2019-0042".into()),
            ("count", Scalar::Int(1)),
        ],
    );
    // 9787506365437 in six bytes.
    let mut isbn = vec![1];
    isbn.extend(&9_787_506_365_437_u64.to_be_bytes()[2..]);
    let alive = Header::new(Kind::Title, HOUSE, None, isbn);
    let entry = hub.changes(&alive, Part::Keeper, &[first]);
    let puts = [("title", "平凡的世界".into()), ("author", "路遥".into()), ("count", Scalar::Int(1))];
    let other = change(&mut PartChanges::default(), 1, 0, &puts);
    let other = hub.changes(&title_header(2), Part::Keeper, &[other]);
    hub.page(&store, scope, 0, vec![entry, other], true);

    for query in [
        "活",
        "活着",
        "着",
        "huo",
        "huozhe",
        "hz",
        "余华",
        "yuhua",
        "活着 余",
        "FN/0001",
        "978-7-5063-6543-7",
        // As a hand types what a scanner reads; the last digits of an ISBN; two words written together; zh as z.
        "fn/0001",
        "ＦＮ／０００１",
        "*FN/0001*",
        // The accession number (总登记号) of its copy, whole and its end.
        "2019-0042",
        "0042",
        "65437",
        "活着余华",
        "huozheyuhua",
        "huoze",
    ] {
        assert_eq!(names(&store, query), ["活着"], "{query}");
    }
    for query in ["平凡的", "凡的世界", "pingfandeshijie", "pfdsj", "luyao", "世"] {
        assert_eq!(names(&store, query), ["平凡的世界"], "{query}");
    }
    assert_eq!(names(&store, ""), [""; 0]);
    assert_eq!(names(&store, "百年孤独"), [""; 0]);
    let rows = store.read(|dao| dao.titles(HOUSE, 0, 10)).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.title.as_str(), row.copies)).collect::<Vec<_>>(),
        [("活着", 2), ("平凡的世界", 1)]
    );
    assert_eq!(rows[0].isbn.as_deref(), Some("9787506365437"));
    let copies = store.read(|dao| dao.copies_by_barcode(HOUSE, "FN/0001")).unwrap();
    assert_eq!((copies[0].title, copies[0].copy.as_str()), (alive.id(), "FN/0001"));

    // A loan takes a copy out, and the title says so.
    let loan = Header::new(Kind::Loan, HOUSE, None, [8; 16]);
    let lend = action(
        1,
        loan.clone(),
        Part::Keeper,
        &[
            ("title", alive.id().into()),
            ("copy", "FN/0001".into()),
            ("lent", Scalar::Int(5)),
            ("due", "2026-12-01".into()),
        ],
    );
    hub::act(&store, &lend, 5);
    let copies = store.read(|dao| dao.copies(alive.id())).unwrap();
    assert_eq!(copies.iter().map(|copy| copy.loan).collect::<Vec<_>>(), [Some(loan.id()), None]);
    assert_eq!(store.read(|dao| dao.title(alive.id())).unwrap().unwrap().out, Some(1));
    assert_eq!(store.read(|dao| dao.open_loans(HOUSE)).unwrap()[0].due.as_deref(), Some("2026-12-01"));

    // Renamed: the old name is not found any more.
    let rename = change(&mut part, 1, 1, &[("title", "许三观卖血记".into())]);
    let entry = hub.changes(&alive, Part::Keeper, &[rename]);
    let from = store.read(|dao| dao.scopes()).unwrap()[0].cursor;
    assert!(!hub.page(&store, scope, from, vec![entry], true).mismatch);
    assert_eq!(names(&store, "活着"), [""; 0]);
    assert_eq!(names(&store, "卖血记"), ["许三观卖血记"]);
}

/// One ISBN for a set: its volumes stand in their order, whichever came first.
#[test]
fn volumes_of_one_isbn_stand_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let entries = ["3", "1", "", "2"].map(|volume| {
        let mut isbn = vec![1];
        isbn.extend(&9_787_506_365_437_u64.to_be_bytes()[2..]);
        isbn.extend(volume.as_bytes());
        let puts = [("title", "平凡的世界".into()), ("volume", volume.into())];
        let change = change(&mut PartChanges::default(), 1, 0, &puts);
        hub.changes(&Header::new(Kind::Title, HOUSE, None, isbn), Part::Keeper, &[change])
    });
    hub.page(&store, Scope::new(HOUSE, Audience::Keeper), 0, entries.into(), true);
    let rows = store.read(|dao| dao.find_titles(HOUSE, "978-7-5063-6543-7", 9)).unwrap();
    assert_eq!(rows.iter().map(|row| row.volume.as_str()).collect::<Vec<_>>(), ["", "1", "2", "3"]);
}

const WORDS: [&str; 12] =
    ["中国", "工人", "历史", "世界", "文学", "孩子", "心理", "健康", "法律", "红楼梦", "三国", "技术"];

fn catalogue(n: u32) -> (String, String) {
    let word = |shift: u32| WORDS[(n.wrapping_mul(2_654_435_761) >> shift) as usize % WORDS.len()];
    (format!("{}{}与{}的{}第{n}册", word(3), word(9), word(15), word(21)), format!("{}{}", word(5), word(11)))
}

#[test]
fn search_agrees_with_a_scan_in_memory() {
    let count = 400;
    for documents in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let mut hub = Hub::new();
        let scope = Scope::new(HOUSE, if documents { Audience::Keeper } else { Audience::Public });
        let mut pages = Vec::new();
        let mut from = 0;
        for start in (0..count).step_by(100) {
            let entries = (start..count.min(start + 100)).map(|n| {
                let (title, author) = catalogue(n);
                if documents {
                    let puts = [
                        ("title", title.as_str().into()),
                        ("author", author.as_str().into()),
                        ("count", Scalar::Int(2)),
                    ];
                    let change = change(&mut PartChanges::default(), 1, 0, &puts);
                    hub.changes(&title_header(n), Part::Keeper, &[change])
                } else {
                    hub.value(&title_header(n), title_view(&title, &author))
                }
            });
            let entries = entries.collect();
            let page = hub.make_page(scope, from, entries, start + 100 >= count);
            from = page.to;
            pages.push(Frame::Page(page));
        }
        let mut exchange = hub::asks(&store);
        for page in &pages {
            let effects = store.write_fetched(|tx| engine::receive(tx, &mut exchange, page, 1)).unwrap();
            assert!(!effects.mismatch && effects.skipped == 0);
        }
        for query in ["中", "中国", "中国工人", "红楼梦与", "hlm", "honglou", "第12", "zg", "sjwx", "a", "健康 法律"]
        {
            let found = store.read(|dao| dao.find_titles(HOUSE, query, 10_000)).unwrap();
            let terms = query_terms(query);
            let expected = (0..count).filter(|n| {
                let (title, author) = catalogue(*n);
                let mut keys = zhijia_model::text::search_keys(&title);
                keys.add(&author);
                terms.matches_column(keys.column())
            });
            assert_eq!(found.len(), expected.count(), "{query}");
        }
    }
}
