//! One example of every message and every variant, from a small cast that never changes.

use zhijia_model::kinds::event::draw;
use zhijia_model::kinds::view_keys;
use zhijia_model::pass::{Pass, PassKind};
use zhijia_model::verdict::Renewal;
use zhijia_model::view;
use zhijia_model::{
    Actor, Audience, ChangeHash, Decoded, DeviceId, Fact, Header, IntentId, Kind, Outcome, PartChanges, PartState,
    RecordId, Scalar, Scope, Verdict,
};
use zhijia_sync::session::{self, Certificate, JoinAnswer, JoinRequest, SessionAnswer, SessionRequest};
use zhijia_sync::wire::{
    Answer, Cursor, CursorSet, Digest, Entitlements, Entry, Fate, Forget, Frame, Gone, Hello, News, Offer, Page, Ref,
    Welcome, WireScope,
};

/// 2026-06-01, 08:00 in China, in milliseconds.
pub(crate) const EIGHT: i64 = 1_780_272_000_000;
/// The ledger's history of all examples.
pub(crate) const EPOCH: [u8; 16] = [0xE0; 16];
/// A MAC of examples that do not say whose it is.
pub(crate) const MAC: [u8; 16] = [0x3A; 16];

/// A union at the root of the city.
pub(crate) fn union() -> Header {
    Header::new(Kind::Union, RecordId::CITY, None, [0x01; 16])
}

/// A member.
pub(crate) fn member() -> Header {
    Header::new(Kind::Member, RecordId::CITY, None, [0x02; 16])
}

/// An event of the union.
pub(crate) fn event() -> Header {
    Header::new(Kind::Event, union().id(), None, [0x03; 16])
}

/// A house of the union.
pub(crate) fn house() -> Header {
    Header::new(Kind::House, union().id(), None, [0x04; 16])
}

/// The member's sign-up for the event.
pub(crate) fn sign_up() -> Header {
    Header::new(Kind::SignUp, event().id(), Some(member().id()), *b"all")
}

/// A loan to a reader whom the hub does not know.
pub(crate) fn loan() -> Header {
    Header::new(Kind::Loan, house().id(), None, [0x05; 16])
}

/// The intent of the sign-up.
pub(crate) const INTENT: IntentId = IntentId([0x1D; 16]);

