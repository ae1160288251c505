//! The demo over HTTP, as the page uses it: a town is founded, and what one phone does the others are told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use phones::town::Town;
use phones::{api, start};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Long enough for a machine under load; nobody waits so long where things work.
const PATIENCE: Duration = Duration::from_mins(1);

/// The lists of the page, kept as its stream tells them.
struct Page {
    http: reqwest::Client,
    base: String,
    stream: reqwest::Response,
    buffer: Vec<u8>,
    lists: BTreeMap<(u64, String), BTreeMap<String, Value>>,
}

impl Page {
    async fn open(base: &str) -> Self {
        // Where it is installed already, it is the same one.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        let stream = http.get(format!("{base}/api/stream")).send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        Self { http, base: base.to_owned(), stream, buffer: Vec::new(), lists: BTreeMap::new() }
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(format!("{}/api/{path}", self.base)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    async fn done(&self, path: &str, body: Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!(answer["ok"], true, "{path}: {answer}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}/api/{path}", self.base)).send().await.unwrap().json().await.unwrap()
    }

    /// Takes one message of the stream.
    async fn hear(&mut self) {
        let end = loop {
            match self.buffer.windows(2).position(|two| two == b"\n\n") {
                Some(end) => break end,
                None => self.buffer.extend_from_slice(&self.stream.chunk().await.unwrap().expect("the stream goes on")),
            }
        };
        let message: Vec<u8> = self.buffer.drain(..end + 2).collect();
        let message = String::from_utf8(message).unwrap();
        let Some(data) = message.lines().find_map(|line| line.strip_prefix("data: ")) else { return };
        let data: Value = serde_json::from_str(data).unwrap();
        let name = (data["phone"].as_u64().unwrap(), data["list"].as_str().unwrap().to_owned());
        let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
        let list = self.lists.entry(name).or_default();
        if let Some(items) = data["items"].as_array() {
            *list = items.iter().map(|item| (id(item), item.clone())).collect();
        }
        for op in data["ops"].as_array().into_iter().flatten() {
            if op["op"] == "remove" {
                list.remove(&id(op));
            } else {
                list.insert(id(&op["item"]), op["item"].clone());
            }
        }
    }

    /// Waits until a list holds an item of which `wanted` is true, and gives it.
    async fn until(&mut self, phone: u64, list: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let items = self.lists.get(&(phone, list.to_owned()));
                if let Some(item) = items.and_then(|items| items.values().find(|item| wanted(item))) {
                    return item.clone();
                }
                self.hear().await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| {
            panic!("list {list} of phone {phone}: {:#?}", self.lists.get(&(phone, list.to_owned())))
        })
    }
}

/// A town of its own in a folder of its own, and the address of its page.
async fn served(root: &std::path::Path) -> (Arc<Town>, String) {
    let town = start::open(root).await.expect("the town is founded");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, api::router(&town)).into_future());
    (town, base)
}

fn by_title(title: &'static str) -> impl Fn(&Value) -> bool {
    move |item| item["title"] == title
}

/// One town for all, because founding it is most of the work: the parts follow each other as a day does.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_in_the_town() {
    let root = tempfile::tempdir().unwrap();
    let (town, base) = served(root.path()).await;
    let mut page = Page::open(&base).await;
    the_town_lives(&mut page).await;
    an_event_is_shown_as_it_was_typed(&mut page).await;
    a_bad_request_names_its_field(&page).await;
    an_offline_sign_up_reaches_the_roster(&mut page, &town).await;
    what_becomes_of_a_sign_up_is_told(&mut page).await;
    a_catalogue_comes_when_it_is_asked_for(&mut page).await;
    the_hub_goes_and_comes_back(&mut page).await;
    a_book_goes_out_and_comes_back(&mut page).await;
    a_book_is_lent_on(&mut page).await;
    an_import_tells_its_bad_rows(&mut page).await;
    a_book_is_added_by_hand_and_corrected(&mut page).await;
    a_member_who_telephones_has_a_place(&mut page).await;
    the_desk_decides_about_a_name(&mut page).await;
    a_calendar_takes_what_is_ahead(&page).await;

    page.done("phones/1/airplane", json!({ "on": true })).await;
    town.close().await.unwrap();
    // A second start finds the town as it was left: the loan of the day, and no second seeding.
    drop((town, page));
    let (town, base) = served(root.path()).await;
    let mut page = Page::open(&base).await;
    page.until(2, "loans", |loan| loan["title"] == "骆驼祥子" && loan["phase"] == "returned").await;
    page.until(1, "status", |status| status["airplane"] == true).await;
    page.until(2, "imports", |job| job["phase"] == "done").await;
    town.close().await.unwrap();

    // A phone that has lost its database is said so, instead of a page that stands empty.
    drop((town, page));
    std::fs::write(root.path().join("phone-1/main.db"), [7; 8192]).unwrap();
    let Err(error) = start::open(root.path()).await else { panic!("the phone is empty") };
    let error = error.to_string();
    assert!(error.contains("phone-1") && error.contains("--dir"), "{error}");
}

