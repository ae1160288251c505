//! Measures what a cold start and a search cost on this machine: `cargo run --release -p zhijia-store --example measure`.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::error::Error;
use std::time::{Duration, Instant};

use zhijia_model::kinds::{Record, view_bytes};
use zhijia_model::{
    Actor, Audience, DeviceId, Header, IntentId, Kind, Part, PartChanges, PartState, RecordId, Scalar, Scope,
};
use zhijia_store::{Action, Options, Store};
use zhijia_sync::engine;
use zhijia_sync::wire::{Digest, Entry, Forget, Frame, News, Page, Ref};

/// Time on the processor where the system tells it (Linux), so that a busy machine does not count; else time passed.
struct Clock(Instant, Option<Duration>);

impl Clock {
    fn processor() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
    }

    fn start() -> Self {
        Self(Instant::now(), Self::processor())
    }

    fn elapsed(&self) -> Duration {
        let processor = Self::processor().zip(self.1).map(|(now, then)| now.saturating_sub(then));
        processor.unwrap_or_else(|| self.0.elapsed())
    }
}

/// Titles of one house.
const COUNT: u32 = 4_000;
/// Titles of one page.
const PAGE: u32 = 1_000;
const HOUSE: RecordId = RecordId([0x31; 16]);
const WORDS: [&str; 16] = [
    "中国",
    "工人",
    "历史",
    "世界",
    "文学",
    "孩子",
    "心理",
    "健康",
    "法律",
    "红楼梦",
    "三国",
    "技术",
    "简史",
    "平凡",
    "安全",
    "生产",
];

fn text(n: u32) -> (String, String, String) {
    let word = |shift: u32| WORDS.get((n.wrapping_mul(2_654_435_761) >> shift) as usize % WORDS.len()).unwrap_or(&"书");
    let title = format!("{}{}与{}的{}第{}册", word(3), word(9), word(15), word(21), n % 97);
    (title, format!("{}{}", word(5), word(11)), format!("{}出版社", word(17)))
}

fn header(n: u32) -> Header {
    let isbn = 9_787_500_000_000_u64 + u64::from(n);
    let salt: Vec<u8> = core::iter::once(1).chain(isbn.to_be_bytes().into_iter().skip(2)).collect();
    Header::new(Kind::Title, HOUSE, None, salt)
}

fn entry(n: u32, documents: bool) -> Result<Entry, Box<dyn Error>> {
    let (title, author, publisher) = text(n);
    let header = header(n);
    let mut entry = Entry { record: Ref::new(&header, HOUSE), seq: u64::from(n) + 1, ..Entry::default() };
    if documents {
        let puts: Vec<(String, Scalar)> = vec![
            ("title".into(), title.into()),
            ("author".into(), author.into()),
            ("publisher".into(), publisher.into()),
            ("year".into(), Scalar::Int(2_000 + i64::from(n % 25))),
            (format!("copy/F{n:06}/barcode"), format!("F{n:06}").into()),
        ];
        let actor = Actor::new(DeviceId([9; 16]), n.to_be_bytes().repeat(2).try_into().unwrap_or_default());
        let change = PartChanges::default().write(&actor, 0, &puts)?.unwrap_or_default();
        let part = Part::Keeper.number();
        entry.changes.push(News { part, behind: 0, rank_after_claim: 0, author: 0, change });
    } else {
        let mut state = PartState::default();
        state.set("title", title);
        state.set("author", author);
        state.set("publisher", publisher);
        state.set("year", 2_000 + i64::from(n % 25));
        state.set("count", 1_i64);
        let mut record = Record::new(header);
        record.parts.insert(Part::Keeper, state);
        entry.view = view_bytes(&record, Audience::Public);
    }
    Ok(entry)
}

fn open(dir: &std::path::Path) -> Result<Store, Box<dyn Error>> {
    let options = Options { dir: dir.into(), key: [1; 32], device: DeviceId([2; 16]), random: [3; 32] };
    Ok(Store::open(options)?)
}

