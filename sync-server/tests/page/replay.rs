//! The story of the page, and its requests played against a hub that is made anew.

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use ring::signature::Ed25519KeyPair;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use zhijia_hub::access::Lifetimes;
use zhijia_hub::assemble::Opened;
use zhijia_hub::clock::Clock;
use zhijia_hub::data_dir::DataDir;
use zhijia_hub::db;
use zhijia_hub::exchange::Caller;
use zhijia_hub::http::serve::{self, Options};
use zhijia_hub::http::{AppState, Limits, router};
use zhijia_hub::hub::server::Ledgered;
use zhijia_hub::identity::members::Founding;
use zhijia_hub::identity::sqlite::FirstStart;
use zhijia_hub::identity::{Appointment, Identities, Invitation, Joining};
use zhijia_hub::key::HubKey;
use zhijia_model::kinds::sign_up;
use zhijia_model::{Actor, DeviceId, Header, IntentId, Kind, Part, PartChanges, RecordId, Scalar};
use zhijia_sync::frame::{compress, decompress};
use zhijia_sync::session::code::InvitationCode;
use zhijia_sync::session::{
    self, JoinAnswer, JoinRequest, SessionAnswer, SessionRequest, from_bytes, public_key, to_bytes,
};
use zhijia_sync::wire::{
    Cursor, CursorSet, Entitlements, Frame, Hello, Offer, decode_frames, decode_request, encode_request,
};

use crate::annotate::{Shape, block};
use crate::shapes;

/// 2026-06-01, 08:00 in China.
const EIGHT: i64 = 1_780_272_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A hub of the page: its key file holds `01` × 32 and `4b` × 32, its ledger's epoch is `e0` × 16.
struct Served {
    opened: Opened,
    url: String,
    now: Arc<AtomicI64>,
    union: RecordId,
    event: RecordId,
    _dir: TempDir,
}

