//! Wire messages, form checks and the sync engine of Zhijia.

pub mod session;
