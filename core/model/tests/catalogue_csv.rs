//! Catalogues as book-houses bring them (domain.md §5.1). Each bad row is told with line, field and reason; good rows
//! are kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::HashSet;

use proptest::prelude::*;
use zhijia_model::catalogue_csv::{
    Catalogue, CatalogueRow, Diagnostic, DiagnosticKind, Encoding, FileError, MOST_BYTES, MOST_ROWS, parse_catalogue,
};
use zhijia_model::isbn::IsbnError;

fn parse(text: &str) -> Catalogue {
    parse_catalogue(text.as_bytes()).unwrap()
}

fn told(problems: &[Diagnostic]) -> Vec<(u64, &str, &str)> {
    problems.iter().map(|problem| (problem.line, problem.field.as_str(), problem.code())).collect()
}

#[test]
fn a_real_catalogue_is_read_without_loss() {
    let bytes = include_bytes!("data/catalogue_sample.csv");
    let catalogue = parse_catalogue(bytes).unwrap();
    assert_eq!((catalogue.rows_read, catalogue.rows.len()), (400, 400));
    assert_eq!(told(&catalogue.errors), []);
    assert_eq!((catalogue.encoding, catalogue.delimiter, catalogue.header_line), (Encoding::Utf8, ',', 1));
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    for (row, raw) in catalogue.rows.iter().zip(reader.records()) {
        let raw = raw.unwrap();
        assert_eq!(row.isbn.unwrap().to_string(), raw[0]);
        assert_eq!(row.year.map(|n| n.to_string()).unwrap_or_default(), raw[4]);
        assert_eq!(row.price_fen.map(|n| n.to_string()).unwrap_or_default(), raw[6], "{}", row.line);
        assert_eq!(row.publisher, raw[3]);
        assert_eq!(row.copies, 1);
    }
}

#[test]
fn reading_a_file_again_gives_the_same_titles() {
    let bytes = include_bytes!("data/catalogue_sample.csv");
    assert_eq!(parse_catalogue(bytes), parse_catalogue(bytes));
}

#[test]
fn the_columns_of_a_union_office_are_understood() {
    let template = include_str!("data/book_list_template.csv");
    let row = "1,《红楼梦》,曹雪芹,人民文学出版社,1996年12月,978-7-02-000220-7,59.70元,I242.4,2,I242.4/123,HS000001 HS000002,长江村书屋,捐赠,2020-05-01,精装\r\n";
    let catalogue = parse(&format!("{}{row}", template.trim_start_matches('\u{FEFF}')));
    assert_eq!(told(&catalogue.errors), []);
    assert_eq!(told(&catalogue.warnings), []);
    let row = &catalogue.rows[0];
    assert_eq!((row.line, row.title.as_str(), row.author.as_str()), (2, "红楼梦", "曹雪芹"));
    assert_eq!(
        (row.isbn.unwrap().to_string(), row.year, row.price_fen),
        ("9787020002207".to_owned(), Some(1996), Some(5970))
    );
    assert_eq!((row.copies, row.labels()), (2, &["HS000001".to_owned(), "HS000002".to_owned()][..]));
    assert_eq!((row.clc.as_str(), row.call_no.as_str(), row.house.as_str()), ("I242.4", "I242.4/123", "长江村书屋"));
    assert_eq!((row.source.as_str(), row.acquired.as_str(), row.note.as_str()), ("捐赠", "2020-05-01", "精装"));
}

#[test]
fn the_columns_of_the_domain_reference_in_any_order_and_dress() {
    for heading in [
        "登录号,ISBN,书名,作者,出版社,出版日期,版次,定价,分类号,册数,来源,架位",
        "条码,ISBN,书名,作者,出版社,出版日期,版次,定价,分类号,册数,来源,架位",
        "登錄號,ＩＳＢＮ號,書名,作者,出版社,出版日期,版次,定價(元),分類號,冊數,來源,架位",
        "条形码*,ISBN号(13位),题名,责任者,出版者,出版年,版本,单价（元）,中图分类号,复本数,图书来源,书架号",
    ] {
        let catalogue =
            parse(&format!("{heading}\nA1001,7-5053-9013-9,好书,某人,某社,2001-3,1版,12.5,TP3,1,购置,A-3\n"));
        assert_eq!(told(&catalogue.errors), [], "{heading}");
        assert_eq!(told(&catalogue.warnings), [], "{heading}");
        let row = &catalogue.rows[0];
        assert_eq!(
            (row.isbn.unwrap().to_string(), row.title.as_str(), row.author.as_str()),
            ("9787505390133".to_owned(), "好书", "某人")
        );
        assert_eq!(
            (row.publisher.as_str(), row.year, row.edition.as_str(), row.price_fen),
            ("某社", Some(2001), "1版", Some(1250))
        );
        assert_eq!((row.clc.as_str(), row.copies, row.source.as_str(), row.shelf.as_str()), ("TP3", 1, "购置", "A-3"));
        assert_eq!(row.labels(), ["A1001"]);
    }
}

