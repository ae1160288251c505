//! A hub in this process on a port of its own, and phones that speak to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use reqwest::{Client, RequestBuilder, Response};
use ring::signature::Ed25519KeyPair;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use zhijia_hub::access::Lifetimes;
use zhijia_hub::admin::draw_code;
use zhijia_hub::assemble::{Assemble, Opened};
use zhijia_hub::clock::Clock;
use zhijia_hub::data_dir::DataDir;
use zhijia_hub::db;
use zhijia_hub::exchange::Exchange;
use zhijia_hub::http::serve::{self, Options};
use zhijia_hub::http::{AppState, Limits, Parts, router};
use zhijia_hub::identity::members::Founding;
use zhijia_hub::identity::sqlite::FirstStart;
use zhijia_hub::identity::{Id, Identities, Invitation};
use zhijia_hub::key::HubKey;
use zhijia_sync::session::{
    JoinAnswer, JoinRequest, SessionAnswer, SessionHello, SessionRequest, device_id, from_bytes, public_key, to_bytes,
};

use crate::fake::Fake;

/// 2026-06-01 by the hub's clock.
pub const START_MS: i64 = 1_780_272_000_000;
pub const MINUTE_MS: i64 = 60_000;
pub const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// What a test may want different.
#[derive(Default)]
pub struct Wanted {
    pub limits: Limits,
    pub options: Options,
    pub tls: Option<TlsAcceptor>,
    pub exchange: Option<Arc<dyn Exchange>>,
}

pub struct Rig {
    pub url: String,
    pub opened: Opened,
    pub union: Id,
    pub admin_code: String,
    pub shutdown: CancellationToken,
    pub served: JoinHandle<usize>,
    now_ms: Arc<AtomicI64>,
    _dir: TempDir,
}

impl Rig {
    pub async fn start() -> Self {
        Self::start_with(Wanted::default()).await
    }

    pub async fn start_with(wanted: Wanted) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        let clock = Clock::new({
            let now_ms = Arc::clone(&now_ms);
            move || now_ms.load(Ordering::SeqCst)
        });
        let data = DataDir::create(&dir.path().join("data")).unwrap();
        let key = HubKey::create(&data.key()).unwrap();
        let connection = db::create(&data.database()).unwrap();
        let assemble: &dyn Assemble = &Fake;
        let lifetimes = Lifetimes::default();
        let opened = Opened::start(data, connection, key, assemble, clock.clone(), lifetimes).unwrap();
        let code = draw_code().unwrap();
        let start = FirstStart {
            founding: Founding { union_name: "市总工会".into(), now_ms: START_MS },
            epoch: [0xE0; 16],
            code,
            admin_name: "张三".into(),
            expires_ms: START_MS + DAY_MS,
        };
        let union = opened.identities.found(start).await.unwrap().union;
        opened.close().await.unwrap();
        let data = DataDir::open(&dir.path().join("data")).unwrap();
        let opened = Opened::open(data, assemble, clock, lifetimes).unwrap();
        let shutdown = CancellationToken::new();
        let exchange = wanted.exchange.unwrap_or_else(|| Arc::clone(&opened.core.exchange));
        let hub = AppState::new(Parts { exchange, ..opened.parts(wanted.limits, shutdown.clone()) }).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if wanted.tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let served =
            tokio::spawn(serve::run(listener, wanted.tls, router(Arc::new(hub)), wanted.options, shutdown.clone()));
        Self { url, opened, union, admin_code: code.to_string(), shutdown, served, now_ms, _dir: dir }
    }

    /// Moves the hub's clock.
    pub fn pass(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// A phone that has not joined.
    pub fn phone(&self) -> Phone {
        Phone::new(&self.url, plain_client())
    }

    /// A phone that has joined as the administrator.
    pub async fn admin(&self) -> Phone {
        let mut phone = self.phone();
        phone.join(&self.admin_code).await.unwrap();
        phone
    }

    /// An invitation into the first union, without roles.
    pub fn invitation(&self) -> Invitation {
        Invitation {
            union: self.union,
            name: Some("李四".into()),
            roles: Vec::new(),
            member: None,
            created_ms: START_MS,
            expires_ms: START_MS + DAY_MS,
        }
    }

    pub async fn invite(&self, invitation: Invitation) -> String {
        let code = draw_code().unwrap();
        self.opened.identities.invite(code, invitation).await.unwrap();
        code.to_string()
    }
}

