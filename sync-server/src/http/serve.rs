//! Accepting connections, and stopping without cutting anyone off.
//!
//! Plain connections speak HTTP/1.1 only: hyper's `http1::Builder` needs a third less memory a
//! follower than the one that finds out by itself. HTTP/2 is spoken where TLS has negotiated it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::response::Response;
use bytes::Bytes;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt as _};

use super::budget::Peer;

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
    let server =
        Server { router, shutdown: shutdown.clone(), cut: CancellationToken::new(), tasks: TaskTracker::new() };
    let accepting = async {
        loop {
            // The semaphore is never closed, so a place comes in the end.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            let (stream, peer) = accept(&listener).await;
            let _best_effort = stream.set_nodelay(true);
            match &tls {
                None => server.http1(stream, peer, place),
                Some(tls) => server.tasks.spawn(handshake(server.clone(), tls.clone(), (stream, peer), place)),
            };
        }
    };
    tokio::select! {
        () = accepting => {}
        () = shutdown.cancelled() => {}
    }
    drop(listener);
    server.tasks.close();
    if tokio::time::timeout(options.drain, server.tasks.wait()).await.is_ok() {
        return 0;
    }
    let left = server.tasks.len();
    tracing::warn!(connections = left, "cut off because they did not end in time");
    server.cut.cancel();
    server.tasks.wait().await;
    left
}

/// What every connection needs.
#[derive(Clone)]
struct Server {
    router: Router,
    /// Finish what is running.
    shutdown: CancellationToken,
    /// End now.
    cut: CancellationToken,
    tasks: TaskTracker,
}

async fn accept(listener: &TcpListener) -> (TcpStream, Peer) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => return (stream, Peer(address.ip())),
            Err(error) => {
                // Almost always too many open files: it passes when others hang up.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// A task of its own, because what a handshake needs is much, and given back before the connection
/// begins to wait.
async fn handshake(server: Server, tls: TlsAcceptor, (stream, peer): (TcpStream, Peer), place: OwnedSemaphorePermit) {
    let shaken = tokio::select! {
        shaken = tokio::time::timeout(HANDSHAKE_TIME, tls.accept(stream)) => shaken,
        () = server.cut.cancelled() => return,
    };
    match shaken {
        Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
            server.http2(stream, peer, place);
        }
        Ok(Ok(stream)) => {
            server.http1(stream, peer, place);
        }
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a TLS handshake took too long"),
    }
}

/// The routes, told with each request where its connection comes from.
fn from<B>(
    peer: Peer,
    router: &Router,
) -> impl Service<http::Request<B>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + use<B>
where
    B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    router.clone().map_request(move |mut request: http::Request<B>| {
        request.extensions_mut().insert(peer);
        request
    })
}

impl Server {
    fn http1<S>(&self, stream: S, peer: Peer, place: OwnedSemaphorePermit) -> JoinHandle<()>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
        let service = TowerToHyperService::new(from(peer, &self.router));
        let connection = Box::pin(builder.serve_connection(TokioIo::new(stream), service));
        self.tasks.spawn(self.clone().attend(connection, http1::Connection::graceful_shutdown, place))
    }

    fn http2<S>(&self, stream: S, peer: Peer, place: OwnedSemaphorePermit) -> JoinHandle<()>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(32)
            .keep_alive_interval(HEADER_TIME)
            .keep_alive_timeout(HANDSHAKE_TIME);
        let service = TowerToHyperService::new(from(peer, &self.router));
        let connection = Box::pin(builder.serve_connection(TokioIo::new(stream), service));
        self.tasks.spawn(self.clone().attend(connection, http2::Connection::graceful_shutdown, place))
    }

    /// Sees one connection to its end. The connection is boxed, because a future that is moved into
    /// another takes its room twice.
    async fn attend<C>(
        self,
        mut connection: Pin<Box<C>>,
        graceful_shutdown: impl FnOnce(Pin<&mut C>),
        _place: OwnedSemaphorePermit,
    ) where
        C: Future<Output = hyper::Result<()>>,
    {
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.shutdown.cancelled() => {
                graceful_shutdown(connection.as_mut());
                tokio::select! {
                    ended = connection => ended,
                    () = self.cut.cancelled() => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection broke off");
        }
    }
}
