//! What a member is told, through the real hub: what became of a sign-up since it was last seen, and of a name that was
//! asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use zhijia_client::Client;
use zhijia_client::intents::events::SignUp;
use zhijia_client::organise::EventDraft;
use zhijia_tests::scene::{DAY, HOUR, Scene, now, open};

/// The lines of the only notice; none where there is nothing new. It is seen then.
async fn told(phone: &Client) -> Vec<String> {
    phone.sync().await.unwrap();
    let notices = phone.notices().unwrap();
    let Some(notice) = notices.first() else { return Vec::new() };
    phone.notice_seen(&notice.id).unwrap();
    assert!(phone.notices().unwrap().is_empty(), "what was seen is no news");
    notice.lines.iter().map(|line| line.text_zh.clone()).collect()
}

/// The organiser moves the event to another place and another day.
async fn moved(scene: &Scene) {
    let draft = EventDraft {
        title: "篮球决赛".to_owned(),
        place: "二号馆".to_owned(),
        starts_ms: Some(now() + 3 * DAY),
        capacity: Some(2),
        opens_ms: Some(now() - 12 * HOUR),
        closes_ms: Some(now() + 12 * HOUR),
        ..EventDraft::default()
    };
    scene.organiser.sync().await.unwrap();
    scene.organiser.edit_event(scene.event, &draft, true).unwrap();
    scene.organiser.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_told_what_became_of_a_sign_up_until_it_was_seen() {
    let scene = Scene::new().await;
    let mut others = Vec::new();
    for n in 0..2 {
        let other = open(&scene.dir.path().join(format!("other{n}")), &scene.url());
        other.join(&scene.hub.invite(&[]), "李四", None).await.unwrap();
        other.sync().await.unwrap();
        other.sign_up(scene.event).unwrap();
        other.sync().await.unwrap();
        others.push(other);
    }
    // By what this phone knows there are two places.
    let sign_up = scene.member.sign_up(scene.event).unwrap();
    assert!(scene.member.notices().unwrap().is_empty());
    assert_eq!(told(&scene.member).await, ["报名时看有名额,现在是候补"]);
    others[0].withdraw(scene.event).unwrap();
    others[0].sync().await.unwrap();
    assert_eq!(told(&scene.member).await, ["候补转正,您有名额了"]);
    moved(&scene).await;
    let lines = told(&scene.member).await;
    assert_eq!(lines[0], "地点改为:二号馆");
    assert!(lines[1].starts_with("时间改为:") && lines.len() == 2, "{lines:?}");
    scene.organiser.remove_sign_up(sign_up, "名额给外单位").unwrap();
    scene.organiser.sync().await.unwrap();
    scene.member.sync().await.unwrap();
    let why = scene.member.notices().unwrap()[0].lines[0].why_zh.clone().unwrap();
    assert!(why.starts_with("名额给外单位。") && why.contains("联系"), "{why}");
    assert_eq!(told(&scene.member).await, ["组织者已取消您的名额"]);
    scene.organiser.restore_sign_up(sign_up).unwrap();
    scene.organiser.sync().await.unwrap();
    assert_eq!(told(&scene.member).await, ["组织者恢复了您的报名"]);
    assert!(told(&scene.member).await.is_empty());
    // What was put right again before anybody looked is told too.
    scene.organiser.remove_sign_up(sign_up, "名额给外单位").unwrap();
    scene.organiser.restore_sign_up(sign_up).unwrap();
    scene.organiser.sync().await.unwrap();
    assert_eq!(told(&scene.member).await, ["组织者恢复了您的报名"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_a_sign_up_was_made_its_member_is_told_that_the_event_is_cancelled() {
    let scene = Scene::new().await;
    // By the intent itself, as apps that name intents do.
    scene.member.perform(SignUp { event: scene.event }).unwrap();
    scene.member.sync().await.unwrap();
    // By telephone: the other's phone has noted nothing.
    let other = open(&scene.dir.path().join("other"), &scene.url());
    other.join(&scene.hub.invite(&[]), "李四", None).await.unwrap();
    other.sync().await.unwrap();
    let desk = open(&scene.dir.path().join("desk"), &scene.url());
    desk.join(&scene.hub.invite(&["desk"]), "吴刚", None).await.unwrap();
    desk.sync().await.unwrap();
    desk.sign_up_for(scene.event, other.member().unwrap().unwrap()).unwrap();
    desk.sync().await.unwrap();
    for phone in [&scene.member, &other] {
        assert!(told(phone).await.is_empty());
    }
    moved(&scene).await;
    assert_eq!(told(&scene.member).await[0], "地点改为:二号馆");
    scene.organiser.cancel_event(scene.event, "老师生病").unwrap();
    scene.organiser.sync().await.unwrap();
    for phone in [&scene.member, &other] {
        phone.sync().await.unwrap();
        let line = phone.notices().unwrap()[0].lines[0].clone();
        assert_eq!((line.text_zh.as_str(), line.why_zh.unwrap().starts_with("老师生病。")), ("活动已取消", true));
        assert_eq!(told(phone).await, ["活动已取消"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_a_request_that_the_desk_sees_and_decides() {
    let scene = Scene::new().await;
    let desk = open(&scene.dir.path().join("desk"), &scene.url());
    desk.join(&scene.hub.invite(&["desk"]), "李四", None).await.unwrap();
    let member = scene.member.member().unwrap().unwrap();
    let profile = |phone: &Client| phone.profile().unwrap().unwrap();
    assert!(profile(&scene.member).can_edit_name);
    scene.member.edit_profile(Some("李小四"), None).unwrap();
    scene.member.sync().await.unwrap();
    let seen = profile(&scene.member);
    assert_eq!(seen.name, "李四");
    assert!(seen.state.text_zh.contains("等核定"), "{:?}", seen.state);
    assert!(scene.member.names_asked().unwrap().is_empty(), "only the desk decides");
    assert_eq!(&*scene.member.decide_name(member, true).unwrap_err().code, "no-authority");

    desk.sync().await.unwrap();
    // Others may have joined under another name than they were invited by: that is a request too.
    let asked = || desk.names_asked().unwrap().into_iter().find(|one| one.id == member.to_string());
    let waits = asked().unwrap();
    assert_eq!((waits.name.as_str(), waits.wanted.as_str(), waits.declined), ("李四", "李小四", false));
    desk.decide_name(member, false).unwrap();
    desk.sync().await.unwrap();
    scene.member.sync().await.unwrap();
    assert!(profile(&scene.member).state.text_zh.contains("没有采用"));
    // It can be taken all the same.
    assert!(asked().unwrap().declined);
    desk.decide_name(member, true).unwrap();
    desk.sync().await.unwrap();
    scene.member.sync().await.unwrap();
    assert_eq!(profile(&scene.member).name, "李小四");
    assert!(asked().is_none());
}
