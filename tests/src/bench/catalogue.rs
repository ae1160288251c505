//! A book-house of 4,000 real titles: how it comes to phones, and what a reconnection costs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zhijia_client::{Client, Options, RecordId};

use super::phone::Phone;
use super::{ANY, Figure, Ground, runtime};
use crate::process::{Hub, Serving, copy};

/// Titles in the file.
pub(crate) const TITLES: usize = 4000;
const KB: f64 = 1000.0;
const KEY: [u8; 32] = [5; 32];

/// A hub's data with a house, and the phone that filled it.
pub(crate) struct House {
    _dir: TempDir,
    pub(crate) hub: Hub,
    pub(crate) keeper: PathBuf,
    pub(crate) house: RecordId,
}

/// The real catalogue: that of the demo, or `ZHIJIA_BENCH_CATALOGUE`.
pub(crate) fn file() -> Result<Vec<u8>, String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mobile-demo/phones/data/catalogue.csv");
    let path = std::env::var_os("ZHIJIA_BENCH_CATALOGUE").map_or(own, PathBuf::from);
    std::fs::read(&path).map_err(|error| format!("{}: {error}; ZHIJIA_BENCH_CATALOGUE names another", path.display()))
}

/// The first 4,000 titles that the file holds, without the barcodes that the demo has invented for its copies: with
/// them, a title costs a keeper's phone six bytes more.
fn titles() -> Vec<u8> {
    let text = String::from_utf8(file().expect("the catalogue")).expect("UTF-8");
    let invented = text.lines().next().is_some_and(|heading| heading.ends_with(",barcode"));
    let mut out = String::new();
    // One row too many would be one title too many: rows are one line each in this file.
    for line in text.lines().take(TITLES + 1) {
        let own = if invented { line.rsplit_once(',').map_or(line, |(own, _)| own) } else { line };
        writeln!(out, "{own}").expect("memory");
    }
    out.into_bytes()
}

/// A phone of `hub` in a directory.
pub(crate) fn open(hub: &Serving, dir: &Path) -> Client {
    Client::open(Options { dir: dir.into(), key: KEY, hub: hub.url.clone(), ca: None, clock: None }).expect("a phone")
}

/// A phone without a hub.
pub(crate) fn open_alone(dir: &Path) -> Client {
    let hub = "http://127.0.0.1:9".to_owned();
    Client::open(Options { dir: dir.into(), key: KEY, hub, ca: None, clock: None }).expect("a phone")
}

impl House {
    /// A keeper imports the catalogue and sends it; gives what is on disk then.
    pub(crate) async fn build(ground: &Ground) -> Self {
        let dir = ground.place();
        let (hub, keeper) = (Hub::init(&dir.path().join("hub")), dir.path().join("keeper"));
        let serving = hub.serve(ANY);
        let code = hub.invite(&["keeper"]);
        let client = open(&serving, &keeper);
        client.join(&code, "王芳", None).await.expect("a keeper");
        client.sync().await.expect("roles");
        let house = client.create_house(Phone::id(&hub.union), "城东职工书屋", "城东路 1 号", "").expect("a house");
        client.import_catalogue(house, &titles(), |_, _| true).expect("a catalogue");
        client.sync().await.expect("the catalogue goes out");
        let held = usize::try_from(client.titles(house, "", 0, 1).expect("titles").total).expect("few titles");
        assert!((TITLES - 20..=TITLES).contains(&held), "{held} titles were imported");
        client.close();
        drop(client);
        serving.stop();
        Self { _dir: dir, hub, keeper, house }
    }
}

