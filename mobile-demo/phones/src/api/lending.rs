//! Following a house, lending, taking back, renewing, importing.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use serde_json::json;
use zhijia_client::Error;
use zhijia_client::intents::books::{AskRenewal, CloseDay, EditTitle, Renew, TakeBack};
use zhijia_client::lending::{Borrower, Exception};
use zhijia_model::Code;
use zhijia_model::catalogue_csv::FileError;

use crate::answer::{Answer, Fields, done, done_on, id, lent, undoable, value};
use crate::imports;
use crate::town::{Role, Town, on, perform};

type Demo = State<Arc<Town>>;

/// Keeps a house's catalogue on the phone, or gives its room back.
pub(super) async fn follow(State(town): Demo, Path((n, house)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (house, follow) = (id(&house, "id")?, fields.flag("follow")?);
    on(&town.phone(n)?.client, move |client| client.follow_house(house, follow)).await?;
    done_on(&house)
}

/// Lends a copy.
pub(super) async fn lend(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let (title, reader, exception) = (fields.id("title")?, borrower(&fields)?, exception(&fields)?);
    // Without a copy there is none to lend; the core says so in its words.
    let copy = fields.text_if("copy")?.unwrap_or_default().to_owned();
    lent(&on(&town.phone(n)?.client, move |client| client.lend(title, &copy, &reader, exception)).await?)
}

/// Takes a copy back and lends it on, in one step.
pub(super) async fn lend_on(State(town): Demo, Path((n, loan)): Path<(u8, String)>, fields: Fields) -> Answer {
    let (loan, reader, exception) = (id(&loan, "id")?, borrower(&fields)?, exception(&fields)?);
    lent(&on(&town.phone(n)?.client, move |client| client.lend_on(loan, &reader, exception)).await?)
}

fn exception(fields: &Fields) -> Result<Exception, Error> {
    let reason = fields.text_if("reason")?.unwrap_or_default().to_owned();
    Ok(Exception { over_limit: fields.flag_if("exception")?, reason })
}

fn borrower(fields: &Fields) -> Result<Borrower, Error> {
    let reader = fields.object("borrower")?;
    Ok(if reader.text_if("card")?.is_some() {
        Borrower::Card(reader.id("card")?)
    } else {
        let employer = reader.text_if("employer")?.unwrap_or_default().to_owned();
        Borrower::Name { name: reader.text("name")?.to_owned(), employer }
    })
}

/// The member asks for a renewal, the keeper renews.
pub(super) async fn renew(State(town): Demo, Path((n, loan)): Path<(u8, String)>) -> Answer {
    let loan = id(&loan, "id")?;
    let keeps = town.phone(n)?.role == Role::Keeper;
    undoable(&if keeps {
        perform(&town, n, Renew { loan }).await
    } else {
        perform(&town, n, AskRenewal { loan }).await
    }?)
}

/// Takes a book back.
pub(super) async fn take_back(State(town): Demo, Path((n, loan)): Path<(u8, String)>) -> Answer {
    undoable(&perform(&town, n, TakeBack { loan: id(&loan, "id")? }).await?)
}

/// Adds one book by hand.
pub(super) async fn add_title(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let (house, draft) = (town.house, fields.read()?);
    let report = on(&town.phone(n)?.client, move |client| client.add_title(house, &draft)).await?;
    Ok(Json(json!({ "ok": true, "report": value(&report) })))
}

/// Corrects what is said of a book.
pub(super) async fn edit_title(State(town): Demo, Path((n, title)): Path<(u8, String)>, fields: Fields) -> Answer {
    done_on(&perform(&town, n, EditTitle { title: id(&title, "id")?, draft: fields.read()? }).await?.record)
}

/// Closes the house on a day, or opens it all the same.
pub(super) async fn close_day(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let (day, closed) = (fields.text("day")?.to_owned(), fields.flag("closed")?);
    undoable(&perform(&town, n, CloseDay { house: town.house, day, closed }).await?)
}

/// Begins an import.
pub(super) async fn import(
    State(town): Demo,
    Path(n): Path<u8>,
    Query(query): Query<HashMap<String, String>>,
    file: Bytes,
) -> Answer {
    let phone = town.phone(n)?;
    if phone.role != Role::Keeper {
        return Err(Error::from(Code::NoAuthority).into());
    }
    if file.is_empty() {
        return Err(Error::from(FileError::Empty).into());
    }
    let name = query.get("name").map(String::as_str).filter(|name| !name.is_empty()).unwrap_or("list.csv");
    done_on(&imports::begin(&town, name, file, false)?)
}

/// Imports a file once more, with its values where the house says something else.
pub(super) async fn correct(State(town): Demo, Path((_, import)): Path<(u8, String)>) -> Answer {
    let (name, file) = town.imports.take_differing(&import)?;
    done_on(&imports::begin(&town, &name, file, true)?)
}

/// Stops an import: nothing of it is kept.
pub(super) async fn stop_import(State(town): Demo, Path((_, import)): Path<(u8, String)>) -> Answer {
    town.imports.stop(&import)?;
    done()
}

/// Settles what two keepers cannot both be right about, by one of the choices.
pub(super) async fn settle(State(town): Demo, Path(n): Path<u8>, fields: Fields) -> Answer {
    let choice = fields.text("choice")?.to_owned();
    lent(&on(&town.phone(n)?.client, move |client| client.settle(&choice)).await?)
}