#[test]
fn a_title_above_blank_lines_and_notes_below_do_not_matter() {
    let text = "阜宁县职工书屋图书登记表,,,\n单位：长江村工会,,,\n\n序号,书名,作者,册数\n1,甲书,张三,1\n\n序号,书名,作者,册数\n2,乙书,李四,2\n合计,,,3\n制表人：王五,,,\n";
    let catalogue = parse(text);
    assert_eq!(catalogue.header_line, 4);
    assert_eq!(
        catalogue.rows.iter().map(|row| (row.line, row.title.as_str(), row.copies)).collect::<Vec<_>>(),
        [(5, "甲书", 1), (8, "乙书", 2)]
    );
    assert_eq!(told(&catalogue.errors), []);
    assert_eq!(told(&catalogue.warnings), [(9, "", "note-row"), (10, "", "note-row")]);
}

#[test]
fn every_encoding_and_delimiter_that_offices_save_is_read() {
    let text = "书名,作者,出版社,ISBN\n红楼梦,曹雪芹,人民文学出版社,9787020002207\n骆驼祥子,老舍,人民文学出版社,9787020042494\n";
    let expected: Vec<_> = parse(text).rows;
    assert_eq!(expected.len(), 2);
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, encoding) in [(gb, Encoding::Gb18030), (bom, Encoding::Utf8), (utf16, Encoding::Utf16)] {
        let catalogue = parse_catalogue(&bytes).unwrap();
        assert_eq!((catalogue.encoding, &catalogue.rows), (encoding, &expected));
    }
    for delimiter in [";", "\t", "，", "|"] {
        for ending in ["\n", "\r\n", "\r"] {
            let catalogue = parse(&text.replace(',', delimiter).replace('\n', ending));
            assert_eq!(catalogue.rows, expected, "{delimiter:?} {ending:?}");
        }
    }
    let traditional = "書名,作者,出版社\n紅樓夢,曹雪芹,人民文學出版社\n";
    let catalogue = parse_catalogue(&encoding_rs::BIG5.encode(traditional).0).unwrap();
    assert_eq!((catalogue.encoding, catalogue.rows[0].title.as_str()), (Encoding::Big5, "紅樓夢"));
}

#[test]
fn each_bad_row_is_told_and_the_good_ones_are_kept() {
    let text = "\
书名,ISBN,册数,条码,定价,出版年,页数
好书一,9787505390133,1,B0001,12.5,2001,200
,9787020002207,1,,,,
校验,7-5053-9013-8,1,,,,
科学计数,9.78751E+12,1,,,,
没有册数,,零,,,,
太多册,,10000,,,,
条码不对,,1,条码,,,
条码重了,,1,B0001,,,
你好,之华,,1,,,,多了一格
旧书,10165·3397,1,,,,
价格不清,,1,,面议,,
年份不清,,1,,,民国,若干
条码多,,1,C0001 C0002,,,
好书二,,,,,,
";
    let catalogue = parse(text);
    assert_eq!(
        told(&catalogue.errors),
        [
            (3, "书名", "title-missing"),
            (6, "册数", "copies"),
            (7, "册数", "copies"),
            (8, "条码", "barcode"),
            (10, "", "too-many-cells"),
        ]
    );
    assert_eq!(
        told(&catalogue.warnings),
        [
            (4, "ISBN", "checkdigit"),
            (5, "ISBN", "scientific"),
            (11, "ISBN", "old_book_number"),
            (12, "定价", "price"),
            (13, "出版年", "year"),
            (13, "页数", "pages"),
            (14, "册数", "more-barcodes"),
        ]
    );
    let titles: Vec<&str> = catalogue.rows.iter().map(|row| row.title.as_str()).collect();
    let taken = ["好书一", "校验", "科学计数", "条码重了", "旧书", "价格不清", "年份不清", "条码多", "好书二"];
    assert_eq!(titles, taken);
    assert_eq!((catalogue.rows[1].isbn, catalogue.rows[7].copies), (None, 2));
    let shown = catalogue.warnings[0].zh();
    assert!(shown.starts_with("第 4 行“ISBN”:ISBN 校验位不对") && shown.contains("7-5053-9013-8"), "{shown}");
    assert!(shown.contains("书已收下"));
    assert!(catalogue.warnings[0].en().starts_with("Line 4, ISBN: the check digit"));
    assert!(matches!(catalogue.warnings[0].kind, DiagnosticKind::Isbn { reason: IsbnError::CheckDigit }));
}

