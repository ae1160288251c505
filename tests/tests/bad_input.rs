//! What goes wrong around a phone, through the whole way: the app's facade, the encrypted store, HTTP, a real hub's
//! process. Each cause has its own code, its own sentence in both languages and its own way out; nothing is lost or
//! half done; and once the cause is gone, the same action works.
//!
//! A disk without room stands in `full_disk.rs`; the same causes at the store alone in `core/store/src/tests.rs` and
//! `core/store/tests/durability.rs`; commands, settings and files of the hub in `sync-server/tests/hub/commands.rs` and
//! `mistakes.rs`; the demo's options in `mobile-demo/phones/tests/flags.rs`; rows of a catalogue in
//! `core/model/tests/catalogue_csv.rs`; hostile messages in `sync-server/tests/core/hostile.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use zhijia_client::events::EventPhase;
use zhijia_client::roster::RosterGroup;
use zhijia_client::{Client, Clock, Options, Tone};
use zhijia_tests::process::PhoneProcess;
use zhijia_tests::scene::{DAY, KEY, NOWHERE, Scene, now, open, options, says, says_unreachable, seen};

/// The files of a folder with their contents.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries.map(|one| (one.file_name().into_string().unwrap(), std::fs::read(one.path()).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_hub_a_phone_works_on_and_a_join_can_be_done_again() {
    let mut scene = Scene::new().await;
    let code = scene.hub.invite(&[]);
    scene.hub_ends();

    let late = open(&scene.dir.path().join("late"), &scene.url());
    says(
        &late.join(&code, "赵六", None).await.unwrap_err(),
        "join-needs-hub",
        ["要联网", "cannot be reached"],
        ["再登记一次", "join again"],
    );
    let nothing = late.join(" ", "赵六", None).await.unwrap_err();
    assert_eq!((nothing.code.as_str(), nothing.field.as_deref()), ("empty-field", Some("code")));
    assert_eq!(late.member().unwrap(), None);
    assert_eq!(late.status().unwrap().to_send, 0);
    says(
        &late.sign_up(scene.event).unwrap_err(),
        "not-joined",
        ["还没有登记", "has not joined"],
        ["邀请码", "invitation code"],
    );

    scene.member.sign_up(scene.event).unwrap();
    let before = seen(&scene.member);
    says_unreachable(&scene.member.sync().await.unwrap_err());
    assert_eq!(scene.member.status().unwrap().to_send, 1);
    assert_eq!(scene.member.sign_ups().unwrap()[0].state.tone, Tone::Recorded, "no connection, so nothing was sent");
    scene.member.withdraw(scene.event).unwrap();
    scene.member.sign_up(scene.event).unwrap();
    assert_ne!(seen(&scene.member), before);

    scene.hub_starts();
    late.join(&code, "赵六", None).await.unwrap();
    scene.member.sync().await.unwrap();
    assert_eq!(scene.member.status().unwrap().to_send, 0);
    assert_eq!(scene.roster().await, [(RosterGroup::Seated, "李四".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_a_second_program_and_a_newer_database_leave_every_byte_alone() {
    let scene = Scene::new().await;
    let dir = scene.dir.path().join("member");
    scene.member.set_online(false);
    scene.member.sign_up(scene.event).unwrap();
    let before = seen(&scene.member);
    drop(scene.member);
    let kept = files(&dir);

    let wrong = Client::open(Options { key: [6; 32], ..options(&dir, NOWHERE) }).unwrap_err();
    says(&wrong, "wrong-key", ["密钥打不开", "key does not open"], ["数据没有动过", "data are untouched"]);
    assert_eq!(wrong.field.as_deref(), Some("key"));
    assert_eq!(files(&dir), kept);

    // Another process has the phone's folder.
    let mut other = PhoneProcess::open(&dir, NOWHERE);
    assert_eq!(other.ask("hello"), "ok ?", "it is open");
    let locked = Client::open(options(&dir, NOWHERE)).unwrap_err();
    says(&locked, "database-locked", ["另一个程序", "another program"], ["关掉另一个", "Close the other"]);
    drop(other);
    assert_eq!(seen(&open(&dir, NOWHERE)), before);

    set_version(&dir.join("main.db"), |version| version + 1);
    let newer = files(&dir);
    let refused = Client::open(options(&dir, NOWHERE)).unwrap_err();
    says(&refused, "newer-database", ["更新版本的应用", "a newer version"], ["升级应用", "Update the app"]);
    assert_eq!(files(&dir), newer);

    // The newer app is there: the version fits again.
    set_version(&dir.join("main.db"), |version| version - 1);
    let member = open(&dir, &scene.serving.as_ref().unwrap().url);
    assert_eq!(seen(&member), before);
    member.sync().await.unwrap();
    assert_eq!(member.sign_ups().unwrap()[0].state.place, Some(1));
}

fn set_version(file: &Path, change: impl Fn(u32) -> u32) {
    let connection = zhijia_tests::sealed::open(file, &KEY);
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    connection.pragma_update(None, "user_version", change(version)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_invitation_changes_nothing_and_a_new_one_works() {
    let mut scene = Scene::new().await;
    let code = scene.hub.invite(&[]);
    // A day after its last day.
    scene.hub_ends();
    let ledger = rusqlite::Connection::open(scene.hub.data.join("hub.db")).unwrap();
    ledger.execute("UPDATE invitation SET expires_ms = ?1 WHERE used_ms IS NULL", [now() - DAY]).unwrap();
    drop(ledger);
    scene.hub_starts();

    // The phone's own clock has no say.
    let slow: Clock = Arc::new(|| now() - 30 * DAY);
    let dir = scene.dir.path().join("late");
    let late = Client::open(Options { clock: Some(slow), ..options(&dir, &scene.url()) }).unwrap();
    let expired = late.join(&code, "赵六", None).await.unwrap_err();
    says(
        &expired,
        "invitation-expired",
        ["邀请码已过期", "Invitation expired"],
        ["向工会索取新的邀请码", "Ask the union for a new one"],
    );
    assert_eq!(late.member().unwrap(), None);
    assert_eq!(late.status().unwrap().to_send, 0);
    late.join(&scene.hub.invite(&[]), "赵六", None).await.unwrap();
    late.sync().await.unwrap();
    assert_eq!(late.events().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_a_day_off_is_told_and_decides_nothing() {
    let scene = Scene::new().await;
    for (wrong, way, place) in
        [(DAY, ["快了约 24 小时", "24 hours ahead"], 1), (-DAY, ["慢了约 24 小时", "24 hours behind"], 2)]
    {
        let device = Arc::new(AtomicI64::new(wrong));
        let read = Arc::clone(&device);
        let clock: Clock = Arc::new(move || now() + read.load(Ordering::Acquire));
        let dir = scene.dir.path().join(format!("wrong-{place}"));
        let phone =
            || Client::open(Options { clock: Some(Arc::clone(&clock)), ..options(&dir, &scene.url()) }).unwrap();
        let member = phone();
        member.join(&scene.hub.invite(&[]), "赵六", None).await.unwrap();
        member.sync().await.unwrap();
        let told = member.status().unwrap().clock.expect("the person is told");
        says(&told, "clock-off", way, ["自动设置时间", "automatic"]);

        // Also after a restart and without a network: by the phone's own clock sign-up would be closed, or not open.
        drop(member);
        let member = phone();
        member.set_online(false);
        assert!(member.status().unwrap().clock.is_some());
        assert_eq!(member.events().unwrap()[0].phase, EventPhase::Open);
        assert_eq!(member.preview_sign_up(scene.event).unwrap().tone, Tone::Preview);
        let (from, id, to) = (now(), member.sign_up(scene.event).unwrap(), now());
        let written = member.history(id).unwrap();
        assert!(written.iter().all(|entry| (from - 1000..=to + 1000).contains(&entry.at_ms)), "{written:?}");
        member.set_online(true);
        member.sync().await.unwrap();
        assert_eq!(member.sign_ups().unwrap()[0].state.place, Some(place));
        assert_eq!(member.sign_ups().unwrap()[0].state.tone, Tone::Decided);
        scene.organiser.sync().await.unwrap();
        let roster = scene.organiser.roster(scene.event).unwrap();
        let line = roster.iter().find(|line| line.id == id.to_string()).unwrap();
        assert!((from - 1000..=to + 1000).contains(&line.at_ms), "{line:?}");

        // Set right, the word goes away with the next exchange.
        device.store(0, Ordering::Release);
        member.sync().await.unwrap();
        assert_eq!(member.status().unwrap().clock, None);
    }
}
