//! HTTP/1.1 by hand over one connection: what drives the load must not cost what is measured.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

/// A stream that may be encrypted.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// One connection.
pub(crate) struct Wire {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
}

/// How an answer's body ends.
enum Length {
    Bytes(usize),
    Chunked,
}

impl Wire {
    pub(crate) async fn plain(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: Box::new(stream), buffer: Vec::new() }
    }

    pub(crate) async fn tls(address: &str, config: Arc<rustls::ClientConfig>) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        let name = rustls_pki_types::ServerName::try_from("localhost").expect("a name");
        let stream = tokio_rustls::TlsConnector::from(config).connect(name, stream).await.expect("TLS");
        Self { stream: Box::new(stream), buffer: Vec::new() }
    }

    /// Sends a request made by [`post`] or [`get`], and gives the answer's body.
    pub(crate) async fn call(&mut self, request: &[u8]) -> Vec<u8> {
        match self.begin(request).await {
            Length::Bytes(length) => {
                while self.buffer.len() < length {
                    self.read().await;
                }
                let rest = self.buffer.split_off(length);
                std::mem::replace(&mut self.buffer, rest)
            }
            Length::Chunked => {
                let mut body = Vec::new();
                loop {
                    let chunk = self.chunk().await;
                    if chunk.is_empty() {
                        return body;
                    }
                    body.extend_from_slice(&chunk);
                }
            }
        }
    }

    /// Sends a request whose answer never ends; [`Wire::chunk`] gives it in pieces.
    pub(crate) async fn open(&mut self, request: &[u8]) {
        assert!(matches!(self.begin(request).await, Length::Chunked), "a live answer comes in chunks");
    }

    /// The next chunk; empty at the end. Not safe to cancel.
    pub(crate) async fn chunk(&mut self) -> Vec<u8> {
        let line = self.line_end().await;
        let text = std::str::from_utf8(&self.buffer[..line]).expect("a length");
        let length = usize::from_str_radix(text.split(';').next().unwrap_or_default().trim(), 16).expect("a length");
        let end = line + 2 + length + 2;
        while self.buffer.len() < end {
            self.read().await;
        }
        let rest = self.buffer.split_off(end);
        let mut chunk = std::mem::replace(&mut self.buffer, rest);
        chunk.truncate(end - 2);
        chunk.split_off(line + 2)
    }

    async fn line_end(&mut self) -> usize {
        loop {
            if let Some(at) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                return at;
            }
            self.read().await;
        }
    }

    async fn begin(&mut self, request: &[u8]) -> Length {
        self.stream.write_all(request).await.expect("a request goes out");
        self.stream.flush().await.expect("a request goes out");
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.read().await;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length = length.map_or(Length::Chunked, |length| Length::Bytes(length.trim().parse().expect("a length")));
        let good = head.starts_with("http/1.1 200");
        self.buffer.drain(..end);
        if !good {
            while let Length::Bytes(length) = length
                && self.buffer.len() < length
            {
                self.read().await;
            }
            panic!("{head}{}", String::from_utf8_lossy(&self.buffer));
        }
        length
    }

    async fn read(&mut self) {
        self.buffer.reserve(16 * 1024);
        let read = self.stream.read_buf(&mut self.buffer).await.expect("an answer");
        assert!(read > 0, "the hub closed the connection");
    }
}

/// The bytes of a request without a body.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// The bytes of a request with one; with a token it is a compressed sequence.
pub(crate) fn post(path: &str, token: Option<&str>, body: &[u8]) -> Vec<u8> {
    let kind = match token {
        None => "Content-Type: application/cbor\r\n".to_owned(),
        Some(token) => format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/cbor-seq\r\nContent-Encoding: zstd\r\n\
             Accept-Encoding: zstd\r\n"
        ),
    };
    let mut out =
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}
