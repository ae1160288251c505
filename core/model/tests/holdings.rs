//! What a list of books adds to a house (domain.md §L.1, L-C18, L-C19): the same list again changes nothing, neither the
//! order of rows nor that of files matters, and two books stay two.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::subsequence;
use zhijia_model::catalogue_csv::parse_catalogue;
use zhijia_model::holdings::{Differences, HeldTitle, Plan, plan, volume_beside};
use zhijia_model::kinds::{Record, title};
use zhijia_model::{Actor, Decoded, DeviceId, Header, Kind, Part, PartChanges, PartState, RecordId, Scalar};

const HOUSE: RecordId = RecordId([7; 16]);
const NAME: &str = "长江村职工书屋";

/// A house as a keeper's phone holds it, without anything around it.
#[derive(Default)]
struct House {
    titles: BTreeMap<RecordId, Record>,
    lent: u32,
}

/// A title as a keeper sees it: name, volume, ISBN, author, labels with their numbers in the register, copies in all.
type Seen = (String, String, Option<String>, String, BTreeSet<(Option<String>, Option<String>)>, usize);

impl House {
    fn import(&mut self, csv: &str) -> Plan {
        self.import_with(csv, Differences::Keep)
    }

    fn import_with(&mut self, csv: &str, differences: Differences) -> Plan {
        let catalogue = parse_catalogue(csv.as_bytes()).unwrap();
        let standing = self.titles.values().map(|record| HeldTitle { record: record.clone(), lent: self.lent });
        let plan = plan(&catalogue, NAME, standing, differences);
        for one in &plan.titles {
            let header = Header::new(Kind::Title, HOUSE, None, one.salt.clone());
            let id = header.id();
            assert_eq!(self.titles.contains_key(&id), !one.new, "{}", one.title);
            if one.new {
                says_its_key(&header, &one.puts);
            }
            let record = self.titles.entry(id).or_insert_with(|| Record::new(header));
            let part: &mut PartState = record.parts.entry(Part::Keeper).or_default();
            for (key, value) in &one.puts {
                part.set(key.clone(), value.clone());
            }
            assert_eq!(title::copies(record).iter().filter(|copy| !copy.withdrawn).count(), one.copies as usize);
        }
        plan
    }

    /// A title as it is shown: its name with its volume beside.
    fn shown(&self) -> Vec<String> {
        let show = |record: &Record| {
            let said = title::read(record);
            let (name, volume) = (said.title().one().unwrap_or_default(), said.volume().one().unwrap_or_default());
            format!("{name} {}", volume_beside(name, volume)).trim().to_owned()
        };
        self.titles.values().map(show).collect()
    }

    fn seen(&self) -> BTreeSet<Seen> {
        let seen = |record: &Record| {
            let part = record.part(Part::Keeper);
            let text = |key: &str| part.text(key).one().unwrap_or_default().to_owned();
            let copies = title::copies(record);
            let labels = copies.iter().filter(|copy| !copy.id.starts_with('#'));
            let labels = labels.map(|copy| (copy.barcode.clone(), copy.accession.clone())).collect();
            (text("title"), text("volume"), title::isbn(record), text("author"), labels, copies.len())
        };
        self.titles.values().map(seen).collect()
    }

    /// Titles with their number of copies, in the order of their names.
    fn counts(&self) -> Vec<(String, usize)> {
        self.seen().into_iter().map(|seen| (seen.0, seen.5)).collect()
    }

    fn labels(&self) -> Vec<(String, String)> {
        let labels = self.seen().into_iter().flat_map(|seen| seen.4);
        labels.map(|(barcode, accession)| (barcode.unwrap_or_default(), accession.unwrap_or_default())).collect()
    }
}

/// The gate takes a title's first change only where it says what the salt was made from.
fn says_its_key(header: &Header, puts: &[(String, Scalar)]) {
    let actor = Actor::new(DeviceId([1; 16]), [0; 8]);
    let bytes = PartChanges::default().write(&actor, 0, puts).unwrap().unwrap();
    let puts = Decoded::read(&bytes).unwrap().puts;
    assert_eq!((title::SPEC.begins_with)(header, &puts), Ok(()), "{puts:?}");
}

