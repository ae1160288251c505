//! Limits that both ends know. A message beyond them is refused with a code, never cut.

/// The version of the protocol: in the path (`/v1/`) and in the hello.
pub const PROTOCOL: u8 = 1;
/// The most bytes of a request body as it travels.
pub const REQUEST_MAX: usize = 4 * 1024 * 1024;
/// The most bytes of a request body once decompressed.
pub const REQUEST_INFLATED_MAX: usize = 16 * 1024 * 1024;
/// The most offers in one request; what is beyond it goes with the next.
pub const OFFERS_MAX: usize = 5_000;
/// The bytes of offers after which a phone begins the next request.
pub const OFFER_BYTES_TARGET: usize = 3 * 1024 * 1024;
/// The bytes of entries after which the hub begins the next page.
pub const PAGE_BYTES_TARGET: usize = 256 * 1024;
/// The bytes of pages after which an answer ends and the phone asks again.
pub const ANSWER_BYTES_TARGET: usize = 8 * 1024 * 1024;
/// The most bytes of one zstd frame once decompressed, on the phone's side.
pub const FRAME_INFLATED_MAX: usize = 32 * 1024 * 1024;
/// The most scopes on demand that a phone follows.
pub const FOLLOW_MAX: usize = 64;
/// The most scopes in a cursor set.
pub const SCOPES_MAX: usize = 4_096;
/// The earliest claimed time: 2000-01-01, 00:00 UTC. What lies before it is no time but a mistake in its unit.
pub const CLAIMED_MIN_MS: i64 = 946_684_800_000;
/// Grace for a claimed time (G): 24 hours for sign-ups and profiles.
pub const GRACE_MS: i64 = zhijia_model::spec::GRACE_MS;
/// Grace for enrolments: 72 hours.
pub const GRACE_ENROLMENT_MS: i64 = zhijia_model::spec::GRACE_ENROLMENT_MS;
/// Grace for circulation: 7 days.
pub const GRACE_CIRCULATION_MS: i64 = zhijia_model::spec::GRACE_CIRCULATION_MS;