async fn the_town_lives(page: &mut Page) {
    let town = page.get("town").await;
    let roles: Vec<_> = town["phones"].as_array().unwrap().iter().map(|phone| phone["role"].clone()).collect();
    assert_eq!(roles, ["member", "keeper", "organiser"]);
    let phases = ["open", "closed", "upcoming", "finished", "draft"];
    for phase in phases {
        page.until(3, "events", |event| event["phase"] == phase).await;
    }
    page.until(3, "events", |event| event["counts"]["seated"] == 10 && event["counts"]["waiting"] == 3).await;
    page.until(2, "loans", |loan| loan["phase"] == "overdue").await;
    page.until(1, "plans", |plan| plan["payer"] == "union" && plan["can_enrol"] == true).await;
    page.until(1, "enrolments", |one| one["state"]["state"] == "waiting").await;
    let house = page.until(2, "houses", |house| house["keeps"] == true).await;
    let titles = page.get(&format!("phones/2/titles?house={}&q=&from=0&count=3", house["id"].as_str().unwrap())).await;
    assert_eq!(titles["total"], 4005);
    assert_eq!(titles["items"].as_array().unwrap().len(), 3);
    // The member's phone holds no draft.
    page.until(1, "events", by_title("书法体验课")).await;
    let events = &page.lists[&(1, "events".to_owned())];
    assert!(!events.values().any(|event| event["phase"] == "draft"));
}

async fn an_event_is_shown_as_it_was_typed(page: &mut Page) {
    let typed = json!({
        "title": "夜间急救演练", "place": "县总工会三楼教室", "about": "两小时", "venue_contact": "吴老师 8201",
        "bring": "口罩、手电筒", "starts": 4_000_000_000_000_i64, "ends": 4_000_000_000_001_i64, "capacity": 5,
        "opens": 1_700_000_000_000_i64, "closes": 3_900_000_000_000_i64,
    });
    let mut body = typed.clone();
    body["publish"] = true.into();
    page.done("phones/3/events", body).await;
    let shown = page.until(1, "events", by_title("夜间急救演练")).await;
    for (name, value) in typed.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
}

/// The code and the field of a refusal, which has all its sentences.
fn named(answer: &Value) -> (String, String) {
    assert_eq!(answer["ok"], false);
    for text in ["zh", "en", "next_zh", "next_en"] {
        assert!(answer[text].as_str().is_some_and(|text| !text.is_empty()), "{text} of {answer}");
    }
    (answer["code"].as_str().unwrap().to_owned(), answer["field"].as_str().unwrap_or_default().to_owned())
}

