//! kill −9 in the middle of the story: what a phone or the hub has acknowledged is there afterwards, once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

use zhijia_client::organise::EventDraft;
use zhijia_client::roster::RosterGroup;
use zhijia_client::{Client, Options, RecordId};
use zhijia_tests::process::{Hub, PhoneProcess};
use zhijia_tests::scene::{DAY, now};

fn client(dir: &Path, hub: &str) -> Client {
    Client::open(Options { dir: dir.into(), key: [5; 32], hub: hub.to_owned(), ca: None, clock: None }).unwrap()
}

/// An event with two places, open for sign-up at any time of the test.
fn event(organiser: &Client, union: &str) -> RecordId {
    let draft = EventDraft {
        title: "篮球决赛".to_owned(),
        place: "职工文体中心".to_owned(),
        starts_ms: Some(now() + 300 * DAY),
        capacity: Some(2),
        opens_ms: Some(now() - DAY),
        closes_ms: Some(now() + 200 * DAY),
        ..EventDraft::default()
    };
    organiser.create_event(union.parse().unwrap(), &draft, true).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_killed_after_its_answer_has_lost_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::init(&dir.path().join("hub"));
    let serving = hub.serve("127.0.0.1:0");
    let organiser = client(&dir.path().join("organiser"), &serving.url);
    organiser.join(&hub.invite(&["organiser"]), "王芳", None).await.unwrap();
    organiser.sync().await.unwrap();
    let event = event(&organiser, &hub.union);
    organiser.sync().await.unwrap();

    let phone_dir = dir.path().join("member");
    let code = hub.invite(&[]);
    let mut phone = PhoneProcess::open(&phone_dir, &serving.url);
    assert!(phone.ask(&format!("join {code}")).starts_with("ok "));
    assert_eq!(phone.ask("sync"), "ok");
    // The hub is away; every step is durable before it is answered, and the process dies right after.
    drop(serving);
    let mut wants_in = false;
    for round in 0..6 {
        wants_in = !wants_in;
        let command = if wants_in { "sign-up" } else { "withdraw" };
        assert!(phone.ask(&format!("{command} {event}")).starts_with("ok "), "round {round}");
        drop(phone);
        phone = PhoneProcess::open(&phone_dir, "http://127.0.0.1:9");
    }
    assert!(phone.ask(&format!("sign-up {event}")).starts_with("ok "));
    drop(phone);

    let serving = hub.serve("127.0.0.1:0");
    let mut phone = PhoneProcess::open(&phone_dir, &serving.url);
    assert_eq!(phone.ask("sync"), "ok");
    let organiser = {
        drop(organiser);
        client(&dir.path().join("organiser"), &serving.url)
    };
    organiser.sync().await.unwrap();
    let roster = organiser.roster(event).unwrap();
    assert_eq!(roster.len(), 1);
    assert_eq!((roster[0].group, roster[0].place), (RosterGroup::Seated, Some(1)));
    // Seven asks, each there once.
    let asks = organiser.history(roster[0].id.parse().unwrap()).unwrap();
    assert_eq!(asks.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::init(&dir.path().join("hub"));
    let mut serving = hub.serve("127.0.0.1:0");
    let (url, address) = (serving.url.clone(), serving.address());
    let organiser = client(&dir.path().join("organiser"), &url);
    organiser.join(&hub.invite(&["organiser"]), "王芳", None).await.unwrap();
    organiser.sync().await.unwrap();
    let event = event(&organiser, &hub.union);
    organiser.sync().await.unwrap();

    let mut members = Vec::new();
    for n in 0..8 {
        let member = client(&dir.path().join(format!("member-{n}")), &url);
        member.join(&hub.invite(&[]), "李四", None).await.unwrap();
        member.sync().await.unwrap();
        members.push(member);
    }
    let mut signed = BTreeSet::new();
    for (n, member) in members.iter().enumerate() {
        signed.insert(member.sign_up(event).unwrap().to_string());
        // The request is on its way when the hub dies; the phone learns of it only as a lost connection.
        let shared = member.clone();
        let exchange = tokio::spawn(async move { shared.sync().await });
        if n % 2 == 0 {
            tokio::task::yield_now().await;
        } else {
            // An answer that arrived is an acknowledgement.
            exchange.await.unwrap().unwrap();
        }
        drop(serving);
        serving = hub.serve(&address);
    }
    for member in &members {
        member.sync().await.unwrap();
        assert_eq!(member.status().unwrap().to_send, 0);
    }
    organiser.sync().await.unwrap();
    let roster = organiser.roster(event).unwrap();
    let found: BTreeSet<_> = roster.iter().map(|line| line.id.clone()).collect();
    assert_eq!(found, signed);
    let places: Vec<_> = roster.iter().map(|line| (line.group, line.place.unwrap())).collect();
    let wanted: Vec<_> = [1, 2]
        .map(|n| (RosterGroup::Seated, n))
        .into_iter()
        .chain((1..=6).map(|n| (RosterGroup::Waiting, n)))
        .collect();
    assert_eq!(places, wanted);
}
