//! A phone without a store, for load: it signs, writes changes, and keeps the cursors that it is given.

use ring::signature::Ed25519KeyPair;
use zhijia_model::{Actor, DeviceId, Header, IntentId, Part, PartChanges, RecordId, Scalar};
use zhijia_sync::frame;
use zhijia_sync::limits::PROTOCOL;
use zhijia_sync::session::{self, JoinAnswer, JoinRequest, SessionAnswer, SessionRequest};
use zhijia_sync::wire::{Answer, Cursor, CursorSet, Entitlements, Frame, Hello, Offer, decode_frames, encode_request};

use super::http::{Wire, get, post};

/// A phone.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    seed: [u8; 32],
    pub(crate) device: DeviceId,
    pub(crate) member: Header,
    pub(crate) token: String,
    cursors: Option<CursorSet>,
    entitlements: Vec<u8>,
    intents: u64,
}

fn keys(seed: &[u8; 32]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(seed).expect("a key")
}

impl Phone {
    /// Joins with a code as the `n`th phone.
    pub(crate) async fn join(wire: &mut Wire, code: &str, n: u32) -> Self {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        let keys = keys(&seed);
        let hello: session::SessionHello = session::from_bytes(&wire.call(&get("/v1/hello")).await).expect("a hello");
        let request = JoinRequest::signed(&keys, &hello.hub_key, &hello.nonce, code).expect("a request");
        let answer = wire.call(&post("/v1/join", None, &session::to_bytes(&request))).await;
        let answer: JoinAnswer = session::from_bytes(&answer).expect("an answer");
        Self {
            seed,
            device: DeviceId(session::device_id(&session::public_key(&keys))),
            member: Header::from_bytes(&answer.member_header).expect("a header"),
            token: answer.token,
            cursors: None,
            entitlements: Vec::new(),
            intents: 0,
        }
    }

    /// A token of the hub that serves now.
    pub(crate) async fn session(&mut self, wire: &mut Wire) {
        let hello: session::SessionHello = session::from_bytes(&wire.call(&get("/v1/hello")).await).expect("a hello");
        let request = SessionRequest::signed(&keys(&self.seed), &hello.hub_key, &hello.nonce).expect("a request");
        let answer = wire.call(&post("/v1/session", None, &session::to_bytes(&request))).await;
        let answer: SessionAnswer = session::from_bytes(&answer).expect("an answer");
        self.token = answer.token;
    }

    /// An intent that no other action has.
    pub(crate) fn intent(&mut self) -> IntentId {
        self.intents += 1;
        let mut id = self.device.0;
        id[8..].copy_from_slice(&self.intents.to_be_bytes());
        IntentId(id)
    }

    /// The first write of a part of a record.
    pub(crate) fn offer(&self, intent: IntentId, header: &Header, part: Part, puts: &[(String, Scalar)]) -> Offer {
        let id = header.id();
        let mut generation = [0; 8];
        generation.copy_from_slice(&id.as_bytes()[..8]);
        generation[7] ^= part.number();
        let actor = Actor::new(self.device, generation);
        let change = PartChanges::default().write(&actor, super::now(), puts).expect("a change").expect("an effect");
        Offer { record: id, header: Some(header.bytes()), part: part.number(), intent, change }
    }

    /// The body of an exchange, compressed.
    pub(crate) fn body(&self, offers: &[Offer]) -> Vec<u8> {
        let hello = Hello {
            protocol: PROTOCOL,
            outbox_empty: true,
            offers_only: false,
            entitlements: self.entitlements.clone(),
            follow: Vec::new(),
            cursors: self.cursors.clone(),
            reset: Vec::new(),
        };
        frame::compress(&encode_request(&hello, offers)).expect("zstd")
    }

    /// The bytes of a `/v1/sync` with these offers.
    pub(crate) fn request(&self, offers: &[Offer]) -> Vec<u8> {
        post("/v1/sync", Some(&self.token), &self.body(offers))
    }

    /// The bytes of a `/v1/live`.
    pub(crate) fn live(&self) -> Vec<u8> {
        post("/v1/live", Some(&self.token), &self.body(&[]))
    }

    /// Takes an answer in: cursors and entitlements. Gives how many offers were accepted and its frames.
    pub(crate) fn take(&mut self, answer: &[u8]) -> (usize, Vec<Frame>) {
        let plain = frame::decompress(answer, 1 << 25).expect("zstd");
        let frames = decode_frames(&plain).expect("frames");
        let mut accepted = 0;
        for frame in &frames {
            match frame {
                Frame::Welcome(welcome) => {
                    let fresh = CursorSet { epoch: welcome.epoch, ..CursorSet::default() };
                    self.cursors.get_or_insert(fresh);
                    if let Some(Entitlements { hash, .. }) = &welcome.entitlements {
                        self.entitlements.clone_from(hash);
                    }
                }
                Frame::Fates(fates) => {
                    let good = fates.iter().filter(|fate| matches!(fate.answer, Answer::Accepted { .. })).count();
                    assert_eq!(good, fates.len(), "every offer is accepted: {fates:?}");
                    accepted += good;
                }
                Frame::Page(page) => {
                    let set = self.cursors.as_mut().expect("a welcome came first");
                    set.cursors.retain(|cursor| cursor.scope != page.scope);
                    set.cursors.push(Cursor { scope: page.scope, seq: page.to });
                    set.cursors.sort_unstable();
                    set.mac = page.mac;
                }
                _ => {}
            }
        }
        (accepted, frames)
    }

    /// One exchange.
    pub(crate) async fn sync(&mut self, wire: &mut Wire, offers: &[Offer]) -> Vec<Frame> {
        let answer = wire.call(&self.request(offers)).await;
        let (accepted, frames) = self.take(&answer);
        assert_eq!(accepted, offers.len(), "every offer has its fate");
        frames
    }

    /// The union that a joined phone is at home in, as an id.
    pub(crate) fn id(text: &str) -> RecordId {
        text.parse().expect("an id")
    }
}
