//! What open lists cost a phone: one more person at a door, and a page of news with twenty of them open.
//!
//! Only the client's public face takes part on the measured side, so that builds of different ages can be compared.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc;
use zhijia_client::roster::RosterItem;
use zhijia_client::{Client, RecordId, Row, Tone, Watch};
use zhijia_model::title_key::{TitleFields, title_key};
use zhijia_model::{Header, Kind, Part, Scalar};
use zhijia_sync::wire::Offer;

use super::catalogue::open;
use super::http::Wire;
use super::phone::Phone;
use super::{ANY, Figure, Ground, now, percentile, runtime};
use crate::process::{Hub, Serving, copy};

const HOUR: i64 = 3_600_000;
/// Offers of one request.
const BATCH: usize = 1000;
/// Times that the same is done in a run; the first ones do not count.
const ROUNDS: usize = 9;
const WARM: usize = 2;
/// Titles, and people on three rosters: 10,000 records.
const TITLES: usize = 9_000;
const PEOPLE: [usize; 3] = [600, 300, 100];

/// A hub's data and the organiser's phone that holds everything, both closed.
struct Scene {
    _dir: TempDir,
    hub: Hub,
    phone: PathBuf,
    events: Vec<RecordId>,
    house: RecordId,
}

/// Processor time of this process's threads so far, in milliseconds. A thread that runs counts up to when it was last put
/// aside: the difference of two moments at which nothing runs is exact.
fn cpu_ms() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("/proc");
    let spent = threads.filter_map(|thread| {
        // A thread may end while this reads.
        let said = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        said.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum()).as_secs_f64() * 1000.0
}

/// Waits until nothing here works any more. Looking costs processor time too: it is that of a thread of its own, which
/// counts no more when it has ended.
async fn quiet() {
    let own = || {
        let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("/proc");
        said.split(' ').next().and_then(|spent| spent.parse().ok()).map_or(0.0, |spent: f64| spent / 1e6)
    };
    let others = move || cpu_ms() - own();
    let looks = std::thread::spawn(move || {
        let mut before = others();
        loop {
            std::thread::park_timeout(Duration::from_millis(15));
            let now = others();
            if now - before < 0.3 {
                return;
            }
            before = now;
        }
    });
    while !looks.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    looks.join().expect("the look at the others");
}

/// One more person at the door, from the tap until the place is settled on the roster: recorded, sent, accepted, and
/// back as a page, with the organiser's lists open.
pub(crate) fn roster_walk_in(ground: &Ground) -> Vec<Figure> {
    let mut figures = [
        Figure::new("roster_walk_in_10", "ms", 8.0),
        Figure::new("roster_walk_in_600", "ms", 12.0),
        Figure::new("roster_walk_in_5000", "ms", 12.0),
    ];
    let runtime = runtime(2);
    for (figure, rows) in figures.iter_mut().zip([10, 600, 5_000]) {
        let scene = runtime.block_on(Scene::build(ground, 0, &[rows]));
        for _ in 0..ground.runs {
            let place = ground.place();
            let serving = scene.hub.copy(&place.path().join("hub")).serve(ANY);
            let times = runtime.block_on(walk_in(&scene, &serving, place.path(), rows));
            figure.add(times);
        }
    }
    figures.into()
}

async fn walk_in(scene: &Scene, serving: &Serving, place: &Path, rows: usize) -> f64 {
    let client = scene.open(serving, place);
    client.sync().await.expect("a session");
    let event = scene.events[0];
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut roster = client.watch_roster(event);
    roster.next().await.expect("a roster").expect("a roster");
    assert_eq!(roster.rows().len(), rows, "the roster is whole");
    tokio::spawn(follow(roster, tell));
    keep(client.watch_status());
    keep(client.watch_not_sent());
    keep(client.watch_who());
    keep(client.watch_organised_events());
    let mut times = Vec::new();
    for n in 0..ROUNDS {
        quiet().await;
        let start = cpu_ms();
        let one = client
            .walk_in(event, None, &format!("现场来的第{n}位"), "城东区公共交通公司")
            .expect("a person")
            .to_string();
        until(&mut told, &one, false).await;
        client.sync().await.expect("it goes out");
        until(&mut told, &one, true).await;
        quiet().await;
        times.push(cpu_ms() - start);
    }
    client.close();
    percentile(&mut times[WARM..], 50)
}

