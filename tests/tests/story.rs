//! The story of the demo, played by a real Chromium on the real page: three sign-ups for two places with one phone
//! offline, a withdrawal, a promotion, a loan in both directions, a renewal.
//!
//! Its pictures go to `target/pictures`, or into the folder that `ZHIJIA_PICTURES` names (`docs/pictures` for the
//! README's).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod browser;

use std::path::Path;
use std::sync::Arc;

use browser::{BACKSPACE, Browser, ENTER};
use phones::town::Town;
use phones::{api, start};
use tokio::net::TcpListener;
use zhijia_client::lending::Borrower;

/// An event of the town with two places, one of them taken.
const EVENT: &str = "书法体验课";
const BOOK: &str = "乡土中国";
/// An event without anybody of these phones.
const MATCH: &str = "职工羽毛球友谊赛";
const RENEWED: &str = "围城";

#[tokio::test(flavor = "multi_thread")]
async fn three_sign_ups_for_two_places_and_a_loan_in_both_directions() {
    let root = tempfile::tempdir().unwrap();
    let town = start::open(root.path()).await.expect("the town is founded");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, api::router(&town)).into_future());

    let page = Browser::open(&url, 1440, 900).await;
    three_sign_ups(&page, &town).await;
    a_promotion(&page, &town).await;
    a_pass_at_the_door(&page, &town).await;
    a_loan_in_both_directions(&page, &town).await;
    a_renewal(&page).await;
    a_hold(&page, &town).await;
    what_became_of_a_sign_up(&page, &town).await;
    a_form_that_is_wrong(&page).await;
    an_event_from_a_template(&page).await;
    an_answer_to_a_question(&page, &town).await;
    a_scan_of_nothing(&page).await;
    the_way_back(&page, &url).await;
    page.close().await;
    a_claim(&url).await;
    in_other_clothes(&url).await;
    town.close().await.unwrap();
}

/// Something within phone `n` with its caption.
fn on(n: u8, what: &str) -> String {
    format!("//section[contains(concat(' ', @class, ' '), ' place-{n} ')]{what}")
}

/// What one can press or read by its key.
fn key(n: u8, key: &str) -> String {
    on(n, &format!("//*[@data-key='{key}']"))
}

/// A screen's tab.
fn tab(n: u8, screen: &str) -> String {
    on(n, &format!("//nav[contains(@class, 'phone-tabs')]//*[@data-key='{screen}']"))
}

/// A row that leads on, by the name on it.
fn row(n: u8, name: &str) -> String {
    on(n, &format!("//button[.//strong[contains(., '{name}')]]"))
}

/// The state on the card of the own sign-up.
fn mine(n: u8, state: &str, words: &str) -> String {
    on(
        n,
        &format!("//*[contains(@class, 'card-mine')]//*[contains(@class, 'chip-{state}') and contains(., '{words}')]"),
    )
}

/// The line that says who came in last, in a state.
fn newest(name: &str, state: &str) -> String {
    on(3, &format!("//*[contains(@class, 'newest')][.//strong[.='{name}']]//*[contains(@class, 'chip-{state}')]"))
}

/// A person's line on the roster, in a state.
fn entry(name: &str, state: &str) -> String {
    on(3, &format!("//*[contains(@class, 'entry-{state}')][.//strong[.='{name}']]"))
}

fn name(town: &Town, n: usize) -> &str {
    &town.phones[n - 1].name
}

