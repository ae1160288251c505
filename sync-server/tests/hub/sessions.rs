//! Joining, sessions, and how they end.

use zhijia_hub::identity::{Identities, Invitation, Whom};
use zhijia_sync::session::{Certificate, JoinRequest, PROTOCOL, SessionRequest, to_bytes};

use crate::rig::{DAY_MS, MINUTE_MS, Rig, START_MS, code};

#[tokio::test]
async fn a_phone_joins_and_syncs_and_opens_a_session_when_the_token_has_ended() {
    let rig = Rig::start().await;
    let mut phone = rig.phone();
    let hello = phone.hello().await;
    assert_eq!((hello.protocol, hello.epoch, hello.now_ms), (PROTOCOL, [0xE0; 16], START_MS));

    let joined = phone.join(&rig.admin_code).await.unwrap();
    let certificate = Certificate::open(&joined.certificate, &hello.hub_key).unwrap();
    assert_eq!(certificate.device, phone.device());
    assert_eq!(certificate.issued_ms, START_MS);
    assert_eq!(joined.member_header, certificate.member);
    assert_eq!(joined.home, rig.union);
    assert_eq!(joined.expires_ms, START_MS + 10 * MINUTE_MS);

    let echo = [phone.device().as_slice(), &certificate.member, b"outbox"].concat();
    assert_eq!(phone.sync(b"outbox").await.unwrap(), echo);

    rig.pass(10 * MINUTE_MS);
    assert_eq!(code(phone.sync(b"outbox").await), "session-expired");
    let session = phone.session().await.unwrap();
    assert_eq!(session.expires_ms, START_MS + 20 * MINUTE_MS);
    assert_eq!(phone.sync(b"outbox").await.unwrap(), echo);
}

#[tokio::test]
async fn a_lost_answer_to_a_join_is_given_again_to_the_same_device_only() {
    let rig = Rig::start().await;
    let mut phone = rig.phone();
    let first = phone.join(&rig.admin_code).await.unwrap();
    rig.pass(2 * DAY_MS);
    let again = phone.join(&rig.admin_code.to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(again.certificate, first.certificate);
    assert_eq!((again.member_header, again.home), (first.member_header, first.home));
    assert_eq!(phone.sync(b"").await.unwrap().len(), 32);

    assert_eq!(code(rig.phone().join(&rig.admin_code).await), "invitation-used");
    let other = rig.invite(Invitation { expires_ms: START_MS + 9 * DAY_MS, ..rig.invitation() }).await;
    assert_eq!(code(phone.join(&other).await), "device-known");
    // The refused join has not used the invitation.
    rig.phone().join(&other).await.unwrap();
}

#[tokio::test]
async fn a_bad_code_says_what_is_wrong_with_it() {
    let rig = Rig::start().await;
    let mut phone = rig.phone();
    let mut typo = rig.admin_code.clone().into_bytes();
    typo[0] = if typo[0] == b'7' { b'8' } else { b'7' };
    let refused = phone.join(&String::from_utf8(typo).unwrap()).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (422, "invitation-mistyped"));
    assert_eq!(refused.field.as_deref(), Some("code"));
    let stranger = zhijia_hub::admin::draw_code().unwrap().to_string();
    assert_eq!(code(phone.join(&stranger).await), "invitation-unknown");
    rig.pass(DAY_MS);
    assert_eq!(code(phone.join(&rig.admin_code).await), "invitation-expired");
}