impl Served {
    async fn start() -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let dir = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(EIGHT - DAY));
        let read = Arc::clone(&now);
        let clock = Clock::new(move || read.load(Ordering::SeqCst));
        let path = dir.path().join("data");
        let data = DataDir::create(&path).unwrap();
        write_key(&data.key());
        let connection = db::create(&data.database()).unwrap();
        let key = HubKey::read(&data.key()).unwrap();
        let core = Ledgered::default();
        let opened = Opened::start(data, connection, key, &core, clock.clone(), Lifetimes::default()).unwrap();
        let start = FirstStart {
            founding: Founding { union_name: "城东区总工会".into(), now_ms: EIGHT - DAY },
            epoch: [0xE0; 16],
            code: InvitationCode::from_random([0xAD; 16]),
            admin_name: "张三".into(),
            expires_ms: EIGHT + DAY,
        };
        let founded = opened.identities.found(start).await.unwrap();
        opened.close().await.unwrap();
        let union = RecordId(founded.union);
        let opened = Opened::open(DataDir::open(&path).unwrap(), &Ledgered::default(), clock, Lifetimes::default());
        let opened = opened.unwrap();
        let hub = AppState::new(opened.parts(Limits::default(), CancellationToken::new()));
        let hub = Arc::new(hub.await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve::run(listener, None, router(hub), Options::default(), CancellationToken::new()));
        let mut served = Self { opened, url, now, union, event: RecordId::CITY, _dir: dir };
        served.event = served.an_event().await;
        served.invite(page_code(), "王小明", &[]).await;
        served
    }

    async fn invite(&self, code: InvitationCode, name: &str, roles: &[&str]) {
        let roles = roles.iter().map(|role| Appointment { role: (*role).to_owned(), space: self.union.0 }).collect();
        let (created_ms, expires_ms) = (EIGHT - DAY, EIGHT + DAY);
        let name = Some(name.to_owned());
        let invitation = Invitation { union: self.union.0, name, roles, member: None, created_ms, expires_ms };
        self.opened.identities.invite(code, invitation).await.unwrap();
    }

    /// An organiser has published an event the day before.
    async fn an_event(&self) -> RecordId {
        let code = InvitationCode::from_random([0x0E; 16]);
        self.invite(code, "王芳", &["organiser"]).await;
        let joining = Joining { code, device_key: [9; 32], now_ms: EIGHT - DAY };
        let joined = self.opened.identities.join(joining).await.unwrap();
        let event = Header::new(Kind::Event, self.union, None, [3; 16]);
        let puts: [(&str, Scalar); 7] = [
            ("title", "职工气排球赛".into()),
            ("place", "职工文体中心".into()),
            ("capacity", 40_i64.into()),
            ("opens", (EIGHT - DAY).into()),
            ("closes", (EIGHT + DAY).into()),
            ("starts", (EIGHT + 2 * DAY).into()),
            ("published", (EIGHT - DAY).into()),
        ];
        let puts = puts.map(|(key, value)| (key.to_owned(), value));
        let actor = Actor::new(DeviceId(joined.device), [9; 8]);
        let change = PartChanges::default().write(&actor, EIGHT - DAY, &puts).unwrap().unwrap();
        let part = Part::Organiser.number();
        let offer = Offer { record: event.id(), header: Some(event.bytes()), part, intent: IntentId([9; 16]), change };
        let body = encode_request(&first_hello(), &[offer]);
        let caller = Caller { device: joined.device, member: joined.member };
        self.opened.core.exchange.sync(caller, Bytes::from(body)).await.unwrap();
        event.id()
    }

    fn at(&self, ms: i64) {
        self.now.store(ms, Ordering::SeqCst);
    }

    async fn get(&self, path: &str) -> Vec<u8> {
        reqwest::get(format!("{}{path}", self.url)).await.unwrap().bytes().await.unwrap().to_vec()
    }

    async fn post(&self, path: &str, kind: &str, token: Option<&str>, body: &[u8]) -> Vec<u8> {
        let mut request = reqwest::Client::new().post(format!("{}{path}", self.url)).header("Content-Type", kind);
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}")).header("Content-Encoding", "zstd");
        }
        let body = if token.is_some() { compress(body).unwrap() } else { body.to_vec() };
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status();
        let bytes = answer.bytes().await.unwrap().to_vec();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
        if token.is_some() { decompress(&bytes, 1 << 24).unwrap() } else { bytes }
    }

    async fn message(&self, path: &str, body: &[u8]) -> Vec<u8> {
        self.post(path, "application/cbor", None, body).await
    }

    async fn sync(&self, token: &str, body: &[u8]) -> Vec<u8> {
        self.post("/v1/sync", "application/cbor-seq", Some(token), body).await
    }

    /// What the hub says of itself, with the random bytes that the page has.
    fn hello(&self, random: u8) -> Vec<u8> {
        let now_ms = self.now.load(Ordering::SeqCst);
        let nonce = self.opened.ground.access.nonce_of([random; 16], now_ms);
        let hub_key = *self.opened.ground.key.public();
        to_bytes(&session::SessionHello { protocol: session::PROTOCOL, epoch: [0xE0; 16], hub_key, nonce, now_ms })
    }
}

fn write_key(path: &Path) {
    use std::io::Write as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
    let secret = [[0x01_u8; 32], [0x4B; 32]].concat();
    writeln!(file, "zhijia-hub-key 1\n{}", HEXLOWER.encode(&secret)).unwrap();
}

fn page_code() -> InvitationCode {
    InvitationCode::from_random(*b"0123456789abcdef")
}

/// The member's device.
fn device() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

fn first_hello() -> Hello {
    Hello {
        protocol: 1,
        outbox_empty: true,
        offers_only: false,
        entitlements: Vec::new(),
        follow: Vec::new(),
        cursors: None,
        reset: Vec::new(),
    }
}

