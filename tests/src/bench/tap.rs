//! From a tap on one phone to the roster on another: both with their stores, their drivers and their live streams.

use std::time::{Duration, Instant};

use zhijia_client::organise::EventDraft;
use zhijia_client::roster::RosterItem;
use zhijia_client::{Client, RecordId, Watch};

use super::catalogue::open;
use super::phone::Phone;
use super::{ANY, Figure, Ground, now, percentile, runtime};
use crate::process::Hub;

const EVENTS: i64 = 40;
/// Rounds before the times count.
const WARM: usize = 5;
const HOUR: i64 = 3_600_000;

pub(crate) fn measure(ground: &Ground) -> Vec<Figure> {
    let runtime = runtime(2);
    let mut figures = [
        Figure::new("tap_to_roster_p50", "ms", ground.fsync_ms + 2.0),
        Figure::new("tap_to_roster_p99", "ms", ground.fsync_ms + 5.0),
    ];
    for _ in 0..ground.runs {
        let mut times = runtime.block_on(taps(ground));
        figures[0].add(percentile(&mut times, 50));
        figures[1].add(percentile(&mut times, 99));
    }
    figures.into()
}

/// The times of sign-ups from the tap to the roster, in milliseconds.
async fn taps(ground: &Ground) -> Vec<f64> {
    let place = ground.place();
    let hub = Hub::init(&place.path().join("hub"));
    let serving = hub.serve(ANY);
    let organiser = open(&serving, &place.path().join("organiser"));
    let code = hub.invite(&["organiser"]);
    organiser.join(&code, "赵敏", None).await.expect("an organiser");
    organiser.sync().await.expect("roles");
    let mut events = Vec::new();
    for n in 0..EVENTS {
        let draft = EventDraft {
            title: format!("职工羽毛球赛第{n}场"),
            place: "工人体育馆".to_owned(),
            starts_ms: Some(now() + 48 * HOUR),
            opens_ms: Some(now() - HOUR),
            closes_ms: Some(now() + 24 * HOUR),
            capacity: Some(80),
            ..EventDraft::default()
        };
        events.push(organiser.create_event(Phone::id(&hub.union), &draft, true).expect("an event"));
    }
    organiser.sync().await.expect("events go out");
    let member = open(&serving, &place.path().join("member"));
    member.join(&hub.invite(&[]), "李四", None).await.expect("a member");
    member.sync().await.expect("events come");
    organiser.start();
    member.start();
    // Until both streams stand.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut times = Vec::new();
    // In, out and in again: each time in is a sign-up, and the organiser looks at this event's roster.
    for round in 0..6 {
        for event in &events {
            let mut roster = organiser.watch_roster(*event);
            roster.next().await.expect("a roster").expect("a roster");
            // A person does not tap again within the time of a commit.
            tokio::time::sleep(Duration::from_millis(5)).await;
            let start = Instant::now();
            tap(&member, *event, round % 2 == 0);
            until(&mut roster, round % 2 == 0).await;
            if round % 2 == 0 {
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    organiser.close();
    member.close();
    times.split_off(WARM)
}

fn tap(member: &Client, event: RecordId, wants_in: bool) {
    let done = if wants_in { member.sign_up(event) } else { member.withdraw(event) };
    done.expect("a tap");
}

/// Waits until the roster's only line stands where it is expected: who has a place before who waits, who left behind.
async fn until(roster: &mut Watch<RosterItem>, seated: bool) {
    let shows = |item: &RosterItem| if seated { item.order < 1 << 32 } else { item.order >= 1 << 33 };
    loop {
        let news = tokio::time::timeout(Duration::from_secs(10), roster.next()).await;
        news.expect("the sign-up comes").expect("the phone is open").expect("a roster");
        if roster.rows().iter().any(shows) {
            return;
        }
    }
}