/// Passes on who came last, and whether the place is settled. Whoever came without a sign-up stands behind those with a
/// seat: the roster's last row, as long as nobody waits or left.
async fn follow(mut roster: Watch<RosterItem>, tell: mpsc::UnboundedSender<(String, bool)>) {
    while let Some(Ok(_)) = roster.next().await {
        for item in roster.rows().iter().rev().take(ROUNDS) {
            let _closed = tell.send((item.id.clone(), item.state.tone == Tone::Decided));
        }
    }
}

/// Waits until the roster shows a person, settled or not yet.
async fn until(told: &mut mpsc::UnboundedReceiver<(String, bool)>, one: &str, settled: bool) {
    loop {
        let next = tokio::time::timeout(Duration::from_mins(1), told.recv()).await;
        let (id, is_settled) = next.expect("the roster tells").expect("the roster is open");
        if id == one && (is_settled || !settled) {
            return;
        }
    }
}

/// Reads a list as a screen does.
fn keep<T: Row>(mut watch: Watch<T>) {
    tokio::spawn(async move { while watch.next().await.is_some() {} });
}

/// A page of ten changes on a phone of 10,000 records: seven people on two rosters, three new titles. With twenty
/// lists open, and how many times as much that is as with none.
pub(crate) fn many_lists(ground: &Ground) -> Vec<Figure> {
    let mut figures = [
        Figure::new("many_lists", "times", 3.0),
        Figure::new("many_lists_cpu", "ms", 15.0),
        Figure::new("many_lists_alone", "ms", 5.0),
    ];
    let runtime = runtime(2);
    let scene = runtime.block_on(Scene::build(ground, TITLES, &PEOPLE));
    for _ in 0..ground.runs {
        let place = ground.place();
        let hub = scene.hub.copy(&place.path().join("hub"));
        let code = hub.invite(&["organiser", "keeper"]);
        let serving = hub.serve(ANY);
        let (alone, open) = runtime.block_on(async {
            let mut wire = Wire::plain(&serving.address()).await;
            let mut other = Phone::join(&mut wire, &code, 99).await;
            let client = scene.open(&serving, place.path());
            client.sync().await.expect("a session");
            let alone = pages(&scene, &client, &mut other, &mut wire).await;
            scene.watch(&client);
            quiet().await;
            let open = pages(&scene, &client, &mut other, &mut wire).await;
            client.close();
            (alone, open)
        });
        figures[0].add(open / alone);
        figures[1].add(open);
        figures[2].add(alone);
    }
    figures.into()
}

/// The processor time of taking one page in, lists included.
async fn pages(scene: &Scene, client: &Client, other: &mut Phone, wire: &mut Wire) -> f64 {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let mut offers: Vec<_> = (0..7).map(|n| person(other, scene.events[n / 5])).collect();
        offers.extend((0..3).map(|_| title(other, scene.house)));
        other.sync(wire, &offers).await;
        quiet().await;
        let start = cpu_ms();
        client.sync().await.expect("the page comes");
        quiet().await;
        times.push(cpu_ms() - start);
    }
    percentile(&mut times[WARM..], 50)
}