/// Two reviewers decide about a claim on phones of their own, and it is paid once; who is shown is asked for.
async fn a_claim(url: &str) {
    let page = Browser::open(&format!("{url}?others"), 1440, 1800).await;
    let filed = |n: u8| on(n, "//button[contains(., '阜宁县人民医院')]");
    let amount = |n: u8| on(n, "//input[@inputmode='decimal']");
    // One without a network: the word counts when it arrives.
    page.press(&key(5, "air")).await;
    page.press(&filed(5)).await;
    page.write(&amount(5), "2288.40").await;
    page.press(&key(5, "pass")).await;
    page.see(&on(5, "//*[contains(@class, 'chip-recorded')]")).await;
    page.press(&key(5, "air")).await;
    page.press(&on(6, "//button[contains(., '阜宁县人民医院') and contains(., '2288.40')]")).await;
    assert!(!page.shows(&on(7, "//*[contains(., '2288.40')]")).await, "nothing is to be paid that one has seen");
    // A third place behind the point is no amount: it is said beside the field, and what was typed stays.
    page.write(&amount(6), "9").await;
    page.press(&key(6, "pass")).await;
    page.see(&on(6, "//*[contains(@class, 'field-error')]")).await;
    page.write(&amount(6), &BACKSPACE.to_string()).await;
    page.press(&key(6, "pass")).await;
    page.press(&on(7, "//*[starts-with(@data-key, 'order-')]")).await;
    page.see(&key(7, "file")).await;
    page.picture("claims.png").await;
    page.press(&on(7, "//*[starts-with(@data-key, 'paid-')]")).await;
    page.see(&on(7, "//*[contains(@class, 'chip-decided')]")).await;
    // What the hub flags is said, and a reviewer decides.
    page.press(&on(6, "//button[contains(., '市第一人民医院')]")).await;
    page.see(&on(6, "//*[@data-key='flag']")).await;
    // The member fills in a claim, without a network too.
    page.press(&key(1, "air")).await;
    page.press(&tab(1, "aid")).await;
    page.press(&row(1, "职工意外伤害互助")).await;
    page.press(&key(1, "claim")).await;
    page.write(&on(1, "//input[@data-focus]"), "县中医院").await;
    page.press(&key(1, "save")).await;
    page.see(&key(1, "submit")).await;
    page.press(&key(1, "submit")).await;
    page.see(&on(1, "//*[contains(@class, 'note-bad')]")).await;
    page.picture("claim-member.png").await;
    page.press(&key(1, "air")).await;
    page.close().await;
}

async fn three_sign_ups(page: &Browser, town: &Town) {
    page.press(&row(3, EVENT)).await;
    page.see(&on(3, "//*[contains(@class, 'entry-line')]")).await;
    // The member has no signal and signs up all the same: saved there, with an honest preview.
    page.press(&key(1, "air")).await;
    page.see(&on(1, "//*[contains(@class, 'sync-offline')]")).await;
    page.press(&tab(1, "events")).await;
    page.press(&row(1, EVENT)).await;
    page.see(&mine(1, "preview", "1")).await;
    page.press(&key(1, "signup")).await;
    page.see(&mine(1, "recorded", "")).await;
    // The keeper has, and takes the last place.
    page.press(&tab(2, "events")).await;
    page.press(&row(2, EVENT)).await;
    page.press(&key(2, "signup")).await;
    page.see(&mine(2, "decided", "2")).await;
    page.see(&entry(name(town, 2), "decided")).await;
    assert!(!page.shows(&newest(name(town, 1), "waiting")).await, "the hub cannot know of the member yet");
    page.picture("offline.png").await;
    // Back in touch, one round trip settles it, and the roster follows by itself.
    page.press(&key(1, "air")).await;
    page.see(&mine(1, "waiting", "1")).await;
    page.see(&newest(name(town, 1), "waiting")).await;
    page.picture("page.png").await;
}

async fn a_promotion(page: &Browser, town: &Town) {
    page.press(&key(2, "withdraw")).await;
    page.press(&key(2, "withdraw-yes")).await;
    page.see(&mine(1, "decided", "2")).await;
    page.see(&entry(name(town, 1), "decided")).await;
    page.see(&newest(name(town, 1), "decided")).await;
    assert!(!page.shows(&entry(name(town, 2), "decided")).await, "who withdrew has no place");
}