async fn a_bad_request_names_its_field(page: &Page) {
    let cases = [
        ("phones/1/signups", json!({}), "bad-field", "event"),
        ("phones/1/signups", json!({ "event": "no id" }), "not-found", "event"),
        ("phones/9/airplane", json!({ "on": true }), "not-found", "phone"),
        ("phones/1/airplane", json!({ "on": "yes" }), "bad-field", "on"),
        ("phones/1/profile", json!({ "mobile": "12" }), "bad-field", "mobile"),
        ("phones/1/nothing", json!({}), "no-such-address", "path"),
        ("phones/1/loans/00/return", json!({}), "not-found", "id"),
    ];
    for (path, body, code, field) in cases {
        assert_eq!(named(&page.post(path, body).await), (code.to_owned(), field.to_owned()), "{path}");
    }
    let draft = json!({ "title": "", "place": "厂区", "starts": 1, "capacity": "二十", "opens": 0, "closes": 1 });
    assert_eq!(named(&page.post("phones/3/events", draft).await).1, "capacity");
    let draft = json!({ "title": "", "place": "厂区", "starts": 1, "capacity": 20, "opens": 0, "closes": 1 });
    assert_eq!(named(&page.post("phones/3/events", draft).await), ("empty-field".to_owned(), "title".to_owned()));
    let broken =
        page.http.post(format!("{}/api/phones/1/signups", page.base)).body("{\"event\":").send().await.unwrap();
    assert_eq!(named(&broken.json().await.unwrap()), ("bad-message".to_owned(), "body".to_owned()));
    // A member's phone does not lend: the core says so.
    let lend = json!({ "title": "00", "copy": "x", "borrower": { "name": "甲" } });
    assert_eq!(named(&page.post("phones/1/loans", lend).await).1, "title");
}

async fn an_offline_sign_up_reaches_the_roster(page: &mut Page, town: &Town) {
    let event = page.until(1, "events", by_title("急救员实操培训")).await["id"].as_str().unwrap().to_owned();
    page.done("phones/1/airplane", json!({ "on": true })).await;
    // Complete as of the moment it left, not as of when each list last had news.
    let offline = |status: &Value| status["airplane"] == true && status["tone"] == "offline";
    let now = phones::clock::system_now();
    page.until(1, "status", |s| offline(s) && s["complete_as_of_ms"].as_i64().is_some_and(|at| at > now - 300_000))
        .await;
    let answer = page.done("phones/1/signups", json!({ "event": event })).await;
    let sign_up = answer["record"].as_str().unwrap().to_owned();
    let mine = page.until(1, "signups", |one| one["id"] == sign_up.as_str()).await;
    // Honest while offline: saved here, and where it would lead as far as this phone knows.
    assert_eq!(mine["state"]["state"], "recorded");
    assert_eq!(mine["state"]["preview"]["place"], 4, "{mine}");
    let roster = format!("roster:{event}");
    assert!(!page.lists[&(3, roster.clone())].contains_key(&sign_up));
    // The same tap again is the same sign-up, told as such.
    assert_eq!(page.post("phones/1/signups", json!({ "event": event })).await["code"], "already-signed-up");

    let before = town.phones[0].client.travelled().round_trips;
    page.done("phones/1/airplane", json!({ "on": false })).await;
    let waits = |one: &Value| one["state"]["state"] == "waiting" && one["state"]["place"] == 4;
    page.until(1, "signups", waits).await;
    // The stream that is opened carries the outbox: two requests from the same cursors would bring all news twice.
    assert_eq!(town.phones[0].client.travelled().round_trips - before, 1);
    let entry = page.until(3, &roster, |entry| entry["id"] == sign_up.as_str()).await;
    assert_eq!((entry["group"].as_str(), entry["place"].as_u64()), (Some("waiting"), Some(4)), "{entry}");

    // One with a place is removed: the others move up.
    let first = page.until(3, &roster, |entry| entry["group"] == "seated" && entry["place"] == 1).await;
    let first = first["id"].as_str().unwrap();
    assert_eq!(
        page.post(&format!("phones/3/signups/{first}/remove"), json!({ "reason": " " })).await["field"],
        "reason"
    );
    page.done(&format!("phones/3/signups/{first}/remove"), json!({ "reason": "本人要求" })).await;
    page.until(3, &roster, |entry| entry["id"] == sign_up.as_str() && entry["place"] == 3).await;
    page.until(3, "events", |one| one["id"] == event.as_str() && one["counts"]["waiting"] == 3).await;
}

