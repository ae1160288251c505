//! The transport: plain HTTP by reqwest, TLS by rustls on ring. The only file that imports reqwest.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use zhijia_sync::limits::FRAME_INFLATED_MAX;
use zhijia_sync::session::{self, JoinAnswer, JoinRequest, SessionAnswer, SessionHello, SessionRequest};
use zhijia_sync::{frame, wire};

/// What can go wrong on the way to the hub and back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpError {
    /// No connection: nothing was sent.
    #[error("the hub cannot be reached")]
    Unreachable,
    /// No answer in time, or the connection ended in the middle of one: whether the request arrived is not known.
    #[error("the connection ended early")]
    Broken,
    /// The hub refused the request.
    #[error("the hub says {}", .0.code)]
    Problem(Box<ProblemDetails>),
    /// The answer is not of this protocol.
    #[error("the answer cannot be read")]
    Answer,
    /// The address is not one.
    #[error("the address is not right")]
    Address,
    /// The hub's key is not the one that this phone joined.
    #[error("another hub answers")]
    Impostor,
}

/// Problem details (RFC 9457) in two languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ProblemDetails {
    /// The stable code.
    pub(crate) code: String,
    /// In Simplified Chinese.
    pub(crate) zh: ProblemText,
    /// In English.
    pub(crate) en: ProblemText,
    /// The field or header that is wrong.
    pub(crate) field: Option<String>,
    /// Seconds after which to come again.
    pub(crate) retry_after: Option<u32>,
}

/// One language of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ProblemText {
    /// What is wrong.
    pub(crate) title: String,
    /// What it means and what to do.
    pub(crate) detail: String,
}

/// Bytes that went over the wire in one exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Bytes of the request's body.
    pub(crate) up: usize,
    /// Bytes of the answer's body.
    pub(crate) down: usize,
}

/// A hub's address and the connections to it.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client,
    base: Url,
    /// Seconds for which the last answer asked to stay away; 0 where it did not.
    retry_after: Arc<AtomicU32>,
}

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_mins(1);
/// A live stream beats after 30 seconds without news; silence for longer than two beats means that it is dead.
const SILENCE: Duration = Duration::from_secs(80);
const CBOR: &str = "application/cbor-seq";