/// The member, without a network, shows the pass; the organiser's phone, without one too, reads it and knows who is here.
async fn a_pass_at_the_door(page: &Browser, town: &Arc<Town>) {
    page.press(&key(1, "air")).await;
    page.press(&key(3, "air")).await;
    page.see(&on(1, "//*[contains(@class, 'sync-offline')]")).await;
    page.press(&key(1, "pass")).await;
    page.see(&on(1, "//*[contains(@class, 'pass-number') and contains(., '2')]")).await;
    // Two gates are set up, there and then.
    page.press(&key(3, "more")).await;
    page.press(&key(3, "door")).await;
    for gate in ["东门", "西门"] {
        page.write(&on(3, "//*[@data-key='field-name']//input"), gate).await;
        page.press(&key(3, "list-add")).await;
        page.see(&key(3, &format!("away-{gate}"))).await;
    }
    page.press(&key(3, "door")).await;
    let scan = on(3, "//*[@data-key='pass-text']");
    let person = name(town, 1);
    let scanned = |state: &str| on(3, &format!("//*[contains(@class, 'scanned-{state}')][.//strong[.='{person}']]"));
    page.press(&key(3, "东门")).await;
    page.write(&scan, &format!("{}{ENTER}", pass_of(town))).await;
    page.see(&scanned("decided")).await;
    page.see(&on(3, "//*[@data-key='day']//strong[.='1']")).await;
    page.see(&on(
        3,
        &format!("//*[@data-key='was-in']/ancestor::*[contains(@class, 'entry-line')][.//strong[.='{person}']]"),
    ))
    .await;
    page.picture("door.png").await;
    // The other gate reads the same code: here already, and nobody is a failure.
    page.press(&key(3, "西门")).await;
    page.write(&scan, &format!("{}{ENTER}", pass_of(town))).await;
    page.see(&scanned("attention")).await;
    page.see(&on(3, "//*[@data-key='day']//strong[.='1']")).await;
    // What is no pass says so, and names the other way.
    page.write(&scan, &format!("HELLO{ENTER}")).await;
    page.see(&key(3, "scan-error")).await;
    // Undone at any time, in the row: both scans, and recorded again.
    page.press(&on(3, &format!("//button[contains(@class, 'entry-who')][.//strong[.='{person}']]"))).await;
    page.press(&key(3, "uncheck")).await;
    page.see(&on(3, "//*[@data-key='day']//strong[.='0']")).await;
    page.write(&scan, &format!("{}{ENTER}", pass_of(town))).await;
    page.see(&scanned("decided")).await;
    page.press(&key(3, "air")).await;
    page.press(&key(1, "air")).await;
    page.press(&key(1, "back")).await;
    page.see(&mine(1, "decided", "2")).await;
}

/// What stands in the code on the member's screen.
fn pass_of(town: &Town) -> String {
    let member = &town.phones[0].client;
    let event = member.sign_ups().unwrap().into_iter().find(|one| one.title == EVENT).unwrap().event;
    member.pass(event.parse().unwrap()).unwrap().expect("a place has a pass").text
}

async fn a_loan_in_both_directions(page: &Browser, town: &Arc<Town>) {
    let barcode = free_copy(town);
    let scan = on(2, "//input[@type='search']");
    page.press(&tab(2, "desk")).await;
    page.write(&scan, &format!("{barcode}{ENTER}")).await;
    // Who is named and known is meant: Enter takes the one card, and never lends to a stranger of that name.
    page.write(&on(2, "//*[@data-key='field-borrower']//input"), &format!("{}{ENTER}", name(town, 1))).await;
    page.see(&on(2, &format!("//*[@data-key='chosen']//strong[.='{}']", name(town, 1)))).await;
    page.see(&on(2, "//*[@data-key='preview']//*[contains(@class, 'chip-preview')]")).await;
    page.press(&key(2, "lend")).await;
    page.press(&tab(1, "home")).await;
    page.see(&row(1, BOOK)).await;

    // And back, with no signal at the desk: a scan is enough, and it can be taken back for a while.
    page.press(&key(2, "air")).await;
    page.see(&on(2, "//*[contains(@class, 'sync-offline')]")).await;
    page.write(&scan, &format!("{barcode}{ENTER}")).await;
    page.see(&key(2, "undo")).await;
    page.see(&on(2, "//*[@data-key='recent']//*[contains(@class, 'chip-recorded')]")).await;
    assert!(page.shows(&row(1, BOOK)).await, "the member's phone cannot know yet");
    page.press(&key(2, "air")).await;
    page.gone(&row(1, BOOK)).await;
}

/// The barcode of a copy of the book that is on the shelf.
fn free_copy(town: &Town) -> String {
    let keeper = &town.phones[1].client;
    let titles = keeper.titles(town.house, BOOK, 0, 5).unwrap().items;
    let copies = titles.iter().flat_map(|title| keeper.copies(title.id.parse().unwrap()).unwrap());
    let mut free = copies.filter(|copy| copy.loan.is_none());
    free.next().and_then(|copy| copy.barcode).expect("a copy is on the shelf")
}