impl Scene {
    /// A house with titles, and an event for each number of people who were recorded at its door.
    async fn build(ground: &Ground, titles: usize, people: &[usize]) -> Self {
        let dir = ground.place();
        let (hub, phone) = (Hub::init(&dir.path().join("hub")), dir.path().join("phone"));
        let (code, second) = (hub.invite(&["organiser", "keeper"]), hub.invite(&["organiser"]));
        let serving = hub.serve(ANY);
        let union = Phone::id(&hub.union);
        let mut wire = Wire::plain(&serving.address()).await;
        let mut other = Phone::join(&mut wire, &second, 98).await;
        let mut events = Vec::new();
        for (n, people) in (0_u8..).zip(people) {
            let header = Header::new(Kind::Event, union, None, [8, n]);
            let intent = other.intent();
            let offer = other.offer(intent, &header, Part::Organiser, &event(n));
            other.sync(&mut wire, &[offer]).await;
            let offers: Vec<_> = (0..*people).map(|_| person(&mut other, header.id())).collect();
            for some in offers.chunks(BATCH) {
                other.sync(&mut wire, some).await;
            }
            events.push(header.id());
        }
        let client = open(&serving, &phone);
        client.join(&code, "赵敏", None).await.expect("an organiser");
        client.sync().await.expect("roles");
        let house = client.create_house(union, "城东职工书屋", "", "").expect("a house");
        if titles > 0 {
            client.import_catalogue(house, &catalogue(titles), |_, _| true).expect("a catalogue");
        }
        client.sync().await.expect("all goes out and comes");
        let held: usize = events.iter().map(|event| client.roster(*event).expect("a roster").len()).sum();
        assert_eq!(held, people.iter().sum::<usize>(), "everyone is on the phone");
        assert_eq!(usize::try_from(client.titles(house, "", 0, 1).expect("titles").total), Ok(titles));
        assert_eq!(client.status().expect("a status").to_send, 0);
        client.close();
        drop(client);
        serving.stop();
        Self { _dir: dir, hub, phone, events, house }
    }

    fn open(&self, serving: &Serving, place: &Path) -> Client {
        let dir = place.join("phone");
        copy(&self.phone, &dir);
        open(serving, &dir)
    }

    /// Twenty lists, as an app with several screens has them.
    fn watch(&self, client: &Client) {
        for _ in 0..2 {
            keep(client.watch_status());
            keep(client.watch_events());
            keep(client.watch_organised_events());
            keep(client.watch_houses());
        }
        for event in &self.events {
            keep(client.watch_roster(*event));
        }
        keep(client.watch_roster(self.events[0]));
        keep(client.watch_not_sent());
        keep(client.watch_who());
        keep(client.watch_profile());
        keep(client.watch_sign_ups());
        keep(client.watch_house_loans(self.house));
        keep(client.watch_my_loans());
        keep(client.watch_plans());
        keep(client.watch_enrolments());
    }
}

fn event(n: u8) -> Vec<(String, Scalar)> {
    let now = now();
    vec![
        ("title".to_owned(), format!("职工趣味运动会第{n}场").into()),
        ("place".to_owned(), "工人体育馆".into()),
        ("opens".to_owned(), (now - HOUR).into()),
        ("closes".to_owned(), (now + 24 * HOUR).into()),
        ("starts".to_owned(), (now + 48 * HOUR).into()),
        ("published".to_owned(), (now - HOUR).into()),
    ]
}

/// A person whom the other organiser records at the door.
fn person(other: &mut Phone, event: RecordId) -> Offer {
    let scan = other.intent();
    let header = Header::new(Kind::SignUp, event, None, scan.0);
    let puts: [(String, Scalar); 3] = [
        ("name".to_owned(), "李四".into()),
        ("employer".to_owned(), "城东区公共交通公司".into()),
        (format!("scan/{scan}/at"), now().into()),
    ];
    other.offer(scan, &header, Part::Door, &puts)
}

fn title(other: &mut Phone, house: RecordId) -> Offer {
    let intent = other.intent();
    let (title, author) = (format!("工会法知识问答 {intent}"), "全国总工会");
    let fields = TitleFields { title: &title, author, ..TitleFields::default() };
    let header = Header::new(Kind::Title, house, None, title_key(&fields));
    let puts: [(String, Scalar); 3] = [
        ("title".to_owned(), title.into()),
        ("author".to_owned(), author.into()),
        ("count".to_owned(), Scalar::Int(1)),
    ];
    other.offer(intent, &header, Part::Keeper, &puts)
}

fn catalogue(titles: usize) -> Vec<u8> {
    let mut file = "书名,作者,出版社,出版年\n".to_owned();
    for n in 0..titles {
        writeln!(file, "工会工作手册 {n},全国总工会,中国工人出版社,2020").expect("memory");
    }
    file.into_bytes()
}
