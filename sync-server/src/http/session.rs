//! `POST /v1/session`: a device that has joined proves that it still holds its key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use zhijia_sync::session::{SessionAnswer, SessionRequest, from_bytes, to_bytes};

use super::AppState;
use super::body::{CBOR, answer};
use super::join::refusal;
use crate::exchange::Caller;
use crate::problem::{Problem, ProblemCode};

pub(super) async fn session(State(hub): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let body = hub.read_small(request).await?;
    let request: SessionRequest = from_bytes(&body).map_err(refusal)?;
    let device = hub.identities.device(request.device).await?.ok_or(ProblemCode::DeviceUnknown)?;
    request.verify(hub.key.public(), &device.key).map_err(refusal)?;
    let now_ms = hub.clock.now_ms();
    hub.access.use_nonce(&request.nonce, now_ms)?;
    // Only who holds the key reads that it was revoked.
    if device.revoked_ms.is_some() {
        return Err(ProblemCode::DeviceRevoked.into());
    }
    if device.member_revoked_ms.is_some() {
        return Err(ProblemCode::MemberRevoked.into());
    }
    let caller = Caller { device: device.id, member: device.member };
    let (token, expires_ms) = hub.access.token(caller, now_ms);
    let session = SessionAnswer { token, expires_ms };
    Ok(answer(CBOR, false, Body::from(to_bytes(&session))))
}

impl AppState {
    /// Who sent a request with a token, and has some of its budget left.
    pub(super) fn caller(&self, headers: &http::HeaderMap) -> Result<Caller, Problem> {
        let none = || Problem::from(ProblemCode::NoSession).in_field("Authorization");
        let token = headers
            .get(http::header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(none)?;
        let now_ms = self.clock.now_ms();
        let caller = self.access.caller(token, now_ms)?;
        self.budgets.device(caller.device, now_ms)?;
        Ok(caller)
    }
}
