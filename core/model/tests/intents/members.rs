//! What people are called.

use zhijia_model::Code;
use zhijia_model::intents::Context as _;
use zhijia_model::intents::books::Lend;
use zhijia_model::intents::members::Join;

use super::lending::shelf;
use super::town::{Town, code};

#[test]
fn names_are_checked_and_kept_in_one_form_wherever_they_are_given() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    for (name, refused) in [
        ("周?", Code::BadName),
        ("周\n敏", Code::BadName),
        ("\u{200B}", Code::EmptyField),
        (" ", Code::EmptyField),
        (&"敏".repeat(60), Code::BadField),
    ] {
        assert_eq!(code(town.act(Lend { name: name.to_owned(), ..lend.clone() })), refused, "{name:?}");
        assert_eq!(Join { name: name.to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, refused);
    }
    assert_eq!(Join { name: "周敏2".to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, Code::BadName);
    let loan = town.act(Lend { name: "阿卜来提•如则 2".to_owned(), ..lend }).unwrap();
    let record = town.record(loan).unwrap().unwrap();
    assert_eq!(zhijia_model::kinds::loan::read(&record).borrower_name().one(), Some("阿卜来提·如则 2"));
}
