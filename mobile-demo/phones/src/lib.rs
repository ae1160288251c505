//! A hub and three phones in one browser page: the town behind them, and what the page is told.
//! What page and program say to each other stands in `page/API.md`.

#![allow(clippy::missing_errors_doc, reason = "an error is an answer of the page, with its sentences")]
#![allow(clippy::needless_pass_by_value, reason = "an answer is made of what the core has just given away")]

pub mod answer;
pub mod api;
pub mod board;
pub mod clock;
pub mod data;
pub mod error;
pub mod hub;
pub mod imports;
pub mod lists;
pub mod page;
pub mod seed;
pub mod start;
pub mod town;
