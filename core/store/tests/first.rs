//! The first stores of a process, opened by many threads at once. The only test of its program: what is set up once a
//! process is set up here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::sync::Barrier;

use zhijia_model::DeviceId;
use zhijia_store::{Options, Store};

#[test]
fn the_first_stores_of_a_process_open_side_by_side() {
    const THREADS: u8 = 16;
    let dir = tempfile::tempdir().unwrap();
    let barrier = Barrier::new(THREADS.into());
    std::thread::scope(|scope| {
        for n in 0..THREADS {
            let (dir, barrier) = (dir.path().join(n.to_string()), &barrier);
            scope.spawn(move || {
                barrier.wait();
                Store::open(Options { dir, key: [7; 32], device: DeviceId([n; 16]), random: [n; 32] }).unwrap();
            });
        }
    });
}
