//! The shape of what the page is answered, and of what it asks: `page/API.md`.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use zhijia_client::lending::LendingDone;
use zhijia_client::{Done, Error, RecordId};
use zhijia_model::{Code, Refusal};

/// A refusal on its way to the page.
pub struct Refused(pub Error);

/// What a command or question is answered with.
pub type Answer = Result<Json<Value>, Refused>;

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = value(&self.0);
        if let Value::Object(fields) = &mut body {
            fields.insert("ok".to_owned(), Value::Bool(false));
            if fields.get("field").is_some_and(Value::is_null) {
                fields.remove("field");
            }
        }
        Json(body).into_response()
    }
}

/// Done, and nothing else to say.
pub fn done() -> Answer {
    Ok(Json(json!({ "ok": true })))
}

/// Done, on this record.
pub fn done_on(record: &impl ToString) -> Answer {
    Ok(Json(json!({ "ok": true, "record": record.to_string() })))
}

/// Done, with the text that undoes it where there is one.
pub fn undoable(done: &Done) -> Answer {
    let mut body = json!({ "ok": true, "record": done.record.to_string() });
    if let (Value::Object(fields), Some(_)) = (&mut body, &done.undo) {
        fields.insert("undo".to_owned(), done.undo_text().into());
    }
    Ok(Json(body))
}

/// Done at the desk, with the text that undoes it.
pub fn lent(done: &LendingDone) -> Answer {
    Ok(Json(json!({ "ok": true, "record": done.record, "undo": done.undo })))
}

/// What a core gave, as JSON. Its types have string keys only, so this does not fail.
pub fn value(given: &impl Serialize) -> Value {
    serde_json::to_value(given).unwrap_or_default()
}

/// A record's id from a path or a field; what is none answers as what does not exist.
pub fn id(text: &str, field: &str) -> Result<RecordId, Error> {
    text.parse().map_err(|_| Refusal::about(Code::NotFound, field).into())
}

/// The body of a command: a JSON object whose fields are read one by one, so that a mistake is named.
pub struct Fields(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let unread = || Refused(Refusal::about(Code::BadMessage, "body").into());
        let body = Bytes::from_request(request, state).await.map_err(|_| unread())?;
        match serde_json::from_slice(&body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            _ => Err(unread()),
        }
    }
}

impl Fields {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn wrong(name: &str) -> Error {
        Refusal::about(Code::BadField, name).into()
    }

    /// The whole of it as text.
    pub fn to_text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// A text that may be empty; the core says what must not be.
    pub fn text(&self, name: &str) -> Result<&str, Error> {
        self.get(name).and_then(Value::as_str).ok_or_else(|| Self::wrong(name))
    }

    /// A text that may be left out.
    pub fn text_if(&self, name: &str) -> Result<Option<&str>, Error> {
        self.get(name).map(|_| self.text(name)).transpose()
    }

    /// A record's id.
    pub fn id(&self, name: &str) -> Result<RecordId, Error> {
        id(self.text(name)?, name)
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Result<bool, Error> {
        self.get(name).and_then(Value::as_bool).ok_or_else(|| Self::wrong(name))
    }

    /// Yes, no, or left out: no.
    pub fn flag_if(&self, name: &str) -> Result<bool, Error> {
        self.get(name).map_or(Ok(false), |_| self.flag(name))
    }

    /// What a person filled in, as the core's own type. What is of another type is a mistake in its field; what is
    /// missing is the core's to name.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let given = self.0.iter().filter(|(_, value)| !value.is_null());
        let given: Map<_, _> = given.map(|(name, value)| (name.clone(), value.clone())).collect();
        let read = |fields| serde_json::from_value(Value::Object(fields));
        read(given.clone()).map_err(|_| {
            let alone = |name: &String, value: &Value| Map::from_iter([(name.clone(), value.clone())]);
            let wrong = given.iter().find(|(name, value)| read(alone(name, value)).is_err());
            Refusal::about(Code::BadField, wrong.map_or("body", |(name, _)| name.as_str())).into()
        })
    }

    /// An object inside.
    pub fn object(&self, name: &str) -> Result<Self, Error> {
        match self.get(name) {
            Some(Value::Object(fields)) => Ok(Self(fields.clone())),
            _ => Err(Self::wrong(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use zhijia_client::organise::EventDraft;

    use super::*;

    fn fields(value: Value) -> Fields {
        let Value::Object(fields) = value else { panic!("an object") };
        Fields(fields)
    }

    #[test]
    fn a_mistake_names_its_field() {
        let body = fields(json!({ "on": "yes", "event": 3, "title": "合唱", "starts": null, "capacity": "twenty" }));
        let named = |error: Error| (error.code.clone(), error.field.clone().unwrap());
        let bad = |field: &str| ("bad-field".to_owned(), field.to_owned());
        assert_eq!(named(body.flag("on").unwrap_err()), bad("on"));
        assert_eq!(named(body.text("event").unwrap_err()), bad("event"));
        assert_eq!(named(body.text("absent").unwrap_err()), bad("absent"));
        let refused = body.read::<EventDraft>().unwrap_err();
        assert_eq!(named(refused), ("bad-field".to_owned(), "capacity".to_owned()));
    }

    #[test]
    fn null_and_absent_are_the_same() {
        let body = fields(json!({ "name": null, "about": null, "capacity": null }));
        assert_eq!(body.text_if("name").unwrap(), None);
        assert_eq!(body.read::<EventDraft>().unwrap(), EventDraft::default());
        assert!(!body.flag_if("publish").unwrap());
    }
}
