//! The records of a trade union's app and the rules over them.
//!
//! This crate is pure: no I/O, no clock, no randomness. Times are milliseconds since the Unix epoch,
//! handed in by the caller; dates are civil dates in China (UTC+8). Phone and hub run the same code:
//! the phone to preview, the hub to judge.
//!
//! ```
//! use zhijia_model::{Actor, DeviceId, PartChanges, Scalar};
//!
//! // Two phones write the same part without having met.
//! let (a, b) = (Actor::new(DeviceId([1; 16]), [0; 8]), Actor::new(DeviceId([2; 16]), [0; 8]));
//! let put = |who: &Actor, key: &str, value: &str| {
//!     PartChanges::default().write(who, 0, &[(key.to_owned(), Scalar::Text(value.to_owned()))])
//! };
//! let mut part = PartChanges::default();
//! part.push(&put(&a, "title", "篮球决赛")?.ok_or("no effect")?, None)?;
//! part.push(&put(&b, "place", "职工文体中心")?.ok_or("no effect")?, None)?;
//! let state = part.state();
//! assert_eq!(state.text("title").one(), Some("篮球决赛"));
//! assert_eq!(state.text("place").one(), Some("职工文体中心"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(feature = "uniffi", allow(unsafe_code, reason = "the conversions that uniffi derives are unsafe impls"))]

pub mod authority;
pub mod calendar;
pub mod catalogue_csv;
pub mod change;
mod csv_lines;
pub mod field;
pub mod fields;
mod guard;
pub mod header;
pub mod holdings;
pub mod icalendar;
pub mod id;
pub mod intents;
pub mod isbn;
pub mod key;
pub mod kind;
pub mod kinds;
pub mod messages;
pub mod named;
pub mod pass;
pub mod payout_list;
pub mod person;
pub mod record;
pub mod refusal;
pub mod scope;
pub mod settlement_list;
pub mod spec;
pub mod state;
pub mod text;
pub mod title_key;
pub mod verdict;
pub mod view;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

pub use change::{Actor, ChangeError, ChangeHash, Decoded, PartChanges, Witness};
pub use field::{Field, Scalar};
pub use header::Header;
pub use id::{DeviceId, IntentId, RecordId};
pub use intents::Intent;
pub use key::{KeySpec, Type};
pub use kind::{Audience, Kind, Part, Role};
pub use refusal::{Code, Refusal};
pub use scope::Scope;
pub use state::PartState;
pub use verdict::{Fact, Outcome, Verdict};
