//! A device, an address and whoever guesses codes have budgets; who has used one up is told when to come back.

use reqwest::Response;
use zhijia_hub::admin::draw_code;
use zhijia_hub::http::Limits;
use zhijia_hub::http::budget::Allowance;
use zhijia_sync::session::{JoinRequest, to_bytes};

use crate::rig::{MINUTE_MS, Phone, Rig, Wanted, code, settle};

/// A hub that believes a proxy on this computer.
async fn hub(allowance: Allowance) -> Rig {
    let allowance = Allowance { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..allowance };
    Rig::start_with(Wanted { limits: Limits { allowance, ..Limits::default() }, ..Wanted::default() }).await
}

/// It says 429, in both languages, and after how many seconds to come back: in the header and in the body.
async fn comes_back_after(response: Response, code: &str) -> u32 {
    assert_eq!(response.status(), 429);
    let header = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(problem["code"], code);
    assert_eq!(problem["retry_after"], header);
    assert!(problem["zh"]["detail"].as_str().unwrap().contains("再"), "{problem}");
    assert!(problem["en"]["detail"].as_str().unwrap().contains("again"), "{problem}");
    header
}

#[tokio::test]
async fn a_device_that_sends_too_often_is_told_when_to_come_back_and_no_other_is_kept() {
    let rig = hub(Allowance { device: 3, ..Allowance::default() }).await;
    let eager = rig.admin().await;
    let mut honest = rig.phone();
    honest.join(&rig.invite(rig.invitation()).await).await.unwrap();
    for _ in 0..3 {
        eager.sync(b"").await.unwrap();
    }
    let refused = eager.post("/v1/sync", "").send().await.unwrap();
    assert_eq!(comes_back_after(refused, "too-many-requests").await, 20);
    let refused = eager.post("/v1/live", "").send().await.unwrap();
    assert_eq!(comes_back_after(refused, "too-many-requests").await, 20);
    honest.sync(b"").await.unwrap();
    rig.pass(20_000);
    eager.sync(b"").await.unwrap();
    assert_eq!(code(eager.sync(b"").await), "too-many-requests");
}

async fn hello(phone: &Phone, from: &str) -> Response {
    phone.get("/v1/hello").header("X-Forwarded-For", from).send().await.unwrap()
}

#[tokio::test]
async fn an_address_behind_the_trusted_proxy_has_a_budget_and_cannot_borrow_anothers() {
    let rig = hub(Allowance { address: 2, ..Allowance::default() }).await;
    let phone = rig.phone();
    for invented in ["", "192.0.2.1, "] {
        assert_eq!(hello(&phone, &format!("{invented}203.0.113.7")).await.status(), 200);
    }
    let refused = hello(&phone, "192.0.2.2, 203.0.113.7").await;
    assert_eq!(comes_back_after(refused, "too-many-requests").await, 30);
    assert_eq!(hello(&phone, "203.0.113.8").await.status(), 200);
    // Whoever watches over the service is not kept.
    let health = phone.get("/healthz").header("X-Forwarded-For", "203.0.113.7").send().await.unwrap();
    assert_eq!(health.status(), 200);
    rig.pass(MINUTE_MS / 2);
    assert_eq!(hello(&phone, "203.0.113.7").await.status(), 200);
}

/// Tries a code, from an address.
async fn tries(phone: &Phone, from: &str, code: &str) -> Response {
    let hello = phone.hello().await;
    let request = JoinRequest::signed(&phone.keys, &hello.hub_key, &hello.nonce, code).unwrap();
    let join = phone.client.post(format!("{}/v1/join", phone.url)).header("Content-Type", "application/cbor");
    join.header("X-Forwarded-For", from).body(to_bytes(&request)).send().await.unwrap()
}

/// A well-formed code that nobody was given.
fn unknown() -> String {
    draw_code().unwrap().to_string()
}

#[tokio::test]
async fn who_guesses_codes_from_one_address_has_to_wait_and_mistakes_are_no_guesses() {
    let rig = hub(Allowance { guesses: 2, ..Allowance::default() }).await;
    let (phone, code_given) = (rig.phone(), rig.invite(rig.invitation()).await);
    // Mistyped: the phone finds it without the hub, and the hub without looking.
    for _ in 0..3 {
        assert_eq!(tries(&phone, "203.0.113.7", "7K3M-9Q2T-AAAA-B").await.status(), 422);
    }
    for _ in 0..2 {
        assert_eq!(code(settle(tries(&phone, "203.0.113.7", &unknown()).await).await), "invitation-unknown");
    }
    // From there even a good code has to wait: what is answered now would be worth guessing for.
    let refused = tries(&phone, "203.0.113.7", &code_given).await;
    assert_eq!(comes_back_after(refused, "too-many-guesses").await, 1800);
    rig.pass(30 * MINUTE_MS);
    assert_eq!(tries(&phone, "203.0.113.7", &code_given).await.status(), 200);
}

#[tokio::test]
async fn joining_with_good_codes_uses_no_budget_of_guesses() {
    let rig = hub(Allowance { guesses: 1, ..Allowance::default() }).await;
    for _ in 0..3 {
        let joined = tries(&rig.phone(), "203.0.113.7", &rig.invite(rig.invitation()).await).await;
        assert_eq!(joined.status(), 200);
    }
}

#[tokio::test]
async fn who_knows_the_beginning_of_a_code_gets_no_further_with_many_addresses() {
    let rig = hub(Allowance { guesses: 2, ..Allowance::default() }).await;
    let phone = rig.phone();
    // Codes that begin alike; the last character makes each well formed.
    let alike: Vec<String> = (0..3_u128)
        .map(|n| {
            zhijia_sync::session::code::InvitationCode::from_random((n * 31_u128.pow(11)).to_be_bytes()).to_string()
        })
        .collect();
    let beginning = alike[0].split_at(4).0;
    assert!(alike.iter().all(|code| code.starts_with(beginning)), "{alike:?}");
    for (n, guess) in alike[..2].iter().enumerate() {
        let answer = tries(&phone, &format!("203.0.113.{n}"), guess).await;
        assert_eq!(code(settle(answer).await), "invitation-unknown");
    }
    let refused = tries(&phone, "203.0.113.99", &alike[2]).await;
    assert_eq!(comes_back_after(refused, "too-many-guesses").await, 1800);
    let elsewhere = tries(&phone, "203.0.113.99", &unknown()).await;
    assert_eq!(code(settle(elsewhere).await), "invitation-unknown");
}
