//! The demo's own side of the page: the files it is made of, and the lists it is told.
//! What page and program say to each other stands in `page/API.md`.

pub mod board;
pub mod page;
