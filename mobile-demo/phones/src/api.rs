//! The page's commands and questions, as `page/API.md` lists them. No rule stands here: each handler maps one
//! request onto one call of a phone's core.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use zhijia_model::{Code, Refusal};

use crate::answer::Refused;
use crate::town::Town;
use crate::{board, page};

mod commands;
mod door;
mod events;
mod lending;
mod questions;

/// The largest file that the page may send: the core says what is too large for a catalogue, and how to split it.
const FILE_MAX: usize = 64 << 20;

/// Everything that the program serves.
pub fn router(town: &Arc<Town>) -> Router {
    let phone = Router::new()
        .route("/airplane", post(commands::airplane))
        .route("/undo", post(commands::undo))
        .route("/do", post(commands::act))
        .route("/not-sent/{id}", post(commands::not_sent))
        .route("/records/{record}/restore", post(commands::restore))
        .route("/records/{record}/history", get(questions::history))
        .route("/profile", post(commands::profile))
        .route("/names/{id}", post(commands::decide_name))
        .route("/signups", post(events::sign_up))
        .route("/signups/withdraw", post(events::withdraw))
        .route("/signups/{id}/check-in", post(events::check_in))
        .route("/signups/{id}/check-at", post(door::check_at))
        .route("/signups/{id}/hand-out", post(door::hand_out))
        .route("/signups/{id}/remove", post(events::remove))
        .route("/signups/{id}/restore", post(events::restore))
        .route("/signups/{id}/admit", post(events::admit))
        .route("/signups/{id}/why", get(questions::why))
        .route("/notices/{id}/seen", post(commands::notice_seen))
        .route("/enrolments", post(commands::enrol))
        .route("/enrolments/withdraw", post(commands::withdraw_enrolment))
        .route("/houses/{id}/follow", post(lending::follow))
        .route("/closed-days", post(lending::close_day))
        .route("/loans", post(lending::lend))
        .route("/loans/preview", get(questions::preview_lend))
        .route("/lending-cards/settle", post(lending::settle))
        .route("/loans/{id}/renew", post(lending::renew))
        .route("/loans/{id}/return", post(lending::take_back))
        .route("/loans/{id}/lend-on", post(lending::lend_on))
        .route("/imports", post(lending::import).layer(DefaultBodyLimit::max(FILE_MAX)))
        .route("/imports/{id}/stop", post(lending::stop_import))
        .route("/imports/{id}/correct", post(lending::correct))
        .route("/event-templates", get(questions::event_templates))
        .route("/events", post(events::create))
        .route("/events/{id}/insurance", get(questions::insurance))
        .route("/events/{id}/again", get(questions::event_again))
        .route("/events/{id}", post(events::edit))
        .route("/events/{id}/publish", post(events::publish))
        .route("/events/{id}/close", post(events::close))
        .route("/events/{id}/cancel", post(events::cancel))
        .route("/events/{id}/reopen", post(events::reopen))
        .route("/events/{id}/settle", post(events::settle))
        .route("/events/{id}/walk-ins", post(events::walk_in))
        .route("/events/{id}/sign-ups-for", post(events::sign_up_for))
        .route("/events/{id}/pass", get(door::pass))
        .route("/events/{id}/scans", post(door::scan))
        .route("/events/{id}/expected", get(door::expected))
        .route("/events/{id}/lists", post(door::set_list))
        .route("/events/{id}/desk", post(door::open_desk))
        .route("/events/{id}/desk/close", post(door::close_desk))
        .route("/events/{id}/desks/{device}/waive", post(door::waive_desk))
        .route("/titles", get(questions::titles).post(lending::add_title))
        .route("/titles/{id}", get(questions::title).post(lending::edit_title))
        .route("/titles/{id}/form", get(questions::title_draft))
        .route("/titles/{id}/copies", get(questions::copies))
        .route("/events/{id}/find", get(questions::find_on_roster))
        .route("/find", get(questions::find))
        .route("/payout-list", get(questions::payout_list))
        .route("/cards", get(questions::cards))
        .route("/calendar", get(questions::calendar));
    let api = Router::new()
        .route("/hub", post(commands::hub))
        .route("/town", get(questions::town))
        .nest("/phones/{n}", phone)
        .route("/{*path}", any(|| async { Refused::from(Refusal::about(Code::NoSuchAddress, "path")) }))
        .with_state(Arc::clone(town));
    Router::new()
        .merge(board::routes(Arc::clone(&town.board)))
        .nest("/api", api)
        .merge(page::routes())
        .layer(middleware::from_fn(from_this_page))
}

/// Another site's page that is open in the same browser may neither command the phones nor read what they show, and
/// no other name may stand for this address.
async fn from_this_page(request: Request, next: Next) -> Response {
    if is_own(request.headers()) { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let by_address = name == "localhost" || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    by_address && text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_this_page_is_answered() {
        let own = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            is_own(&headers)
        };
        assert!(own("127.0.0.1:8740", None));
        assert!(own("[::1]:8740", Some("http://[::1]:8740")));
        assert!(own("localhost:8740", Some("http://localhost:8740")));
        assert!(!own("127.0.0.1:8740", Some("http://example.org")));
        assert!(!own("127.0.0.1:8740", Some("null")));
        assert!(!own("example.org:8740", Some("http://example.org:8740")));
    }
}
