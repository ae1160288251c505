//! The one table of sentences, and the page that is made of it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use zhijia_model::Code;

/// `docs/errors.md` as it should be.
fn page() -> String {
    let mut out = String::from(
        "# Codes and sentences\n\n\
         Made from `core/model/src/messages.rs`; after a change there, write it anew with\n\
         `ZHIJIA_WRITE=1 cargo test -p zhijia-model --test errors`.\n\n\
         An app acts on the code and shows the sentences. `{field}` stands for the field's name or a number.\n\n\
         | code | what happened | what to do now |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let (name, zh, en, next_zh, next_en) = (code.as_str(), code.zh(), code.en(), code.next_zh(), code.next_en());
        writeln!(out, "| `{name}` | {zh}<br>{en} | {next_zh}<br>{next_en} |").unwrap();
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
