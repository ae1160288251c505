//! What keepers do with books.

use zhijia_model::calendar::china_date;
use zhijia_model::intents::books::{CancelHold, CloseDay, EditTitle, Lend, PlaceHold, Renew, TakeBack, TitleDraft};
use zhijia_model::intents::unions::CreateHouse;
use zhijia_model::kinds::{Record, hold, loan, sign_up};
use zhijia_model::{Code, Fact, IntentId, Outcome, Part, RecordId};

use super::town::{DAY, HOUR, T, Town, UNION, code};

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
    let lend =
        Lend { title, copy: "SX0001".to_owned(), card: None, name, employer, exception: false, reason: String::new() };
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

/// The hub counts what is out of a title.
fn told(town: &mut Town, title: RecordId, out: u32) {
    town.records.get_mut(&title).unwrap().fact = Some(Fact::Copies { out });
}

/// L-04: one hold of a reader for a title; asking again after its end is the same record, at the end of the line.
#[test]
fn a_hold_is_asked_for_what_is_out_and_once() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let (title, today) = (lend.title, china_date(T));
    assert_eq!(code(town.act(PlaceHold { title })), Code::OnTheShelf);
    town.act(lend).unwrap();
    told(&mut town, title, 1);
    let (hold, undo) = town.act_as(PlaceHold { title }).unwrap();
    assert_eq!(code(town.act(PlaceHold { title })), Code::AlreadyHeld);
    assert!(hold::order(town.at(hold), &[], today).is_some());
    // What the reader takes back is withdrawn, and asked for again at the end of the line.
    town.now += HOUR;
    town.act(undo.unwrap()).unwrap();
    assert_eq!(hold::status(town.at(hold), today), hold::HoldStatus::Withdrawn { settled: true });
    assert_eq!(code(town.act(CancelHold { hold, reason: String::new(), undoes: None })), Code::NotHeld);
    town.now += HOUR;
    assert_eq!(town.act(PlaceHold { title }).unwrap(), hold);
    assert_eq!(hold::wish(town.at(hold)), sign_up::Wish::In { rank: town.now, pending: false });
    // It was kept, and nobody came: asked for anew, not with the place of then.
    let rank = town.now;
    town.verdict(hold, Outcome::Ready { until: today.to_string(), rank, since: today.to_string() });
    let late = today.tomorrow().unwrap();
    assert_eq!(hold::status(town.at(hold), today), hold::HoldStatus::Ready { until: today });
    assert_eq!(hold::status(town.at(hold), late), hold::HoldStatus::Expired);
    town.now += 2 * DAY;
    town.act(PlaceHold { title }).unwrap();
    assert_eq!(hold::in_line(town.at(hold), &[], late).unwrap().rank, town.now);
}

#[test]
fn a_reader_has_three_holds_at_once_and_none_on_a_book_in_hand() {
    let mut town = Town::new();
    let (house, lend) = shelf(&mut town);
    let loan = town.act(Lend { card: Some(town.me), ..lend.clone() }).unwrap();
    told(&mut town, lend.title, 1);
    assert_eq!(code(town.act(PlaceHold { title: lend.title })), Code::LentToThem);
    town.act(TakeBack { loan }).unwrap();
    for n in 0..3 {
        let header = hold::header(house, town.me, RecordId([n; 16]));
        let asks = hold::Asks::write().asks(&IntentId([n; 16]), |ask| ask.is(sign_up::Wanted::In).at(T));
        let mut state = zhijia_model::PartState::default();
        asks.puts().into_iter().for_each(|(key, value)| state.set(key, value));
        let mut record = Record::new(header);
        record.parts.insert(Part::Member, state);
        town.records.insert(record.id, record);
    }
    assert_eq!(code(town.act(PlaceHold { title: lend.title })), Code::HoldLimit);
}

/// L-05, L-C9, L-C10: what is known here keeps the copy for the first, and stops a renewal.
#[test]
fn a_keeper_who_knows_lends_to_the_first_or_says_why_not() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let keeper = town.me;
    let loan = town.act(Lend { card: Some(keeper), ..lend.clone() }).unwrap();
    told(&mut town, lend.title, 1);
    town.now += 25 * DAY;
    let zhou = town.become_member("周敏");
    let hold = town.act(PlaceHold { title: lend.title }).unwrap();
    town.me = keeper;
    assert_eq!(code(town.act(Renew { loan })), Code::Awaited);
    town.act(TakeBack { loan }).unwrap();
    let other = Lend { name: "吴刚".to_owned(), ..lend.clone() };
    assert_eq!(code(town.act(other.clone())), Code::CopyKept);
    let why = "读者当场急用";
    let given = town.act(Lend { reason: why.to_owned(), ..other }).unwrap();
    assert_eq!(loan::read(town.at(given)).note().one(), Some(why));
    town.act(TakeBack { loan: given }).unwrap();
    let fetched = town.act(Lend { card: Some(zhou), ..lend.clone() }).unwrap();
    // She has the book: nothing is kept for her any more, also before the hub says so.
    assert_eq!(hold::order(town.at(hold), &[town.at(fetched).clone()], china_date(town.now)), None);
    town.act(TakeBack { loan: fetched }).unwrap();
    let (again, slip) = town.act_as(Lend { name: "吴刚".to_owned(), ..lend }).unwrap();
    town.act(slip.unwrap()).unwrap();
    assert_ne!(again, fetched);
    // A keeper says why a hold ends, and takes a slip of the hand back; the place is the old one.
    let cancel = |reason: &str| CancelHold { hold, reason: reason.to_owned(), undoes: None };
    assert_eq!(code(town.act(cancel(""))), Code::EmptyField);
    let before = hold::wish(town.at(hold));
    let (_, undo) = town.act_as(cancel("这种书不再外借")).unwrap();
    let cancelled = hold::HoldStatus::Cancelled { reason: "这种书不再外借".to_owned() };
    assert_eq!(hold::status(town.at(hold), china_date(town.now)), cancelled);
    town.act(undo.unwrap()).unwrap();
    assert_eq!(hold::wish(town.at(hold)), before);
}