#[test]
fn every_problem_has_both_languages_and_a_way_out() {
    let text = "书名,ISBN,册数,颜色,颜色,书名\n甲,x,0,,,\n\"乙,1\n";
    let catalogue = parse(text);
    for problem in catalogue.errors.iter().chain(&catalogue.warnings) {
        assert!(!problem.reason_zh().is_ascii() && problem.reason_en().is_ascii(), "{problem:?}");
        assert!(problem.zh().contains(&problem.line.to_string()) && problem.en().contains(&problem.line.to_string()));
    }
    assert_eq!(told(&catalogue.warnings), [(1, "颜色", "unknown-column"), (1, "书名", "column-twice")]);
    assert_eq!(told(&catalogue.errors), [(2, "册数", "copies"), (3, "", "stray-quote")]);
}

#[test]
fn what_spreadsheets_do_to_text_is_undone() {
    let catalogue = parse(
        "书名,ISBN,条码\n\"=\"\"甲书\"\"\",'9787020002207,*HS0001*\n\u{FEFF}乙\u{200B}书\u{3000},９７８７０２００４２４９４,ＨＳ０００２\n\"丙书\n下册\",,\n",
    );
    assert_eq!(told(&catalogue.errors), []);
    assert_eq!(catalogue.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["甲书", "乙书", "丙书 下册"]);
    assert_eq!(catalogue.rows[0].labels(), ["HS0001"]);
    assert_eq!(catalogue.rows[1].labels(), ["HS0002"]);
}

#[test]
fn a_book_whose_title_begins_like_a_note_is_a_book() {
    let catalogue = parse("书名\n说明文写作指导\n注音故事\n合计2册的奥秘\n合计：3\n");
    let titles: Vec<&str> = catalogue.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["说明文写作指导", "注音故事"]);
    // What is left out is always told.
    assert_eq!(told(&catalogue.warnings), [(4, "", "note-row"), (5, "", "note-row")]);
}

#[test]
fn a_file_made_to_eat_memory_or_time_is_answered() {
    let million = 1 << 20;
    for text in [
        ",".repeat(million),
        "\"\n".repeat(million / 2),
        "\"".repeat(million),
        format!("书名\n{}", ",".repeat(million)),
    ] {
        match parse_catalogue(text.as_bytes()) {
            Ok(catalogue) => assert_eq!(told(&catalogue.errors), [(2, "", "too-many-cells")]),
            Err(error) => assert_eq!(error, FileError::NoHeader),
        }
    }
}

#[test]
fn a_list_of_marc_or_rows_of_three_digits_is_told_apart() {
    let text = "001|书名|作者\n002|甲书|张三\n003|乙书|李四\n004|丙书|王五\n";
    assert_eq!(parse(text).rows.len(), 3);
}

#[test]
fn a_book_with_a_misprinted_isbn_is_taken_with_a_remark() {
    let text = "书名,ISBN\n甲,待补\n乙,暂缺\n丙,没有ISBN号\n丁,无书号\n戊,978-7-5442-4724-5 2024年第1版\n己,9787544247246\n庚,9787544247245 2\n辛,见封底\n";
    let catalogue = parse(text);
    assert_eq!(told(&catalogue.errors), []);
    let isbns: Vec<bool> = catalogue.rows.iter().map(|row| row.isbn.is_some()).collect();
    assert_eq!(isbns, [false, false, false, false, true, false, true, false]);
    assert_eq!(told(&catalogue.warnings), [(7, "ISBN", "checkdigit"), (9, "ISBN", "not_isbn")]);
}

