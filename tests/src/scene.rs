//! A small scene for what goes wrong around a phone: a real hub's process, an organiser with an event of two places,
//! and a member who has it on the phone. And how an error is read: it must be its own.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;
use zhijia_client::organise::EventDraft;
use zhijia_client::roster::RosterGroup;
use zhijia_client::{Client, Error, Options, RecordId};

use crate::process::{Disk, Hub, Serving};

/// The key of every phone here.
pub const KEY: [u8; 32] = [5; 32];
/// Where no hub is.
pub const NOWHERE: &str = "http://127.0.0.1:9";
pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

/// The time by this computer's clock, which is the hub's.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

pub fn options(dir: &Path, hub: &str) -> Options {
    Options { dir: dir.into(), key: KEY, hub: hub.to_owned(), ca: None, clock: None }
}

pub fn open(dir: &Path, hub: &str) -> Client {
    Client::open(options(dir, hub)).unwrap()
}

/// What an error says must be its own: the code, a piece of its sentence in both languages, a piece of its way out.
/// The error is one of the facade's, or what another process printed of one.
pub fn says(error: &impl serde::Serialize, code: &str, sentence: [&str; 2], way_out: [&str; 2]) {
    let error = serde_json::to_value(error).unwrap();
    assert_eq!(error["code"], code, "{error}");
    let pieces = [("zh", sentence[0]), ("en", sentence[1]), ("next_zh", way_out[0]), ("next_en", way_out[1])];
    for (field, piece) in pieces {
        assert!(error[field].as_str().unwrap().contains(piece), "{field}: {error}");
    }
}

pub fn says_unreachable(error: &Error) {
    says(error, "hub-unreachable", ["现在连不上服务器", "cannot be reached"], ["自动送出", "sent by itself"]);
}

/// A hub with an event of two places, an organiser and a member who has it on the phone.
pub struct Scene {
    pub dir: TempDir,
    pub hub: Hub,
    pub serving: Option<Serving>,
    pub address: String,
    pub organiser: Client,
    pub member: Client,
    pub event: RecordId,
}

impl Scene {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = Hub::init(&dir.path().join("hub"));
        let serving = hub.serve("127.0.0.1:0");
        let organiser = open(&dir.path().join("organiser"), &serving.url);
        organiser.join(&hub.invite(&["organiser"]), "王芳", None).await.unwrap();
        organiser.sync().await.unwrap();
        let draft = EventDraft {
            title: "篮球决赛".to_owned(),
            place: "职工文体中心".to_owned(),
            starts_ms: Some(now() + 2 * DAY),
            capacity: Some(2),
            opens_ms: Some(now() - 12 * HOUR),
            closes_ms: Some(now() + 12 * HOUR),
            ..EventDraft::default()
        };
        let event = organiser.create_event(hub.union.parse().unwrap(), &draft, true).unwrap();
        organiser.sync().await.unwrap();
        let member = open(&dir.path().join("member"), &serving.url);
        member.join(&hub.invite(&[]), "李四", None).await.unwrap();
        member.sync().await.unwrap();
        let address = serving.address();
        Self { dir, hub, serving: Some(serving), address, organiser, member, event }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn hub_ends(&mut self) {
        self.serving.take().unwrap().stop();
    }

    pub fn hub_starts(&mut self) {
        self.hub_starts_on(None);
    }

    pub fn hub_starts_on(&mut self, disk: Option<&Disk>) {
        self.serving = Some(self.hub.serve_with(&self.address, &[], disk));
    }

    /// The roster as the organiser sees it after a sync: group and name.
    pub async fn roster(&self) -> Vec<(RosterGroup, String)> {
        self.organiser.sync().await.unwrap();
        self.organiser.roster(self.event).unwrap().into_iter().map(|line| (line.group, line.name)).collect()
    }
}

/// All that a person sees on a phone, and what is still to be sent.
pub fn seen(phone: &Client) -> String {
    let status = phone.status().unwrap();
    format!(
        "{:?} {:?} {:?} {} {}",
        phone.events().unwrap(),
        phone.sign_ups().unwrap(),
        phone.not_sent().unwrap(),
        status.to_send,
        status.not_sent
    )
}
