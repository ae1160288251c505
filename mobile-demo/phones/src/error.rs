//! What can go wrong around the page: starting the town, and a command that is not one.

use zhijia_hub::failure::Failure;

/// Why the demo does not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The hub.
    #[error("{0}")]
    Hub(#[from] Failure),
    /// A phone.
    #[error("a phone of the town: {0}")]
    Phone(#[from] zhijia_client::Error),
    /// A file or a connection, with what it was about.
    #[error("{what}: {error}")]
    Io {
        /// What it was about.
        what: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A folder that holds something else, or a town that was not finished.
    #[error("{0}")]
    Folder(String),
    /// The town's own data, which are part of the program.
    #[error("the town's data: {0}")]
    Data(String),
}

impl DemoError {
    /// An error of the system, with what it was about.
    pub fn io(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        Self::Io { what: what.to_string(), error }
    }
}
