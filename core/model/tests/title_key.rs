//! The key material of a title, pinned for ever: a title's id is made from it (design §3, L-C18).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use zhijia_model::isbn::Isbn;
use zhijia_model::title_key::{TitleFields, title_key, volume_key};

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[test]
fn golden_bytes() {
    let hongloumeng = TitleFields {
        isbn: Some(Isbn::parse("9787020002207").unwrap()),
        volume: "上册",
        title: "红楼梦",
        author: "[清] 曹雪芹 著/高鹗",
        publisher: "人民文学出版社",
        year: Some(1996),
    };
    // 0x08e6b7d9c39f is 9787020002207; e4b88a is 上.
    assert_eq!(hex(&title_key(&hongloumeng)), "0108e6b7d9c39fe4b88a");
    assert_eq!(hex(&title_key(&TitleFields { volume: "", ..hongloumeng })), "0108e6b7d9c39f");
    let described = TitleFields { isbn: None, ..hongloumeng };
    assert_eq!(hex(&title_key(&described)), "02d57f3e58d016e17e5a74a731f9bb17d6");
    assert_eq!(hex(&title_key(&TitleFields::default())), "0210e7fb50515179ec39dc8dec4958a936");
}

#[test]
fn with_an_isbn_only_it_and_the_volume_count() {
    let isbn = Some(Isbn::parse("9787020002207").unwrap());
    let short = TitleFields { isbn, title: "红楼梦", ..TitleFields::default() };
    let long = TitleFields {
        isbn,
        title: "红楼梦（全两册）",
        publisher: "人民文学",
        year: Some(2008),
        ..TitleFields::default()
    };
    assert_eq!(title_key(&short), title_key(&long));
    assert_ne!(title_key(&short), title_key(&TitleFields { volume: "下", ..short }));
}

#[test]
fn a_description_is_compared_without_its_dress() {
    let one = TitleFields {
        title: "《C++程序设计》",
        author: "谭浩强 著",
        publisher: "清华大学出版社",
        year: Some(2004),
        ..TitleFields::default()
    };
    let same = TitleFields { title: " ｃ++程序 设计", author: "谭浩强著", ..one };
    assert_eq!(title_key(&one), title_key(&same));
    for other in [
        TitleFields { title: "C程序设计", ..one },
        TitleFields { year: None, ..one },
        TitleFields { volume: "2", ..one },
        // A field must not run over into its neighbour.
        TitleFields { title: "C++程序设计谭浩强", author: "著", ..one },
    ] {
        assert_ne!(title_key(&one), title_key(&other), "{other:?}");
    }
}

#[test]
fn a_volume_is_one_however_it_is_written() {
    for form in ["1", "第一册", "第1卷", "卷一", "（一）", "01", "Vol. 1", "１"] {
        assert_eq!(volume_key(form), "1", "{form}");
    }
    assert_eq!(volume_key("二十三"), "23");
    assert_eq!(volume_key("上"), volume_key("(上册)"));
    assert_ne!(volume_key("上"), volume_key("下"));
    assert_eq!(volume_key("册"), "册");
    assert_eq!(volume_key(""), "");
}

#[test]
fn a_very_long_volume_does_not_make_a_very_long_key() {
    let fields =
        TitleFields { isbn: Isbn::from_u64(9_787_020_002_207), volume: &"附".repeat(1000), ..TitleFields::default() };
    assert_eq!(title_key(&fields).len(), 1 + 6 + 16);
}

proptest! {
    #[test]
    fn any_fields_make_a_short_key(title in any::<String>(), volume in any::<String>(), author in any::<String>(), year in any::<Option<u16>>()) {
        let fields = TitleFields { isbn: None, title: &title, volume: &volume, author: &author, publisher: "", year };
        prop_assert_eq!(title_key(&fields).len(), 17);
        prop_assert_eq!(title_key(&fields), title_key(&fields));
    }
}