fn told(plan: &Plan) -> Vec<(u64, &str)> {
    plan.remarks.iter().map(|remark| (remark.line, remark.code())).collect()
}

fn counts(all: &[(&str, usize)]) -> Vec<(String, usize)> {
    all.iter().map(|(title, copies)| ((*title).to_owned(), *copies)).collect()
}

#[test]
fn one_label_on_two_books_is_taken_on_both_and_told() {
    let mut house = House::default();
    assert_eq!(told(&house.import("书名,ISBN,条码\n高处作业安全,9787020002207,SX0001\n")), []);
    let second = house.import("书名,ISBN,条码\n新编养生粥,9787020042494,sx0001\n");
    assert_eq!(told(&second), [(2, "label-clash")]);
    assert!(second.remarks[0].zh().contains("《高处作业安全》") && second.remarks[0].zh().contains("换一个条码"));
    assert_eq!(house.counts(), counts(&[("新编养生粥", 1), ("高处作业安全", 1)]));
    // In one file it is the same.
    let mut one = House::default();
    let both = one.import("书名,条码\n高处作业安全,SX0001\n新编养生粥,SX0001\n");
    assert_eq!((told(&both), one.counts()), (vec![(3, "label-clash")], house.counts()));
}

#[test]
fn volumes_under_one_isbn_are_titles_of_their_own() {
    for rows in [
        ["大河长流 第一部", "大河长流 第二部", "大河长流 第三部"],
        ["通鉴故事1", "通鉴故事2", "通鉴故事3"],
        ["平凡的世界（上）", "平凡的世界（中）", "平凡的世界(第三册)"],
    ] {
        let mut house = House::default();
        let file: Vec<String> = rows.iter().map(|title| format!("{title},9787020042494")).collect();
        assert_eq!(told(&house.import(&format!("书名,ISBN\n{}\n", file.join("\n")))), [], "{rows:?}");
        assert_eq!(house.titles.len(), 3);
        assert!(house.shown().iter().all(|shown| rows.contains(&shown.as_str())), "{:?}", house.shown());
        // Row by row, backwards, it is the same.
        let mut other = House::default();
        for title in rows.iter().rev() {
            assert_eq!(told(&other.import(&format!("书名,ISBN\n{title},9787020042494\n"))), []);
        }
        assert!(house.titles.keys().eq(other.titles.keys()));
    }
    let mut column = House::default();
    column.import("书名,分册,ISBN\n平凡的世界,上册,9787020042494\n平凡的世界,下册,9787020042494\n");
    assert_eq!(column.titles.len(), 2);
    column.import("书名,ISBN\n平凡的世界（上）,9787020042494\n");
    assert_eq!(column.titles.len(), 2, "the column and the brackets say the same");
}

#[test]
fn another_book_under_a_known_isbn_is_found_under_its_own_name() {
    let mut house = House::default();
    house.import("书名,ISBN\n大河长流,9787020042494\n");
    let second = house.import("书名,ISBN\n家常菜谱大全,9787020042494\n");
    assert_eq!(told(&second), [(2, "same-isbn")]);
    assert_eq!(house.counts(), counts(&[("大河长流", 1), ("家常菜谱大全", 1)]));
    let before = house.seen();
    for file in ["书名,ISBN\n家常菜谱大全,9787020042494\n", "书名,ISBN\n大河长流,9787020042494\n"] {
        assert!(house.import(file).titles[0].puts.is_empty());
    }
    assert_eq!(house.seen(), before);
    // What is still so is told again, of the later line.
    let both = "书名,ISBN\n家常菜谱大全,9787020042494\n大河长流,9787020042494\n";
    for _ in 0..2 {
        assert_eq!(told(&house.import(both)), [(3, "same-isbn")]);
    }
    // Which comes first makes no other titles.
    let mut other = House::default();
    other.import("书名,ISBN\n家常菜谱大全,9787020042494\n大河长流,9787020042494\n");
    assert_eq!(other.seen(), before);
}

