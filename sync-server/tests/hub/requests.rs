//! What a request may be: sizes, types, encodings, paths, and how many at once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::stream::BoxStream;
use tokio::sync::Notify;
use zhijia_hub::exchange::{Answer, Caller, Exchange};
use zhijia_hub::http::Limits;
use zhijia_hub::problem::{Problem, ProblemCode};

use crate::rig::{DAY_MS, Rig, Wanted, code, settle};

#[tokio::test]
async fn too_much_is_refused_before_and_after_decompression() {
    let limits = Limits { packed: 50_000, plain: 200_000, ..Limits::default() };
    let rig = Rig::start_with(Wanted { limits, ..Wanted::default() }).await;
    let phone = rig.admin().await;

    let bomb = vec![0; 50 << 20];
    let refused = phone.sync(&bomb).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (413, "too-large"));
    let oversize = settle(phone.post("/v1/sync", vec![1; 50_001]).send().await.unwrap()).await;
    assert_eq!(code(oversize), "too-large");
    // Without a declared length, in chunks.
    let chunks = futures_util::stream::iter((0..60).map(|_| Ok::<_, std::io::Error>(vec![1; 1000])));
    let chunked = phone.post("/v1/sync", reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(code(settle(chunked).await), "too-large");
    assert_eq!(phone.sync(&vec![0; 200_000]).await.unwrap().len(), 200_032);
    // A join or session is small.
    assert_eq!(code(phone.message("/v1/join", vec![0; 5000]).await), "too-large");
}

#[tokio::test]
async fn type_and_encoding_must_fit() {
    let rig = Rig::start().await;
    let phone = rig.admin().await;
    let url = format!("{}/v1/sync", rig.url);
    let with = |kind: &str, encoding: &str, body: Vec<u8>| {
        let request = phone.client.post(&url).bearer_auth(&phone.token);
        request.header("Content-Type", kind).header("Content-Encoding", encoding).body(body).send()
    };
    let json = settle(with("application/json", "identity", vec![]).await.unwrap()).await.unwrap_err();
    assert_eq!((json.status, json.code.as_str()), (415, "bad-content-type"));
    assert_eq!(json.field.as_deref(), Some("Content-Type"));
    let gzip = settle(with("application/cbor-seq", "gzip", vec![]).await.unwrap()).await.unwrap_err();
    assert_eq!((gzip.status, gzip.code.as_str()), (415, "bad-encoding"));
    let damaged = settle(with("application/cbor-seq", "zstd", b"plain".to_vec()).await.unwrap()).await;
    assert_eq!(code(damaged), "bad-encoding");
    let plain = settle(with("Application/CBOR-Seq; x=y", "identity", b"plain".to_vec()).await.unwrap()).await;
    assert!(plain.is_ok(), "{plain:?}");
    assert_eq!(code(phone.message("/v1/session", b"\x83".to_vec()).await), "bad-message");
}

#[tokio::test]
async fn paths_methods_and_versions_have_their_own_answers() {
    let rig = Rig::start().await;
    let phone = rig.phone();
    for (path, status, expected) in [
        ("/v2/sync", 404, "unknown-version"),
        ("/v0/hello", 404, "unknown-version"),
        ("/v1/nothing", 404, "not-found"),
        ("/", 404, "not-found"),
        ("/v1/sync", 405, "bad-method"),
    ] {
        let refused = settle(phone.get(path).send().await.unwrap()).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (status, expected), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let limits = Limits { body_time: Duration::from_millis(20), ..Limits::default() };
    let rig = Rig::start_with(Wanted { limits, ..Wanted::default() }).await;
    let phone = rig.admin().await;
    let never = reqwest::Body::wrap_stream(futures_util::stream::pending::<std::io::Result<Vec<u8>>>());
    let refused = settle(phone.post("/v1/sync", never).send().await.unwrap()).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (408, "slow-request"));
}

#[tokio::test]
async fn a_hub_whose_clock_was_never_set_lets_nobody_in() {
    let rig = Rig::start().await;
    rig.pass(-20_000 * DAY_MS);
    let refused = settle(rig.phone().get("/v1/hello").send().await.unwrap()).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (503, "clock"));
}

