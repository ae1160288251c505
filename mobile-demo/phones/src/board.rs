//! What the page is told: the named lists of each phone, whole at first, then as differences.
//!
//! One stream carries all phones, because a browser allows a page six connections to one address
//! and a stream a phone would leave a second window none. A reader that falls behind is cut off;
//! the browser connects again and begins with whole lists, so that nothing has to be kept for it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

/// Messages that a slow reader may lag behind before it has to begin again.
const BACKLOG: usize = 1024;

/// One item of a list. `body` is an object; its `id` is added when it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What the item is known by within its list.
    pub id: String,
    /// The rest of the item, as `page/API.md` describes it for the list.
    pub body: Value,
}

/// A difference, in the words of a client's watch.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An item that was not there: the page marks it once.
    Insert(Item),
    /// An item that was there and is now otherwise.
    Update(Item),
    /// The item of this id is no longer there.
    Remove(String),
}

/// The lists of the town (phone 0) and of the phones, and who listens to them.
pub struct Board {
    lists: Mutex<BTreeMap<(u8, String), BTreeMap<String, Value>>>,
    told: broadcast::Sender<Arc<Told>>,
}

/// One message of the stream, written once for all readers.
#[derive(Debug, PartialEq)]
struct Told {
    event: &'static str,
    data: String,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    phone: u8,
    list: &'a str,
    items: Vec<&'a Value>,
}

#[derive(Serialize)]
struct Diff<'a> {
    phone: u8,
    list: &'a str,
    ops: Vec<Op>,
}

#[derive(Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Op {
    Insert { item: Value },
    Update { item: Value },
    Remove { id: String },
}

impl Default for Board {
    fn default() -> Self {
        Self { lists: Mutex::default(), told: broadcast::Sender::new(BACKLOG) }
    }
}

impl Board {
    /// Puts `items` in place of what the list held, and tells what differs. A first call tells the whole list,
    /// also when it is empty: the page then knows that there is nothing, not that nothing came yet.
    pub fn set(&self, phone: u8, list: &str, items: Vec<Item>) {
        let next: BTreeMap<String, Value> = items.into_iter().map(with_id).collect();
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        match lists.insert((phone, list.to_owned()), next.clone()) {
            None => self.tell("snapshot", &Snapshot { phone, list, items: next.values().collect() }),
            Some(before) => {
                let mut ops = Vec::new();
                for (id, item) in &next {
                    match before.get(id) {
                        None => ops.push(Op::Insert { item: item.clone() }),
                        Some(old) if old != item => ops.push(Op::Update { item: item.clone() }),
                        Some(_) => {}
                    }
                }
                ops.extend(before.into_keys().filter(|id| !next.contains_key(id)).map(|id| Op::Remove { id }));
                self.tell_diff(phone, list, ops);
            }
        }
    }

    /// Applies the differences that a watch brought.
    pub fn apply(&self, phone: u8, list: &str, changes: Vec<Change>) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let held = lists.entry((phone, list.to_owned())).or_default();
        let mut ops = Vec::new();
        for change in changes {
            match change {
                Change::Insert(item) | Change::Update(item) => {
                    let (id, item) = with_id(item);
                    ops.push(match held.insert(id, item.clone()) {
                        None => Op::Insert { item },
                        Some(_) => Op::Update { item },
                    });
                }
                Change::Remove(id) => {
                    if held.remove(&id).is_some() {
                        ops.push(Op::Remove { id });
                    }
                }
            }
        }
        self.tell_diff(phone, list, ops);
    }

    fn tell_diff(&self, phone: u8, list: &str, ops: Vec<Op>) {
        if !ops.is_empty() {
            self.tell("diff", &Diff { phone, list, ops });
        }
    }

    /// Called with the lists locked, so that a reader's snapshots and the differences after them fit together.
    fn tell(&self, event: &'static str, message: &impl Serialize) {
        if let Some(told) = written(event, message) {
            // Without a reader there is nobody to tell.
            let _ = self.told.send(Arc::new(told));
        }
    }

    /// All lists as they are, and everything that is told from then on.
    fn listen(&self) -> (Vec<Told>, broadcast::Receiver<Arc<Told>>) {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = lists
            .iter()
            .filter_map(|((phone, list), items)| {
                written("snapshot", &Snapshot { phone: *phone, list, items: items.values().collect() })
            })
            .collect();
        (whole, self.told.subscribe())
    }
}