#[test]
fn three_copies_with_one_barcode_are_three() {
    let mut house = House::default();
    house.import("书名,册数,条码\n甲书,3,SX0001\n");
    assert_eq!(house.counts(), counts(&[("甲书", 3)]));
}

#[test]
fn barcodes_that_come_later_label_the_copies_that_were_counted() {
    let mut house = House::default();
    house.import("书名,册数\n甲书,2\n");
    let later = house.import("书名,册数,条码\n甲书,2,SX0001 SX0002\n");
    assert_eq!((house.counts(), told(&later)), (counts(&[("甲书", 2)]), vec![(2, "labelled")]));
    // And a plain list after that.
    let plain = house.import("书名,册数\n甲书,2\n");
    assert_eq!((house.counts(), told(&plain), plain.titles[0].puts.len()), (counts(&[("甲书", 2)]), vec![], 0));
}

/// A-C10: a label that a keeper has put on a copy is not taken off it by a list with the one it had.
#[test]
fn an_old_list_means_the_copy_that_has_another_label_by_now() {
    let mut house = House::default();
    let list = "书名,册数,条码\n甲书,1,SX0001\n";
    house.import(list);
    let record = house.titles.values_mut().next().unwrap();
    record.parts.get_mut(&Part::Keeper).unwrap().set("copy/SX0001/barcode".to_owned(), Scalar::from("SX0009"));
    assert_eq!(house.import(list).titles[0].puts, []);
    assert_eq!((house.labels()[0].0.as_str(), house.counts()), ("SX0009", counts(&[("甲书", 1)])));
}

#[test]
fn a_counted_copy_that_is_on_loan_stays_counted() {
    let mut house = House { lent: 1, ..House::default() };
    house.import("书名,册数\n甲书,2\n");
    house.import("书名,册数,条码\n甲书,2,SX0001 SX0002\n");
    assert_eq!(house.counts(), counts(&[("甲书", 3)]));
}

#[test]
fn a_number_in_the_register_and_a_barcode_are_one_copy_in_either_order() {
    let (register, both) = ("书名,登录号\n甲书,R0001\n", "书名,登录号,条码\n甲书,R0001,SX0001\n");
    for files in [[register, both], [both, register]] {
        let mut house = House::default();
        for file in files {
            house.import(file);
        }
        assert_eq!(house.labels(), [("SX0001".to_owned(), "R0001".to_owned())], "{files:?}");
        assert_eq!(house.counts(), counts(&[("甲书", 1)]));
    }
}

#[test]
fn a_newer_list_with_more_copies_adds_them_and_one_with_fewer_is_told() {
    let mut house = House::default();
    house.import("书名,册数\n甲书,2\n");
    assert_eq!(told(&house.import("书名,册数\n甲书,5\n")), [(2, "copies-added")]);
    assert_eq!(house.counts(), counts(&[("甲书", 5)]));
    let fewer = "书名,册数\n甲书,3\n";
    let plan = house.import(fewer);
    assert_eq!((told(&plan), plan.titles[0].puts.len()), (vec![(2, "copies-differ")], 0));
    assert!(plan.remarks[0].zh().contains("5 册"));
    house.import_with(fewer, Differences::TakeTheFile);
    assert_eq!(house.counts(), counts(&[("甲书", 3)]));
}

#[test]
fn a_range_of_barcodes_is_so_many_copies() {
    let mut house = House::default();
    house.import("书名,册数,条码\n甲书,3,B900061-B900063\n");
    assert_eq!(house.labels().iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["B900061", "B900062", "B900063"]);
    assert_eq!(house.counts(), counts(&[("甲书", 3)]));
}

#[test]
fn rows_of_one_title_are_merged_and_each_is_told() {
    let mut house = House::default();
    let plan = house.import(
        "书名,ISBN,作者,册数,条码\n红楼梦,9787020002207,曹雪芹,1,A0001\n红楼梦,978-7-02-000220-7,,1,A0002\n红楼梦,9787020002207,曹雪芹,1,A0001\n甲书,,张三,2,\n《甲书》,,张三,3,\n",
    );
    assert_eq!(told(&plan), [(3, "merged"), (4, "repeated"), (6, "merged")]);
    assert_eq!(house.counts(), counts(&[("甲书", 5), ("红楼梦", 2)]));
    assert_eq!(plan.titles[0].lines, [2, 3, 4]);
}

