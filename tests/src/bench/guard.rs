//! The reader of foreign changes: an honest change of ten puts, and as much as a stranger can make it read.

use std::hint::black_box;
use std::time::Instant;

use zhijia_model::{Actor, Decoded, DeviceId, PartChanges, Scalar};

use super::{Figure, Ground};

/// How often each is read in a run.
const TIMES: u32 = 20_000;
/// What a stranger sends.
const HOSTILE: usize = 64 * 1024;

pub(crate) fn measure(ground: &Ground) -> Vec<Figure> {
    let mut figures = [Figure::new("guard", "us", 3.0), Figure::new("guard_hostile", "us", 50.0)];
    let honest = honest();
    let full = full();
    let copies = HOSTILE.div_ceil(full.len());
    for _ in 0..ground.runs {
        figures[0].add(micros(TIMES, || read(&honest)));
        figures[1].add(micros(TIMES / 100, || (0..copies).for_each(|_| read(&full))));
    }
    figures.into()
}

fn read(bytes: &[u8]) {
    black_box(Decoded::read(black_box(bytes))).expect("a change");
}

fn micros(times: u32, what: impl Fn()) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| what());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

/// Ten values, each written over another device's.
fn honest() -> Vec<u8> {
    let mut part = PartChanges::default();
    let mut write = |device: u8, word: &str| {
        let puts: Vec<_> = (0..10).map(|n| (format!("ask/{n}/is"), Scalar::from(word))).collect();
        let actor = Actor::new(DeviceId([device; 16]), [0; 8]);
        let bytes = part.write(&actor, 1_772_409_600_000, &puts).expect("a change").expect("an effect");
        part.push(&bytes, None).expect("a change");
        bytes
    };
    write(1, "城东区公共交通公司");
    write(2, "城西区公共交通公司")
}

/// As many puts and bytes as one change may have.
fn full() -> Vec<u8> {
    let puts: Vec<_> = (0..256).map(|n| (format!("k{n:03}"), Scalar::Text("x".repeat(57)))).collect();
    let actor = Actor::new(DeviceId([1; 16]), [0; 8]);
    PartChanges::default().write(&actor, 1_772_409_600_000, &puts).expect("a change").expect("an effect")
}