/// A block of the page: its name, its bytes, its shape.
type Block = (&'static str, Vec<u8>, Shape, Shape);

/// The story: what the phone sends follows from what the hub has answered.
async fn story() -> Vec<Block> {
    let hub = Served::start().await;
    let keys = device();
    let mut blocks: Vec<Block> = Vec::new();
    let mut add = |name, bytes: &[u8], first: Shape, others: Shape| blocks.push((name, bytes.to_vec(), first, others));
    let one = |shape: fn() -> Shape| (shape(), shape());

    hub.at(EIGHT);
    let hello_bytes = hub.hello(0x90);
    let hello: session::SessionHello = from_bytes(&hello_bytes).unwrap();
    let (shape, same) = one(shapes::session_hello);
    add("exchange-hello", &hello_bytes, shape, same);
    let join = JoinRequest::signed(&keys, &hello.hub_key, &hello.nonce, &page_code().to_string()).unwrap();
    let (shape, same) = one(shapes::join_request);
    add("exchange-join", &to_bytes(&join), shape, same);
    let answer = hub.message("/v1/join", &to_bytes(&join)).await;
    let joined: JoinAnswer = from_bytes(&answer).unwrap();
    let (shape, same) = one(shapes::join_answer);
    add("exchange-join-answer", &answer, shape, same);

    let body = encode_request(&first_hello(), &[]);
    add("exchange-first-request", &body, shapes::hello(), shapes::offer());
    let answer = hub.sync(&joined.token, &body).await;
    add("exchange-first-answer", &answer, shapes::frame(), shapes::frame());
    let (entitlements, cursors) = taken(&decode_frames(&answer).unwrap());

    hub.at(EIGHT + HOUR);
    let hello: session::SessionHello = from_bytes(&hub.hello(0x91)).unwrap();
    let request = SessionRequest::signed(&keys, &hello.hub_key, &hello.nonce).unwrap();
    let (shape, same) = one(shapes::session_request);
    add("exchange-session", &to_bytes(&request), shape, same);
    let answer = hub.message("/v1/session", &to_bytes(&request)).await;
    let session: SessionAnswer = from_bytes(&answer).unwrap();
    let (shape, same) = one(shapes::session_answer);
    add("exchange-session-answer", &answer, shape, same);

    // Offline, a quarter of an hour ago.
    let member = Header::from_bytes(&joined.member_header).unwrap().id();
    let header = Header::new(Kind::SignUp, hub.event, Some(member), sign_up::GROUP);
    let intent = IntentId([0x1D; 16]);
    let claimed = EIGHT + HOUR - HOUR / 4;
    let puts = [
        (format!("ask/{intent}/is"), Scalar::from("in")),
        (format!("ask/{intent}/at"), claimed.into()),
        ("name".to_owned(), "王小明".into()),
    ];
    let actor = Actor::new(DeviceId(session::device_id(&public_key(&keys))), [0x6E; 8]);
    let change = PartChanges::default().write(&actor, claimed, &puts).unwrap().unwrap();
    let part = Part::Member.number();
    let offer = Offer { record: header.id(), header: Some(header.bytes()), part, intent, change };
    let hello = Hello { entitlements: entitlements.hash, cursors: Some(cursors), ..first_hello() };
    let body = encode_request(&hello, &[offer]);
    add("exchange-request", &body, shapes::hello(), shapes::offer());
    let answer = hub.sync(&session.token, &body).await;
    add("exchange-answer", &answer, shapes::frame(), shapes::frame());
    blocks
}

/// What a phone keeps of its first answer: the entitlements, and all cursors with the last MAC.
fn taken(frames: &[Frame]) -> (Entitlements, CursorSet) {
    let Frame::Welcome(welcome) = &frames[0] else { panic!("welcome is first") };
    let mut cursors: Vec<Cursor> = Vec::new();
    let mut mac = [0; 16];
    for frame in frames {
        if let Frame::Page(page) = frame {
            cursors.retain(|cursor| cursor.scope != page.scope);
            cursors.push(Cursor { scope: page.scope, seq: page.to });
            mac = page.mac;
        }
    }
    cursors.sort_unstable();
    (welcome.entitlements.clone().unwrap(), CursorSet { epoch: welcome.epoch, cursors, mac })
}

fn page_path() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md")
}