fn cold_start(documents: bool) -> Result<(), Box<dyn Error>> {
    let scope = Scope::new(HOUSE, if documents { Audience::Keeper } else { Audience::Public });
    let mut pages = Vec::new();
    let mut digest = Digest::default();
    for start in (0..COUNT).step_by(PAGE as usize) {
        let entries = (start..start + PAGE).map(|n| entry(n, documents)).collect::<Result<Vec<_>, _>>()?;
        for entry in &entries {
            digest.add(&entry.record.id(HOUSE), entry.seq);
        }
        pages.push(Frame::Page(Page {
            scope: scope.into(),
            from: u64::from(start),
            to: u64::from(start + PAGE),
            mac: [0; 16],
            digest: (start + PAGE >= COUNT).then_some(digest),
            authors: vec![RecordId::CITY],
            entries,
        }));
    }
    let dir = tempfile::tempdir()?;
    let began = Clock::start();
    let store = open(dir.path())?;
    println!("opened a new store in {:?}", began.elapsed());
    let began = Clock::start();
    for page in &pages {
        let effects = store.write_fetched(|tx| engine::receive(tx, page, 1))?;
        if effects.mismatch || effects.skipped > 0 {
            return Err("the page did not apply".into());
        }
    }
    let name = if documents { "documents" } else { "values" };
    println!("{COUNT} titles as {name} in {:?}", began.elapsed());
    let began = Clock::start();
    drop(store);
    let store = open(dir.path())?;
    println!("opened again in {:?}", began.elapsed());
    let queries =
        ["中", "中国", "中国工人", "红楼梦与", "hlm", "honglou", "zg", "sjwx", "a", "健康 法律", "F000123", "没有"];
    for query in queries {
        store.read(|dao| dao.find_titles(HOUSE, query, 50))?;
        let began = Clock::start();
        let found = store.read(|dao| dao.search_titles(HOUSE, query, 0, 0))?.0;
        let counted = began.elapsed();
        let began = Clock::start();
        store.read(|dao| dao.find_titles(HOUSE, query, 50))?;
        println!("  {query}: {found} found in {counted:?}, 50 shown in {:?}", began.elapsed());
    }
    let began = Clock::start();
    store.read(|dao| dao.titles(HOUSE, 2_000, 50))?;
    println!("50 titles from the middle in {:?}", began.elapsed());
    let began = Clock::start();
    store.write(|tx| tx.rebuild())?;
    println!("read tables rebuilt in {:?}", began.elapsed());
    let began = Clock::start();
    let forget = Frame::Forget(Forget { scope: scope.into(), mac: [0; 16] });
    store.write_fetched(|tx| engine::receive(tx, &forget, 2))?;
    println!("forgotten in {:?}", began.elapsed());
    Ok(())
}

fn import() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let store = open(dir.path())?;
    let actions = (0..COUNT).map(|n| {
        let (title, author, _) = text(n);
        let mut intent = [0; 16];
        intent.iter_mut().zip(n.to_be_bytes()).for_each(|(to, from)| *to = from);
        let puts = vec![("title".to_owned(), title.into()), ("author".to_owned(), author.into())];
        let (code, part) = ("import".to_owned(), Part::Keeper);
        let (input, seen) = (Vec::new(), Vec::new());
        Action { intent: IntentId(intent), code, version: 1, header: header(n), part, puts, input, seen }
    });
    let actions: Vec<_> = actions.collect();
    let began = Clock::start();
    let done = store.write(|tx| tx.act_all(&actions, 1))?;
    println!("{} rows imported in {:?}", done.written, began.elapsed());
    let began = Clock::start();
    let request = store.write(|tx| engine::request(tx, false, 2))?;
    println!("{} offers, {} bytes, in {:?}", request.offers, request.body.len(), began.elapsed());
    let began = Clock::start();
    for action in actions.iter().take(100) {
        let mut action = action.clone();
        action.intent.0.rotate_left(5);
        action.puts.push(("note".to_owned(), "记".into()));
        store.write(|tx| tx.act(&action, 3))?;
    }
    println!("one durable action in {:?}", began.elapsed() / 100);
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    cold_start(false)?;
    cold_start(true)?;
    import()
}
