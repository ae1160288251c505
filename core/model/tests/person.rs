//! Identity numbers, mobile numbers and names (domain.md §A.4, §6, Appendix B). All persons are invented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use zhijia_model::person::{
    IdError, IdNumber, Mobile, MobileError, NameError, Sensitive, Sex, mask_name, normalise_name, parse_name,
};

const TODAY: Date = date(2026, 3, 5);

/// The reason in the collected data for each error.
fn expected(reason: &str) -> Option<IdError> {
    Some(match reason {
        "check_digit" | "permit_check_digit" | "foreigner_check_digit" => IdError::CheckDigit,
        "date_impossible" | "date_0229_no_leap_year" | "old_15_date_impossible" => IdError::Date,
        "date_in_future" => IdError::DateInFuture,
        "date_too_old" => IdError::DateTooOld,
        "length_17" | "length_19" => IdError::Length,
        "scientific" | "rounded_by_excel" => IdError::PrecisionLost,
        "placeholder" => IdError::Placeholder,
        "letter_inside" => IdError::BadChar,
        "other_document" => IdError::OtherDocument,
        "empty" => IdError::Empty,
        "masked" => IdError::Masked,
        "region_unknown" => IdError::Region,
        _ => return None,
    })
}

#[test]
fn every_collected_number_reads_as_expected() {
    let mut reader = csv::Reader::from_path("tests/data/id_numbers.csv").unwrap();
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        let got = IdNumber::parse(&row[0], TODAY);
        let fits = match (&got, expected(&row[4])) {
            (Ok(number), None) => {
                let birth: Date = row[2].parse().unwrap();
                let sex = if &row[3] == "M" { Sex::Male } else { Sex::Female };
                let contradicts = number.contradicts(Some(birth), Some(sex));
                &row[1] == "1" && contradicts == row[4].starts_with("declared_")
            }
            (Err(error), Some(reason)) => &row[1] == "0" && *error == reason,
            _ => false,
        };
        if !fits {
            wrong.push(format!("line {} ({}): {:?}", rows + 1, &row[4], got.err()));
        }
    }
    assert_eq!(rows, 152);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_vectors_of_the_domain_reference() {
    for valid in ["11010519491231002X", "440524188001010014", "34052419800101001X"] {
        assert_eq!(IdNumber::parse(valid, TODAY).unwrap().expose(), valid);
    }
    let synthetic = |text| IdNumber::parse_any_region(text, TODAY);
    assert_eq!(synthetic("990000198802290122").unwrap().sex(), Sex::Female);
    assert_eq!(synthetic("990000200001010039").unwrap().sex(), Sex::Male);
    assert_eq!(synthetic("990000196506150070").unwrap().birth_date(), date(1965, 6, 15));
    assert_eq!(synthetic("990000199002290014"), Err(IdError::Date));
    assert_eq!(synthetic("110105194912310021"), Err(IdError::CheckDigit));
    assert_eq!(IdNumber::parse("990000198802290122", TODAY), Err(IdError::Region));
    assert_eq!(IdNumber::parse("130503670401001", TODAY).unwrap().expose(), "130503196704010016");
    for form in
        ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X ", "'11010519491231002X"]
    {
        assert_eq!(IdNumber::parse(form, TODAY).unwrap().expose(), "11010519491231002X");
    }
    let damaged = IdNumber::parse("110105194912310000", TODAY).unwrap_err();
    assert_eq!(damaged, IdError::PrecisionLost);
    assert!(damaged.zh().contains("精度丢失"));
}

#[test]
fn numbers_and_names_are_masked_on_screens_and_absent_from_logs() {
    let number = IdNumber::parse("11010519491231002X", TODAY).unwrap();
    assert_eq!(number.masked(), "1101**********002X");
    assert!(!format!("{number:?}").contains(|c: char| c.is_ascii_digit()));
    let mobile = Mobile::parse("13800131234").unwrap();
    assert_eq!(mobile.masked(), "138****1234");
    assert_eq!(mobile.last_four(), "1234");
    assert!(!format!("{mobile:?}").contains(|c: char| c.is_ascii_digit()));
    let name = Sensitive::new("王建国".to_owned());
    assert!(!format!("{name:?}{name}").contains('王'));
    assert_eq!(name.into_inner(), "王建国");
    for (name, masked) in [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("王", "*"),
        ("欧阳雪梅", "欧**梅"),
        ("阿卜来提·如则托合提", "阿***提"),
        ("张𬘭琪", "张*琪"),
        ("", ""),
    ] {
        assert_eq!(mask_name(name), masked);
    }
}

