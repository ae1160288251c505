//! The keeper's imports: each with its progress, its result, and a way to stop it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use zhijia_client::Error;
use zhijia_client::import::{BadRow, ImportReport};
use zhijia_model::Code;

use crate::answer::value;
use crate::board::{Board, Item};
use crate::town::Town;

/// The keeper's phone.
const KEEPER: u8 = 2;

/// The imports of this town, and the file that keeps their results over a restart.
pub struct Imports {
    jobs: Mutex<BTreeMap<u64, Job>>,
    file: PathBuf,
}

struct Job {
    body: Value,
    stop: Arc<AtomicBool>,
    /// The file, while the keeper may still ask for its values where the house says something else.
    differs: Option<Bytes>,
}

impl Job {
    fn is_running(&self) -> bool {
        matches!(self.body.get("phase").and_then(Value::as_str), Some("reading" | "writing"))
    }
}

impl Imports {
    /// The results that this file keeps; none where it is not there or says something else.
    pub fn open(file: PathBuf) -> Self {
        let kept: BTreeMap<u64, Value> =
            std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let jobs = kept.into_iter().map(|(n, body)| (n, Job { body, stop: Arc::default(), differs: None })).collect();
        Self { jobs: Mutex::new(jobs), file }
    }

    /// Keeps the results; the books themselves are on the phone already, so a full disk costs only these words.
    fn keep(&self, jobs: &BTreeMap<u64, Job>) {
        let ended = jobs.iter().filter(|(_, job)| !job.is_running());
        let bodies: BTreeMap<_, _> = ended.map(|(n, job)| (n, &job.body)).collect();
        if let Err(error) =
            serde_json::to_vec(&bodies).map_err(Into::into).and_then(|text| std::fs::write(&self.file, text))
        {
            tracing::warn!(%error, "the results of the imports are not kept");
        }
    }

    /// Tells the list as it is.
    pub fn tell(&self, board: &Board) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let items = jobs.iter().map(|(n, job)| {
            let mut body = job.body.clone();
            set(&mut body, json!({ "can_correct": job.differs.is_some() }));
            Item { id: n.to_string(), body }
        });
        board.set(KEEPER, "imports", items.collect());
    }

    /// Asks a running import to stop: nothing of it is kept then.
    pub fn stop(&self, id: &str) -> Result<(), Error> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = id.parse().ok().and_then(|n: u64| jobs.get(&n)).ok_or_else(|| Error::from(Code::NotFound))?;
        job.stop.store(true, Ordering::Release);
        Ok(())
    }

    /// The name and file of an import whose differences the keeper takes; once.
    pub fn take_differing(&self, id: &str) -> Result<(String, Bytes), Error> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = id.parse().ok().and_then(|n: u64| jobs.get_mut(&n)).ok_or(Code::NotFound)?;
        let file = job.differs.take().ok_or(Code::NotFound)?;
        let name = job.body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok((name, file))
    }

    fn begin(&self, name: &str) -> (u64, Arc<AtomicBool>) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let n = jobs.keys().next_back().map_or(1, |last| last + 1);
        let stop = Arc::new(AtomicBool::new(false));
        // The newest stands first.
        let order = -i64::try_from(n).unwrap_or(i64::MAX);
        let mut body = json!({ "name": name, "order": order, "phase": "reading", "done": 0 });
        set(&mut body, value(&ImportReport::default()));
        jobs.insert(n, Job { body, stop: Arc::clone(&stop), differs: None });
        (n, stop)
    }

    fn note(&self, board: &Board, n: u64, news: Value, differs: Option<Bytes>) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = jobs.get_mut(&n) {
            set(&mut job.body, news);
            job.differs = differs;
            if !job.is_running() {
                self.keep(&jobs);
            }
        }
        drop(jobs);
        self.tell(board);
    }
}

fn set(body: &mut Value, news: Value) {
    if let (Value::Object(body), Value::Object(news)) = (body, news) {
        body.extend(news);
    }
}

/// Begins an import, with the file's values where the house says something else or without them; its progress and
/// result are told in the list. Gives its id.
pub fn begin(town: &Arc<Town>, name: &str, file: Bytes, correct: bool) -> Result<u64, Error> {
    let client = town.phone(KEEPER)?.client.clone();
    let (n, stop) = town.imports.begin(name);
    town.imports.tell(&town.board);
    let town = Arc::clone(town);
    tokio::task::spawn_blocking(move || {
        let progress = |done: usize, total: usize| {
            town.imports.note(&town.board, n, json!({ "phase": "writing", "done": done, "total": total }), None);
            !stop.load(Ordering::Acquire)
        };
        let report = if correct {
            client.import_corrections(town.house, &file, progress)
        } else {
            client.import_catalogue(town.house, &file, progress)
        };
        let differing = report.as_ref().is_ok_and(|report| !correct && report.remarks.iter().any(differs));
        let result = report.as_ref().map_or_else(ended, finished);
        town.imports.note(&town.board, n, result, differing.then_some(file));
    });
    Ok(n)
}

/// Whether the file says something else than the house.
fn differs(remark: &BadRow) -> bool {
    matches!(remark.code.as_str(), "differs" | "copies-differ")
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
