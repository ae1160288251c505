//! Questions: answered from what the phone holds.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::json;
use zhijia_client::{Error, RecordId};
use zhijia_model::{Code, Refusal};

use crate::answer::{Answer, Refused, id, value};
use crate::town::{Town, on};

type Demo = State<Arc<Town>>;
pub(super) type Asked = Query<HashMap<String, String>>;

pub(super) fn text(asked: &HashMap<String, String>, name: &str) -> String {
    asked.get(name).cloned().unwrap_or_default()
}

fn record(asked: &HashMap<String, String>, name: &str) -> Result<RecordId, Error> {
    id(&text(asked, name), name)
}

fn number(asked: &HashMap<String, String>, name: &str, otherwise: usize) -> Result<usize, Error> {
    asked.get(name).map_or(Ok(otherwise), |text| text.parse().map_err(|_| Refusal::about(Code::BadField, name).into()))
}

/// Whose phones these are.
pub(super) async fn town(State(town): Demo) -> Answer {
    let shown = |on_request: bool| {
        let phones = town.phones.iter().filter(move |phone| phone.role.is_on_request() == on_request);
        let phones = phones.map(|phone| {
            json!({ "n": phone.n, "role": phone.role, "person": { "name": phone.name, "union": phone.union_name } })
        });
        phones.collect::<Vec<_>>()
    };
    Ok(Json(json!({ "town": town.union.to_string(), "phones": shown(false), "others": shown(true) })))
}

/// The list of what is to be paid, as a file.
pub(super) async fn payout_list(State(town): Demo, Path(n): Path<u8>) -> Result<impl IntoResponse, Refused> {
    let file = on(&town.phone(n)?.client, zhijia_client::Client::payout_list).await?;
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"payouts.csv\""),
    ];
    Ok((kind, file))
}

/// A house's titles.
pub(super) async fn titles(State(town): Demo, Path(n): Path<u8>, Query(asked): Asked) -> Answer {
    let (house, query) = (record(&asked, "house")?, text(&asked, "q"));
    let (from, count) = (number(&asked, "from", 0)?, number(&asked, "count", 50)?);
    let page = on(&town.phone(n)?.client, move |client| client.titles(house, &query, from, count)).await?;
    Ok(Json(value(&page)))
}

/// One title.
pub(super) async fn title(State(town): Demo, Path((n, title)): Path<(u8, String)>) -> Answer {
    let title = id(&title, "id")?;
    let item = on(&town.phone(n)?.client, move |client| client.title(title)).await?;
    Ok(Json(value(&item)))
}

/// What is said of a title, for the form that corrects it.
pub(super) async fn title_draft(State(town): Demo, Path((n, title)): Path<(u8, String)>) -> Answer {
    let title = id(&title, "id")?;
    let draft = on(&town.phone(n)?.client, move |client| client.title_draft(title)).await?;
    Ok(Json(value(&draft)))
}

/// What a form for a new event can begin with.
pub(super) async fn event_templates(State(town): Demo, Path(n): Path<u8>, Query(asked): Asked) -> Answer {
    let english = text(&asked, "language") == "en";
    Ok(Json(json!({ "items": value(&town.phone(n)?.client.event_templates(english)) })))
}

/// What the form begins with that holds an event once more.
pub(super) async fn event_again(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    let draft = on(&town.phone(n)?.client, move |client| client.event_again(event)).await?;
    Ok(Json(json!({ "draft": value(&draft) })))
}

/// Whom an insurer is told of.
pub(super) async fn insurance(State(town): Demo, Path((n, event)): Path<(u8, String)>) -> Answer {
    let event = id(&event, "id")?;
    let list = on(&town.phone(n)?.client, move |client| client.insurance_list(event)).await?;
    Ok(Json(value(&list)))
}

/// A title's copies.
pub(super) async fn copies(State(town): Demo, Path((n, title)): Path<(u8, String)>) -> Answer {
    let title = id(&title, "id")?;
    let copies = on(&town.phone(n)?.client, move |client| client.copies(title)).await?;
    Ok(Json(json!({ "items": value(&copies) })))
}

/// What a keeper scanned or typed.
pub(super) async fn find(State(town): Demo, Path(n): Path<u8>, Query(asked): Asked) -> Answer {
    let (house, query) = (town.house, text(&asked, "q"));
    let found = on(&town.phone(n)?.client, move |client| client.find(house, &query)).await?;
    Ok(Json(value(&found)))
}

/// People on a roster: their sign-ups.
pub(super) async fn find_on_roster(
    State(town): Demo,
    Path((n, event)): Path<(u8, String)>,
    Query(asked): Asked,
) -> Answer {
    let (event, query) = (id(&event, "id")?, text(&asked, "q"));
    let found = on(&town.phone(n)?.client, move |client| client.find_on_roster(event, &query, false)).await?;
    let ids: Vec<_> = found.into_iter().map(|one| one.id).collect();
    Ok(Json(json!({ "ids": ids })))
}

/// Members' cards.
pub(super) async fn cards(State(town): Demo, Path(n): Path<u8>, Query(asked): Asked) -> Answer {
    let query = text(&asked, "q");
    let cards = on(&town.phone(n)?.client, move |client| client.cards(&query)).await?;
    Ok(Json(json!({ "items": value(&cards) })))
}

/// What the browser's calendar may take: one event, or all that is the person's own.
pub(super) async fn calendar(
    State(town): Demo,
    Path(n): Path<u8>,
    Query(asked): Asked,
) -> Result<impl IntoResponse, Refused> {
    let event = asked.get("event").map(|event| id(event, "event")).transpose()?;
    let file = on(&town.phone(n)?.client, move |client| client.calendar_file(event)).await?;
    let text = if text(&asked, "lang") == "en" { file.en } else { file.zh };
    let named = "attachment; filename=\"zhijia.ics\"";
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, named)], text))
}

/// What lending would lead to.
pub(super) async fn preview_lend(State(town): Demo, Path(n): Path<u8>, Query(asked): Asked) -> Answer {
    let (title, copy) = (record(&asked, "title")?, text(&asked, "copy"));
    let card = asked.get("card").map(|card| id(card, "card")).transpose()?;
    let state = on(&town.phone(n)?.client, move |client| client.preview_lend(title, &copy, card)).await?;
    Ok(Json(json!({ "state": value(&state) })))
}

/// Why a sign-up stands where it stands.
pub(super) async fn why(State(town): Demo, Path((n, of)): Path<(u8, String)>) -> Answer {
    let of = id(&of, "id")?;
    let reasons = on(&town.phone(n)?.client, move |client| client.why(of)).await?;
    Ok(Json(json!({ "items": value(&reasons) })))
}

/// Who did what to a record.
pub(super) async fn history(State(town): Demo, Path((n, of)): Path<(u8, String)>) -> Answer {
    let of = id(&of, "record")?;
    let entries = on(&town.phone(n)?.client, move |client| client.history(of)).await?;
    Ok(Json(json!({ "entries": value(&entries) })))
}
