//! ISBN cells as book-houses write them (domain.md §5.3, Appendix B).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use zhijia_model::isbn::{Isbn, IsbnError};

#[test]
fn every_collected_cell_reads_as_expected() {
    let mut reader = csv::Reader::from_path("tests/data/raw_isbn_cases.csv").unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        let got = match Isbn::parse(&row[0]) {
            Ok(isbn) => isbn.to_string(),
            Err(error) => format!("error:{}", error.code()),
        };
        if got != row[1] {
            wrong.push(format!("{:?} ({}): expected {}, got {got}", &row[0], &row[2], &row[1]));
        }
    }
    assert_eq!(rows, 158);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_vectors_of_the_domain_reference() {
    assert_eq!(Isbn::parse("7-5053-9013-9").unwrap().to_string(), "9787505390133");
    assert_eq!(Isbn::parse("7-111-07575-7").unwrap().to_string(), "9787111075752");
    // Refused before conversion: 978-7-5053-9013 with a fresh check digit would look right.
    assert_eq!(Isbn::parse("7-5053-9013-8"), Err(IsbnError::CheckDigit));
}

#[test]
fn a_blank_cell_is_no_mistake_where_an_isbn_is_optional() {
    assert_eq!(Isbn::parse_optional("  "), Ok(None));
    assert_eq!(Isbn::parse_optional("无"), Ok(None));
    assert_eq!(Isbn::parse_optional("6945478594917"), Err(IsbnError::NotIsbn));
}

#[test]
fn a_second_book_with_a_slip_does_not_pass_as_the_first() {
    assert_eq!(Isbn::parse("978-7-222-00010-0；978-7-5015-2573-7"), Err(IsbnError::Multiple));
    assert_eq!(Isbn::parse("978-7-222-00010-0；978-7-5015-2573-8"), Err(IsbnError::Multiple));
    // The ten-digit form of the same book with a slip says nothing about another book.
    assert_eq!(Isbn::parse("9787531327165 / 7531327164").unwrap().to_string(), "9787531327165");
}

#[test]
fn hyphens_stand_where_the_publisher_prints_them() {
    for printed in ["978-7-02-016840-8", "978-7-5133-0556-3", "978-7-308-08370-6", "978-7-80084-763-9"] {
        assert_eq!(Isbn::parse(printed).unwrap().hyphenated(), printed);
    }
    assert_eq!(Isbn::parse("9791005740602").unwrap().hyphenated(), "979-1005740602");
}

#[test]
fn ten_digits_behind_the_prefix_are_not_an_isbn_10() {
    assert_eq!(Isbn::parse("978-0941834148").unwrap().to_string(), "9780941834148");
    assert_eq!(Isbn::parse("9787531327165 7531327163").unwrap().to_string(), "9787531327165");
}

#[test]
fn every_reason_has_a_code_and_both_languages() {
    let mut codes: Vec<_> = IsbnError::ALL.iter().map(|reason| reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), IsbnError::ALL.len());
    for reason in IsbnError::ALL {
        assert!(!reason.zh().is_ascii() && reason.en().is_ascii());
        assert_eq!(reason.to_string(), reason.en());
    }
}

fn check13(twelve: u64) -> u64 {
    let sum: u64 =
        format!("{twelve:012}").bytes().zip([1, 3].iter().cycle()).map(|(b, w)| u64::from(b - b'0') * w).sum();
    (10 - sum % 10) % 10
}

proptest! {
    #[test]
    fn any_text_is_answered_without_a_panic(cell in any::<String>(), digits in "[0-9Xx ·./-]{0,40}") {
        let _ = Isbn::parse(&cell);
        let _ = Isbn::parse(&digits);
        let _ = Isbn::parse(&format!("{digits}{cell}"));
    }

    #[test]
    fn every_isbn_reads_back_in_every_form(nine in 0u64..1_000_000_000) {
        let twelve = 978_000_000_000 + nine;
        let number = twelve * 10 + check13(twelve);
        let isbn = Isbn::from_u64(number).unwrap();
        prop_assert_eq!(isbn.as_u64(), number);
        prop_assert_eq!(isbn.to_string().parse::<Isbn>(), Ok(isbn));
        prop_assert_eq!(Isbn::parse(&isbn.hyphenated()), Ok(isbn));
        prop_assert_eq!(Isbn::parse(&isbn.to_isbn10().unwrap()), Ok(isbn));
    }

    #[test]
    fn any_single_wrong_digit_is_noticed(nine in 0u64..1_000_000_000, at in 3usize..13, add in 1u32..10) {
        let twelve = 978_000_000_000 + nine;
        let good = (twelve * 10 + check13(twelve)).to_string();
        let wrong: String = good
            .chars()
            .enumerate()
            .map(|(i, c)| if i == at { char::from_digit((c.to_digit(10).unwrap() + add) % 10, 10).unwrap() } else { c })
            .collect();
        prop_assert_eq!(Isbn::parse(&wrong), Err(IsbnError::CheckDigit));
    }
}