impl Http {
    /// Connects to nothing yet. `ca` are further root certificates in PEM, for a hub of the union's own.
    pub(crate) fn new(base: &str, ca: Option<&[u8]>) -> Result<Self, HttpError> {
        let base = Url::parse(base).map_err(|_| HttpError::Address)?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(HttpError::Address);
        }
        let tls = tls(ca).ok_or(HttpError::Address)?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .no_proxy()
            .build()
            .map_err(|_| HttpError::Address)?;
        Ok(Self { client, base, retry_after: Arc::default() })
    }

    /// The seconds for which the hub, or what stands before it, asked to be left alone in its last answer.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        Some(self.retry_after.load(Ordering::Acquire)).filter(|seconds| *seconds > 0)
    }

    fn url(&self, path: &str) -> Result<Url, HttpError> {
        self.base.join(path).map_err(|_| HttpError::Address)
    }

    /// `GET /v1/hello`.
    pub(crate) async fn hello(&self) -> Result<SessionHello, HttpError> {
        let answer = self.send(self.client.get(self.url("/v1/hello")?).timeout(ANSWER)).await?;
        let body = answer.bytes().await.map_err(|_| HttpError::Broken)?;
        session::from_bytes(&body).map_err(|_| HttpError::Answer)
    }

    /// `POST /v1/join`.
    pub(crate) async fn join(&self, request: &JoinRequest) -> Result<JoinAnswer, HttpError> {
        let body = self.exchange("/v1/join", session::to_bytes(request)).await?;
        session::from_bytes(&body).map_err(|_| HttpError::Answer)
    }

    /// `POST /v1/session`.
    pub(crate) async fn session(&self, request: &SessionRequest) -> Result<SessionAnswer, HttpError> {
        let body = self.exchange("/v1/session", session::to_bytes(request)).await?;
        session::from_bytes(&body).map_err(|_| HttpError::Answer)
    }

    async fn exchange(&self, path: &str, body: Vec<u8>) -> Result<Bytes, HttpError> {
        let request = self.client.post(self.url(path)?).header(CONTENT_TYPE, "application/cbor");
        let answer = self.send(request.body(body).timeout(ANSWER)).await?;
        answer.bytes().await.map_err(|_| HttpError::Broken)
    }

    /// `POST /v1/sync`: one round trip. Gives the answer's frames and what travelled.
    pub(crate) async fn sync(&self, token: &str, body: &[u8]) -> Result<(Vec<wire::Frame>, Traffic), HttpError> {
        let packed = frame::compress(body).map_err(|_| HttpError::Answer)?;
        let up = packed.len();
        let answer = self.send(self.post(token, "/v1/sync", packed)?.timeout(ANSWER)).await?;
        let zstd = answer.headers().get(CONTENT_ENCODING).is_some_and(|value| value == "zstd");
        let body = answer.bytes().await.map_err(|_| HttpError::Broken)?;
        let down = body.len();
        let plain = if zstd {
            frame::decompress(&body, FRAME_INFLATED_MAX).map_err(|_| HttpError::Answer)?
        } else {
            body.to_vec()
        };
        let frames = wire::decode_frames(&plain).map_err(|_| HttpError::Answer)?;
        Ok((frames, Traffic { up, down }))
    }

    /// `POST /v1/live`: the same exchange, which stays open. The stream gives zstd frames in pieces.
    pub(crate) async fn live(
        &self,
        token: &str,
        body: &[u8],
    ) -> Result<(impl Stream<Item = Result<Bytes, HttpError>> + Send + use<>, usize), HttpError> {
        let packed = frame::compress(body).map_err(|_| HttpError::Answer)?;
        let up = packed.len();
        let answer = self.send(self.post(token, "/v1/live", packed)?).await?;
        Ok((answer.bytes_stream().map(|chunk| chunk.map_err(|_| HttpError::Broken)), up))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, HttpError> {
        let failed =
            |error: reqwest::Error| if error.is_connect() { HttpError::Unreachable } else { HttpError::Broken };
        self.retry_after.store(0, Ordering::Release);
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status();
        if status == StatusCode::OK {
            return Ok(answer);
        }
        let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let body = answer.bytes().await.map_err(|_| HttpError::Broken)?;
        let problem: Option<ProblemDetails> = serde_json::from_slice(&body).ok();
        let problem = problem.filter(|problem| !problem.code.is_empty());
        let asked = problem.as_ref().and_then(|problem| problem.retry_after).or(header);
        self.retry_after.store(asked.unwrap_or(0), Ordering::Release);
        Err(match problem {
            Some(problem) => HttpError::Problem(Box::new(problem)),
            // A proxy answered in the hub's place: it passes.
            None if status.is_server_error() || matches!(status.as_u16(), 408 | 429) => HttpError::Broken,
            None => HttpError::Answer,
        })
    }

    fn post(&self, token: &str, path: &str, body: Vec<u8>) -> Result<RequestBuilder, HttpError> {
        let request = self.client.post(self.url(path)?);
        Ok(request
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, CBOR)
            .header(CONTENT_ENCODING, "zstd")
            .header(ACCEPT_ENCODING, "zstd")
            .body(body))
    }
}

fn tls(ca: Option<&[u8]>) -> Option<rustls::ClientConfig> {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in ca.map(CertificateDer::pem_slice_iter).into_iter().flatten() {
        roots.add(certificate.ok()?).ok()?;
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// What a phone makes of an answer to its hello, and when it is to come back.
    async fn hears(answer: &'static str) -> (HttpError, Option<u32>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let http = Http::new(&format!("http://{}", listener.local_addr().unwrap()), None).unwrap();
        let (heard, ()) = tokio::join!(http.hello(), async {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        (heard.unwrap_err(), http.retry_after())
    }

    #[tokio::test]
    async fn a_hub_or_a_proxy_that_asks_a_phone_to_come_back_later_is_understood() {
        let (error, asked) = hears(
            "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 45\r\n\r\n{\"code\":\"too-many-requests\",\"retry_after\":20}",
        ).await;
        assert!(matches!(&error, HttpError::Problem(problem) if problem.code == "too-many-requests"), "{error:?}");
        assert_eq!(asked, Some(20));
        let (error, asked) = hears("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy").await;
        assert_eq!((error, asked), (HttpError::Broken, Some(7)));
        let (error, asked) = hears("HTTP/1.1 404 Nothing\r\nContent-Length: 4\r\n\r\nnone").await;
        assert_eq!((error, asked), (HttpError::Answer, None));
    }
}