async fn what_becomes_of_a_sign_up_is_told(page: &mut Page) {
    let sign_up = page.until(1, "signups", by_title("急救员实操培训")).await["id"].as_str().unwrap().to_owned();
    let (mine, seen) = (|one: &Value| one["id"] == sign_up.as_str(), format!("phones/1/notices/{sign_up}/seen"));
    page.done(&format!("phones/3/signups/{sign_up}/remove"), json!({ "reason": "器材不够" })).await;
    let removed = page.until(1, "notices", mine).await;
    assert!(removed["lines"][0]["why_zh"].as_str().unwrap().starts_with("器材不够。"), "{removed}");
    page.done(&seen, json!({})).await;
    page.done(&format!("phones/3/signups/{sign_up}/restore"), json!({})).await;
    page.until(1, "notices", |one| mine(one) && one["lines"][0]["text_zh"] == "组织者恢复了您的报名").await;
    page.done(&seen, json!({})).await;
}

/// The stream that is open was opened before the house was followed, so it does not bring the titles by itself.
async fn a_catalogue_comes_when_it_is_asked_for(page: &mut Page) {
    page.until(1, "status", |status| status["tone"] == "ok").await;
    let house = page.until(1, "houses", |house| house["followed"] == false).await;
    let id = house["id"].as_str().unwrap();
    page.done(&format!("phones/1/houses/{id}/follow"), json!({ "follow": true })).await;
    let titles = async {
        loop {
            page.hear().await;
            let all = page.get(&format!("phones/1/titles?house={id}&q=&from=0&count=0")).await;
            if all["total"] == 4005 {
                return page.get(&format!("phones/1/titles?house={id}&q=wc&from=0&count=9")).await;
            }
        }
    };
    let found = tokio::time::timeout(PATIENCE, titles).await.expect("the catalogue comes");
    // Two letters are the initials of many an author and publisher; the titles that begin so come first.
    let of_name = |title: &&Value| title["title"] == "围城";
    let found: Vec<_> = found["items"].as_array().unwrap().iter().filter(of_name).collect();
    let out: Vec<_> = found.iter().filter(|title| title["state"]["text_zh"] == "架上没有可借的").collect();
    // Who has the book at home is not asked to wait for it.
    assert!(found.len() == 2 && out.len() == 1 && out[0]["can_hold"] == false, "{found:?}");
}

async fn the_hub_goes_and_comes_back(page: &mut Page) {
    page.done("hub", json!({ "running": false })).await;
    page.until(0, "hub", |hub| hub["running"] == false).await;
    page.done("phones/1/profile", json!({ "mobile": "19900007777" })).await;
    page.until(1, "profile", |one| one["mobile"] == "19900007777").await;
    page.until(1, "status", |status| status["to_send"] == 1 && status["tone"] == "offline").await;
    // Trying is not sending: it says that it is saved here, not that it is on its way.
    page.until(1, "profile", |one| one["state"]["state"] == "recorded").await;
    page.done("hub", json!({ "running": true })).await;
    page.until(1, "profile", |one| one["state"]["state"] == "accepted").await;
    page.until(1, "status", |status| status["to_send"] == 0 && status["tone"] == "ok").await;
}

async fn a_book_goes_out_and_comes_back(page: &mut Page) {
    // It is out; a scan of its label finds the copy with who has it.
    let out = page.until(2, "loans", |loan| loan["title"] == "骆驼祥子").await;
    let copy = out["copy"].as_str().unwrap();
    let found = page.get(&format!("phones/2/find?q={copy}")).await;
    assert_eq!(found["copies"][0]["borrower"], out["borrower"], "{found}");
    let loan = out["id"].as_str().unwrap();
    let back = page.done(&format!("phones/2/loans/{loan}/return"), json!({})).await;
    page.until(2, "loans", |one| one["id"] == loan && one["phase"] == "returned").await;
    page.done("phones/2/undo", json!({ "record": back["record"], "undo": back["undo"] })).await;
    page.until(2, "loans", |one| one["id"] == loan && one["phase"] == "out").await;
    page.done(&format!("phones/2/loans/{loan}/return"), json!({})).await;

    let name = page.get("town").await["phones"][0]["person"]["name"].as_str().unwrap().to_owned();
    let cards = page.get(&format!("phones/2/cards?q={name}")).await;
    let card = cards["items"][0]["id"].as_str().unwrap();
    let titles = page.get("phones/2/find?q=chunuotiankong").await;
    assert!(titles["titles"].is_array(), "{titles}");
    let title = page.get("phones/2/find?q=9787020020737").await["titles"][0].clone();
    let title =
        if title.is_null() { page.get("phones/2/find?q=乡土中国").await["titles"][0].clone() } else { title };
    let id = title["id"].as_str().unwrap();
    let copies = page.get(&format!("phones/2/titles/{id}/copies")).await;
    let free = copies["items"].as_array().unwrap().iter().find(|copy| copy["loan"].is_null()).unwrap().clone();
    let copy = free["id"].as_str().unwrap();
    let preview = page.get(&format!("phones/2/loans/preview?title={id}&copy={copy}&card={card}")).await;
    assert_eq!(preview["state"]["state"], "preview", "{preview}");
    let wish = json!({ "title": id, "copy": copy, "borrower": { "card": card }, "exception": false });
    let lent = page.done("phones/2/loans", wish).await;
    let loan = lent["record"].as_str().unwrap();
    // The borrower's own phone has it too.
    page.until(1, "loans", |one| one["id"] == loan && one["phase"] == "out").await;
    let history = page.get(&format!("phones/2/records/{loan}/history")).await;
    assert!(!history["entries"].as_array().unwrap().is_empty());
    page.done("phones/2/undo", json!({ "record": loan, "undo": lent["undo"] })).await;
}

