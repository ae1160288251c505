//! The rush: 200 phones sign up for 10 of 20 events each, while an organiser follows every roster live.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zhijia_model::kinds::sign_up;
use zhijia_model::{Header, Kind, Outcome, Part, RecordId, Scalar, Verdict};
use zhijia_sync::frame::Splitter;
use zhijia_sync::limits::FRAME_INFLATED_MAX;
use zhijia_sync::wire::{Frame, Offer, Page, decode_frames};

use super::http::Wire;
use super::phone::Phone;
use super::{ANY, Figure, Ground, now, runtime};
use crate::process::{Hub, Serving};

const PHONES: u32 = 200;
const EVENTS: usize = 20;
const EACH: usize = 10;
const PLACES: usize = 80;
const HOUR: i64 = 3_600_000;

/// A hub's data with events and members who have joined, before the rush.
struct Scene {
    _dir: TempDir,
    hub: Hub,
    organiser: Phone,
    phones: Vec<Phone>,
    events: Vec<RecordId>,
}

/// Each phone's ten sign-ups in one request.
pub(crate) fn in_one_request(ground: &Ground) -> Vec<Figure> {
    let figures = [Figure::new("rush", "s", 0.3), Figure::new("rush_cpu", "s", 0.25)];
    measure(ground, figures, EACH)
}

/// Each sign-up in a request of its own, the next when the one before is answered.
pub(crate) fn in_single_requests(ground: &Ground) -> Vec<Figure> {
    let figures = [Figure::new("rush_single", "s", 0.5), Figure::new("rush_single_cpu", "s", 0.5)];
    measure(ground, figures, 1)
}

fn measure(ground: &Ground, mut figures: [Figure; 2], at_once: usize) -> Vec<Figure> {
    // One thread drives all phones: the hub has the rest of the computer.
    let runtime = runtime(1);
    let scene = runtime.block_on(Scene::prepare(ground));
    for _ in 0..ground.runs {
        let place = ground.place();
        let hub = scene.hub.copy(&place.path().join("hub")).serve(ANY);
        let (wall, cpu) = runtime.block_on(scene.run(&hub, at_once));
        figures[0].add(wall);
        figures[1].add(cpu);
    }
    figures.into()
}

impl Scene {
    async fn prepare(ground: &Ground) -> Self {
        let dir = ground.place();
        let hub = Hub::init(&dir.path().join("hub"));
        let serving = hub.serve(ANY);
        let mut wire = Wire::plain(&serving.address()).await;
        let code = hub.invite(&["organiser"]);
        let mut organiser = Phone::join(&mut wire, &code, 0).await;
        let mut events = Vec::new();
        let mut offers = Vec::new();
        for n in 0..EVENTS {
            let header =
                Header::new(Kind::Event, Phone::id(&hub.union), None, [9, u8::try_from(n).expect("few events")]);
            events.push(header.id());
            let intent = organiser.intent();
            offers.push(organiser.offer(intent, &header, Part::Organiser, &event(n, PLACES)));
        }
        organiser.sync(&mut wire, &offers).await;
        let mut phones = Vec::new();
        for n in 1..=PHONES {
            let code = hub.invite(&[]);
            phones.push(Phone::join(&mut wire, &code, n).await);
        }
        serving.stop();
        Self { _dir: dir, hub, organiser, phones, events }
    }

