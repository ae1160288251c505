//! The storm: 5,000 people go for the 500 places of one event within a minute, while 20 organisers follow the roster
//! live. Half of them come in the first five seconds. What is told is held to the order of arrival, or this fails.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zhijia_model::{Header, Kind, Outcome, Part, RecordId, Verdict};
use zhijia_sync::frame::Splitter;
use zhijia_sync::limits::FRAME_INFLATED_MAX;
use zhijia_sync::wire::{Entry, Frame, decode_frames};

use super::http::Wire;
use super::phone::Phone;
use super::rush::{event, sign_up};
use super::{ANY, Figure, Ground, percentile, runtime};
use crate::process::{Hub, Serving};

const PEOPLE: u32 = 5000;
const PLACES: usize = 500;
const ORGANISERS: u32 = 20;
/// In which the first half comes.
const HURRY: Duration = Duration::from_secs(5);
/// In which the others come.
const LATER: Duration = Duration::from_secs(55);
/// Where an organiser hears nothing for so long, all has come.
const SILENCE: Duration = Duration::from_secs(5);

/// Everybody comes from this computer's one address.
const FROM_HERE: [&str; 2] = ["--address-requests", "1000000"];

/// A hub's data with the event, and everybody who has joined.
struct Scene {
    _dir: TempDir,
    hub: Hub,
    event: RecordId,
    organisers: Vec<Phone>,
    people: Vec<Phone>,
}

/// From the tap to the decision, and the hub's processor time for one sign-up.
pub(crate) fn measure(ground: &Ground) -> Vec<Figure> {
    let mut figures = [Figure::new("storm_p99", "ms", 1000.0), Figure::new("storm_cpu", "ms", 0.25)];
    let runtime = runtime(1);
    let scene = runtime.block_on(Scene::prepare(ground));
    // A minute each.
    for _ in 0..ground.runs.min(2) {
        let place = ground.place();
        let hub = scene.hub.copy(&place.path().join("hub")).serve_with(ANY, &FROM_HERE, None);
        let (mut waits, cpu) = runtime.block_on(scene.run(&hub));
        figures[0].add(percentile(&mut waits, 99));
        figures[1].add(cpu * 1000.0 / f64::from(PEOPLE));
    }
    figures.into()
}

/// When the `n`th comes, after the first.
fn comes(n: u32) -> Duration {
    let half = PEOPLE / 2;
    if n < half { HURRY * n / half } else { HURRY + LATER * (n - half) / half }
}

impl Scene {
    async fn prepare(ground: &Ground) -> Self {
        let dir = ground.place();
        let hub = Hub::init(&dir.path().join("hub"));
        let serving = hub.serve_with(ANY, &FROM_HERE, None);
        let mut wire = Wire::plain(&serving.address()).await;
        let (mut organisers, mut people) = (Vec::new(), Vec::new());
        for n in 0..ORGANISERS {
            organisers.push(Phone::join(&mut wire, &hub.invite(&["organiser"]), n).await);
        }
        let header = Header::new(Kind::Event, Phone::id(&hub.union), None, [9]);
        let intent = organisers[0].intent();
        let offer = organisers[0].offer(intent, &header, Part::Organiser, &event(0, PLACES));
        organisers[0].sync(&mut wire, &[offer]).await;
        for n in 0..PEOPLE {
            let mut phone = Phone::join(&mut wire, &hub.invite(&[]), ORGANISERS + n).await;
            let (intent, member) = (phone.intent(), phone.member.clone());
            let name = phone.offer(intent, &member, Part::Own, &[("name".to_owned(), "李四".into())]);
            phone.sync(&mut wire, &[name]).await;
            people.push(phone);
        }
        serving.stop();
        Self { _dir: dir, hub, event: header.id(), organisers, people }
    }

