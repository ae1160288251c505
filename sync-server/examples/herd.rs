//! Measures the core in process: a herd of sign-ups through the writer, a cold start, a resume.
//!
//! `cargo run --release -p zhijia-hub --example herd`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::too_many_lines,
    reason = "a measurement, read from top to bottom"
)]

use std::time::Instant;

use zhijia_hub::exchange::Caller;
use zhijia_hub::hub::{Hub, Keys};
use zhijia_hub::identity::Appointment;
use zhijia_hub::identity::members::NewMember;
use zhijia_model::kinds::sign_up;
use zhijia_model::{Actor, DeviceId, Header, IntentId, Kind, Part, PartChanges, RecordId, Scalar};
use zhijia_sync::wire::{Frame, Hello, Offer, decode_frames, encode_request};

const T: i64 = 1_772_409_600_000;

fn offer(device: DeviceId, header: &Header, part: Part, puts: &[(String, Scalar)], intent: u64) -> Offer {
    let change = PartChanges::default().write(&Actor::new(device, [0; 8]), T, puts).unwrap().unwrap();
    let mut id = [0; 16];
    id.iter_mut().zip(intent.to_be_bytes()).for_each(|(to, from)| *to = from);
    Offer { record: header.id(), header: Some(header.bytes()), part: part.number(), intent: IntentId(id), change }
}

fn hello(offers_only: bool) -> Hello {
    Hello {
        protocol: 1,
        outbox_empty: true,
        offers_only,
        entitlements: Vec::new(),
        follow: Vec::new(),
        cursors: None,
        reset: Vec::new(),
    }
}

fn text(key: &str, value: &str) -> (String, Scalar) {
    (key.to_owned(), Scalar::from(value))
}

fn main() {
    let dir = std::env::temp_dir().join(format!("zhijia-herd-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let hub = Hub::open(&dir.join("hub.db"), Keys::from_seed(&[7; 32]), [9; 16]).unwrap();
    let (union, _) = hub.found("城东区总工会", T).unwrap();
    let mut devices = 0_u32;
    let mut join = |roles: &[&str]| {
        devices += 1;
        let mut device = [0; 16];
        device.iter_mut().zip(devices.to_be_bytes()).for_each(|(to, from)| *to = from);
        let roles = roles.iter().map(|role| Appointment { role: (*role).to_owned(), space: union.0 }).collect();
        let new = NewMember { home: union.0, name: Some("张三".to_owned()), roles, device, now_ms: T };
        (DeviceId(device), hub.join(&new).unwrap())
    };
    let organiser = join(&["organiser", "keeper"]);
    let began = Instant::now();
    let people: Vec<_> = (0..2_000).map(|_| join(&[])).collect();
    println!("2,000 members joined: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);

    let caller = |(device, member): (DeviceId, RecordId)| Caller { device: device.0, member: member.0 };
    let event = Header::new(Kind::Event, union, None, *b"event");
    let puts = [
        text("title", "篮球决赛"),
        ("capacity".to_owned(), Scalar::from(1_500_i64)),
        ("published".to_owned(), Scalar::from(T)),
    ];
    let body = encode_request(&hello(true), &[offer(organiser.0, &event, Part::Organiser, &puts, 1)]);
    hub.exchange(caller(organiser), &body, T).unwrap();

    let sign_up_of = |member: RecordId| Header::new(Kind::SignUp, event.id(), Some(member), sign_up::GROUP);
    // A desk signs people up, ten in a request.
    let desk = join(&["desk"]);
    let requests: Vec<_> = people
        .chunks(10)
        .enumerate()
        .map(|(number, ten)| {
            let offers: Vec<_> = ten
                .iter()
                .zip(0..)
                .map(|((_, member), at)| {
                    let puts = [
                        text("ask/0a/is", "in"),
                        ("ask/0a/at".to_owned(), Scalar::from(T)),
                        text("name", "张三"),
                        text("employer", "城东机械厂"),
                    ];
                    let intent = (number * 10 + at + 2) as u64;
                    offer(desk.0, &sign_up_of(*member), Part::Proxy, &puts, intent)
                })
                .collect();
            encode_request(&hello(true), &offers)
        })
        .collect();
    let (began, cpu) = (Instant::now(), cpu());
    for body in &requests {
        let answer = hub.exchange(caller(desk), body, T + 1).unwrap();
        let Some(Frame::Fates(fates)) = decode_frames(&answer).unwrap().into_iter().nth(1) else { panic!("no fates") };
        assert!(fates.iter().all(|fate| matches!(fate.answer, zhijia_sync::wire::Answer::Accepted { .. })));
    }
    println!(
        "2,000 sign-ups in 200 requests: {:.0} ms, {:.0} ms of processor",
        began.elapsed().as_secs_f64() * 1e3,
        (self::cpu() - cpu) * 1e3
    );

    // Alone, each with news.
    let more = Header::new(Kind::Event, union, None, *b"more");
    let body = encode_request(&hello(true), &[offer(organiser.0, &more, Part::Organiser, &puts, 2)]);
    hub.exchange(caller(organiser), &body, T).unwrap();
    let bodies: Vec<_> = people
        .iter()
        .map(|(device, member)| {
            let header = Header::new(Kind::SignUp, more.id(), Some(*member), sign_up::GROUP);
            let puts = [text("ask/0a/is", "in"), ("ask/0a/at".to_owned(), Scalar::from(T)), text("name", "张三")];
            encode_request(&hello(false), &[offer(*device, &header, Part::Member, &puts, 7)])
        })
        .collect();
    let (began, cpu) = (Instant::now(), self::cpu());
    for (person, body) in people.iter().zip(&bodies) {
        hub.exchange(caller(*person), body, T + 2).unwrap();
    }
    println!(
        "2,000 sign-ups in 2,000 requests with a cold start each: {:.0} ms, {:.0} ms of processor",
        began.elapsed().as_secs_f64() * 1e3,
        (self::cpu() - cpu) * 1e3
    );

    let house = Header::new(Kind::House, union, None, *b"house");
    let mut offers = vec![offer(organiser.0, &house, Part::Keeper, &[text("name", "书屋")], 3)];
    for n in 0..4_000_u64 {
        let title = Header::new(Kind::Title, house.id(), None, n.to_be_bytes());
        let puts = [text("title", &format!("书名{n}")), text("author", "作者"), text("clc", "I247.5")];
        offers.push(offer(organiser.0, &title, Part::Keeper, &puts, 10_000 + n));
    }
    let body = encode_request(&hello(true), &offers);
    let began = Instant::now();
    hub.exchange(caller(organiser), &body, T + 3).unwrap();
    println!("4,000 titles catalogued: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    for (what, who, follow) in [("a keeper", organiser, Vec::new()), ("a reader", people[0], vec![house.id()])] {
        let body = encode_request(&Hello { follow, ..hello(false) }, &[]);
        let (began, cpu) = (Instant::now(), self::cpu());
        let answer = hub.exchange(caller(who), &body, T + 4).unwrap();
        let packed = zhijia_sync::frame::compress(&answer).unwrap();
        println!(
            "a cold start of {what}: {:.0} ms, {:.0} ms of processor, {} KB, {} KB packed",
            began.elapsed().as_secs_f64() * 1e3,
            (self::cpu() - cpu) * 1e3,
            answer.len() / 1024,
            packed.len() / 1024
        );
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

/// Seconds of processor that this process has used.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
}