#[test]
fn a_corrected_book_says_what_was_typed_and_keeps_its_copies() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let title = lend.title;
    let mut fields = serde_json::to_value(TitleDraft::default()).unwrap();
    for (name, value) in fields.as_object_mut().unwrap().iter_mut().filter(|(_, value)| value.is_string()) {
        *value = name.as_str().into();
    }
    let typed: TitleDraft = serde_json::from_value(fields).unwrap();
    let copies = (String::from("SX0001"), Some(1));
    let isbn = "9787020002207".to_owned();
    let typed = TitleDraft { isbn, year: Some(1993), barcodes: copies.0.clone(), copies: copies.1, ..typed };
    town.act(EditTitle { title, draft: typed.clone() }).unwrap();
    assert_eq!(TitleDraft::of(town.at(title)), typed);
    assert_eq!(zhijia_model::kinds::title::copies(town.at(title)).len(), 1);
    // What is left empty is emptied, the ISBN and the year too; the copies stay.
    let bare = TitleDraft { title: "活着".to_owned(), ..TitleDraft::default() };
    town.act(EditTitle { title, draft: bare.clone() }).unwrap();
    assert_eq!(TitleDraft::of(town.at(title)), TitleDraft { barcodes: copies.0, copies: copies.1, ..bare.clone() });
    let wrong = TitleDraft { isbn: "9787020002208".to_owned(), ..bare };
    assert_eq!(code(town.act(EditTitle { title, draft: wrong })), Code::BadField);
}

/// L-08: a copy keeps its loans under another label; labels and the number say which copies there are.
#[test]
fn a_corrected_book_gets_labels_and_copies_and_loses_none_that_is_out() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    let title = lend.title;
    let loan = town.act(lend.clone()).unwrap();
    let correct = |town: &mut Town, barcodes: &str, copies: Option<i64>| {
        let draft = TitleDraft { barcodes: barcodes.to_owned(), copies, ..TitleDraft::of(town.at(title)) };
        town.act(EditTitle { title, draft }).map_err(|refused| (refused.code, refused.field.unwrap()))
    };
    let stand = |town: &Town| {
        let copies = zhijia_model::kinds::title::copies(town.at(title)).into_iter().filter(|copy| !copy.withdrawn);
        copies.map(|copy| format!("{}:{}", copy.id, copy.barcode.unwrap_or_default())).collect::<Vec<_>>().join(" ")
    };
    let wrong = |code: Code, field: &str| Err((code, field.to_owned()));
    correct(&mut town, "SX0009", Some(1)).unwrap();
    assert_eq!(stand(&town), "SX0001:SX0009");
    assert_eq!(loan::copy(town.at(loan)), "SX0001");
    // More copies: with a label, and counted.
    correct(&mut town, "SX0009 SX0010", Some(3)).unwrap();
    assert_eq!(stand(&town), "SX0001:SX0009 SX0010:SX0010 #1:");
    // The first label of a copy is not another copy's.
    assert_eq!(correct(&mut town, "SX0009 SX0010 SX0001", Some(3)), wrong(Code::BadField, "barcodes"));
    assert_eq!(correct(&mut town, "SX0009 SX0010", Some(1)), wrong(Code::BadField, "copies"));
    assert_eq!(correct(&mut town, "SX0009 #", Some(3)), wrong(Code::BadField, "barcodes"));
    // A label that is left out takes a copy away where the number says so too, and none that is out.
    assert_eq!(correct(&mut town, "SX0009", Some(3)), wrong(Code::BadField, "barcodes"));
    assert_eq!(correct(&mut town, "SX0010", Some(2)), wrong(Code::CopyOut, "barcodes"));
    correct(&mut town, "SX0009", Some(2)).unwrap();
    assert_eq!(stand(&town), "SX0001:SX0009 #1:");
    town.act(Lend { copy: "#1".to_owned(), name: "吴刚".to_owned(), ..lend }).unwrap();
    assert_eq!(correct(&mut town, "SX0009", Some(1)), wrong(Code::CopyOut, "copies"));
    // What was withdrawn by a slip is there again.
    correct(&mut town, "SX0009 SX0010", Some(3)).unwrap();
    assert_eq!(stand(&town), "SX0001:SX0009 SX0010:SX0010 #1:");
}

#[test]
fn a_house_is_closed_on_days_that_a_week_or_a_calendar_has() {
    let mut town = Town::new();
    let found = |closed_weekdays: &str| CreateHouse {
        union: UNION,
        name: "城东职工书屋".to_owned(),
        address: String::new(),
        closed_weekdays: closed_weekdays.to_owned(),
    };
    for wrong in ["89", "0", "周一", "1,2"] {
        let refused = town.act(found(wrong)).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::BadField, Some("closed_weekdays")));
    }
    let house = town.act(found("67")).unwrap();
    let today = china_date(T);
    let close = |days: i64| {
        let day = today.saturating_add(jiff::Span::new().days(days)).to_string();
        CloseDay { house, day, closed: true }
    };
    for (days, good) in [(-32, false), (-31, true), (0, true), (731, true), (732, false)] {
        assert_eq!(town.act(close(days)).is_ok(), good, "{days}");
    }
    for wrong in ["", "1 月 4 日", "2027-02-30", "9999-01-01", "-2027-01-01"] {
        let refused = town.act(CloseDay { house, day: wrong.to_owned(), closed: true }).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::BadField, Some("day")), "{wrong}");
    }
}