    /// One storm; gives what each waited in milliseconds, and the hub's processor seconds.
    async fn run(&self, hub: &Serving) -> (Vec<f64>, f64) {
        let mut organisers = Vec::new();
        for phone in &self.organisers {
            let (mut phone, mut wire) = (phone.clone(), Wire::plain(&hub.address()).await);
            phone.session(&mut wire).await;
            phone.sync(&mut wire, &[]).await;
            wire.open(&phone.live()).await;
            organisers.push(wire);
        }
        let mut wire = Wire::plain(&hub.address()).await;
        let mut people = Vec::new();
        for phone in &self.people {
            let mut phone = phone.clone();
            phone.session(&mut wire).await;
            let offer = sign_up(&mut phone, self.event);
            let (record, request) = (offer.record, phone.request(&[offer]));
            people.push((phone, record, request));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        // Read as it comes, understood afterwards: an organiser's phone is another computer.
        let followers: Vec<_> = organisers.into_iter().map(|wire| tokio::spawn(hear(wire))).collect();
        let cpu = hub.cpu_seconds();
        let start = Instant::now() + Duration::from_millis(100);
        let taps = people.into_iter().zip(0..).map(|((phone, record, request), n)| {
            let (address, tap) = (hub.address(), start + comes(n));
            tokio::spawn(async move {
                tokio::time::sleep_until(tap.into()).await;
                let answer = Wire::plain(&address).await.call(&request).await;
                (tap.elapsed(), phone, record, answer)
            })
        });
        let taps: Vec<_> = taps.collect();
        let (mut waits, mut told) = (Vec::new(), BTreeMap::new());
        for tap in taps {
            let (wait, mut phone, record, answer) = tap.await.expect("an answer");
            waits.push(wait.as_secs_f64() * 1000.0);
            let (accepted, frames) = phone.take(&answer);
            assert_eq!(accepted, 1, "every sign-up is accepted");
            let mut own = Roster::default();
            for frame in &frames {
                own.frame(frame);
            }
            told.insert(record, own.place(record).expect("the answer has the decision"));
        }
        let mut rosters = Vec::new();
        for follower in followers {
            rosters.push(follower.await.expect("an organiser"));
        }
        let cpu = hub.cpu_seconds() - cpu;
        for chunks in rosters {
            let mut roster = Roster::default();
            for chunk in &chunks {
                roster.push(chunk);
            }
            roster.check(&told);
        }
        (waits, cpu)
    }
}

/// What a live stream brings until nothing more comes.
async fn hear(mut wire: Wire) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    loop {
        match tokio::time::timeout(SILENCE, wire.chunk()).await {
            Ok(chunk) if !chunk.is_empty() => chunks.push(chunk),
            _ => return chunks,
        }
    }
}

/// The sign-ups that a phone was told of: when each arrived, and what was decided.
#[derive(Default)]
struct Roster {
    splitter: Splitter,
    arrived: BTreeMap<RecordId, u64>,
    decided: BTreeMap<RecordId, Verdict>,
}

impl Roster {
    fn push(&mut self, chunk: &[u8]) {
        for message in self.splitter.push(chunk, FRAME_INFLATED_MAX).expect("zstd") {
            for frame in &decode_frames(&message).expect("frames") {
                self.frame(frame);
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
        let Frame::Page(page) = frame else { return };
        for entry in &page.entries {
            self.entry(entry.record.id(page.scope.space), entry);
        }
    }

    fn entry(&mut self, record: RecordId, entry: &Entry) {
        if let Some(news) = entry.changes.first() {
            self.arrived.insert(record, entry.seq - news.behind);
        }
        if let Some(verdict) = &entry.verdict {
            self.decided.insert(record, minicbor::decode(verdict).expect("a verdict"));
        }
    }

    /// The number of the place that was given; 0 for who waits.
    fn place(&self, record: RecordId) -> Option<u32> {
        match self.decided.get(&record)?.outcome {
            Outcome::Seat { number } => Some(number),
            Outcome::Waiting { .. } => Some(0),
            _ => None,
        }
    }

    /// Everybody is on it. Who came first has the first place and so on, until there is none; nobody was told otherwise.
    fn check(&self, told: &BTreeMap<RecordId, u32>) {
        let mut order: Vec<_> =
            told.keys().map(|id| (self.arrived.get(id).expect("a line of the roster"), id)).collect();
        order.sort_unstable();
        for ((_, id), n) in order.into_iter().zip(1..) {
            let due = if n <= PLACES { n } else { 0 };
            assert_eq!(self.place(*id).map(|place| place as usize), Some(due), "the {n}th to arrive");
            assert_eq!(told.get(id).map(|place| *place as usize), Some(due), "the {n}th to arrive was told otherwise");
        }
    }
}