async fn a_renewal(page: &Browser) {
    // What comes back soon is still what one has.
    page.see(&on(1, &format!("//*[@data-key='have']//strong[contains(., '{RENEWED}')]"))).await;
    page.press(&row(1, RENEWED)).await;
    page.press(&key(1, "ask")).await;
    page.see(&on(1, "//*[@data-key='renewal']//*[contains(@class, 'chip-decided')]")).await;
    page.gone(&key(1, "ask")).await;
    // The note below says what became of it too, not that it is on its way.
    page.see(&on(1, "//*[contains(@class, 'note-place')][contains(., '已续借')]")).await;
}

/// A reader asks for a book that is out; the keeper takes it back, sees for whom it is kept, and lends it to her. To
/// somebody else it is lent by saying why alone.
async fn a_hold(page: &Browser, town: &Arc<Town>) {
    let (title, barcode) = lend_the_only_copy(town);
    page.press(&tab(1, "books")).await;
    page.press(&on(1, "//button[@data-key='follow']")).await;
    page.write(&on(1, "//input[@type='search']"), &title).await;
    page.see(&on(1, &format!("//button[.//strong[contains(., '{title}')]]//*[contains(., '架上没有可借的')]"))).await;
    page.press(&row(1, &title)).await;
    page.press(&key(1, "place-hold")).await;
    page.see(&on(1, "//*[@data-key='hold']//*[contains(@class, 'chip-waiting') and contains(., '1')]")).await;
    // The keeper, without a network, takes it back by a scan: his phone says for whom.
    page.press(&tab(2, "desk")).await;
    page.press(&key(2, "air")).await;
    page.see(&on(2, "//*[contains(@class, 'sync-offline')]")).await;
    let scan = on(2, "//input[@type='search']");
    page.write(&scan, &format!("{barcode}{ENTER}")).await;
    page.see(&on(
        2,
        &format!("//*[@data-key='kept']//strong[contains(., '{title}') and contains(., '{}')]", name(town, 1)),
    ))
    .await;
    page.press(&key(2, "air")).await;
    page.see(&on(1, "//*[@data-key='hold']//*[contains(@class, 'chip-decided')]")).await;
    page.picture("hold.png").await;
    // The first press comes back to what was open there.
    page.press(&tab(1, "home")).await;
    page.press(&tab(1, "home")).await;
    page.see(&on(1, &format!("//article[contains(@class, 'card-news')][contains(., '{title}')]"))).await;
    // Somebody else wants it: the keeper would have to say why.
    page.write(&scan, &format!("{barcode}{ENTER}")).await;
    page.write(&on(2, "//*[@data-key='field-borrower']//input"), "赵六").await;
    page.press(&key(2, "lend-typed")).await;
    page.see(&on(2, "//*[@data-key='limit']//*[@data-key='field-reason']")).await;
    page.press(&key(2, "back")).await;
    page.press(&on(2, &format!("//*[@data-key='kept']//button[.//strong[contains(., '{title}')]]"))).await;
    page.press(&key(2, "lend-held")).await;
    page.press(&key(2, "lend")).await;
    page.gone(&on(1, &format!("//article[contains(@class, 'card-news')][contains(., '{title}')]"))).await;
    page.see(&row(1, &title)).await;
}

/// Lends the only copy of a title to somebody whom nobody knows; gives its name and barcode.
fn lend_the_only_copy(town: &Town) -> (String, String) {
    let keeper = &town.phones[1].client;
    let titles = keeper.titles(town.house, "", 0, 200).unwrap().items;
    let mut single = titles.iter().filter_map(|title| {
        let copies = keeper.copies(title.id.parse().unwrap()).unwrap();
        let copy = copies.into_iter().next().filter(|copy| title.copies == 1 && copy.loan.is_none())?;
        (titles.iter().filter(|other| other.title.contains(&title.title)).count() == 1).then_some(())?;
        Some((title, copy.id, copy.barcode?))
    });
    let (title, copy, barcode) = single.next().expect("a title with one copy");
    let reader = Borrower::Name { name: "钱七".to_owned(), employer: String::new() };
    keeper.lend(title.id.parse().unwrap(), &copy, &reader, false).unwrap();
    (title.title.clone(), barcode)
}

