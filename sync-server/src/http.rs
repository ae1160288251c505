//! What the hub answers over HTTP: hello, join, session, sync, live and its health.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use data_encoding::HEXLOWER;
use futures_util::FutureExt;
use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue, Uri};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use zhijia_sync::limits::{REQUEST_INFLATED_MAX, REQUEST_MAX};

use crate::access::Access;
use crate::clock::Clock;
use crate::codec::Codec;
use crate::exchange::Exchange;
use crate::identity::Identities;
use crate::key::HubKey;
use crate::problem::{Problem, ProblemCode};

mod body;
pub mod budget;
mod health;
mod hello;
mod join;
mod live;
pub mod serve;
mod session;
mod sync;
pub mod tls;

use budget::{Allowance, Budgets, Peer, Source};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Large bodies that are worked on at once; others wait.
const LARGE_BODIES: usize = 16;

/// How much a request may be and take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// A body as it travels, in bytes.
    pub packed: usize,
    /// A body decompressed, in bytes.
    pub plain: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// Syncs that are worked on at once; more are told to come back.
    pub syncs: usize,
    /// How often a device and an address may come.
    pub allowance: Allowance,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed: REQUEST_MAX,
            plain: REQUEST_INFLATED_MAX,
            body_time: Duration::from_mins(1),
            syncs: 512,
            allowance: Allowance::default(),
        }
    }
}

/// What every request works with.
pub struct AppState {
    pub(crate) key: Arc<HubKey>,
    pub(crate) access: Arc<Access>,
    pub(crate) identities: Arc<dyn Identities>,
    pub(crate) exchange: Arc<dyn Exchange>,
    pub(crate) codec: Arc<Codec>,
    pub(crate) clock: Clock,
    pub(crate) budgets: Budgets,
    limits: Limits,
    syncs: Semaphore,
    /// Places for bodies that are large once decompressed: together they bound the memory that strangers can ask for.
    large: Semaphore,
    /// Cancelled when the hub is told to stop: live streams end, running requests are finished.
    shutdown: CancellationToken,
    /// Numbers requests since the start; with the start's own number it names one in the logs.
    requests: AtomicU64,
    start: u32,
}

/// The parts that a hub is put together from.
pub struct Parts {
    /// The hub's keys.
    pub key: Arc<HubKey>,
    /// Invitations, devices, revocations.
    pub identities: Arc<dyn Identities>,
    /// The core.
    pub exchange: Arc<dyn Exchange>,
    /// zstd contexts, shared with the core.
    pub codec: Arc<Codec>,
    /// The hub's clock.
    pub clock: Clock,
    /// Sessions and revocations.
    pub access: Arc<Access>,
    /// How much a request may be.
    pub limits: Limits,
    /// Cancelled to stop.
    pub shutdown: CancellationToken,
}

impl AppState {
    /// A hub that knows everything revoked so far.
    ///
    /// # Errors
    /// A [`Problem`] where what was revoked cannot be read.
    pub async fn new(parts: Parts) -> Result<Self, Problem> {
        parts.access.revoke(parts.identities.revoked().await?);
        let started = parts.clock.now_ms() & i64::from(u32::MAX);
        Ok(Self {
            access: parts.access,
            key: parts.key,
            identities: parts.identities,
            exchange: parts.exchange,
            codec: parts.codec,
            clock: parts.clock,
            budgets: Budgets::new(parts.limits.allowance.clone()),
            syncs: Semaphore::new(parts.limits.syncs),
            large: Semaphore::new(LARGE_BODIES),
            limits: parts.limits,
            shutdown: parts.shutdown,
            requests: AtomicU64::new(0),
            start: u32::try_from(started).unwrap_or(0),
        })
    }

    fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number}", HEXLOWER.encode(&self.start.to_be_bytes()))
    }
}

/// The hub's routes.
pub fn router(hub: Arc<AppState>) -> Router {
    Router::new()
        .route("/v1/hello", get(hello::hello))
        .route("/v1/join", post(join::join))
        .route("/v1/session", post(session::session))
        .route("/v1/sync", post(sync::sync))
        .route("/v1/live", post(live::live))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&hub), count_source))
        .route("/healthz", get(health::health))
        .fallback(nothing_here)
        .method_not_allowed_fallback(|| async { Problem::from(ProblemCode::BadMethod) })
        .layer(middleware::from_fn_with_state(Arc::clone(&hub), observe))
        .with_state(hub)
}

/// Where a request comes from, where that can be told.
#[derive(Debug, Clone, Copy)]
struct Origin(Option<Source>);

/// Counts the request to the budget of where it comes from.
async fn count_source(State(hub): State<Arc<AppState>>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let peer = request.extensions().get::<Peer>().copied();
    let source = hub.budgets.source(peer, request.headers());
    if let Some(source) = source {
        hub.budgets.address(source, hub.clock.now_ms())?;
    }
    request.extensions_mut().insert(Origin(source));
    Ok(next.run(request).await)
}

/// Another protocol version is told apart from a wrong address.
async fn nothing_here(uri: Uri) -> Problem {
    let version = uri
        .path()
        .strip_prefix("/v")
        .and_then(|rest| rest.split('/').next())
        .and_then(|number| number.parse::<u32>().ok());
    match version {
        Some(version) if version != u32::from(zhijia_sync::session::PROTOCOL) => ProblemCode::UnknownVersion.into(),
        _ => ProblemCode::NotFound.into(),
    }
}

/// One log line a request, without anything personal: no address, no header, no path as sent.
/// A panic in a handler becomes an answer.
async fn observe(State(hub): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = hub.request_id();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let bytes_in: Option<u64> =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let mut response = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Problem::from(ProblemCode::Internal).into_response());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let problem = response.extensions().get::<ProblemCode>().map(|code| code.as_str());
    let status = response.status();
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        id,
        %method,
        route = route.as_ref().map_or("-", MatchedPath::as_str),
        status = status.as_u16(),
        problem,
        bytes_in,
        bytes_out = response.body().size_hint().exact(),
        micros,
        "request"
    );
    if status.is_server_error() {
        tracing::warn!(id, status = status.as_u16(), problem, "the hub could not serve a request");
    }
    response
}