#[test]
fn mobile_numbers_of_every_form_and_prefix() {
    for form in [
        "13800131234",
        "138 0013 1234",
        "138-0013-1234",
        "+86 13800131234",
        "0086-138-0013-1234",
        "8613800131234",
        "１３８００１３１２３４",
        "(+86)13800131234",
        "'13800131234",
        "\u{202D}13800131234\u{202C}",
    ] {
        assert_eq!(Mobile::parse(form).map(Mobile::expose), Ok("13800131234".to_owned()), "{form}");
    }
    for prefix in 13..=19 {
        assert!(Mobile::parse(&format!("{prefix}912345678")).is_ok());
    }
    for (text, error) in [
        (" ", MobileError::Empty),
        ("138****1234", MobileError::Masked),
        ("1.38001E+10", MobileError::PrecisionLost),
        ("0515-87654321", MobileError::Landline),
        ("1380013123", MobileError::Length),
        ("12345678901", MobileError::Prefix),
        ("1380013l234", MobileError::BadChar),
    ] {
        assert_eq!(Mobile::parse(text), Err(error), "{text}");
        assert!(!error.zh().is_ascii() && error.en().is_ascii() && !error.code().is_empty());
    }
    assert_eq!(Mobile::from_u64(12_345_678_901), None);
}

#[test]
fn names_get_one_form_and_keep_their_characters() {
    for (text, name) in [
        ("王　明", "王明"),
        (" 王 建 国 ", "王建国"),
        ("阿卜来提•如则", "阿卜来提·如则"),
        ("阿卜来提 ‧ 如则", "阿卜来提·如则"),
        ("阿卜来提．如则", "阿卜来提·如则"),
        ("阿卜来提。如则", "阿卜来提·如则"),
        ("·王明·", "王明"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("王\u{200B}明\u{FEFF}", "王明"),
        ("陳建國", "陳建國"),
        ("张𬘭琪", "张𬘭琪"),
    ] {
        assert_eq!(normalise_name(text), name);
        assert_eq!(parse_name(text).as_deref(), Ok(name));
    }
    assert_eq!(parse_name(" \u{200B}"), Err(NameError::Empty));
    assert_eq!(parse_name("王?明"), Err(NameError::LostCharacter));
    assert_eq!(parse_name("王明1"), Err(NameError::BadChar));
    assert_eq!(parse_name("王\n明"), Err(NameError::BadChar));
    assert_eq!(parse_name(&"阿".repeat(101)), Err(NameError::TooLong));
    assert_eq!(parse_name(&"阿".repeat(50)).unwrap().chars().count(), 50);
}

#[test]
fn every_name_of_the_sample_is_already_canonical() {
    let mut reader = csv::Reader::from_path("tests/data/names_sample.csv").unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let name = format!("{}{}", &row[0], &row[1]);
        assert_eq!(parse_name(&name), Ok(name));
    }
}

proptest! {
    #[test]
    fn any_text_is_answered_without_a_panic(text in any::<String>(), digits in "[0-9Xx*E.+ -]{0,24}") {
        for text in [&text, &digits] {
            let _ = IdNumber::parse(text, TODAY);
            let _ = Mobile::parse(text);
            let _ = mask_name(text);
            let once = normalise_name(text);
            prop_assert_eq!(normalise_name(&once), once);
        }
    }

    #[test]
    fn a_wrong_digit_is_noticed(days in 0i32..40_000, sequence in 0u32..1000, at in 0usize..17, add in 1u32..10) {
        let birth = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assume!(birth <= TODAY);
        let old = format!("320921{:04}{:02}{:02}{sequence:03}", birth.year(), birth.month(), birth.day());
        // The right check sign is the one that parses.
        let right: Vec<String> = "0123456789X".chars().map(|c| format!("{old}{c}")).filter(|n| IdNumber::parse(n, TODAY).is_ok()).collect();
        prop_assert_eq!(right.len(), 1);
        let number = IdNumber::parse(&right[0], TODAY).unwrap();
        prop_assert_eq!(number.birth_date(), birth);
        let wrong: String = right[0].chars().enumerate()
            .map(|(i, c)| if i == at { char::from_digit((c.to_digit(10).unwrap() + add) % 10, 10).unwrap() } else { c })
            .collect();
        prop_assert!(IdNumber::parse(&wrong, TODAY).is_err());
    }
}