#[test]
fn what_stands_around_an_author_makes_no_other_title() {
    let mut house = House::default();
    let plan =
        house.import("书名,作者\n甲书,张三\n甲书,张三 著\n甲书,[中]张三\n乙书,（美）李四 编著\n乙书,李四/王五译\n");
    assert_eq!(house.counts(), counts(&[("乙书", 2), ("甲书", 3)]));
    assert_eq!(told(&plan), [(3, "merged"), (4, "merged"), (6, "merged")]);
    house.import("书名,作者\n甲书,赵六\n");
    assert_eq!(house.titles.len(), 3, "another author, another book");
}

#[test]
fn a_list_whose_authors_or_isbns_were_mended_updates_its_titles() {
    let mut house = House::default();
    house.import("书名,谁写的,ISBN\n甲书,张三,9787020002208\n乙书,李四,\n");
    let mended = house.import("书名,著者,ISBN\n甲书,张三,9787020002207\n乙书,李四,9787020042494\n");
    assert_eq!(house.titles.len(), 2);
    let seen: Vec<_> = house.seen().into_iter().map(|one| (one.0, one.2, one.3)).collect();
    let isbn = |isbn: &str| Some(isbn.to_owned());
    assert_eq!(
        seen,
        [
            ("乙书".to_owned(), isbn("9787020042494"), "李四".to_owned()),
            ("甲书".to_owned(), isbn("9787020002207"), "张三".to_owned())
        ]
    );
    assert!(mended.titles.iter().all(|one| !one.new));
    // From now on the ISBN finds them.
    house.import("书名,ISBN,条码\n甲书,9787020002207,SX0001\n");
    assert_eq!(house.titles.len(), 2);
}

#[test]
fn a_corrected_isbn_does_not_make_the_book_and_its_barcode_twice() {
    let mut house = House::default();
    house.import("书名,ISBN,条码\n高处作业安全,9787020002207,SX0001\n");
    let corrected = "书名,ISBN,条码\n高处作业安全,9787020042494,SX0001\n";
    let plan = house.import(corrected);
    assert_eq!((told(&plan), house.titles.len()), (vec![(2, "differs")], 1));
    house.import_with(corrected, Differences::TakeTheFile);
    assert_eq!(house.seen().into_iter().next().unwrap().2.unwrap(), "9787020042494");
    assert!(house.import(corrected).titles[0].puts.is_empty());
    // Without a label to say so it is told.
    let mut other = House::default();
    other.import("书名,ISBN,作者,出版年\n高处作业安全,9787020002207,张三,2006\n");
    let plan = other.import("书名,ISBN,作者,出版年\n高处作业安全,9787020042494,张三,2006\n");
    assert_eq!((told(&plan), other.titles.len()), (vec![(2, "other-isbn")], 2));
    let again = other.import("书名,ISBN,作者,出版年\n高处作业安全,9787020042494,张三,2006\n");
    assert_eq!(told(&again), [(2, "other-isbn")]);
}

#[test]
fn what_differs_is_told_with_both_values_and_taken_where_the_keeper_asks() {
    let mut house = House::default();
    house.import("书名,ISBN,定价,架位,条码\n高处作业安全,9787020002207,28.50,A-1,SX0001\n");
    let other = "书名,ISBN,定价,架位,条码\n高处作业安全（修订版）,9787020002207,30.00,B-2,SX0001\n";
    let plan = house.import(other);
    let seen: Vec<_> = plan.remarks.iter().map(|one| (one.field.as_str(), one.code(), one.value.as_str())).collect();
    assert_eq!(
        seen,
        [("书名", "differs", "高处作业安全（修订版）"), ("定价", "differs", "30.00"), ("架位", "differs", "B-2")]
    );
    assert!(plan.remarks[1].zh().contains("28.50") && plan.remarks[1].en().contains("28.50"));
    assert!(plan.titles[0].puts.is_empty());
    assert_eq!(house.import_with(other, Differences::TakeTheFile).titles[0].puts.len(), 3);
    assert!(house.import(other).remarks.is_empty());
}

