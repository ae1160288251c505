//! What one durable write costs on this disk.

use std::fs::OpenOptions;
use std::io::{Result, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

const BLOCK: usize = 4096;
const WRITES: usize = 400;

/// The median time of a write of 4 KiB and fdatasync into a file that is there already, as a commit writes into
/// SQLite's log; in milliseconds.
pub(crate) fn fsync_ms(dir: &Path) -> Result<f64> {
    let path = dir.join("fsync");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    file.write_all(&vec![1; BLOCK * WRITES])?;
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let start = Instant::now();
        file.write_all(&[2; BLOCK])?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    std::fs::remove_file(&path)?;
    Ok(super::percentile(&mut times, 50))
}