pub(crate) fn measure(ground: &Ground) -> Vec<Figure> {
    let runtime = runtime(2);
    let scene = runtime.block_on(House::build(ground));
    let mut figures = [
        Figure::new("cold_member_bytes", "KB", 150.0),
        Figure::new("cold_member_time", "s", 0.12),
        Figure::new("cold_keeper_bytes", "KB", 220.0),
        Figure::new("cold_keeper_time", "s", 0.3),
        Figure::new("reconnect_bytes", "KB", 2.0),
        Figure::new("reconnect_time", "ms", 5.0),
    ];
    for run in 0..ground.runs {
        let place = ground.place();
        let hub = scene.hub.copy(&place.path().join("hub"));
        let serving = hub.serve(ANY);
        runtime.block_on(async {
            let member = cold((&hub, &serving), place.path(), &scene, false, &mut figures[..2]).await;
            cold((&hub, &serving), place.path(), &scene, true, &mut figures[2..4]).await;
            let keeper_dir = place.path().join("first");
            copy(&scene.keeper, &keeper_dir);
            let keeper = open(&serving, &keeper_dir);
            reconnect(&keeper, &member, &scene, run, &mut figures[4..]).await;
            // The next change comes over the same connection, as for a phone that was in a tunnel.
            reconnect(&keeper, &member, &scene, run + 100, &mut figures[4..]).await;
        });
    }
    figures.into()
}

/// A phone that has joined and holds nothing gets the catalogue: in one request, and until all can be searched.
async fn cold(
    (hub, serving): (&Hub, &Serving),
    place: &Path,
    scene: &House,
    keeps: bool,
    figures: &mut [Figure],
) -> Client {
    let code = hub.invite(if keeps { &["keeper"] } else { &[] });
    let client = open(serving, &place.join(if keeps { "keeper" } else { "member" }));
    client.join(&code, "李四", None).await.expect("a member");
    if !keeps {
        client.follow_house(scene.house, true).expect("a house");
    }
    let before = client.travelled();
    let start = Instant::now();
    client.sync().await.expect("the catalogue comes");
    let found = client.titles(scene.house, "中国", 0, 20).expect("a search");
    let took = start.elapsed();
    let after = client.travelled();
    let all = usize::try_from(client.titles(scene.house, "", 0, 1).expect("all").total).expect("few titles");
    assert!((TITLES - 20..=TITLES).contains(&all) && found.total > 10, "{all} titles, {} found", found.total);
    assert_eq!(after.round_trips - before.round_trips, 1, "one request");
    figures[0].add(bytes(after.down_bytes - before.down_bytes));
    figures[1].add(took.as_secs_f64());
    client
}

/// Ten titles gain a copy while a member's phone is away.
async fn reconnect(keeper: &Client, member: &Client, scene: &House, run: usize, figures: &mut [Figure]) {
    keeper.import_catalogue(scene.house, &ten_more(run), |_, _| true).expect("copies of ten titles");
    keeper.sync().await.expect("they go out");
    // Whatever the hub does after an answer is not the next phone's time.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = member.travelled();
    let start = Instant::now();
    member.sync().await.expect("the news comes");
    let took = start.elapsed();
    let after = member.travelled();
    assert_eq!(after.round_trips - before.round_trips, 1, "one request");
    let down = after.down_bytes - before.down_bytes;
    assert!(down > 100, "ten titles have changed");
    figures[0].add(bytes(down));
    figures[1].add(took.as_secs_f64() * 1000.0);
}

/// Ten titles of the catalogue, each with two barcodes that no run before has used: one label may be that of a copy that
/// was only counted so far, the second is a copy more.
fn ten_more(run: usize) -> Vec<u8> {
    let text = String::from_utf8(titles()).expect("UTF-8");
    let mut lines = text.lines();
    let mut out = format!("{},barcode\n", lines.next().expect("a heading"));
    for (n, line) in lines.take(10).enumerate() {
        for label in ["A", "B"] {
            writeln!(out, "{line},ZX{run:03}{n:04}{label}").expect("memory");
        }
    }
    out.into_bytes()
}

fn bytes(n: u64) -> f64 {
    f64::from(u32::try_from(n).expect("few bytes")) / KB
}
