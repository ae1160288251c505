//! Running other programs: never with a terminal, always with a reason when they fail.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a step could not be done, as a sentence for the person at the terminal.
pub(crate) type Attempt<T> = Result<T, String>;

/// A command in the root of the checkout that cannot ask anything.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::places::root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this tool.
pub(crate) fn cargo() -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo tells a program that it runs about the program's package is inherited by another cargo: ring asks to be
    // built again wherever that has changed, and all that stands on it.
    let about_us = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(about_us)) {
        cargo.env_remove(name);
    }
    cargo
}

/// Runs to the end, with its output on ours.
pub(crate) fn run(command: &mut Command) -> Attempt<()> {
    let name = name(command);
    println!("$ {}", line(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} ended with {status}")),
        Err(error) => Err(format!("{name} cannot be started: {error}")),
    }
}

/// What a program printed, and whether it was content.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Standard output and standard error as they came.
    pub(crate) text: String,
    /// It ended with success.
    pub(crate) success: bool,
}

/// Runs to the end, with its output on ours and kept as well.
pub(crate) fn run_and_keep(command: &mut Command) -> Attempt<Heard> {
    let name = name(command);
    println!("$ {}", line(command));
    let broken = |error: std::io::Error| format!("{name} cannot be run: {error}");
    let (reader, writer) = std::io::pipe().map_err(broken)?;
    command.stdout(writer.try_clone().map_err(broken)?).stderr(writer);
    let mut child = command.spawn().map_err(broken)?;
    // The command holds the writing ends; the reader would wait for them for ever.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut text = String::new();
    let mut out = std::io::stdout();
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).map_err(broken)? > 0 {
        out.write_all(&bytes).map_err(broken)?;
        text.push_str(&String::from_utf8_lossy(&bytes));
        bytes.clear();
    }
    let success = child.wait().map_err(broken)?.success();
    Ok(Heard { text, success })
}

/// What a program prints, in silence; `None` when it is missing or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program of that name, where the shell would find it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// Whether we may install packages and make a root.
pub(crate) fn is_root() -> bool {
    ask(command("id").arg("-u")).as_deref() == Some("0")
}

/// Removes a file or folder if it is there.
pub(crate) fn remove(path: &Path) -> Attempt<()> {
    let removed = if path.is_dir() && !path.is_symlink() {
        std::fs::remove_dir_all(path)
    } else if path.is_symlink() || path.exists() {
        std::fs::remove_file(path)
    } else {
        Ok(())
    };
    removed.map_err(|error| format!("{} cannot be removed: {error}", path.display()))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Attempt<()> {
    std::fs::create_dir_all(path).map_err(|error| format!("{} cannot be made: {error}", path.display()))
}

fn name(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or_else(|| command.get_program()).to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let mut line = name(command);
    for argument in command.get_args() {
        line.push(' ');
        let argument = argument.to_string_lossy();
        // A whole script as an argument says nothing in a log.
        line.push_str(if argument.contains('\n') { "…" } else { &argument });
    }
    line
}
