//! The hub's program: its commands, the process, and what the system says of it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where the hub's program is.
#[derive(Debug, Clone)]
pub(crate) struct Program(PathBuf);

impl Program {
    /// `ZHIJIA_HUB_BIN`, or the program beside this one.
    pub(crate) fn find() -> Result<Self, String> {
        let beside = || std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("zhijia-hub")));
        let path = std::env::var_os("ZHIJIA_HUB_BIN").map(PathBuf::from).or_else(beside).unwrap_or_default();
        if path.is_file() {
            return Ok(Self(path));
        }
        Err(format!(
            "the hub's program is not at {}: cargo build --release -p zhijia-hub, or ZHIJIA_HUB_BIN",
            path.display()
        ))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ZHIJIA_")) {
            command.env_remove(name);
        }
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the hub's program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// A new hub with one union; gives the union's id.
    pub(crate) fn init(&self, data: &Path) -> String {
        let data = data.to_str().expect("a path in UTF-8");
        self.ask(&["init", "--data", data, "--union-name", "城东区总工会", "--admin-name", "张三"]);
        let listed = self.ask(&["invitations", "--data", data, "--json"]);
        let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
        listed[0]["union"].as_str().expect("the union").to_owned()
    }

    /// Invites a person; gives the code.
    pub(crate) fn invite(&self, data: &Path, union: &str, role: Option<&str>) -> String {
        let data = data.to_str().expect("a path in UTF-8");
        let mut arguments = vec!["invite", "--data", data, "--union", union, "--name", "李四"];
        if let Some(role) = role {
            arguments.extend(["--role", role]);
        }
        self.ask(&arguments)
    }

    /// Serves a data directory until the process is dropped.
    pub(crate) fn serve(&self, data: &Path, more: &[&str]) -> Process {
        let data = data.to_str().expect("a path in UTF-8");
        let mut command = self.command(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        command.args(more).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the hub starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("its first line");
        let url = line.strip_prefix("listening on ").expect("an address").trim().to_owned();
        Process { child, url }
    }
}

/// A running hub.
pub(crate) struct Process {
    child: Child,
    /// Its address, such as `http://127.0.0.1:8750`.
    pub(crate) url: String,
}

impl Process {
    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.url.split_once("://").map_or("", |(_, address)| address)
    }

    /// Seconds of processor time that it has used, user and system.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("/proc");
        // The name in parentheses may hold anything; utime and stime are the 12th and 13th after it.
        let (_, after) = stat.rsplit_once(')').expect("a name");
        let ticks: u32 = after.split_whitespace().skip(11).take(2).map(|n| n.parse::<u32>().expect("ticks")).sum();
        // USER_HZ is 100 on every Linux.
        f64::from(ticks) / 100.0
    }

    /// Its resident memory in MB.
    pub(crate) fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("/proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
        let kib: u32 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("KiB");
        f64::from(kib) * 1024.0 / 1_000_000.0
    }

    /// Ends it in order, so that its data directory can be copied.
    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let pid = self.child.id().to_string();
        let _gone = Command::new("kill").args(["-TERM", &pid]).status();
        let _gone = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

/// Copies a directory of files; sockets and locks stay behind.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    // The program keeps its keys private, and wants to find them so.
    let permissions = std::fs::metadata(from).expect("a directory").permissions();
    std::fs::set_permissions(to, permissions).expect("permissions");
    for entry in std::fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        if entry.file_type().expect("a type").is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
}
