//! What keepers do with books.

use zhijia_model::calendar::china_date;
use zhijia_model::intents::books::{Lend, TakeBack};
use zhijia_model::intents::unions::CreateHouse;
use zhijia_model::kinds::loan;
use zhijia_model::{Code, RecordId};

use super::town::{HOUR, T, Town, UNION, code};

/// A title with one labelled copy in a house.
pub(crate) fn shelf(town: &mut Town) -> (RecordId, Lend) {
    let house = CreateHouse {
        union: UNION,
        name: "城东职工书屋".to_owned(),
        address: String::new(),
        closed_weekdays: String::new(),
    };
    let house = town.act(house).unwrap();
    let file = "书名,条码\n活着,SX0001\n";
    let catalogue = zhijia_model::catalogue_csv::parse_catalogue(file.as_bytes()).unwrap();
    let mut plan = zhijia_model::holdings::plan(&catalogue, "", [], zhijia_model::holdings::Differences::Keep);
    let title = Box::new(plan.titles.remove(0));
    let title = town.act(zhijia_model::intents::books::ImportTitle { house, title }).unwrap();
    let (name, employer) = ("周敏".to_owned(), "第一棉纺厂".to_owned());
    let lend = Lend { title, copy: "SX0001".to_owned(), card: None, name, employer, exception: false };
    (house, lend)
}

#[test]
fn one_copy_scanned_again_for_one_reader_is_one_loan() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let loan = town.act(lend.clone()).unwrap();
    town.now += HOUR;
    let (again, undo) = town.act_as(lend.clone()).unwrap();
    assert_eq!((again, undo), (loan, None));
    let other = Lend { name: "吴刚".to_owned(), ..lend.clone() };
    assert_eq!(code(town.act(other.clone())), Code::CopyOut);
    // Half a day later it is no slip of the scanner (L-C4).
    town.now += 12 * HOUR;
    assert_eq!(code(town.act(lend.clone())), Code::LentToThem);
    town.act(TakeBack { loan }).unwrap();
    assert_ne!(town.act(other).unwrap(), loan);
}

#[test]
fn undoing_a_loan_and_a_return_leaves_what_was_before() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let (loan, undo) = town.act_as(lend).unwrap();
    let today = china_date(T);
    let (_, back) = town.act_as(TakeBack { loan }).unwrap();
    assert!(matches!(loan::status(town.at(loan), today), loan::LoanStatus::Returned { .. }));
    town.act(back.unwrap()).unwrap();
    assert!(matches!(loan::status(town.at(loan), today), loan::LoanStatus::Out { .. }));
    town.act(undo.unwrap()).unwrap();
    assert_eq!(loan::status(town.at(loan), today), loan::LoanStatus::Void);
}
