//! The one table of sentences, and the page that is made of it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use zhijia_model::Code;
use zhijia_model::messages::checks::{
    CalendarFault, DiagnosticKind, FileError, IdError, IsbnError, MobileError, NameError, SettlementFault,
};

/// What is said of something that was typed or stands in a file, under its heading.
fn checks() -> Vec<(&'static str, Vec<[&'static str; 3]>)> {
    macro_rules! rows {
        ($name:ident) => {
            $name::ALL.iter().map(|one| [one.code(), one.zh(), one.en()]).collect()
        };
    }
    vec![
        ("A person's name", rows!(NameError)),
        ("A mobile number", rows!(MobileError)),
        ("An identity number", rows!(IdError)),
        ("An ISBN", rows!(IsbnError)),
        ("A file with a list of books", rows!(FileError)),
        ("A row or cell of such a list", DiagnosticKind::TABLE.to_vec()),
        ("A table of holidays", rows!(CalendarFault)),
        ("A settlement list of the social insurance", rows!(SettlementFault)),
    ]
}

/// `docs/errors.md` as it should be.
fn page() -> String {
    let mut out = String::from(
        "# Codes and sentences\n\n\
         Made from `core/model/src/messages.rs` and `messages/checks.rs`; after a change there, write it anew with\n\
         `ZHIJIA_WRITE=1 cargo test -p zhijia-model --test errors`.\n\n\
         An app acts on the code and shows the sentences. `{field}` stands for the field's name or a number.\n\n\
         | code | what happened | what to do now |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let (name, zh, en, next_zh, next_en) = (code.as_str(), code.zh(), code.en(), code.next_zh(), code.next_en());
        writeln!(out, "| `{name}` | {zh}<br>{en} | {next_zh}<br>{next_en} |").unwrap();
    }
    out.push_str(
        "\n## What is typed and what files say\n\n\
         The sentence holds the way out. A name in braces stands for a line, a number or what stands there.\n",
    );
    for (heading, rows) in checks() {
        write!(out, "\n### {heading}\n\n| code | what is said |\n|---|---|\n").unwrap();
        for [code, zh, en] in rows {
            writeln!(out, "| `{code}` | {zh}<br>{en} |").unwrap();
        }
    }
    out
}

#[test]
fn the_page_of_codes_is_made_from_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    if std::env::var_os("ZHIJIA_WRITE").is_some() {
        fs::write(&path, page()).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap() == page(), "docs/errors.md is not what the table says; see its head");
}

#[test]
fn every_code_has_a_sentence_and_a_way_out_in_both_languages() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for code in Code::ALL {
        let name = code.as_str();
        assert_eq!(Code::from_code(name), Some(*code));
        assert!(chinese(code.zh()) && chinese(code.next_zh()), "{name}");
        for sentence in [code.en(), code.next_en()] {
            assert!(sentence.is_ascii() && !sentence.is_empty(), "{name}");
        }
        for sentence in [code.zh(), code.en(), code.next_zh(), code.next_en()] {
            assert!(!sentence.ends_with(['.', '。']), "{name}: who shows it ends it");
        }
    }
}

#[test]
fn no_code_names_two_things_and_no_two_codes_say_the_same() {
    let mut codes = BTreeMap::new();
    let mut sentences = BTreeMap::new();
    for code in Code::ALL {
        assert_eq!(codes.insert(code.as_str(), *code), None);
        for sentence in [code.zh(), code.en()] {
            assert_eq!(sentences.insert(sentence, code.as_str()), None, "{sentence}");
        }
    }
}

#[test]
fn what_files_say_has_a_code_and_a_sentence_in_both_languages() {
    use zhijia_model::catalogue_csv::{MOST_BYTES, MOST_ROWS};
    for (heading, rows) in checks() {
        let codes: std::collections::BTreeSet<_> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(codes.len(), rows.len(), "{heading}: a code stands twice");
        for [code, zh, en] in rows {
            assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code}");
            assert!(en.starts_with(|first: char| first.is_ascii_lowercase() || "“{I".contains(first)), "{code}");
            let names = |text: &str| -> Vec<String> {
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
            };
            assert_eq!(names(zh), names(en), "{code}: both languages name the same");
        }
    }
    for (said, limit) in [(FileError::TooLarge, MOST_BYTES / 1024 / 1024), (FileError::TooManyRows, MOST_ROWS)] {
        assert!(said.zh().contains(&format!(" {limit} ")) && said.en().contains(&format!(" {limit} ")), "{limit}");
    }
}
