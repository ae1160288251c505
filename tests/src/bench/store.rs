//! What a phone does alone: an action with 10,000 records in the store, its first list, a search.

use std::fmt::Write as _;
use std::time::Instant;

use zhijia_client::lending::Borrower;
use zhijia_client::{Client, RecordId};

use super::catalogue::{House, open, open_alone};
use super::phone::Phone;
use super::{ANY, Figure, Ground, percentile, runtime};
use crate::process::copy;

/// Records in the store: the real titles of one house, and these of another.
const OTHERS: usize = 6000;
const ACTIONS: usize = 100;
/// What people type: one character and more, Chinese, pinyin, initials, an author, an ISBN, nothing that is there.
const QUERIES: [&str; 14] =
    ["中", "的", "红", "中国", "红楼梦", "中国共产党", "a", "z", "hlm", "zg", "honglou", "鲁迅", "9787020", "龘龘"];

pub(crate) fn measure(ground: &Ground) -> Vec<Figure> {
    let runtime = runtime(2);
    let (scene, other) = runtime.block_on(fill(ground));
    let mut figures = [
        Figure::new("local_action", "ms", ground.fsync_ms + 1.0),
        Figure::new("first_list", "ms", 50.0),
        Figure::new("search", "ms", 5.0),
    ];
    for _ in 0..ground.runs {
        let place = ground.place();
        let dir = place.path().join("phone");
        copy(&scene.keeper, &dir);
        // A phone without network: nothing but the phone takes part.
        let start = Instant::now();
        let client = open_alone(&dir);
        let list = client.titles(scene.house, "", 0, 50).expect("a list");
        figures[1].add(start.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(list.items.len(), 50);
        assert_eq!(usize::try_from(client.titles(other, "", 0, 1).expect("a list").total), Ok(OTHERS));
        figures[2].add(search(&client, scene.house));
        figures[0].add(act(&client, scene.house));
    }
    figures.into()
}

/// The median of lending a book, on the disk when it returns.
fn act(client: &Client, house: RecordId) -> f64 {
    let titles = client.titles(house, "", 0, ACTIONS + 10).expect("titles").items;
    let mut times = Vec::new();
    for (n, title) in titles.iter().enumerate() {
        let title = Phone::id(&title.id);
        let copy = client.copies(title).expect("copies")[0].id.clone();
        let borrower =
            Borrower::Name { name: format!("读者{n}"), employer: "城东区公共交通公司".to_owned() };
        let start = Instant::now();
        client.lend(title, &copy, &borrower, false).expect("a loan");
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    percentile(&mut times[10..], 50)
}

/// The slowest query, each at its best of three: the page that is shown, with what is on the shelf.
fn search(client: &Client, house: RecordId) -> f64 {
    let mut worst = 0.0_f64;
    for query in QUERIES {
        let mut best = f64::INFINITY;
        for _ in 0..3 {
            let start = Instant::now();
            client.titles(house, query, 0, 20).expect("a search");
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        worst = worst.max(best);
    }
    worst
}

/// The house of real titles and a second one, all accepted by a hub.
async fn fill(ground: &Ground) -> (House, RecordId) {
    let scene = House::build(ground).await;
    let hub = scene.hub.serve(ANY);
    let keeper = open(&hub, &scene.keeper);
    let other = keeper.create_house(Phone::id(&scene.hub.union), "城西职工书屋", "", "").expect("a house");
    let mut file = "书名,作者,出版社,出版年\n".to_owned();
    for n in 0..OTHERS {
        writeln!(file, "工会工作手册 {n},全国总工会,中国工人出版社,2020").expect("memory");
    }
    keeper.import_catalogue(other, file.as_bytes(), |_, _| true).expect("a catalogue");
    keeper.sync().await.expect("it goes out");
    assert_eq!(keeper.status().expect("a status").to_send, 0);
    keeper.close();
    hub.stop();
    (scene, other)
}