pub fn plain_client() -> Client {
    // The second call in a process is refused, which is fine.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

/// The code and status of a problem that the hub answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub status: u16,
    pub code: String,
    pub field: Option<String>,
}

pub struct Phone {
    pub url: String,
    pub client: Client,
    pub keys: Ed25519KeyPair,
    pub token: String,
    pub joined: Option<JoinAnswer>,
}

/// Every phone of this process has a key of its own.
fn new_keys() -> Ed25519KeyPair {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    Ed25519KeyPair::from_seed_unchecked(&[NEXT.fetch_add(1, Ordering::SeqCst); 32]).unwrap()
}

impl Phone {
    pub fn new(url: &str, client: Client) -> Self {
        Self { url: url.to_owned(), client, keys: new_keys(), token: String::new(), joined: None }
    }

    pub fn device(&self) -> Id {
        device_id(&public_key(&self.keys))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    /// A post with the token and the content type of sequences.
    pub fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.url))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/cbor-seq")
            .body(body)
    }

    pub async fn hello(&self) -> SessionHello {
        let response = self.get("/v1/hello").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["Content-Type"], "application/cbor");
        from_bytes(&response.bytes().await.unwrap()).unwrap()
    }

    pub async fn join(&mut self, code: &str) -> Result<JoinAnswer, Refused> {
        let hello = self.hello().await;
        let request = JoinRequest::signed(&self.keys, &hello.hub_key, &hello.nonce, code).unwrap();
        let answer: JoinAnswer = from_bytes(&self.message("/v1/join", to_bytes(&request)).await?).unwrap();
        self.token.clone_from(&answer.token);
        self.joined = Some(answer.clone());
        Ok(answer)
    }

    pub async fn session(&mut self) -> Result<SessionAnswer, Refused> {
        let hello = self.hello().await;
        let request = SessionRequest::signed(&self.keys, &hello.hub_key, &hello.nonce).unwrap();
        let answer: SessionAnswer = from_bytes(&self.message("/v1/session", to_bytes(&request)).await?).unwrap();
        self.token.clone_from(&answer.token);
        Ok(answer)
    }

    /// Posts one message and gives the answer's bytes.
    pub async fn message(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Refused> {
        let request = self.client.post(format!("{}{path}", self.url)).header("Content-Type", "application/cbor");
        let response = request.body(body).send().await.unwrap();
        settle(response).await
    }

    /// One compressed round trip; gives the answer decompressed.
    pub async fn sync(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let packed = zhijia_sync::frame::compress(body).unwrap();
        let response = self.post("/v1/sync", packed).header("Content-Encoding", "zstd").send().await.unwrap();
        if response.status() == 200 {
            assert_eq!(response.headers()["Content-Encoding"], "zstd");
            assert_eq!(response.headers()["Content-Type"], "application/cbor-seq");
        }
        settle(response).await.map(|packed| zhijia_sync::frame::decompress(&packed, 1 << 24).unwrap())
    }
}

/// The body of a good answer, or what the problem says.
pub async fn settle(response: Response) -> Result<Vec<u8>, Refused> {
    let status = response.status().as_u16();
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(response.headers()["cache-control"], "no-store");
    if status == 200 {
        return Ok(response.bytes().await.unwrap().to_vec());
    }
    assert_eq!(response.headers()["Content-Type"], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(problem["status"], status);
    Err(Refused {
        status,
        code: problem["code"].as_str().unwrap().to_owned(),
        field: problem["field"].as_str().map(str::to_owned),
    })
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T, Refused>) -> String {
    result.unwrap_err().code
}