/// The book is with one reader and goes to the next in one step.
async fn a_book_is_lent_on(page: &mut Page) {
    let out = page.until(2, "loans", |loan| loan["phase"] == "out").await;
    let (loan, title) = (out["id"].as_str().unwrap(), out["title"].clone());
    let next = json!({ "borrower": { "name": "路过的读者" }, "exception": false });
    let lent = page.done(&format!("phones/2/loans/{loan}/lend-on"), next).await;
    page.until(2, "loans", |one| one["id"] == loan && one["phase"] == "returned").await;
    let on = page.until(2, "loans", |one| one["id"] == lent["record"]).await;
    assert_eq!((&on["title"], &on["copy"]), (&title, &out["copy"]));
    assert_eq!(on["borrower"], "路过的读者");
    page.done("phones/2/undo", json!({ "record": lent["record"], "undo": lent["undo"] })).await;
}

async fn sent(page: &mut Page, file: &'static str) -> Value {
    let url = format!("{}/api/phones/2/imports?name=list.csv", page.base);
    let answer = page.http.post(url).header("content-type", "text/csv").body(file).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["ok"], true, "{answer}");
    page.until(2, "imports", |job| job["id"] == answer["record"] && job["phase"] == "done").await
}

async fn an_import_tells_its_bad_rows(page: &mut Page) {
    let job = sent(page, "书名,ISBN,条码,定价\n安全用电常识,,ZZ0001,10.00\n坏书号的书,9787000000009,ZZ0002,\n").await;
    assert_eq!(job["name"], "list.csv");
    let told = [job["bad"].as_array().unwrap().clone(), job["remarks"].as_array().unwrap().clone()].concat();
    assert!(told.iter().any(|row| row["line"] == 3 && row["value"] == "9787000000009"), "{job}");
    assert_eq!(job["can_correct"], false);

    // What differs is told and kept, until the keeper asks for the list's values; then there is nothing left to ask.
    let other = "书名,ISBN,条码,定价\n安全用电常识,,ZZ0001,12.00\n";
    let job = sent(page, other).await;
    assert_eq!((&job["changed"], &job["can_correct"]), (&json!(0), &json!(true)), "{job}");
    let again = page.done(&format!("phones/2/imports/{}/correct", job["id"].as_str().unwrap()), json!({})).await;
    let corrected = page.until(2, "imports", |job| job["id"] == again["record"] && job["phase"] == "done").await;
    assert_eq!((&corrected["changed"], &corrected["can_correct"]), (&json!(1), &json!(false)), "{corrected}");
    page.until(2, "imports", |one| one["id"] == job["id"] && one["can_correct"] == false).await;
    assert_eq!(sent(page, other).await["unchanged"], 1);
    page.until(2, "status", |status| status["to_send"] == 0).await;
}

