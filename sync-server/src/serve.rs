//! Accepting connections, and stopping without cutting anyone off.
//!
//! Plain connections speak HTTP/1.1 only: hyper's `http1::Builder` needs a third less memory a
//! follower than the one that finds out by itself. HTTP/2 is spoken where TLS has negotiated it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Longer than phones keep an idle connection (90 s), so that they are the ones to close it.
const HEADER_TIME: Duration = Duration::from_mins(2);

/// How long a TLS handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(15);

/// How long accepting pauses when the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How connections are handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Connections that are open at once; more wait in the system's queue.
    pub connections: usize,
    /// How long running requests may take to end after the hub was told to stop.
    pub drain: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 20_000, drain: Duration::from_secs(30) }
    }
}

/// Serves until `shutdown`, then lets running requests end and closes. Returns how many connections
/// had to be cut because they took longer than [`Options::drain`].
pub async fn run(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    options: Options,
    shutdown: CancellationToken,
) -> usize {
    let places = Arc::new(Semaphore::new(options.connections));
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    let accepting = async {
        loop {
            // The semaphore is never closed, so a place comes in the end.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            let stream = accept(&listener).await;
            let (tls, router) = (tls.clone(), router.clone());
            let (shutdown, cut) = (shutdown.clone(), cut.clone());
            connections.spawn(async move {
                tokio::select! {
                    () = connection(stream, tls, router, shutdown) => {}
                    () = cut.cancelled() => {}
                }
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = shutdown.cancelled() => {}
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(options.drain, connections.wait()).await.is_ok() {
        return 0;
    }
    let left = connections.len();
    tracing::warn!(connections = left, "cut off because they did not end in time");
    cut.cancel();
    connections.wait().await;
    left
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            Err(error) => {
                // Almost always too many open files: it passes when others hang up.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router, shutdown: CancellationToken) {
    let _best_effort = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return speak_http1(stream, router, shutdown).await;
    };
    match tokio::time::timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
        Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
            speak_http2(stream, router, shutdown).await;
        }
        Ok(Ok(stream)) => speak_http1(stream, router, shutdown).await,
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a TLS handshake took too long"),
    }
}

async fn speak_http1<S>(stream: S, router: Router, shutdown: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let service = TowerToHyperService::new(router);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

async fn speak_http2<S>(stream: S, router: Router, shutdown: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(32)
        .keep_alive_interval(HEADER_TIME)
        .keep_alive_timeout(HANDSHAKE_TIME);
    let service = TowerToHyperService::new(router);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}
