//! The one property that must hold: any number of phones, any actions, any loss, repetition, reordering and restart;
//! after quiet, every phone's accepted state equals the hub's, restricted to what it may read, and no work is pending.
//! Once over puts, which no rule keeps from anything, and once over what people can do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::manual_is_multiple_of,
    clippy::redundant_closure_for_method_calls,
    reason = "tests"
)]

mod convergence {
    mod claims;
    mod drawn;
    mod intents;
    mod puts;

    use proptest::prelude::*;
    use zhijia_tests::town::Weather;

    fn weather() -> impl Strategy<Value = Weather> {
        prop_oneof![
            4 => Just(Weather::Fair),
            1 => Just(Weather::RequestLost),
            1 => Just(Weather::AnswerLost),
            1 => Just(Weather::Twice),
            1 => (0..6u8).prop_map(Weather::Cut),
            1 => Just(Weather::Late),
            1 => any::<u16>().prop_map(Weather::Mixed),
            1 => (0..6u8).prop_map(Weather::Disowned),
        ]
    }

    /// As many stories as `ZHIJIA_CASES` says, `2000` for a night; few in a test run.
    fn cases() -> Option<u32> {
        std::env::var("ZHIJIA_CASES").ok().and_then(|cases| cases.parse().ok())
    }
}
