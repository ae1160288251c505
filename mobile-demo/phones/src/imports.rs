//! The keeper's imports: each with its progress, its result, and a way to stop it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use zhijia_client::Error;
use zhijia_client::import::ImportReport;
use zhijia_model::Code;

use crate::answer::value;
use crate::board::{Board, Item};
use crate::town::Town;

/// The keeper's phone.
const KEEPER: u8 = 2;

/// All imports since the start.
#[derive(Default)]
pub struct Imports(Mutex<BTreeMap<u64, Job>>);

struct Job {
    body: Value,
    stop: Arc<AtomicBool>,
}

impl Imports {
    /// Tells the list as it is.
    pub fn tell(&self, board: &Board) {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let items = jobs.iter().map(|(n, job)| Item { id: n.to_string(), body: job.body.clone() });
        board.set(KEEPER, "imports", items.collect());
    }

    /// Asks a running import to stop: nothing of it is kept then.
    pub fn stop(&self, id: &str) -> Result<(), Error> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let job = id.parse().ok().and_then(|n: u64| jobs.get(&n)).ok_or_else(|| Error::from(Code::NotFound))?;
        job.stop.store(true, Ordering::Release);
        Ok(())
    }

    fn begin(&self, name: &str) -> (u64, Arc<AtomicBool>) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let n = jobs.keys().next_back().map_or(1, |last| last + 1);
        let stop = Arc::new(AtomicBool::new(false));
        // The newest stands first.
        let order = -i64::try_from(n).unwrap_or(i64::MAX);
        let mut body = json!({ "name": name, "order": order, "phase": "reading", "done": 0 });
        set(&mut body, value(&ImportReport::default()));
        jobs.insert(n, Job { body, stop: Arc::clone(&stop) });
        (n, stop)
    }

    fn note(&self, board: &Board, n: u64, news: Value) {
        if let Some(job) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&n) {
            set(&mut job.body, news);
        }
        self.tell(board);
    }
}

fn set(body: &mut Value, news: Value) {
    if let (Value::Object(body), Value::Object(news)) = (body, news) {
        body.extend(news);
    }
}

/// Begins an import; its progress and result are told in the list. Gives its id.
pub fn begin(town: &Arc<Town>, name: &str, file: Bytes) -> Result<u64, Error> {
    let client = town.phone(KEEPER)?.client.clone();
    let (n, stop) = town.imports.begin(name);
    town.imports.tell(&town.board);
    let town = Arc::clone(town);
    tokio::task::spawn_blocking(move || {
        let progress = |done: usize, total: usize| {
            town.imports.note(&town.board, n, json!({ "phase": "writing", "done": done, "total": total }));
            !stop.load(Ordering::Acquire)
        };
        let result = match client.import_catalogue(town.house, &file, progress) {
            Ok(report) => finished(&report),
            Err(error) => ended(&error),
        };
        town.imports.note(&town.board, n, result);
    });
    Ok(n)
}

fn finished(report: &ImportReport) -> Value {
    let mut body = value(report);
    set(&mut body, json!({ "phase": "done", "done": report.total }));
    body
}

fn ended(error: &Error) -> Value {
    if error.code == "stopped" {
        return json!({ "phase": "stopped" });
    }
    json!({ "phase": "failed", "error": value(error) })
}