fn with_id(item: Item) -> (String, Value) {
    let Item { id, mut body } = item;
    if let Value::Object(fields) = &mut body {
        fields.insert("id".to_owned(), Value::String(id.clone()));
    }
    (id, body)
}

/// A list's values are JSON already, so writing them does not fail; where it did, the message is left out.
fn written(event: &'static str, message: &impl Serialize) -> Option<Told> {
    serde_json::to_string(message).ok().map(|data| Told { event, data })
}

/// `GET /api/stream`: whole lists, then differences, until the reader goes or falls behind.
pub fn routes<S: Clone + Send + Sync + 'static>(board: Arc<Board>) -> Router<S> {
    Router::new().route("/api/stream", get(move || std::future::ready(stream(&board))))
}

fn stream(board: &Board) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let (whole, told) = board.listen();
    let then = BroadcastStream::new(told).map_while(Result::ok);
    let events = tokio_stream::iter(whole.into_iter().map(Arc::new))
        .chain(then)
        .map(|told| Ok(Event::default().event(told.event).data(told.data.clone())));
    Sse::new(events).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn item(id: &str, place: u32) -> Item {
        Item { id: id.to_owned(), body: json!({ "place": place }) }
    }

    /// What a reader was told since it last looked, as (event, message).
    fn news(told: &mut broadcast::Receiver<Arc<Told>>) -> Vec<(&'static str, Value)> {
        std::iter::from_fn(|| told.try_recv().ok())
            .map(|told| (told.event, serde_json::from_str(&told.data).unwrap()))
            .collect()
    }

    #[test]
    fn a_reader_gets_whole_lists_and_then_only_what_differs() {
        let board = Board::default();
        board.set(3, "roster:e1", vec![item("a", 1), item("b", 2)]);
        let (whole, mut told) = board.listen();
        assert_eq!(whole.len(), 1);
        let whole: Value = serde_json::from_str(&whole[0].data).unwrap();
        assert_eq!(
            whole,
            json!({ "phone": 3, "list": "roster:e1", "items": [{ "id": "a", "place": 1 }, { "id": "b", "place": 2 }] })
        );

        board.set(3, "roster:e1", vec![item("b", 1), item("c", 2)]);
        assert_eq!(
            news(&mut told),
            [(
                "diff",
                json!({ "phone": 3, "list": "roster:e1", "ops": [
                    { "op": "update", "item": { "id": "b", "place": 1 } },
                    { "op": "insert", "item": { "id": "c", "place": 2 } },
                    { "op": "remove", "id": "a" },
                ] })
            )]
        );
    }

    #[test]
    fn an_empty_list_is_told_once_and_sameness_never() {
        let board = Board::default();
        let (_, mut told) = board.listen();
        board.set(1, "loans", Vec::new());
        assert_eq!(news(&mut told), [("snapshot", json!({ "phone": 1, "list": "loans", "items": [] }))]);
        board.set(1, "loans", Vec::new());
        board.apply(1, "loans", vec![Change::Remove("gone".to_owned())]);
        assert_eq!(news(&mut told), []);
    }

    #[test]
    fn differences_of_a_watch_land_in_the_next_reader_s_snapshot() {
        let board = Board::default();
        board.set(2, "loans", vec![item("a", 1), item("b", 2)]);
        let (_, mut told) = board.listen();
        board.apply(
            2,
            "loans",
            vec![Change::Insert(item("c", 3)), Change::Insert(item("a", 9)), Change::Remove("b".to_owned())],
        );
        // What a watch calls an insert is an update where the page already has it: a person is marked as new once.
        assert_eq!(
            news(&mut told)[0].1["ops"],
            json!([{ "op": "insert", "item": { "id": "c", "place": 3 } }, { "op": "update", "item": { "id": "a", "place": 9 } }, { "op": "remove", "id": "b" }])
        );
        let (whole, _) = board.listen();
        let whole: Value = serde_json::from_str(&whole[0].data).unwrap();
        assert_eq!(whole["items"], json!([{ "id": "a", "place": 9 }, { "id": "c", "place": 3 }]));
    }

    #[test]
    fn lists_of_the_same_name_on_two_phones_are_two_lists() {
        let board = Board::default();
        board.set(1, "loans", vec![item("a", 1)]);
        board.set(2, "loans", Vec::new());
        let (whole, _) = board.listen();
        let counts: Vec<usize> = whole
            .iter()
            .map(|told| serde_json::from_str::<Value>(&told.data).unwrap()["items"].as_array().unwrap().len())
            .collect();
        assert_eq!(counts, [1, 0]);
    }
}