async fn a_book_is_added_by_hand_and_corrected(page: &mut Page) {
    let book =
        json!({ "title": "山乡巨变", "author": "周立坡", "isbn": "", "barcodes": "HAND01 HAND02", "year": "1958" });
    let report = page.done("phones/2/titles", book.clone()).await["report"].clone();
    assert_eq!((&report["imported"], &report["copies"]), (&json!(1), &json!(2)), "{report}");
    // Typed again it is the same book.
    assert_eq!(page.done("phones/2/titles", book).await["report"]["unchanged"], 1);
    let wrong = page.post("phones/2/titles", json!({ "title": "山乡巨变", "isbn": "9787000000009" })).await;
    assert_eq!(named(&wrong), ("bad-field".to_owned(), "isbn".to_owned()));

    let found = page.get("phones/2/find?q=HAND02").await;
    let title = found["copies"][0]["title"].as_str().unwrap();
    let mut draft = page.get(&format!("phones/2/titles/{title}/form")).await;
    assert_eq!((&draft["title"], &draft["year"]), (&json!("山乡巨变"), &json!(1958)));
    (draft["author"], draft["year"]) = (json!("周立波"), json!(null));
    page.done(&format!("phones/2/titles/{title}"), draft).await;
    // An open page of the book asks for it again.
    let shown = page.get(&format!("phones/2/titles/{title}")).await;
    assert_eq!((&shown["title"], &shown["author"]), (&json!("山乡巨变"), &json!("周立波")));
    let shown = page.get("phones/2/find?q=周立波").await["titles"][0].clone();
    assert_eq!((&shown["title"], &shown["year"], &shown["copies"]), (&json!("山乡巨变"), &json!(null), &json!(2)));
    let day = page.done("phones/2/closed-days", json!({ "day": "2027-01-04", "closed": true })).await;
    page.done("phones/2/undo", json!({ "record": day["record"], "undo": day["undo"] })).await;
}

async fn a_member_who_telephones_has_a_place(page: &mut Page) {
    let event = page.until(3, "events", by_title("夜间急救演练")).await["id"].as_str().unwrap().to_owned();
    let roster = format!("roster:{event}");
    let name = page.get("town").await["phones"][1]["person"]["name"].as_str().unwrap().to_owned();
    let card = page.get(&format!("phones/3/cards?q={name}")).await["items"][0].clone();
    let path = format!("phones/3/events/{event}/sign-ups-for");
    let done = page.done(&path, json!({ "member": card["id"] })).await;
    let decided = |one: &Value| one["id"] == done["record"] && one["state"]["state"] == "decided";
    let line = page.until(3, &roster, decided).await;
    assert_eq!((&line["name"], &line["group"]), (&json!(name), &json!("seated")));
    assert_eq!(page.post(&path, json!({ "member": card["id"] })).await["code"], "already-signed-up");
    page.done("phones/3/undo", json!({ "record": done["record"], "undo": done["undo"] })).await;
    page.until(3, &roster, |one| one["id"] == done["record"] && one["group"] == "out").await;
}

async fn a_calendar_takes_what_is_ahead(page: &Page) {
    let file = |query: &'static str| async move {
        let answer = page.http.get(format!("{}/api/phones/1/calendar?{query}", page.base)).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
        answer.text().await.unwrap().replace("\r\n ", "")
    };
    let (zh, en) = (file("").await, file("lang=en").await);
    assert!(zh.contains("SUMMARY:还书:《"), "{zh}");
    assert!(en.contains("SUMMARY:Return: "), "{en}");
    assert_eq!(zh.matches("BEGIN:VEVENT").count(), en.matches("BEGIN:VEVENT").count());
    let wrong = page.get("phones/1/calendar?event=00000000000000000000000000000000").await;
    assert_eq!(named(&wrong), ("not-found".to_owned(), "event".to_owned()));
}

async fn the_desk_decides_about_a_name(page: &mut Page) {
    page.done("phones/1/profile", json!({ "name": "欧阳海" })).await;
    let asked = page.until(3, "names", |one| one["wanted"] == "欧阳海" && one["declined"] == false).await;
    page.done(&format!("phones/3/names/{}", asked["id"].as_str().unwrap()), json!({ "take": true })).await;
    page.until(1, "profile", |one| one["name"] == "欧阳海").await;
}
