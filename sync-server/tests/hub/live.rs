//! The exchange that stays open, and what ends it.

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use zhijia_hub::identity::Whom;
use zhijia_sync::frame::Splitter;

use crate::rig::{Phone, Rig, code, settle};

/// Opens a live stream and reads its first frame.
async fn follow(phone: &Phone, body: &'static str) -> BoxStream<'static, bytes::Bytes> {
    let response = phone.post("/v1/live", body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["Content-Encoding"], "zstd");
    let mut stream = response.bytes_stream().map(Result::unwrap).boxed();
    let first = stream.next().await.unwrap();
    assert_eq!(Splitter::default().push(&first, 1 << 20).unwrap(), [body.as_bytes()]);
    stream
}

#[tokio::test]
async fn a_revoked_follower_is_sent_away_and_the_others_stay() {
    let rig = Rig::start().await;
    let lost = rig.admin().await;
    let mut kept = rig.phone();
    kept.join(&rig.invite(rig.invitation()).await).await.unwrap();
    let mut lost_stream = follow(&lost, "lost").await;
    let mut kept_stream = follow(&kept, "kept").await;
    rig.opened.ground.access.revoke([Whom::Device(lost.device())]);
    // The body ends as bodies do, not by a broken connection.
    assert!(lost_stream.next().await.is_none());
    assert_eq!(code(settle(lost.post("/v1/live", "").send().await.unwrap()).await), "device-revoked");
    assert!(futures_util::poll!(kept_stream.next()).is_pending());
}

#[tokio::test]
async fn stopping_ends_every_stream_properly() {
    let rig = Rig::start().await;
    let phone = rig.admin().await;
    let mut one = follow(&phone, "one").await;
    let mut two = follow(&phone, "two").await;
    rig.shutdown.cancel();
    assert!(one.next().await.is_none());
    assert!(two.next().await.is_none());
    assert_eq!(rig.served.await.unwrap(), 0);
}