#[test]
fn copies_are_counted_as_the_row_says() {
    let text = "书名,册数,条码\n甲,3,SX0001\n乙,3,B900061-B900063\n丙,2,B900071~B900073\n丁,,B900081至B900082\n";
    let catalogue = parse(text);
    assert_eq!(told(&catalogue.errors), []);
    let copies: Vec<(u32, usize)> = catalogue.rows.iter().map(|row| (row.copies, row.barcodes.len())).collect();
    assert_eq!(copies, [(3, 1), (3, 3), (3, 3), (2, 2)]);
    assert_eq!(told(&catalogue.warnings), [(4, "册数", "more-barcodes")]);
}

#[test]
fn an_amount_for_several_copies_is_no_price() {
    let catalogue = parse("书名,册数,码洋\n甲,1,28.50\n乙,2,57.00\n");
    assert_eq!(catalogue.rows.iter().map(|row| row.price_fen).collect::<Vec<_>>(), [Some(2850), None]);
    assert_eq!(told(&catalogue.warnings), [(3, "码洋", "price-of-several")]);
    let both = parse("书名,册数,码洋,定价\n乙,2,57.00,28.50\n");
    assert_eq!((both.rows[0].price_fen, told(&both.warnings)), (Some(2850), vec![(1, "码洋", "column-twice")]));
}

#[test]
fn a_title_and_its_author_in_one_cell_are_two_fields() {
    let catalogue = parse("题名及责任者,册数\n红楼梦 / 曹雪芹著,1\n无名氏文集,1\n");
    let rows: Vec<_> = catalogue.rows.iter().map(|row| (row.title.as_str(), row.author.as_str())).collect();
    assert_eq!(rows, [("红楼梦", "曹雪芹著"), ("无名氏文集", "")]);
}

#[test]
fn a_text_that_is_too_long_for_its_field_costs_its_end_and_not_the_book() {
    let catalogue = parse(&format!("书名,架位\n甲,{}\n{},A\n", "高".repeat(30), "长".repeat(200)));
    assert_eq!(catalogue.rows[0].shelf, "高".repeat(20));
    assert_eq!(told(&catalogue.warnings), [(2, "架位", "too-long")]);
    assert_eq!(told(&catalogue.errors), [(3, "书名", "title-too-long")]);
}

#[test]
fn a_price_column_says_its_unit() {
    assert_eq!(parse("书名,定价（元）\n甲,1250\n").rows[0].price_fen, Some(125_000));
    assert_eq!(parse("书名,定价（分）\n甲,1250\n").rows[0].price_fen, Some(1250));
    assert_eq!(parse("title,price_fen\n甲,1250\n").rows[0].price_fen, Some(1250));
}

#[test]
fn bytes_that_were_damaged_on_the_way_are_told_and_the_row_is_kept() {
    let mut bytes = encoding_rs::GB18030.encode("书名,作者\n红楼梦,曹雪芹\n骆驼祥子,老舍\n").0.into_owned();
    // The second byte of 梦.
    let at = encoding_rs::GB18030.encode("书名,作者\n红楼梦").0.len() - 1;
    bytes[at] = 0xFF;
    let catalogue = parse_catalogue(&bytes).unwrap();
    assert_eq!((catalogue.encoding, catalogue.rows.len()), (Encoding::Gb18030, 2));
    assert_eq!(told(&catalogue.warnings), [(2, "书名", "lost-character")]);
    assert_eq!(catalogue.rows[1].title, "骆驼祥子");
}

#[test]
fn a_stray_quote_costs_its_line_only() {
    let rows: Vec<String> = (0..40).map(|n| format!("书{n},李四")).collect();
    let catalogue = parse(&format!("书名,作者\n\"甲书,张三\n{}\n", rows.join("\n")));
    assert_eq!(told(&catalogue.errors), [(2, "", "stray-quote")]);
    assert_eq!(catalogue.rows.len(), 40);
}

