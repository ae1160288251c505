//! Bodies in and out: content type, size, encoding, time.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio::sync::SemaphorePermit;

use super::AppState;
use crate::codec::{CodecError, MUCH, apart};
use crate::problem::{Problem, ProblemCode};

/// One CBOR message.
pub(super) const CBOR: &str = "application/cbor";

/// A CBOR sequence (RFC 8742).
pub(super) const CBOR_SEQ: &str = "application/cbor-seq";

/// The largest join or session request, in bytes.
const SMALL: usize = 4096;

/// Of a body that is too large, so many times the limit are read and thrown away, so that the sender
/// gets to read the answer instead of a broken connection.
const DRAIN: usize = 4;

/// The body of an exchange. A large one holds its place while this lives.
pub(super) struct Sequence<'h> {
    pub(super) bytes: Bytes,
    _place: Option<SemaphorePermit<'h>>,
}

impl AppState {
    /// A small message, not compressed.
    pub(super) async fn read_small(&self, request: Request) -> Result<Bytes, Problem> {
        let (head, body) = request.into_parts();
        check_type(&head.headers, CBOR)?;
        if is_zstd(&head.headers)? {
            return Err(Problem::from(ProblemCode::BadEncoding).in_field("Content-Encoding"));
        }
        self.collect(body, SMALL).await
    }

    /// A CBOR sequence, decompressed where it was compressed. A large one has to wait for a place.
    pub(super) async fn read_sequence(&self, headers: &HeaderMap, body: Body) -> Result<Sequence<'_>, Problem> {
        check_type(headers, CBOR_SEQ)?;
        let zstd = is_zstd(headers)?;
        let body = self.collect(body, self.limits.packed).await?;
        let small = if zstd { self.codec.unpack(&body, MUCH.min(self.limits.plain)) } else { Ok(body.clone()) };
        let known = match small {
            Ok(bytes) if bytes.len() <= MUCH => return Ok(Sequence { bytes, _place: None }),
            Ok(bytes) => Some(bytes),
            // Only what is known to be much costs a thread of its own.
            Err(CodecError::TooLarge) if self.limits.plain > MUCH => None,
            Err(error) => return Err(self.undecodable(error)),
        };
        let place = self.large.acquire().await.map_err(|_| ProblemCode::ShuttingDown)?;
        let bytes = if let Some(bytes) = known {
            bytes
        } else {
            let (codec, limit) = (Arc::clone(&self.codec), self.limits.plain);
            let unpacked = apart(true, move || codec.unpack(&body, limit)).await;
            unpacked.ok_or(ProblemCode::Internal)?.map_err(|error| self.undecodable(error))?
        };
        Ok(Sequence { bytes, _place: Some(place) })
    }

    fn undecodable(&self, error: CodecError) -> Problem {
        match error {
            CodecError::TooLarge => Problem::too_large(self.limits.plain),
            CodecError::Damaged => Problem::from(ProblemCode::BadEncoding).in_field("Content-Encoding"),
        }
    }

    async fn collect(&self, body: Body, limit: usize) -> Result<Bytes, Problem> {
        tokio::time::timeout(self.limits.body_time, collect(body, limit))
            .await
            .unwrap_or(Err(ProblemCode::SlowRequest.into()))
    }
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut whole = BytesMut::new();
    let mut length = 0_usize;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Problem::from(ProblemCode::BadMessage).in_field("body"))?;
        length = length.saturating_add(chunk.len());
        if length <= limit {
            whole.extend_from_slice(&chunk);
        } else if length > limit.saturating_mul(DRAIN) {
            break;
        }
    }
    if length > limit {
        return Err(Problem::too_large(limit));
    }
    Ok(whole.freeze())
}

fn check_type(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    match given {
        Some(given) if given.eq_ignore_ascii_case(expected) => Ok(()),
        _ => Err(Problem::from(ProblemCode::BadContentType).in_field("Content-Type")),
    }
}

fn is_zstd(headers: &HeaderMap) -> Result<bool, Problem> {
    let mut given = headers.get_all(CONTENT_ENCODING).iter();
    match (given.next().map(HeaderValue::as_bytes), given.next()) {
        (None | Some(b"identity"), None) => Ok(false),
        (Some(b"zstd"), None) => Ok(true),
        _ => Err(Problem::from(ProblemCode::BadEncoding).in_field("Content-Encoding")),
    }
}

/// An answer that no one on the way may keep.
pub(super) fn answer(content_type: &'static str, zstd: bool, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if zstd {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    }
    response
}