#[test]
fn every_column_that_is_understood_is_kept() {
    let mut house = House::default();
    let plan = house.import(
        "书名,版次,索书号,来源,入藏日期,备注,所在书屋,架位,册数\n甲书,2版,I247/1,捐赠,2020-05-01,精装,城西书屋,A-3,2\n",
    );
    assert_eq!(told(&plan), [(2, "other-house")]);
    let part = house.titles.values().next().unwrap().part(Part::Keeper).clone();
    let text = |key: &str| part.text(key).one().unwrap_or_default().to_owned();
    let kept = ["edition", "call_no", "source", "acquired", "note", "shelf"].map(text);
    assert_eq!(kept, ["2版", "I247/1", "捐赠", "2020-05-01", "精装", "A-3"]);
    let header = Header::new(Kind::Title, HOUSE, None, [0]);
    for (key, _) in part.iter() {
        let known = zhijia_model::kinds::keys(Kind::Title, Part::Keeper);
        assert!(known.iter().any(|spec| spec.element(key).is_some()), "{key} of {:?}", header.kind());
    }
}

#[test]
fn a_withdrawn_copy_is_not_brought_back_by_a_list() {
    let mut house = House::default();
    house.import("书名,条码\n甲书,SX0001 SX0002\n");
    let record = house.titles.values_mut().next().unwrap();
    record.parts.get_mut(&Part::Keeper).unwrap().set("copy/SX0001/withdrawn", 5_i64);
    let again = house.import("书名,条码\n甲书,SX0001 SX0002\n");
    assert_eq!((told(&again), again.titles[0].puts.len()), (vec![(2, "withdrawn-copy")], 0));
    // Another book may get the label.
    assert_eq!(told(&house.import("书名,条码\n乙书,SX0001\n")), []);
}

#[test]
fn every_remark_says_what_is_so_and_what_to_do_in_both_languages() {
    let mut house = House::default();
    house.import("书名,ISBN,册数,条码\n甲书,9787020002207,2,SX0001\n乙书,,2,\n");
    let plan = house.import("书名,ISBN,册数,条码\n丙的书,9787020002207,1,SX0001\n乙书,,1,\n");
    assert!(plan.remarks.len() >= 3);
    for remark in &plan.remarks {
        assert!(!remark.reason_zh().is_ascii() && !remark.code().is_empty() && remark.line > 1, "{remark:?}");
        assert!(remark.zh().starts_with("第 ") && remark.en().starts_with("Line "));
    }
}

/// A list of books as an office could have it: titles with and without ISBN, sets, copies with labels (a row for each) or
/// as a number, fields left out here and there.
fn lists() -> impl Strategy<Value = Vec<String>> {
    let isbns = ["9787020002207", "9787020042494", "9787505390133", "9787111075752"];
    let book = (0usize..9, 0usize..4, any::<bool>(), any::<bool>(), 1usize..4, any::<bool>());
    proptest::collection::vec(book, 1..7).prop_map(move |books| {
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        for (kind, n, with_author, with_price, copies, labelled) in books {
            let words = ["高处作业", "养生粥谱", "机修入门", "劳动合同"];
            let (title, isbn) = match kind {
                0..=2 => (format!("{}第{}部", words[n], kind + 1), isbns[n]),
                3 | 4 => (format!("{}手册", words[n]), isbns[n]),
                5 | 6 => (format!("{}问答", words[n]), ""),
                7 => (format!("{}图解", words[n]), ""),
                _ => (format!("{}（上册）", words[n]), ""),
            };
            if !seen.insert(title.clone()) {
                continue;
            }
            let author = if with_author { format!("作者{n}") } else { String::new() };
            let price = if with_price { "28.50" } else { "" };
            if labelled {
                for copy in 0..copies {
                    rows.push(format!("{title},{isbn},{author},{price},,L{kind}{n}{copy:03}"));
                }
            } else {
                rows.push(format!("{title},{isbn},{author},{price},{copies},"));
            }
        }
        rows
    })
}

