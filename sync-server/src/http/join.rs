//! `POST /v1/join`: an invitation binds a device to a member.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use zhijia_sync::session::{JoinAnswer, JoinRequest, SessionError, code, from_bytes, to_bytes};

use super::body::{CBOR, answer};
use super::{AppState, Origin};
use crate::exchange::Caller;
use crate::identity::{IdentityError, Joining};
use crate::problem::{Problem, ProblemCode};

pub(super) async fn join(
    State(hub): State<Arc<AppState>>,
    Extension(Origin(source)): Extension<Origin>,
    request: Request,
) -> Result<Response, Problem> {
    let body = hub.read_small(request).await?;
    let request: JoinRequest = from_bytes(&body).map_err(refusal)?;
    let code = code::InvitationCode::parse(&request.code)
        .map_err(|_| Problem::from(ProblemCode::InvitationMistyped).in_field("code"))?;
    request.verify(hub.key.public()).map_err(refusal)?;
    let now_ms = hub.clock.now_ms();
    hub.access.use_nonce(&request.nonce, now_ms)?;
    let joining = Joining { code, device_key: request.device_key, now_ms };
    hub.budgets.guess(source, &code, now_ms)?;
    let joined = hub.identities.join(joining).await;
    if !matches!(joined, Err(IdentityError::UnknownCode)) {
        hub.budgets.no_guess(source, &code);
    }
    let joined = joined?;
    let caller = Caller { device: joined.device, member: joined.member };
    let (token, expires_ms) = hub.access.token(caller, now_ms);
    let join = JoinAnswer {
        certificate: joined.certificate,
        member_header: joined.header,
        home: joined.home,
        token,
        expires_ms,
    };
    Ok(answer(CBOR, false, Body::from(to_bytes(&join))))
}

/// What a message's own checks say, as a problem.
pub(super) fn refusal(error: SessionError) -> Problem {
    match error {
        SessionError::BadSignature => Problem::from(ProblemCode::BadSignature).in_field("signature"),
        SessionError::TooLong(field) => Problem::from(ProblemCode::BadMessage).in_field(field),
        SessionError::Malformed | SessionError::UnknownVersion | SessionError::WrongDevice => {
            Problem::from(ProblemCode::BadMessage).in_field("body")
        }
    }
}
