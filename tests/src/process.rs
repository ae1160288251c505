//! Programs of this workspace as real processes: the hub, and a phone that a test talks to line by line. Both end by
//! SIGKILL when they are dropped, as a crash would.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A program of this workspace: named by the environment, or beside the test's own.
pub fn program(variable: &str, name: &str) -> PathBuf {
    find_program(variable, name).unwrap_or_else(|reason| panic!("{reason}"))
}

/// The same, with the reason where there is none.
///
/// # Errors
/// The sentence to fail a test with.
pub fn find_program(variable: &str, name: &str) -> Result<PathBuf, String> {
    let beside = || {
        let exe = std::env::current_exe().ok()?;
        // target/debug/deps/test-… or target/debug/program
        exe.ancestors().skip(1).map(|dir| dir.join(name)).find(|path| path.is_file())
    };
    let path = std::env::var_os(variable).map(PathBuf::from).or_else(beside);
    path.ok_or_else(|| format!("{name} is not built: cargo build --workspace --bins, or set {variable}"))
}

/// A hub's data directory, with what its commands say.
#[derive(Clone)]
pub struct Hub {
    pub data: PathBuf,
    pub union: String,
    pub admin_code: String,
}

impl Hub {
    /// Makes a new hub with one union.
    pub fn init(data: &Path) -> Self {
        let admin_code = run(&["init", "--data", text(data), "--union-name", "城东区总工会", "--admin-name", "张三"]);
        let listed = run(&["invitations", "--data", text(data), "--json"]);
        let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
        let union = listed[0]["union"].as_str().expect("the union").to_owned();
        Self { data: data.into(), union, admin_code }
    }

    /// Invites a person to the union; gives the code.
    pub fn invite(&self, roles: &[&str]) -> String {
        let mut arguments = vec!["invite", "--data", text(&self.data), "--union", &self.union, "--name", "李四"];
        for role in roles {
            arguments.extend(["--role", role]);
        }
        run(&arguments)
    }

    /// Runs one of its commands; gives what it says.
    pub fn command(&self, name: &str, arguments: &[&str]) -> String {
        run(&[&[name, "--data", text(&self.data)], arguments].concat())
    }

    /// The same hub over a copy of its data. It must not be served while it is copied.
    #[must_use]
    pub fn copy(&self, data: &Path) -> Self {
        copy(&self.data, data);
        Self { data: data.into(), ..self.clone() }
    }

    /// Serves at an address (`127.0.0.1:0` chooses a port).
    pub fn serve(&self, listen: &str) -> Serving {
        self.serve_with(listen, &[], None)
    }

    /// Serves with further options of the program, or from a disk that can be full.
    pub fn serve_with(&self, listen: &str, more: &[&str], disk: Option<&Disk>) -> Serving {
        let mut command = hub_program();
        if let Some(disk) = disk {
            disk.under(&mut command);
        }
        command.args(["serve", "--data", text(&self.data), "--listen", listen]).args(more);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the hub starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its first line");
        let url = line.strip_prefix("listening on ").expect("an address").trim().to_owned();
        Serving { child, url }
    }
}

/// A running hub.
pub struct Serving {
    child: Child,
    /// Its address, such as `http://127.0.0.1:8750`.
    pub url: String,
}

impl Serving {
    /// Host and port, to serve there again.
    pub fn address(&self) -> String {
        self.url.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// Seconds of processor time that it has used, user and system.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("/proc");
        // The name in parentheses may hold anything; utime and stime are the 12th and 13th after it.
        let (_, after) = stat.rsplit_once(')').expect("a name");
        let ticks: u32 = after.split_whitespace().skip(11).take(2).map(|n| n.parse::<u32>().expect("ticks")).sum();
        // USER_HZ is 100 on every Linux.
        f64::from(ticks) / 100.0
    }

    /// Its resident memory in MB.
    pub fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("/proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
        let kib: u32 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("KiB");
        f64::from(kib) * 1024.0 / 1_000_000.0
    }

    /// Ends it as an administrator does (SIGTERM), and waits until it has closed its files.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
        let status = self.child.wait().expect("the hub ends");
        assert!(status.success(), "{status}");
    }
}

/// A disk for the processes of a test that can be full for a while (see `full_disk.c`).
pub struct Disk {
    library: PathBuf,
    flag: PathBuf,
}

impl Disk {
    /// Compiles what plays it into a folder. The compiler is the one that SQLite is built with.
    pub fn new(dir: &Path) -> Self {
        let (library, flag) = (dir.join("full_disk.so"), dir.join("disk-is-full"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/full_disk.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o", text(&library), source, "-ldl"]).output();
        let built = built.expect("a C compiler (cc)");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        Self { library, flag }
    }

    /// From now on no file takes a byte, or all do again.
    pub fn is_full(&self, full: bool) {
        if full {
            std::fs::write(&self.flag, "").expect("the flag");
        } else {
            std::fs::remove_file(&self.flag).expect("the flag");
        }
    }

    fn under(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.library).env("ZHIJIA_TEST_FULL_DISK", &self.flag);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // SIGKILL: nothing is flushed, nothing said goodbye to.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// A phone in a process of its own (`zhijia-phone`): one command a line, one answer a line.
pub struct PhoneProcess {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl PhoneProcess {
    /// Opens a phone's directory.
    pub fn open(dir: &Path, hub: &str) -> Self {
        Self::open_on(dir, hub, None)
    }

    /// Opens a phone's directory on a disk that can be full.
    pub fn open_on(dir: &Path, hub: &str, disk: Option<&Disk>) -> Self {
        let mut command = Command::new(program("ZHIJIA_PHONE_BIN", "zhijia-phone"));
        if let Some(disk) = disk {
            disk.under(&mut command);
        }
        let mut child = command
            .args([text(dir), hub])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the phone starts");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, input, output }
    }

    /// What it says where it could not open the directory.
    pub fn refused(mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the phone says why");
        line.trim().to_owned()
    }

    /// Sends a command and waits for its answer.
    pub fn ask(&mut self, command: &str) -> String {
        writeln!(self.input, "{command}").expect("the phone listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the phone answers");
        line.trim().to_owned()
    }
}

impl Drop for PhoneProcess {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// What a command of the hub says on a disk that can be full.
pub fn hub_command(arguments: &[&str], disk: &Disk) -> std::process::Output {
    let mut command = hub_program();
    disk.under(&mut command);
    command.args(arguments).stdin(Stdio::null()).output().expect("the hub's program runs")
}

/// The hub's program, without what the environment would tell it.
fn hub_program() -> Command {
    let mut command = Command::new(program("ZHIJIA_HUB_BIN", "zhijia-hub"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ZHIJIA_")) {
        command.env_remove(name);
    }
    command
}

/// Copies a directory of files; sockets and locks stay behind.
pub fn copy(from: &Path, to: &Path) {
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

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn run(arguments: &[&str]) -> String {
    let output = hub_program().args(arguments).stdin(Stdio::null()).output().expect("the hub's program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
