//! The development build: the library and the hub that the languages' tests use.

use crate::shell::{Attempt, cargo, run};

/// Builds every library and program of the workspace.
///
/// Asked for one package, cargo chooses the features of its dependencies by that package alone and compiles them
/// anew: minutes, for a second SQLite. With the whole workspace, and with a target that may use development
/// dependencies (`--examples`), what `cargo test --workspace` compiled is taken as it is.
pub(crate) fn build() -> Attempt<()> {
    run(cargo().args(["build", "--workspace", "--lib", "--bins", "--examples"]))
}