fn file(rows: &[String]) -> String {
    format!("书名,ISBN,作者,定价,册数,条码\n{}\n", rows.join("\n"))
}

#[test]
fn a_row_whose_author_names_nobody_means_the_same_title_every_time() {
    let rows = ["茶馆,9787020042494,老舍,,,", "茶馆,,//,,,", "茶馆,,焦菊隐,,,"].map(str::to_owned);
    let mut house = House::default();
    let first = house.import(&file(&rows));
    let again = house.import(&file(&rows));
    assert!(again.titles.iter().all(|one| !one.new), "{:?}", again.titles);
    assert_eq!(first.titles.len(), again.titles.len());
}

#[test]
fn an_isbn_of_the_file_decides_before_a_label_of_another_book() {
    let rows = ["茶馆,9787020042494,,,,", "茶馆,9787020042494,老舍老舍,,,A0002", "茶馆,9787020002207,老舍,,,A0002"];
    let rows = rows.map(str::to_owned);
    let mut house = House::default();
    let first = house.import(&file(&rows));
    let lines: Vec<_> = first.titles.iter().map(|one| one.lines.clone()).collect();
    assert!(lines.contains(&vec![4]) && lines.iter().any(|lines| lines.len() == 2), "{lines:?}");
    let again = house.import(&file(&rows));
    assert!(again.titles.iter().all(|one| one.puts.is_empty()), "{:?}", again.titles);
}

proptest! {
    #[test]
    fn the_same_list_again_changes_nothing(rows in lists()) {
        let mut house = House::default();
        let first = house.import(&file(&rows));
        let before = house.seen();
        let again = house.import(&file(&rows));
        let third = house.import(&file(&rows));
        prop_assert_eq!(told(&again), told(&third));
        prop_assert_eq!(told(&first), told(&again));
        prop_assert!(again.titles.iter().all(|one| one.puts.is_empty() && one.new_copies == 0 && !one.new));
        prop_assert_eq!(house.seen(), before);
    }

    #[test]
    fn neither_the_order_of_rows_nor_that_of_files_matters(
        (rows, shuffled) in lists().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut whole = House::default();
        whole.import(&file(&rows));
        let mut parts = House::default();
        let (first, second) = shuffled.split_at(cut.index(shuffled.len() + 1));
        for part in [first, second] {
            parts.import(&file(part));
        }
        prop_assert!(whole.titles.keys().eq(parts.titles.keys()));
        prop_assert_eq!(whole.seen(), parts.seen());
    }

    #[test]
    fn every_row_is_in_a_title_and_no_plan_panics(
        rows in proptest::collection::vec(("[甲乙（上）下1-3 ]{1,5}", subsequence(vec!["9787020002207", "9787020042494"], 0..2), "[张李 著/]{0,4}", "[0-3]?", "([AB]000[1-4] ?){0,2}"), 0..14),
        replace in any::<bool>(),
    ) {
        let rows: Vec<String> = rows.iter().map(|(title, isbn, author, copies, labels)| {
            format!("{title},{},{author},{copies},{labels}", isbn.first().copied().unwrap_or_default())
        }).collect();
        let text = format!("书名,ISBN,作者,册数,条码\n{}\n", rows.join("\n"));
        let mut house = House::default();
        let taken: BTreeSet<u64> = parse_catalogue(text.as_bytes()).unwrap().rows.iter().map(|row| row.line).collect();
        let plan = house.import(&text);
        let lines: Vec<u64> = plan.titles.iter().flat_map(|one| one.lines.clone()).collect();
        prop_assert_eq!(lines.len(), taken.len());
        prop_assert_eq!(lines.into_iter().collect::<BTreeSet<_>>(), taken);
        let before = house.seen();
        let differences = if replace { Differences::TakeTheFile } else { Differences::Keep };
        let again = house.import_with(&text, differences);
        prop_assert!(again.titles.iter().all(|one| !one.new));
        if !replace {
            prop_assert!(again.titles.iter().all(|one| one.puts.is_empty()));
            prop_assert_eq!(house.seen(), before);
        }
    }
}
