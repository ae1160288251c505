//! The keeper's imports: each with its progress, its result, and a way to stop it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use zhijia_client::Error;
use zhijia_client::import::{BadRow, ImportReport};
use zhijia_model::Code;

use crate::board::{Board, Item};
use crate::town::Town;

/// The keeper's phone.
const KEEPER: u8 = 2;
/// Bad rows that the page lists; their number is told in full.
const BAD_ROWS: usize = 200;

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
        let mut body = json!({ "name": name, "order": order, "done": 0, "total": 0, "imported": 0, "changed": 0,
            "unchanged": 0, "bad_count": 0, "bad": [] });
        set(&mut body, json!({ "phase": "reading", "text_zh": "正在读文件", "text_en": "Reading the file" }));
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
            let words = json!({ "phase": "writing", "done": done, "total": total,
                "text_zh": format!("已写入 {done} / {total} 种"), "text_en": format!("{done} of {total} titles written") });
            town.imports.note(&town.board, n, words);
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
    let bad: Vec<_> = report.bad.iter().take(BAD_ROWS).map(bad_row).collect();
    json!({
        "phase": "done", "imported": report.imported, "changed": report.changed, "unchanged": report.unchanged,
        "bad_count": report.bad.len(), "bad": bad, "total": report.total, "done": report.total,
        "text_zh": "导入完成,书目已记在本机", "text_en": "Imported: the catalogue is saved on this phone",
    })
}

fn ended(error: &Error) -> Value {
    let phase = if &*error.code == "stopped" { "stopped" } else { "failed" };
    json!({
        "phase": phase,
        "text_zh": format!("{}。{}", error.zh, error.next_zh),
        "text_en": format!("{}. {}", error.en, error.next_en),
    })
}

fn bad_row(row: &BadRow) -> Value {
    json!({
        "line": row.line, "field": row.field, "field_zh": row.field, "field_en": row.field,
        "reason_zh": row.reason_zh, "reason_en": row.reason_en, "value": row.value,
    })
}