#[test]
fn a_file_that_is_none_is_refused_with_the_way_out() {
    let refused = |bytes: &[u8]| parse_catalogue(bytes).unwrap_err();
    assert_eq!(refused(b""), FileError::Empty);
    assert_eq!(refused(b" \r\n "), FileError::Empty);
    assert_eq!(refused(b"PK\x03\x04\x14\0xl/workbook.xml"), FileError::Spreadsheet);
    assert_eq!(refused(b"PK\x03\x04\x14\0word/document.xml"), FileError::Document);
    assert_eq!(refused(b"PK\x03\x04\x14\0list.csv"), FileError::Archive);
    assert_eq!(refused(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]), FileError::Spreadsheet);
    assert_eq!(refused("<html><table><tr><td>书名</td></tr></table>".as_bytes()), FileError::WebPage);
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    assert_eq!(refused(xml.as_bytes()), FileError::Spreadsheet);
    assert_eq!(refused("00128nam0 2200049   450 200\x1e  \x1fa高处作业\x1e\x1d".as_bytes()), FileError::Marc);
    assert_eq!(refused("=LDR  00128nam\n=010  \\\\$a9787\n=200  1\\$a高处作业\n".as_bytes()), FileError::Marc);
    assert_eq!(refused("<collection xmlns=\"http://www.loc.gov/MARC21/slim\"><record>".as_bytes()), FileError::Marc);
    assert_eq!(refused(b"%PDF-1.7"), FileError::Document);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0"), FileError::Picture);
    assert_eq!(refused(b"a\0b"), FileError::Binary);
    assert_eq!(refused("姓名,手机号\n王建国,138\n".as_bytes()), FileError::NoHeader);
    assert_eq!(refused(&vec![b'a'; MOST_BYTES + 1]), FileError::TooLarge);
    let rows = |n: usize| format!("书名\n{}", "甲\n".repeat(n));
    assert_eq!(refused(rows(MOST_ROWS + 1).as_bytes()), FileError::TooManyRows);
    for error in FileError::ALL {
        assert!(!error.zh().is_ascii() && !error.en().is_empty() && error.code().starts_with("file-"));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse_catalogue(&bytes);
        let _ = parse_catalogue(&[b"title,isbn,copies,barcode,price,year\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn any_table_is_accounted_for_row_by_row(rows in proptest::collection::vec(("[a-c甲乙,\"; \n]{0,6}", "[0-9X-]{0,14}", "[0-9.册]{0,3}", "[A-C0-9 ~-]{0,9}"), 0..30)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["书名", "ISBN", "册数", "条码"]).unwrap();
        for (title, isbn, copies, barcode) in &rows {
            writer.write_record([title, isbn, copies, barcode]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let catalogue = parse_catalogue(&bytes).unwrap();
        // Every row that was read is taken, or told as an error or a note.
        let mut lines: HashSet<u64> = HashSet::new();
        for row in &catalogue.rows {
            prop_assert!(lines.insert(row.line));
            prop_assert!(!row.title.is_empty() && row.copies >= 1);
            prop_assert!(row.copies as usize >= row.barcodes.len());
        }
        lines.extend(catalogue.errors.iter().map(|problem| problem.line));
        lines.extend(catalogue.warnings.iter().filter(|problem| problem.kind == DiagnosticKind::NoteRow).map(|problem| problem.line));
        prop_assert_eq!(lines.len(), catalogue.rows_read);
    }

    #[test]
    fn bad_rows_cost_nothing_but_themselves(kinds in proptest::collection::vec(0usize..6, 0..40)) {
        let bad = [",9787020002207,1,", "坏,,一万,", "坏,,0,", "坏,,1,条码", "坏,,1,,多"];
        let line = |n: usize, kind: usize| bad.get(kind).map_or(format!("书{n},,1,B{n:05}"), |bad| (*bad).to_owned());
        let table = |keep: &dyn Fn(usize) -> bool| {
            let lines = kinds.iter().enumerate().filter(|(_, kind)| keep(**kind)).map(|(n, kind)| line(n, *kind));
            std::iter::once("书名,ISBN,册数,条码".to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
        };
        let (all, good) = (parse(&table(&|_| true)), parse(&table(&|kind| kind == 5)));
        let bare = |catalogue: &Catalogue| catalogue.rows.iter().map(|row| CatalogueRow { line: 0, ..row.clone() }).collect::<Vec<_>>();
        prop_assert_eq!(bare(&all), bare(&good));
        prop_assert_eq!(all.errors.len(), kinds.iter().filter(|kind| **kind < 5).count());
        prop_assert!(good.errors.is_empty());
    }
}