#[tokio::test]
async fn health_tells_the_epoch() {
    let rig = Rig::start().await;
    let health = settle(rig.phone().get("/healthz").send().await.unwrap()).await.unwrap();
    let health: serde_json::Value = serde_json::from_slice(&health).unwrap();
    assert_eq!(health, serde_json::json!({"status": "ok", "epoch": "e0".repeat(16)}));
}

/// A core that holds every sync until it is let go, panics on demand, and is not healthy.
#[derive(Default)]
struct Stubborn {
    arrived: Notify,
    go: Notify,
}

impl Exchange for Stubborn {
    fn epoch(&self) -> [u8; 16] {
        [0; 16]
    }

    fn check(&self) -> Answer<'_, ()> {
        futures_util::future::ready(Err(Problem::from(ProblemCode::LedgerDown))).boxed()
    }

    fn sync(&self, _: Caller, body: Bytes) -> Answer<'_, Vec<u8>> {
        async move {
            assert_ne!(body, "panic", "on purpose");
            self.arrived.notify_one();
            self.go.notified().await;
            Ok(body.to_vec())
        }
        .boxed()
    }

    fn live(&self, _: Caller, _: Bytes) -> Answer<'_, BoxStream<'static, Bytes>> {
        futures_util::future::ready(Err(Problem::overloaded(9))).boxed()
    }
}

#[tokio::test]
async fn when_all_places_are_taken_the_next_one_is_told_when_to_come_back() {
    let stubborn = Arc::new(Stubborn::default());
    let limits = Limits { syncs: 1, ..Limits::default() };
    let exchange: Arc<dyn Exchange> = stubborn.clone();
    let rig = Rig::start_with(Wanted { limits, exchange: Some(exchange), ..Wanted::default() }).await;
    let phone = rig.admin().await;
    let second = async {
        stubborn.arrived.notified().await;
        let response = phone.post("/v1/sync", "").send().await.unwrap();
        let seconds: u32 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=10).contains(&seconds));
        assert_eq!(code(settle(response).await), "overloaded");
        stubborn.go.notify_one();
    };
    let (first, ()) = tokio::join!(phone.sync(b"first"), second);
    assert_eq!(first.unwrap(), b"first");
}

#[tokio::test]
async fn a_panic_is_answered_and_the_hub_goes_on() {
    let exchange: Arc<dyn Exchange> = Arc::new(Stubborn::default());
    let rig = Rig::start_with(Wanted { exchange: Some(exchange), ..Wanted::default() }).await;
    let phone = rig.admin().await;
    let refused = phone.sync(b"panic").await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (500, "internal"));
    let health = settle(phone.get("/healthz").send().await.unwrap()).await.unwrap_err();
    assert_eq!((health.status, health.code.as_str()), (503, "ledger-down"));
}

#[tokio::test]
async fn stopping_finishes_what_is_running_and_takes_nothing_new() {
    let stubborn = Arc::new(Stubborn::default());
    let exchange: Arc<dyn Exchange> = stubborn.clone();
    let rig = Rig::start_with(Wanted { exchange: Some(exchange), ..Wanted::default() }).await;
    let phone = rig.admin().await;
    let stop = async {
        stubborn.arrived.notified().await;
        rig.shutdown.cancel();
        // The port is closed while the first request is still running.
        let mut late = tokio::net::TcpStream::connect(rig.url.trim_start_matches("http://")).await;
        while late.is_ok() {
            late = tokio::net::TcpStream::connect(rig.url.trim_start_matches("http://")).await;
        }
        stubborn.go.notify_one();
    };
    let (first, ()) = tokio::join!(phone.sync(b"kept"), stop);
    assert_eq!(first.unwrap(), b"kept");
    assert_eq!(rig.served.await.unwrap(), 0);
}

#[tokio::test]
async fn what_does_not_end_in_time_is_cut_off() {
    let stubborn = Arc::new(Stubborn::default());
    let exchange: Arc<dyn Exchange> = stubborn.clone();
    let options = zhijia_hub::http::serve::Options { drain: Duration::ZERO, ..Default::default() };
    let rig = Rig::start_with(Wanted { options, exchange: Some(exchange), ..Wanted::default() }).await;
    let phone = rig.admin().await;
    let stop = async {
        stubborn.arrived.notified().await;
        rig.shutdown.cancel();
    };
    let (first, ()) = tokio::join!(phone.post("/v1/sync", "x").send(), stop);
    assert!(first.is_err());
    assert_eq!(rig.served.await.unwrap(), 1);
}
