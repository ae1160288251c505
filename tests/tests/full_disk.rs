//! A disk without room, the phone's and the hub's: who met it says whose it is and what to do, keeps all that was
//! acknowledged and nothing half done, and settles when there is room.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests"
)]

use serde_json::Value;
use zhijia_client::Tone;
use zhijia_client::roster::RosterGroup;
use zhijia_tests::process::{Disk, PhoneProcess, hub_command};
use zhijia_tests::scene::{Scene, open, says};

/// What a phone's process said no to.
fn no(answer: &str) -> Value {
    serde_json::from_str(answer.strip_prefix("no ").unwrap_or_else(|| panic!("{answer}"))).unwrap()
}

fn phone_is_full(error: &Value) {
    says(error, "disk-full", ["存储空间满了", "storage is full"], ["腾出一些空间", "Free some space"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_phone_says_so_and_keeps_what_was() {
    let scene = Scene::new().await;
    let disk = Disk::new(scene.dir.path());
    let dir = scene.dir.path().join("full");
    let phone = || PhoneProcess::open_on(&dir, &scene.url(), Some(&disk));
    let code = scene.hub.invite(&[]);
    let (join, sign_up) = (format!("join {code}"), format!("sign-up {}", scene.event));

    // Not even the folder's first files: nothing of them is there afterwards.
    disk.is_full(true);
    phone_is_full(&no(&phone().refused()));
    disk.is_full(false);
    let mut member = phone();
    let nobody = member.ask("seen");

    // Full at the moment of joining, whether at its first or at its last byte: the invitation is not lost with it.
    disk.is_full(true);
    phone_is_full(&no(&member.ask(&join)));
    assert_eq!(member.ask("seen"), nobody);
    disk.is_full(false);
    assert!(member.ask(&join).starts_with("ok "));
    assert_eq!(member.ask("sync"), "ok");

    let before = member.ask("seen");
    disk.is_full(true);
    phone_is_full(&no(&member.ask(&sign_up)));
    phone_is_full(&no(&member.ask("sync")));
    assert_eq!(member.ask("seen"), before, "lists can be read, and the sign-up is not half there");
    // A phone that is opened while it is full has lost nothing either.
    drop(member);
    let opened = PhoneProcess::open_on(&dir, &scene.url(), Some(&disk));
    phone_is_full(&no(&opened.refused()));
    disk.is_full(false);
    let mut member = phone();
    assert_eq!(member.ask("seen"), before);
    assert!(member.ask(&sign_up).starts_with("ok "));
    // Acknowledged, and then full: what is pending waits.
    let pending = member.ask("seen");
    disk.is_full(true);
    phone_is_full(&no(&member.ask("sync")));
    assert_eq!(member.ask("seen"), pending);
    disk.is_full(false);
    assert_eq!(member.ask("sync"), "ok");
    assert_eq!(scene.roster().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_hub_says_so_and_the_phone_settles_when_there_is_room() {
    let mut scene = Scene::new().await;
    let disk = Disk::new(scene.dir.path());
    let code = scene.hub.invite(&[]);
    scene.hub_ends();
    scene.hub_starts_on(Some(&disk));
    let full = |error: &zhijia_client::Trouble| {
        says(error, "hub-disk-full", ["服务器磁盘已满", "hub's disk is full"], ["保存在本机", "safe on your device"]);
    };

    disk.is_full(true);
    scene.member.sign_up(scene.event).unwrap();
    full(&scene.member.sync().await.unwrap_err());
    assert_eq!(scene.member.status().unwrap().to_send, 1);
    assert_eq!(scene.member.not_sent().unwrap(), []);
    assert_eq!(scene.member.sign_ups().unwrap()[0].state.tone, Tone::Sent);
    let late = open(&scene.dir.path().join("late"), &scene.url());
    full(&late.join(&code, "赵六", None).await.unwrap_err());
    assert_eq!(late.member().unwrap(), None);
    // Who only reads is served.
    assert_eq!(scene.roster().await, []);

    // In the background it is told in the status bar, and the phone goes on trying.
    scene.member.start();
    let mut told = scene.member.watch_status();
    let trouble = loop {
        told.next().await.unwrap().unwrap();
        if let Some(trouble) = scene.member.status().unwrap().trouble {
            break trouble;
        }
    };
    full(&trouble);

    disk.is_full(false);
    scene.member.poke();
    while scene.member.sign_ups().unwrap()[0].state.place != Some(1) || scene.member.status().unwrap().trouble.is_some()
    {
        told.next().await.unwrap().unwrap();
    }
    late.join(&code, "赵六", None).await.unwrap();
    assert_eq!(scene.roster().await, [(RosterGroup::Seated, "李四".to_owned())]);
}

#[test]
fn a_command_on_a_full_disk_says_so_and_leaves_nothing_half_done() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::new(dir.path());
    let data = dir.path().join("hub");
    let shown = data.to_str().unwrap();
    let init = ["init", "--data", shown, "--union-name", "城东区总工会", "--admin-name", "张三"];
    let full = |arguments: &[&str]| {
        let output = hub_command(arguments, &disk);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        for piece in ["error[disk-full]", "free some space and try again", "请清理后重试"] {
            assert!(said.contains(piece), "{said}");
        }
    };
    disk.is_full(true);
    full(&init);
    let left: Vec<_> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["hub.lock"]);
    disk.is_full(false);
    assert!(hub_command(&init, &disk).status.success());

    let invitations = || hub_command(&["invitations", "--data", shown, "--json"], &disk).stdout;
    let before = invitations();
    let listed: Value = serde_json::from_slice(&before).unwrap();
    let invite = ["invite", "--data", shown, "--union", listed[0]["union"].as_str().unwrap(), "--name", "李四"];
    disk.is_full(true);
    full(&invite);
    disk.is_full(false);
    assert_eq!(invitations(), before);
    assert!(hub_command(&invite, &disk).status.success());
    assert_ne!(invitations(), before);
}