    /// One rush; gives its seconds and the hub's processor seconds.
    async fn run(&self, hub: &Serving, at_once: usize) -> (f64, f64) {
        let mut wire = Wire::plain(&hub.address()).await;
        let mut organiser = self.organiser.clone();
        organiser.session(&mut wire).await;
        wire.open(&organiser.live()).await;
        let mut roster = Roster::default();
        roster.push(&wire.chunk().await);
        let mut phones = Vec::new();
        for (n, phone) in self.phones.iter().enumerate() {
            let mut phone = phone.clone();
            let mut wire = Wire::plain(&hub.address()).await;
            phone.session(&mut wire).await;
            // What a phone sends after joining; it is also the hub's warm-up.
            let (intent, member) = (phone.intent(), phone.member.clone());
            let name = phone.offer(intent, &member, Part::Own, &[("name".to_owned(), "李四".into())]);
            phone.sync(&mut wire, &[name]).await;
            let offers: Vec<_> = (0..EACH).map(|k| sign_up(&mut phone, self.events[(n + k) % EVENTS])).collect();
            phones.push((phone, wire, offers));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let follower = tokio::spawn(async move {
            let mut chunks = Vec::new();
            // Read as it comes, understood afterwards: an organiser's phone is another computer.
            loop {
                match tokio::time::timeout(Duration::from_secs(4), wire.chunk()).await {
                    Ok(chunk) if !chunk.is_empty() => chunks.push(chunk),
                    _ => return chunks,
                }
            }
        });
        let cpu = hub.cpu_seconds();
        let start = Instant::now();
        let tasks: Vec<_> = phones.into_iter().map(|phone| tokio::spawn(send(phone, at_once))).collect();
        let mut accepted = 0;
        let mut wall = 0.0_f64;
        for task in tasks {
            let (took, answers) = task.await.expect("a phone");
            accepted += answers;
            wall = wall.max(took.duration_since(start).as_secs_f64());
        }
        for chunk in follower.await.expect("the organiser") {
            roster.push(&chunk);
        }
        let cpu = hub.cpu_seconds() - cpu;
        assert_eq!(accepted, PHONES as usize * EACH, "every sign-up is accepted");
        roster.check(&self.events);
        (wall, cpu)
    }
}

/// What a member's phone offers to go to an event.
pub(super) fn sign_up(phone: &mut Phone, event: RecordId) -> Offer {
    let header = Header::new(Kind::SignUp, event, Some(phone.member.id()), sign_up::GROUP);
    let ask = phone.intent();
    let puts: [(String, Scalar); 4] = [
        (format!("ask/{ask}/is"), "in".into()),
        (format!("ask/{ask}/at"), now().into()),
        ("name".to_owned(), "李四".into()),
        ("employer".to_owned(), "城东区公共交通公司".into()),
    ];
    phone.offer(ask, &header, Part::Member, &puts)
}

/// Sends a phone's sign-ups; gives when the last answer was there, and how many were accepted.
async fn send((mut phone, mut wire, offers): (Phone, Wire, Vec<Offer>), at_once: usize) -> (Instant, usize) {
    let mut accepted = 0;
    let mut request = phone.request(&offers[..at_once]);
    let mut from = at_once;
    loop {
        let answer = wire.call(&request).await;
        let answered = Instant::now();
        accepted += phone.take(&answer).0;
        if from >= offers.len() {
            return (answered, accepted);
        }
        request = phone.request(&offers[from..from + at_once]);
        from += at_once;
    }
}

/// An event that anybody can sign up for now.
pub(super) fn event(n: usize, places: usize) -> Vec<(String, Scalar)> {
    let now = now();
    vec![
        ("title".to_owned(), format!("职工篮球赛第{n}场").into()),
        ("place".to_owned(), "工人体育馆".into()),
        ("capacity".to_owned(), i64::try_from(places).expect("few places").into()),
        ("opens".to_owned(), (now - HOUR).into()),
        ("closes".to_owned(), (now + 24 * HOUR).into()),
        ("starts".to_owned(), (now + 48 * HOUR).into()),
        ("published".to_owned(), (now - HOUR).into()),
    ]
}

/// What the organiser's phone has received.
#[derive(Default)]
struct Roster {
    splitter: Splitter,
    changes: BTreeSet<RecordId>,
    verdicts: BTreeMap<RecordId, (RecordId, Verdict)>,
}

impl Roster {
    fn push(&mut self, chunk: &[u8]) {
        for message in self.splitter.push(chunk, FRAME_INFLATED_MAX).expect("zstd") {
            for frame in decode_frames(&message).expect("frames") {
                if let Frame::Page(page) = frame {
                    self.page(&page);
                }
            }
        }
    }

    fn page(&mut self, page: &Page) {
        for entry in &page.entries {
            let record = entry.record.id(page.scope.space);
            if !entry.changes.is_empty() {
                self.changes.insert(record);
            }
            if let Some(verdict) = &entry.verdict {
                let verdict = minicbor::decode(verdict).expect("a verdict");
                self.verdicts.insert(record, (page.scope.space, verdict));
            }
        }
    }

    /// Every sign-up is on a roster, every place is taken, and the others wait.
    fn check(&self, events: &[RecordId]) {
        for event in events {
            let on = self.verdicts.iter().filter(|(id, (space, _))| space == event && self.changes.contains(*id));
            let (mut seats, mut waiting) = (BTreeSet::new(), 0);
            for (_, (_, verdict)) in on {
                match &verdict.outcome {
                    Outcome::Seat { number } => assert!(seats.insert(*number), "one place twice"),
                    Outcome::Waiting { .. } => waiting += 1,
                    _ => {}
                }
            }
            let all = PHONES as usize * EACH / EVENTS;
            assert_eq!((seats.len(), waiting), (PLACES, all - PLACES), "the organiser has the whole roster");
        }
    }
}
