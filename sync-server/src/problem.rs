//! Errors of the HTTP level as RFC 9457 problem details, with a stable code and two languages.
//!
//! What the rules or the gate say about a change is never a problem but a fate in the answer.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::db::DbError;

mod words;

/// The stable codes. An app acts on these; the sentences are for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemCode {
    /// The path asks for a protocol version that this hub does not speak.
    UnknownVersion,
    /// There is nothing at this path.
    NotFound,
    /// The path does not know this method.
    BadMethod,
    /// The content type is not the one that this path takes.
    BadContentType,
    /// The content encoding is unknown, or the compressed body is damaged.
    BadEncoding,
    /// The body is not the message that this path takes.
    BadMessage,
    /// The body is too large, compressed or decompressed.
    TooLarge,
    /// The body did not arrive in time.
    SlowRequest,
    /// No session token came with the request, or it is not one of this hub's.
    NoSession,
    /// The session token has ended.
    SessionExpired,
    /// The device was revoked.
    DeviceRevoked,
    /// The member was revoked.
    MemberRevoked,
    /// The hub does not know the device.
    DeviceUnknown,
    /// The device key is bound to a member already.
    DeviceKnown,
    /// The code was mistyped.
    InvitationMistyped,
    /// No such invitation.
    InvitationUnknown,
    /// Another device has used the invitation.
    InvitationUsed,
    /// The invitation has ended.
    InvitationExpired,
    /// The signature does not fit.
    BadSignature,
    /// The nonce is too old, used already, or not this hub's.
    StaleNonce,
    /// The device or its address has asked for more than its share.
    TooManyRequests,
    /// Too many unknown invitation codes came from there, or with this beginning.
    TooManyGuesses,
    /// Too much is going on; come back later.
    Overloaded,
    /// The hub is shutting down.
    ShuttingDown,
    /// The ledger cannot be reached.
    LedgerDown,
    /// The hub's disk is full.
    DiskFull,
    /// The hub's own clock is wrong.
    Clock,
    /// Something failed that should not.
    Internal,
}

/// One problem: a code and, where they help, parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.code.as_str())]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// When to come back, in seconds.
    pub retry_after_s: Option<u32>,
    /// The limit that was exceeded, in bytes.
    pub limit: Option<u64>,
    /// The field or header that is wrong.
    pub field: Option<&'static str>,
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self {
            code,
            retry_after_s: match code {
                ProblemCode::Overloaded | ProblemCode::ShuttingDown => Some(2),
                ProblemCode::LedgerDown => Some(5),
                ProblemCode::DiskFull => Some(60),
                _ => None,
            },
            limit: None,
            field: None,
        }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::from(match error {
            DbError::Overloaded | DbError::Busy => ProblemCode::Overloaded,
            DbError::Closed => ProblemCode::ShuttingDown,
            DbError::Full => ProblemCode::DiskFull,
            DbError::Missing | DbError::Foreign | DbError::Newer { .. } | DbError::Damaged => ProblemCode::LedgerDown,
            DbError::Panicked | DbError::Other(_) => ProblemCode::Internal,
        })
    }
}

impl Problem {
    /// The body is larger than this many bytes.
    pub fn too_large(limit: usize) -> Self {
        Self { limit: u64::try_from(limit).ok(), ..Self::from(ProblemCode::TooLarge) }
    }

    /// Come back after so many seconds.
    pub fn again_after(code: ProblemCode, retry_after_s: u32) -> Self {
        Self { retry_after_s: Some(retry_after_s), ..Self::from(code) }
    }

    /// Everybody's places are taken: come back after so many seconds.
    pub fn overloaded(retry_after_s: u32) -> Self {
        Self::again_after(ProblemCode::Overloaded, retry_after_s)
    }

    /// Names the field or header that is wrong.
    #[must_use]
    pub fn in_field(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The response's body.
    pub fn to_json(&self) -> Vec<u8> {
        let [zh, en] = self.code.words();
        let body = Body_ {
            r#type: format!("urn:zhijia:problem:{}", self.code.as_str()),
            code: self.code.as_str(),
            status: self.code.status().as_u16(),
            title: zh.title,
            detail: zh.detail.clone(),
            zh,
            en,
            retry_after: self.retry_after_s,
            limit: self.limit,
            field: self.field,
            versions: (self.code == ProblemCode::UnknownVersion).then_some([zhijia_sync::session::PROTOCOL]),
        };
        // Strings and numbers always have a JSON form.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

/// A title and a detail in one language. The detail says what to do.
#[derive(Debug, Clone, Serialize)]
pub struct ProblemText {
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What it means and what the person can do.
    pub detail: String,
}

#[derive(Serialize)]
struct Body_ {
    r#type: String,
    code: &'static str,
    status: u16,
    title: &'static str,
    detail: String,
    zh: ProblemText,
    en: ProblemText,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<[u8; 1]>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.to_json()));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(http::header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self.code);
        response
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn a_problem_is_told_in_two_languages_with_its_parameters() {
        let problem = Problem::too_large(4096).in_field("body");
        let json: serde_json::Value = serde_json::from_slice(&problem.to_json()).unwrap();
        assert_eq!(json["type"], "urn:zhijia:problem:too-large");
        assert_eq!(json["code"], "too-large");
        assert_eq!(json["status"], 413);
        assert_eq!(json["title"], json["zh"]["title"]);
        assert_eq!(json["limit"], 4096);
        assert_eq!(json["field"], "body");
        assert!(json.get("retry_after").is_none());
    }

    #[test]
    fn an_overloaded_hub_says_when_to_come_back() {
        let response = Problem::overloaded(7).into_response();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()[RETRY_AFTER], "7");
    }

    #[test]
    fn the_protocols_page_lists_these_problems_with_these_statuses() {
        let page = include_str!("../../docs/protocol.md");
        let (_, table) = page.split_once("| problem | status |").unwrap();
        let listed: Vec<(&str, u16)> = table
            .lines()
            .skip(2)
            .map_while(|line| line.strip_prefix("| `"))
            .map(|line| {
                let (code, rest) = line.split_once("` | ").unwrap();
                (code, rest.split(' ').next().unwrap().parse().unwrap())
            })
            .collect();
        let known: Vec<_> = ProblemCode::ALL.iter().map(|code| (code.as_str(), code.status().as_u16())).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn codes_are_unique_and_every_one_has_its_words() {
        let mut seen = std::collections::HashSet::new();
        for code in ProblemCode::ALL {
            assert!(seen.insert(code.as_str()), "{code:?}");
            let [zh, en] = code.words();
            assert!(zh.title.chars().any(|c| c > '\u{4e00}') && zh.detail.ends_with('。'));
            assert!(en.title.is_ascii() && en.detail.ends_with('.'), "{code:?}");
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
    }
}