/// Who was removed, and who was to come to what is cancelled, reads why on the first screen and beside the event.
async fn what_became_of_a_sign_up(page: &Browser, town: &Arc<Town>) {
    let organiser = &town.phones[2].client;
    let events = organiser.organised_events().unwrap();
    let event = events.iter().find(|one| one.event.details.title == MATCH).unwrap().event.id.parse().unwrap();
    let sign_up = town.phones[0].client.sign_up(event).unwrap();
    page.press(&key(3, "back")).await;
    page.press(&row(3, MATCH)).await;
    page.see(&entry(name(town, 1), "decided")).await;
    // Days ahead a slip of the hand checks nobody in: it takes an opened row.
    assert!(!page.shows(&key(3, "in")).await);
    page.press(&format!("{}//button[@aria-expanded]", entry(name(town, 1), "decided"))).await;
    page.see(&key(3, "in")).await;
    let news = |words: &str| on(1, &format!("//article[contains(@class, 'card-news')][contains(., '{words}')]"));
    organiser.remove_sign_up(sign_up, "场地不够").unwrap();
    page.press(&tab(1, "home")).await;
    page.see(&news("场地不够")).await;
    page.press(&tab(1, "events")).await;
    page.press(&tab(1, "events")).await;
    page.see(&on(1, &format!("//button[.//strong[.='{MATCH}']]//*[contains(@class, 'chip-refused')]"))).await;
    organiser.restore_sign_up(sign_up).unwrap();
    page.press(&tab(1, "home")).await;
    page.see(&news("恢复了")).await;
    organiser.cancel_event(event, "下大雨").unwrap();
    page.see(&news("下大雨")).await;
    page.press(&key(1, "open")).await;
    page.see(&on(1, "//*[contains(@class, 'card-mine')][contains(., '下大雨')]")).await;
    // Those who had signed up are still there to be told, and nobody is awaited any more.
    page.see(&on(3, &format!("//*[@data-key='out']//strong[.='{}']", name(town, 1)))).await;
    assert!(!page.shows(&key(3, "walkin")).await && !page.shows(&key(3, "only")).await);
    page.picture("cancelled.png").await;
}

/// The mistake stands beside its field with what would be right, the field has the focus, and nothing typed is lost.
async fn a_form_that_is_wrong(page: &Browser) {
    let field = |name: &str, what: &str| on(3, &format!("//*[@data-key='field-{name}']//*{what}"));
    page.press(&key(3, "back")).await;
    page.press(&key(3, "new")).await;
    page.write(&field("title", "[self::input]"), "气排球赛").await;
    page.write(&field("place", "[self::input]"), "体育馆").await;
    page.write(&field("capacity", "[self::input]"), "人").await;
    page.press(&on(3, "//button[@type='submit']")).await;
    page.see(&field("capacity", "[contains(@class, 'field-error')]")).await;
    assert!(page.shows(&field("capacity", "[contains(@class, 'hint')]")).await, "what is right is said too");
    page.has_focus(&field("capacity", "[self::input]")).await;
    assert_eq!(page.typed(&field("title", "[self::input]")).await, "气排球赛");
    assert_eq!(page.typed(&field("capacity", "[self::input]")).await, "20人");
    // Backspace takes the mistake away, and the event is there: a draft, which members do not see.
    page.write(&field("capacity", "[self::input]"), &BACKSPACE.to_string()).await;
    page.press(&key(3, "draft")).await;
    page.see(&key(3, "publish")).await;
    page.press(&key(3, "back")).await;
    page.see(&row(3, "气排球赛")).await;
    assert!(!page.shows(&row(1, "气排球赛")).await);
}

/// A template fills the form but for the place; who may come is asked, and told to a member before the tap.
async fn an_event_from_a_template(page: &Browser) {
    let field = |name: &str| on(3, &format!("//*[@data-key='field-{name}']//input"));
    page.press(&key(3, "new")).await;
    let singing = "//button[contains(@class, 'choice')][contains(., '职工歌咏比赛')]";
    page.press(&on(3, singing)).await;
    page.see(&on(3, &format!("{singing}[@aria-pressed='true']"))).await;
    assert_eq!(page.typed(&field("bring")).await, "伴奏音频");
    page.write(&field("place"), "工人文化宫").await;
    page.picture("template.png").await;
    page.press(&key(3, "who")).await;
    page.write(&field("only_category"), "快递员").await;
    page.press(&on(3, "//button[@type='submit']")).await;
    page.see(&on(3, "//h3[contains(., '职工歌咏比赛')]")).await;
    page.press(&key(3, "back")).await;
    page.press(&tab(1, "events")).await;
    page.press(&row(1, "职工歌咏比赛")).await;
    page.see(&on(1, "//*[contains(@class, 'chip-unknown_here')][contains(., '会员类别')]")).await;
    page.see(&on(1, "//*[contains(@class, 'why')][contains(., '快递员')]")).await;
    page.picture("conditions.png").await;
    page.press(&key(1, "back")).await;
}