/// The key pair made from a seed of one repeated byte.
pub(crate) fn keys(seed: u8) -> ring::signature::Ed25519KeyPair {
    ring::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

/// The member's device.
pub(crate) fn device() -> DeviceId {
    DeviceId(session::device_id(&session::public_key(&keys(7))))
}

/// The change that signs the member up.
pub(crate) fn ask() -> Vec<u8> {
    let actor = Actor::new(device(), [0x6E; 8]);
    let intent = INTENT.to_string();
    let puts = [
        (format!("ask/{intent}/is"), Scalar::from("in")),
        (format!("ask/{intent}/at"), Scalar::Int(EIGHT)),
        ("name".to_owned(), Scalar::from("王小明")),
    ];
    PartChanges::default().write(&actor, EIGHT, &puts).unwrap().unwrap()
}

/// The hash of [`ask`].
pub(crate) fn ask_hash() -> ChangeHash {
    Decoded::read(&ask()).unwrap().hash
}

/// What the public sees of the event.
pub(crate) fn event_view() -> Vec<u8> {
    let mut state = PartState::default();
    state.set("title", "职工气排球赛");
    state.set("place", "职工文体中心");
    state.set("capacity", 40_i64);
    state.set("published", EIGHT - 86_400_000);
    view::encode(view_keys(Kind::Event, Audience::Public), &state)
}

/// A view with a set in it: what the member sees of the door.
pub(crate) fn sign_up_view() -> Vec<u8> {
    let mut state = PartState::default();
    state.set("scan/0a/at", EIGHT + 3_600_000);
    view::encode(view_keys(Kind::SignUp, Audience::Mine), &state)
}

fn public() -> WireScope {
    Scope::new(union().id(), Audience::Public).into()
}

fn mine() -> WireScope {
    Scope::new(member().id(), Audience::Mine).into()
}

/// A cursor set with two scopes.
pub(crate) fn cursors() -> CursorSet {
    let mut cursors = vec![Cursor { scope: public(), seq: 41 }, Cursor { scope: mine(), seq: 300 }];
    cursors.sort_unstable();
    CursorSet { epoch: EPOCH, cursors, mac: MAC }
}

/// A hello of a phone that has been here before.
pub(crate) fn hello() -> Hello {
    Hello {
        protocol: 1,
        outbox_empty: true,
        offers_only: false,
        entitlements: vec![0x5C; 8],
        follow: vec![house().id()],
        cursors: Some(cursors()),
        reset: vec![public()],
    }
}

/// A hello of a phone that has never been here.
pub(crate) fn hello_first() -> Hello {
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

/// The sign-up on its way to the hub.
pub(crate) fn offer() -> Offer {
    Offer { record: sign_up().id(), header: Some(sign_up().bytes()), part: 9, intent: INTENT, change: ask() }
}

/// The verdict that gives a seat.
pub(crate) fn seat() -> Verdict {
    Verdict { judged: 42, rule: "E-C1".to_owned(), outcome: Outcome::Seat { number: 1 }, flags: Vec::new() }
}

/// What the device follows; the hash is the true one.
pub(crate) fn entitlements() -> Entitlements {
    let mut out = Entitlements {
        hash: Vec::new(),
        member: member().id(),
        home: Some(union().id()),
        scopes: vec![mine(), public()],
    };
    out.hash = entitlements_hash(&out);
    out
}

/// The first 8 bytes of SHA-256 over the CBOR of member, home and scopes, one behind the other.
pub(crate) fn entitlements_hash(of: &Entitlements) -> Vec<u8> {
    let mut bytes = Vec::new();
    minicbor::encode(of.member, &mut bytes).unwrap();
    minicbor::encode(of.home, &mut bytes).unwrap();
    minicbor::encode(&of.scopes, &mut bytes).unwrap();
    zhijia_model::id::short_hash(&bytes)[..8].to_vec()
}

fn welcome(entitlements: Option<Entitlements>, retry_after: Option<u32>) -> Frame {
    Frame::Welcome(Welcome { protocol: 1, epoch: EPOCH, now: EIGHT + 250, entitlements, retry_after })
}

fn page(scope: WireScope, from: u64, to: u64, entries: Vec<Entry>, digest: Option<Digest>) -> Frame {
    Frame::Page(Page { scope, from, to, mac: MAC, digest, authors: vec![member().id()], entries })
}

fn fate(answer: Answer) -> Fate {
    Fate { change: ask_hash(), answer }
}

/// Every frame by its name.
pub(crate) fn frames() -> Vec<(&'static str, Frame)> {
    let changes = vec![
        News { part: 9, behind: 1, rank_after_claim: 250, author: 0, change: ask_hash().0.to_vec() },
        News { part: 11, behind: 0, rank_after_claim: -5, author: 0, change: ask() },
    ];
    let everything = Entry {
        record: Ref::new(&sign_up(), member().id()),
        seq: 42,
        changes,
        view: Some(sign_up_view()),
        verdict: Some(zhijia_sync::wire::encode(&seat())),
        fact: Some(zhijia_sync::wire::encode(&Fact::Seats { taken: 1, waiting: 0 })),
        queue: Some(3),
        gone: None,
    };
    let short =
        Entry { record: Ref::new(&event(), union().id()), seq: 43, view: Some(event_view()), ..Entry::default() };
    let owned = Entry { record: Ref::new(&sign_up(), event().id()), seq: 44, ..Entry::default() };
    let went = |gone, seq| Entry { record: Ref::Known(loan().id()), seq, gone: Some(gone), ..Entry::default() };
    let mut digest = Digest::default();
    digest.add(&sign_up().id(), 42);
    vec![
        ("frame-welcome", welcome(Some(entitlements()), Some(30))),
        ("frame-welcome-short", welcome(None, None)),
        (
            "frame-fates",
            Frame::Fates(vec![
                fate(Answer::Accepted { seq: 42 }),
                fate(Answer::Refused { code: "no-authority".to_owned(), field: None }),
                fate(Answer::Refused { code: "bad-field".to_owned(), field: Some("capacity".to_owned()) }),
                fate(Answer::Unjudged),
                fate(Answer::Later { why: "missing-dependency".to_owned() }),
            ]),
        ),
        ("frame-page", page(mine(), 41, 42, vec![everything], Some(digest))),
        ("frame-page-public", page(public(), 0, 43, vec![short], None)),
        (
            "frame-page-gone",
            page(
                Scope::new(event().id(), Audience::Organiser).into(),
                43,
                46,
                vec![owned, went(Gone::Left, 45), went(Gone::Erased, 46)],
                None,
            ),
        ),
        ("frame-forget", Frame::Forget(Forget { scope: public(), mac: MAC })),
        ("frame-end", Frame::End { more: false }),
        ("frame-end-more", Frame::End { more: true }),
        ("frame-beat", Frame::Beat),
    ]
}

/// Every outcome by its name, in a verdict.
pub(crate) fn verdicts() -> Vec<(&'static str, Verdict)> {
    let renewals = vec![
        Renewal { ask: IntentId([1; 16]), due: Some("2026-07-01".to_owned()), reason: None },
        Renewal { ask: IntentId([2; 16]), due: None, reason: Some("renewed-out".to_owned()) },
    ];
    let loan = Outcome::Loan { inferred_return: None, disputed: false, matched_return: None, renewals, due: None };
    let loan_back = Outcome::Loan {
        inferred_return: Some(EIGHT),
        disputed: true,
        matched_return: Some(EIGHT),
        renewals: Vec::new(),
        due: None,
    };
    let day = |text: &str| text.to_owned();
    let cover = Outcome::Cover { from: day("2026-06-02"), to: day("2026-12-31"), waiting_until: None, shares: None };
    let waiting = Outcome::Cover {
        from: day("2026-06-02"),
        to: day("2026-12-31"),
        waiting_until: Some(day("2026-08-01")),
        shares: None,
    };
    let number = draw::number(&SEED, sign_up().id(), INTENT);
    let drawn = Outcome::Drawn { at: EIGHT, seed: SEED, numbers: draw::list(vec![number]) };
    let all = vec![
        ("verdict-seat", "E-C1", Outcome::Seat { number: 1 }),
        ("verdict-waiting", "E-04", Outcome::Waiting { rank: EIGHT, late: false }),
        ("verdict-withdrawn", "E-C5", Outcome::Withdrawn),
        ("verdict-removed", "E-C6", Outcome::Removed),
        ("verdict-walk-in", "E-C19", Outcome::WalkIn),
        ("verdict-loan", "L-06", loan),
        ("verdict-loan-back", "L-C1", loan_back),
        ("verdict-matched", "L-C5", Outcome::Matched),
        ("verdict-unmatched", "L-C5", Outcome::Unmatched),
        ("verdict-cover", "M-02", cover),
        ("verdict-cover-waiting", "M-03", waiting),
        ("verdict-listed", "M-10", Outcome::Listed),
        ("verdict-duplicate", "M-C1", Outcome::Duplicate),
        ("verdict-missed-window", "M-C7", Outcome::MissedWindow),
        ("verdict-home", "A-C1", Outcome::Home { union: union().id(), since: EIGHT }),
        ("verdict-person", "A-01", Outcome::Person { member: member().id() }),
        ("verdict-stands", "A-C16", Outcome::Stands),
        ("verdict-quarantined", "A-C16", Outcome::Quarantined),
        ("verdict-on-list", "M-10", Outcome::OnList { agreement: true }),
        ("verdict-ready", "L-05", Outcome::Ready { until: day("2026-06-08"), rank: EIGHT, since: day("2026-06-01") }),
        ("verdict-under-review", "E-04", Outcome::UnderReview { rank: EIGHT }),
        ("verdict-settled", "E-C1", Outcome::Settled { at: EIGHT }),
        ("verdict-sealed", "E-C25", Outcome::Sealed { seal: draw::seal(&SEED) }),
        ("verdict-drawn", "E-C25", drawn),
        ("verdict-ineligible", "M-08", Outcome::Ineligible { why: "waiting".to_owned() }),
    ];
    all.into_iter()
        .map(|(name, rule, outcome)| {
            let flags = if name == "verdict-loan-back" { vec!["L-C14".to_owned()] } else { Vec::new() };
            (name, Verdict { judged: 42, rule: rule.to_owned(), outcome, flags })
        })
        .collect()
}

/// The seed of the event's draw.
const SEED: [u8; 32] = [0x5E; 32];

/// Every fact by its name.
pub(crate) fn facts() -> Vec<(&'static str, Fact)> {
    let what = PassKind::Seat { event: event().id(), number: 1 };
    let seat = Pass { member: member().id(), name: "王小明".to_owned(), until: EIGHT + 3_600_000, what };
    vec![
        ("fact-seats", Fact::Seats { taken: 40, waiting: 3 }),
        ("fact-copies", Fact::Copies { out: 2 }),
        ("fact-pass", Fact::Pass { bytes: seat.sign(&keys(1)) }),
    ]
}

/// The nonce of the session examples; the hub's own have 40 bytes.
pub(crate) const NONCE: [u8; 40] = [0x90; 40];

/// What the hub says of itself.
pub(crate) fn session_hello() -> session::SessionHello {
    session::SessionHello {
        protocol: 1,
        epoch: EPOCH,
        hub_key: session::public_key(&keys(1)),
        nonce: NONCE.to_vec(),
        now_ms: EIGHT,
    }
}

/// A join, signed.
pub(crate) fn join() -> JoinRequest {
    let code = session::code::InvitationCode::from_random(*b"0123456789abcdef").to_string();
    JoinRequest::signed(&keys(7), &session::public_key(&keys(1)), &NONCE, &code).unwrap()
}

/// The certificate in the join's answer.
pub(crate) fn certificate() -> Certificate {
    Certificate::new(session::public_key(&keys(7)), member().id().0, EIGHT)
}

/// The answer to the join.
pub(crate) fn join_answer() -> JoinAnswer {
    JoinAnswer {
        certificate: certificate().sign(&keys(1)).unwrap(),
        member_header: member().bytes(),
        home: union().id().0,
        token: "opaque".to_owned(),
        expires_ms: EIGHT + 600_000,
    }
}

/// A session request, signed.
pub(crate) fn session_request() -> SessionRequest {
    SessionRequest::signed(&keys(7), &session::public_key(&keys(1)), &NONCE).unwrap()
}

/// The answer to the session request.
pub(crate) fn session_answer() -> SessionAnswer {
    SessionAnswer { token: "opaque".to_owned(), expires_ms: EIGHT + 600_000 }
}