/// A block of the page, and where it stands.
fn find(page: &str, name: &str) -> (usize, usize) {
    let fence = format!("```hex {name}\n");
    let from = page.find(&fence).unwrap_or_else(|| panic!("docs/protocol.md has no block {name}")) + fence.len();
    (from, from + page[from..].find("```").unwrap())
}

fn bytes_of(page: &str, name: &str) -> Vec<u8> {
    let (from, to) = find(page, name);
    let digits = page[from..to].lines().flat_map(|line| line.split('#').next().unwrap().split_whitespace());
    HEXLOWER.decode(digits.collect::<String>().as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_the_hub_answers() {
    let mut page = std::fs::read_to_string(page_path()).unwrap();
    let write = std::env::var_os("ZHIJIA_WRITE_PROTOCOL").is_some();
    for (name, bytes, first, others) in story().await {
        let text = block(&bytes, &first, &others);
        let (from, to) = find(&page, name);
        if write {
            page.replace_range(from..to, &text);
        } else {
            assert_eq!(HEXLOWER.encode(&bytes_of(&page, name)), HEXLOWER.encode(&bytes), "the bytes of {name}");
            assert_eq!(page[from..to], text, "the words of {name}");
        }
    }
    if write {
        std::fs::write(page_path(), page).unwrap();
    }
}

/// A second client has the page alone: its requests, as they stand there, bring its answers.
#[tokio::test(flavor = "multi_thread")]
async fn the_requests_of_the_page_bring_its_answers() {
    let page = std::fs::read_to_string(page_path()).unwrap();
    let read = |name| bytes_of(&page, name);
    let hub = Served::start().await;
    hub.at(EIGHT);
    let mut hello: session::SessionHello = from_bytes(&hub.get("/v1/hello").await).unwrap();
    let shown: session::SessionHello = from_bytes(&read("exchange-hello")).unwrap();
    // The hub draws new random bytes each time, and knows those of the page for its own.
    assert_eq!((hello.nonce.len(), &hello.nonce[..8]), (shown.nonce.len(), &shown.nonce[..8]));
    hello.nonce.clone_from(&shown.nonce);
    assert_eq!(hello, shown);
    assert_eq!(hub.message("/v1/join", &read("exchange-join")).await, read("exchange-join-answer"));
    let joined: JoinAnswer = from_bytes(&read("exchange-join-answer")).unwrap();
    assert_eq!(hub.sync(&joined.token, &read("exchange-first-request")).await, read("exchange-first-answer"));
    hub.at(EIGHT + HOUR);
    assert_eq!(hub.message("/v1/session", &read("exchange-session")).await, read("exchange-session-answer"));
    let session: SessionAnswer = from_bytes(&read("exchange-session-answer")).unwrap();
    assert_eq!(hub.sync(&session.token, &read("exchange-request")).await, read("exchange-answer"));
    // The same request once more: the same fates, and the pages again, because the cursors are the same.
    assert_eq!(hub.sync(&session.token, &read("exchange-request")).await, read("exchange-answer"));

    let (_, offers) = decode_request(&read("exchange-request")).unwrap();
    let Frame::Fates(fates) = &decode_frames(&read("exchange-answer")).unwrap()[1] else { panic!("fates are second") };
    assert_eq!(fates[0].change, zhijia_model::Decoded::read(&offers[0].change).unwrap().hash);
    for (what, id) in [("union", hub.union), ("event", hub.event), ("sign-up", offers[0].record)] {
        assert!(page.contains(&format!("| {what} | `{id}` |")), "the page's table says otherwise of {what}: {id}");
    }
    let member = Header::from_bytes(&joined.member_header).unwrap().id();
    assert!(
        page.contains(&format!("| member | `{member}` |")),
        "the page's table says otherwise of the member: {member}"
    );
}