/// What must be answered stands in the way of signing up, and the organiser reads the answer.
async fn an_answer_to_a_question(page: &Browser, town: &Arc<Town>) {
    let check = "职工健康体检";
    page.press(&key(3, "new")).await;
    let choice = format!("//button[contains(@class, 'choice')][contains(., '{check}')]");
    page.press(&on(3, &choice)).await;
    page.see(&on(3, &format!("{choice}[@aria-pressed='true']"))).await;
    page.write(&on(3, "//*[@data-key='field-place']//input"), "县人民医院").await;
    page.press(&key(3, "asks")).await;
    page.see(&on(3, "//fieldset//input")).await;
    page.picture("questions.png").await;
    page.press(&on(3, "//button[@type='submit']")).await;
    page.see(&on(3, &format!("//h3[contains(., '{check}')]"))).await;
    page.press(&row(1, check)).await;
    page.press(&key(1, "signup")).await;
    page.see(&on(1, "//*[contains(@class, 'field-error')]")).await;
    page.press(&on(1, "//button[contains(@class, 'choice')][contains(., '9:00-10:00')]")).await;
    page.press(&key(1, "signup")).await;
    page.see(&on(1, "//*[contains(@class, 'card-mine')]//dd[contains(., '9:00-10:00')]")).await;
    page.press(&format!("{}//button[@aria-expanded]", entry(name(town, 1), "decided"))).await;
    page.see(&on(3, "//*[contains(@class, 'entry-more')]//dd[contains(., '9:00-10:00')]")).await;
    page.picture("answers.png").await;
    page.press(&key(3, "back")).await;
    page.press(&key(1, "back")).await;
}

/// What is not found is replaced by the next scan, and the browser's own way back closes screens one by one.
async fn a_scan_of_nothing(page: &Browser) {
    let scan = on(2, "//input[@type='search']");
    page.press(&tab(2, "desk")).await;
    page.write(&scan, &format!("XX0000{ENTER}")).await;
    page.see(&on(2, "//*[contains(@class, 'note-bad')]")).await;
    page.write(&scan, &format!("XX0001{ENTER}")).await;
    page.see(&on(2, "//*[contains(@class, 'note-bad')][contains(., 'XX0001') and not(contains(., 'XX0000'))]")).await;
}

/// The browser's back closes what was opened, and a reload comes back to the same place with what was typed.
async fn the_way_back(page: &Browser, url: &str) {
    let title = on(3, "//*[@data-key='field-title']//input");
    page.press(&key(3, "new")).await;
    page.write(&title, "职工合唱").await;
    page.reload().await;
    page.see(&title).await;
    assert_eq!(page.typed(&title).await, "职工合唱");
    page.back().await;
    page.see(&key(3, "new")).await;
    assert!(page.is_at(url).await, "back does not leave the page");
    page.press(&key(3, "new")).await;
    page.see(&title).await;
    assert_eq!(page.typed(&title).await, "职工合唱", "what was written by half is there when it is opened again");
}

/// The page on a phone, in English, in large type: nothing is wider than the screen, and the phone has most of it.
async fn in_other_clothes(url: &str) {
    let page = Browser::open(&format!("{url}?phone=1"), 390, 844).await;
    page.see(&on(1, "//*[contains(@class, 'sync-ok')]")).await;
    page.press(&tab(1, "events")).await;
    page.press(&row(1, EVENT)).await;
    page.see(&mine(1, "decided", "2")).await;
    page.fits().await;
    page.picture("phone.png").await;
    page.press("//*[@data-key='language']").await;
    page.see(&mine(1, "decided", "place 2")).await;
    page.fits().await;
    page.press("//*[@data-key='large']").await;
    page.fits().await;
    page.has_most_of_the_screen(&on(1, "//*[contains(@class, 'phone-main')]")).await;
    page.picture("phone-large-en.png").await;
    page.close().await;
}

/// Where pictures go.
fn pictures() -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match std::env::var_os("ZHIJIA_PICTURES") {
        Some(folder) => root.join(folder),
        None => root.join("target/pictures"),
    }
}