#[tokio::test]
async fn a_nonce_is_good_once_and_for_two_minutes() {
    let rig = Rig::start().await;
    let phone = rig.admin().await;
    let hello = phone.hello().await;
    let request = SessionRequest::signed(&phone.keys, &hello.hub_key, &hello.nonce).unwrap();
    phone.message("/v1/session", to_bytes(&request)).await.unwrap();
    assert_eq!(code(phone.message("/v1/session", to_bytes(&request)).await), "stale-nonce");

    let hello = phone.hello().await;
    let late = SessionRequest::signed(&phone.keys, &hello.hub_key, &hello.nonce).unwrap();
    rig.pass(2 * MINUTE_MS);
    assert_eq!(code(phone.message("/v1/session", to_bytes(&late)).await), "stale-nonce");

    let made_up = SessionRequest::signed(&phone.keys, &hello.hub_key, &[7; 40]).unwrap();
    assert_eq!(code(phone.message("/v1/session", to_bytes(&made_up)).await), "stale-nonce");
}

#[tokio::test]
async fn a_replayed_join_is_refused_too() {
    let rig = Rig::start().await;
    let phone = rig.phone();
    let hello = phone.hello().await;
    let request = JoinRequest::signed(&phone.keys, &hello.hub_key, &hello.nonce, &rig.admin_code).unwrap();
    phone.message("/v1/join", to_bytes(&request)).await.unwrap();
    assert_eq!(code(phone.message("/v1/join", to_bytes(&request)).await), "stale-nonce");
}

#[tokio::test]
async fn only_the_keys_holder_is_let_in() {
    let rig = Rig::start().await;
    let admin = rig.admin().await;
    let hello = admin.hello().await;
    let stranger = rig.phone();
    let foreign = SessionRequest::signed(&stranger.keys, &hello.hub_key, &hello.nonce).unwrap();
    assert_eq!(code(stranger.message("/v1/session", to_bytes(&foreign)).await), "device-unknown");
    let forged = SessionRequest { device: admin.device(), ..foreign };
    assert_eq!(code(stranger.message("/v1/session", to_bytes(&forged)).await), "bad-signature");
    // A signature for another hub.
    let elsewhere = SessionRequest::signed(&admin.keys, &[1; 32], &hello.nonce).unwrap();
    assert_eq!(code(admin.message("/v1/session", to_bytes(&elsewhere)).await), "bad-signature");
    // None of these has used the nonce up.
    let honest = SessionRequest::signed(&admin.keys, &hello.hub_key, &hello.nonce).unwrap();
    admin.message("/v1/session", to_bytes(&honest)).await.unwrap();
}

#[tokio::test]
async fn a_revoked_device_is_refused_at_once_and_its_members_other_device_is_not() {
    let rig = Rig::start().await;
    let mut lost = rig.admin().await;
    let member =
        Certificate::open(&lost.joined.clone().unwrap().certificate, &lost.hello().await.hub_key).unwrap().member;
    let further = rig.invite(Invitation { member: Some(member), name: None, ..rig.invitation() }).await;
    let mut kept = rig.phone();
    let joined = kept.join(&further).await.unwrap();
    assert_eq!(joined.member_header, member);

    rig.opened.identities.revoke(Whom::Device(lost.device()), START_MS).await.unwrap();
    rig.opened.ground.access.revoke([Whom::Device(lost.device())]);
    assert_eq!(code(lost.sync(b"").await), "device-revoked");
    assert_eq!(code(lost.session().await), "device-revoked");
    assert_eq!(code(lost.join(&rig.admin_code).await), "device-revoked");
    kept.session().await.unwrap();

    rig.opened.identities.revoke(Whom::Member(member), START_MS).await.unwrap();
    rig.opened.ground.access.revoke([Whom::Member(member)]);
    let refused = kept.sync(b"").await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (403, "member-revoked"));
    assert_eq!(code(kept.session().await), "member-revoked");
}

#[tokio::test]
async fn no_token_and_rubbish_are_no_session() {
    let rig = Rig::start().await;
    let mut phone = rig.phone();
    for token in ["", "x", "AAAA", "Ä"] {
        phone.token = token.to_owned();
        let refused = phone.sync(b"").await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (401, "no-session"), "{token}");
    }
    let response = phone.client.post(format!("{}/v1/sync", rig.url)).send().await.unwrap();
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}
