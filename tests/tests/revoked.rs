//! The hub ends a keeper's access, by device or by person, through the real program, process and store: the phone
//! forgets everything, keeps what was not sent, and says why nothing can be done; also after a restart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use zhijia_client::lending::Borrower;
use zhijia_client::{Client, RecordId};
use zhijia_tests::process::Hub;
use zhijia_tests::scene::{open, says};

const TITLES: &str = "书名,ISBN,条码\n活着,9787506365437,SX0001\n围城,9787020024759,SX0002\n";

/// What a keeper's phone must not hold any more. A list may say why it is empty.
fn holds_nothing(phone: &Client, house: RecordId, title: RecordId) {
    let houses = phone.houses().map_or(0, |all| all.len());
    let found = phone.titles(house, "", 0, 10).map_or(0, |page| usize::try_from(page.total).unwrap());
    let loans = phone.house_loans(house).map_or(0, |all| all.len());
    let cards = phone.cards("李四").map_or(0, |all| all.len());
    let events = phone.events().map_or(0, |all| all.len());
    let history = phone.history(title).map_or(0, |all| all.len());
    assert!(phone.my_loans().unwrap().is_empty() && phone.notices().unwrap().is_empty());
    assert_eq!([houses, found, loans, cards, events, history], [0; 6]);
    assert!(phone.profile().ok().flatten().is_none());
}

/// Every action says that the access has ended.
fn says_why(phone: &Client, code: &str, [zh, en]: [&str; 2], house: RecordId, title: RecordId) {
    let reader = Borrower::Name { name: "李四".to_owned(), employer: String::new() };
    let errors = [
        phone.lend(title, "SX0001", &reader, false).map(drop),
        phone.take_back_copy(house, None, "SX0001").map(drop),
        phone.take_back(title).map(drop),
        phone.sign_up(house).map(drop),
        phone.edit_profile(None, Some("13812345678")),
        phone.import_catalogue(house, TITLES.as_bytes(), |_, _| true).map(drop),
    ];
    for error in errors {
        says(&error.unwrap_err(), code, [zh, en], ["没送出的内容还在本机", "What was not sent is still on this phone"]);
    }
}

async fn loses_access(revoke: &str, code: &str, words: [&str; 2]) {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::init(&dir.path().join("hub"));
    let serving = hub.serve("127.0.0.1:0");
    let keeper = open(&dir.path().join("keeper"), &serving.url);
    let member = keeper.join(&hub.invite(&["keeper"]), "王芳", None).await.unwrap();
    keeper.sync().await.unwrap();
    let union: RecordId = hub.union.parse().unwrap();
    let house = keeper.create_house(union, "三楼书屋", "", "").unwrap();
    keeper.import_catalogue(house, TITLES.as_bytes(), |_, _| true).unwrap();
    let reader = open(&dir.path().join("reader"), &serving.url);
    let card = reader.join(&hub.invite(&[]), "李四", Some("13812345678")).await.unwrap();
    reader.sync().await.unwrap();
    keeper.sync().await.unwrap();
    let title: RecordId = keeper.titles(house, "活着", 0, 1).unwrap().items[0].id.parse().unwrap();
    keeper.lend(title, "SX0001", &Borrower::Card(card), false).unwrap();
    keeper.sync().await.unwrap();
    assert_eq!(keeper.house_loans(house).unwrap().len(), 1);
    // Not sent when the access ends.
    let other: RecordId = keeper.titles(house, "围城", 0, 1).unwrap().items[0].id.parse().unwrap();
    let walked = Borrower::Name { name: "赵六".to_owned(), employer: "自来水厂".to_owned() };
    keeper.lend(other, "SX0002", &walked, false).unwrap();

    let listed: serde_json::Value = serde_json::from_str(&hub.command("devices", &["--json"])).unwrap();
    let mut listed = listed.as_array().unwrap().iter();
    let device = listed.find(|one| one["member"] == member.to_string()).unwrap()["device"].as_str().unwrap();
    hub.command(revoke, &[if revoke == "revoke-device" { device.to_owned() } else { member.to_string() }.as_str()]);
    assert_eq!(&*keeper.sync().await.unwrap_err().code, code);

    holds_nothing(&keeper, house, title);
    says_why(&keeper, code, words, house, title);
    let kept = keeper.not_sent().unwrap();
    assert_eq!(kept.len(), 1, "the loan that was not sent");
    assert_eq!((kept[0].action.as_str(), kept[0].kept["borrower_name"].as_str()), ("lend", "赵六"));
    assert!(kept[0].attention && kept[0].state.text_zh.contains(words[0]), "{:?}", kept[0].state);
    assert!(!kept[0].state.text_zh.contains("格式"), "nothing was wrong with it");
    assert_eq!(&*keeper.status().unwrap().trouble.expect("the status says it too").code, code);
    drop(keeper);

    let again = open(&dir.path().join("keeper"), &serving.url);
    holds_nothing(&again, house, title);
    says_why(&again, code, words, house, title);
    assert_eq!(again.not_sent().unwrap().len(), 1);
    if revoke == "revoke-device" {
        // Registered anew, as another device: the phone is of use again, and what was not sent is still there.
        again.join(&hub.invite(&["keeper"]), "王芳", None).await.unwrap();
        again.sync().await.unwrap();
        assert_eq!(again.house_loans(house).unwrap().len(), 1);
        assert_eq!(again.not_sent().unwrap().len(), 1);
        again.lend(other, "SX0002", &walked, false).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_forgets_everything_keeps_what_was_not_sent_and_says_why() {
    loses_access("revoke-device", "device-revoked", ["这台手机已被停用", "This phone has been revoked"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_of_a_revoked_person_forgets_everything_keeps_what_was_not_sent_and_says_why() {
    loses_access("revoke-person", "member-revoked", ["您的账号已停用", "Your account has been revoked"]).await;
}
