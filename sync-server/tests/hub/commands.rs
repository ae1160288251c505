//! The program itself: its commands, what it prints, and how it refuses.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitCode, Output, Stdio};

use tempfile::TempDir;
use zhijia_hub::assemble::{Assemble, Core, Ground};
use zhijia_hub::db::{Connection, Hooks};
use zhijia_hub::failure::Failure;
use zhijia_sync::limits::PROTOCOL;
use zhijia_sync::session::code::InvitationCode;
use zhijia_sync::wire::{Hello, encode_request};

use crate::fake::Fake;
use crate::rig::{Phone, code, plain_client};

pub struct Place {
    pub dir: TempDir,
    pub data: PathBuf,
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhijia-hub"));
    command.args(arguments);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ZHIJIA_")) {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The standard output of a command that must succeed.
pub fn good(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The message of a command that must fail, in both languages.
pub fn bad(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

impl Place {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        Self { dir, data }
    }

    pub fn data(&self) -> &str {
        self.data.to_str().unwrap()
    }

    pub fn init(&self) -> String {
        let out = good(&["init", "--data", self.data(), "--union-name", "市总工会", "--admin-name", "张三"]);
        // The code stands alone, so that a script can take it.
        InvitationCode::parse(out.trim_end()).unwrap();
        out.trim_end().to_owned()
    }

    pub fn serve(&self, more: &[&str]) -> Serving {
        Serving::start(command(&["serve", "--data", self.data(), "--listen", "127.0.0.1:0"]).args(more))
    }
}

pub struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    pub url: String,
}

impl Serving {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let Some(url) = line.strip_prefix("listening on ").map(|url| url.trim_end().to_owned()) else {
            panic!("{line:?}: {}", String::from_utf8_lossy(&child.wait_with_output().unwrap().stderr));
        };
        Self { child, out, url }
    }

    /// Sends a signal, and gives the log when the process has ended well.
    pub fn stop(mut self, signal: &str) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "only the address is printed");
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}: {log}");
        log
    }
}

pub fn union_of(data: &str) -> String {
    let listed: serde_json::Value = serde_json::from_str(&good(&["invitations", "--data", data, "--json"])).unwrap();
    listed[0]["union"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_init_to_a_revoked_device_while_the_hub_runs() {
    let place = Place::new();
    let admin_code = place.init();
    let serving = place.serve(&["--log-format", "json"]);
    let mut admin = Phone::new(&serving.url, plain_client());
    admin.join(&admin_code).await.unwrap();

    // Every command works beside the running hub, and counts at once.
    let invited =
        good(&["invite", "--data", place.data(), "--union", "市总工会", "--name", "李四", "--role", "keeper"]);
    let mut keeper = Phone::new(&serving.url, plain_client());
    keeper.join(invited.trim_end()).await.unwrap();
    let devices: serde_json::Value =
        serde_json::from_str(&good(&["devices", "--data", place.data(), "--json"])).unwrap();
    assert_eq!(devices.as_array().unwrap().len(), 2);
    let device = data_encoding::HEXLOWER.encode(&keeper.device());
    let row = devices.as_array().unwrap().iter().find(|row| row["device"] == device.as_str()).unwrap();
    assert_eq!(row["path"], "市总工会/李四");
    let of = |filter: &[&str]| -> serde_json::Value {
        serde_json::from_str(&good(&[&["devices", "--data", place.data(), "--json"], filter].concat())).unwrap()
    };
    assert_eq!(of(&["--member", "李四"]), serde_json::json!([row]));
    assert_eq!(of(&["--union", "市总工会"]), devices);
    assert_eq!(good(&["revoke-device", "--data", place.data(), &device]), "");
    assert_eq!(code(keeper.sync(b"").await), "device-revoked");
    assert_eq!(code(keeper.session().await), "device-revoked");
    good(&["revoke-person", "--data", place.data(), row["member"].as_str().unwrap()]);
    admin.session().await.unwrap();

    let log = serving.stop("-TERM");
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    for secret in ["张三", "李四", admin_code.as_str(), invited.trim_end(), admin.token.as_str(), device.as_str()] {
        assert!(!log.contains(secret), "{secret}");
    }
    assert!(log.contains("\"route\":\"/v1/join\"") && log.contains("\"problem\":\"device-revoked\""), "{log}");

    // The lists say what the commands take.
    let listed =
        |what| serde_json::from_str::<serde_json::Value>(&good(&[what, "--data", place.data(), "--json"])).unwrap();
    assert_eq!(listed("unions")[0]["name"], "市总工会");
    assert_eq!(listed("unions")[0]["id"], union_of(place.data()).as_str());
    let people = listed("people");
    let keeper_line = people.as_array().unwrap().iter().find(|person| person["name"] == "李四").unwrap();
    assert_eq!(keeper_line["unions"], serde_json::json!(["市总工会"]));
    assert_eq!(keeper_line["roles"], serde_json::json!([["keeper", "市总工会"]]));
    assert_eq!(keeper_line["id"], row["member"]);
    assert_eq!(keeper_line["revoked"], true);
    let invitations = listed("invitations");
    let used = invitations.as_array().unwrap().iter().find(|row| row["name"] == "市总工会/李四").unwrap();
    assert_eq!(used["roles"], serde_json::json!([["keeper", "市总工会"]]));
    assert_eq!(listed("houses"), serde_json::json!([]));

    // And without it.
    let listed = good(&["devices", "--data", place.data()]);
    assert!(listed.contains(&device), "{listed}");
    let listed = good(&["invitations", "--data", place.data()]);
    assert_eq!(listed.matches("used").count(), 2, "{listed}");
    let serving = place.serve(&[]);
    admin.url.clone_from(&serving.url);
    keeper.url.clone_from(&serving.url);
    admin.session().await.unwrap();
    assert_eq!(code(keeper.session().await), "device-revoked");
    serving.stop("-INT");
}

/// What was sent to the wrong person opens nothing any more; what was used is ended by its device or person.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_nobody_has_used_can_be_withdrawn() {
    let place = Place::new();
    let admin_code = place.init();
    let serving = place.serve(&[]);
    let sent = good(&["invite", "--data", place.data(), "--union", "市总工会", "--name", "李四"]);
    let listed = || -> serde_json::Value {
        serde_json::from_str(&good(&["invitations", "--data", place.data(), "--json"])).unwrap()
    };
    let short = |name: &str| {
        let rows = listed();
        let row = rows.as_array().unwrap().iter().find(|row| row["name"].as_str().unwrap().ends_with(name)).cloned();
        row.unwrap()["short"].as_str().unwrap().to_owned()
    };
    let output = run(&["revoke-invitation", "--data", place.data(), &short("李四")]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("李四"));
    assert_eq!(listed().as_array().unwrap().len(), 1);
    let mut late = Phone::new(&serving.url, plain_client());
    assert_eq!(code(late.join(sent.trim_end()).await), "invitation-unknown");
    let mut admin = Phone::new(&serving.url, plain_client());
    admin.join(&admin_code).await.unwrap();
    let used = bad(&["revoke-invitation", "--data", place.data(), &short("张三")]);
    assert!(used.contains("error[invitation-used] INVITATION") && used.contains("revoke-person"), "{used}");
    let unknown = bad(&["revoke-invitation", "--data", place.data(), "00000000"]);
    assert!(unknown.contains("error[unknown-invitation] INVITATION"), "{unknown}");
    serving.stop("-TERM");
}

/// What a phone sends that has nothing yet.
fn first_request() -> Vec<u8> {
    let hello = Hello {
        protocol: PROTOCOL,
        outbox_empty: true,
        offers_only: false,
        entitlements: Vec::new(),
        follow: Vec::new(),
        cursors: None,
        reset: Vec::new(),
    };
    encode_request(&hello, &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_live_streams_and_then_the_process() {
    let place = Place::new();
    let admin_code = place.init();
    let serving = place.serve(&[]);
    let mut admin = Phone::new(&serving.url, plain_client());
    admin.join(&admin_code).await.unwrap();
    let mut live = admin.post("/v1/live", first_request()).send().await.unwrap();
    assert!(live.chunk().await.unwrap().is_some());
    // Whatever was still on its way arrives, and then the body ends as bodies do.
    let rest = async { while live.chunk().await.unwrap().is_some() {} };
    let (log, ()) = tokio::join!(tokio::task::spawn_blocking(|| serving.stop("-TERM")), rest);
    assert!(log.unwrap().contains("stopped"));
}

#[test]
fn a_second_hub_in_the_same_place_is_refused() {
    let place = Place::new();
    place.init();
    let first = place.serve(&[]);
    let message = bad(&["serve", "--data", place.data(), "--listen", "127.0.0.1:0"]);
    assert!(message.contains("error[data-in-use] --data") && message.contains("另一个服务器"), "{message}");
    let address = first.url.trim_start_matches("http://").to_owned();
    let other = Place::new();
    other.init();
    let message = bad(&["serve", "--data", other.data(), "--listen", &address]);
    assert!(message.contains("error[port-in-use] --listen"), "{message}");
    first.stop("-TERM");
    // The refused one has left nothing locked.
    other.serve(&[]).stop("-TERM");
}

#[test]
fn a_hub_that_was_killed_starts_again() {
    let place = Place::new();
    place.init();
    let mut first = place.serve(&[]);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    assert!(place.data.join("hub.sock").exists());
    assert!(good(&["devices", "--data", place.data()]).starts_with("device"));
    place.serve(&[]).stop("-TERM");
}

#[test]
fn each_mistake_has_its_own_message() {
    let place = Place::new();
    let data = place.data();
    let init = ["init", "--data", data, "--union-name", "市总工会", "--admin-name"];
    let missing = bad(&["serve", "--data", data]);
    assert!(missing.contains("error[data-missing] --data") && missing.contains("zhijia-hub init"), "{missing}");
    assert!(bad(&["serve"]).contains("error[data-not-given] --data"));
    let no_name = bad(&[&init[..], &[" "]].concat());
    assert!(no_name.contains("error[bad-name] --admin-name"), "{no_name}");
    assert!(!place.data.exists());
    std::fs::create_dir(&place.data).unwrap();
    assert!(bad(&["devices", "--data", data]).contains("error[not-initialised] --data"));

    place.init();
    assert!(bad(&[&init[..], &["x"]].concat()).contains("error[already-initialised] --data"));
    for (arguments, expected) in [
        (&["serve", "--listen", "nowhere"][..], "error[bad-address] --listen"),
        (&["serve", "--tls-cert", "x.pem"], "error[half-tls] --tls-key"),
        (&["serve", "--tls-cert", "x.pem", "--tls-key", "y.pem"], "error[bad-certificate] --tls-cert"),
        (&["serve", "--log", "a=b=c"], "error[bad-log-filter] --log"),
        (&["serve", "--config", "none.toml"], "error[io] --config"),
        (&["serve", "--token-minutes", "0"], "--token-minutes"),
        (&["revoke-device", "12"], "error[bad-id] DEVICE"),
        (&["revoke-device", "00000000000000000000000000000000"], "error[unknown-device]"),
        (&["revoke-person", "00000000000000000000000000000000"], "error[unknown-member]"),
        (&["invite", "--union", "00000000000000000000000000000000"], "error[unknown-space]"),
        (&["invite", "--union", "x"], "error[unknown-name] --union"),
        (&["invite", "--union", "市总工会", "--role", "cook"], "error[unknown-role] --role"),
        (&["invite", "--union", "市总工会", "--role", "keeper=城东书屋"], "error[unknown-name] --role"),
        (&["invite", "--union", "市总工会", "--member", "李四"], "error[unknown-name] --member"),
        (&["houses", "--union", "x"], "error[unknown-name] --union"),
        (&["invite"], "错误:缺少 --union"),
        (&["invite", "--union", "市总工会", "--days", "-1"], "错误:--days"),
        (&["people", "--member", "李四"], "错误:不认识 --member"),
        (&["membres"], "错误:没有命令“membres”"),
    ] {
        let message = bad(&[arguments, &["--data", data]].concat());
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn damage_and_newer_versions_are_refused_and_left_alone() {
    let place = Place::new();
    place.init();
    let file = place.data.join("hub.db");
    let key = place.data.join("hub.key");
    let kept = std::fs::read(&file).unwrap();
    let expect = |expected: &str| {
        let message = bad(&["serve", "--data", place.data(), "--listen", "127.0.0.1:0"]);
        assert!(message.contains(expected), "{message}");
    };
    set_version(&file, 9999);
    let newer = std::fs::read(&file).unwrap();
    expect("error[newer-database] hub.db");
    assert_eq!(std::fs::read(&file).unwrap(), newer);

    std::fs::write(&file, vec![1; 10_000]).unwrap();
    expect("error[foreign-database] hub.db");
    std::fs::write(&file, &kept).unwrap();

    let secret = std::fs::read(&key).unwrap();
    std::fs::write(&key, "zhijia-hub-key 1\n12\n").unwrap();
    expect("error[key-damaged] hub.key");
    std::fs::remove_file(&key).unwrap();
    expect("error[key-missing] hub.key");
    std::fs::write(&key, &secret).unwrap();
    expect("error[key-open] hub.key");

    // A key without its database is not overwritten by a new hub.
    std::fs::remove_file(&file).unwrap();
    let message = bad(&["init", "--data", place.data(), "--union-name", "x", "--admin-name", "y"]);
    assert!(message.contains("error[key-exists]"), "{message}");
    assert_eq!(std::fs::read(&key).unwrap(), secret);
}

/// A core that cannot found a union.
struct Broken;

impl Assemble for Broken {
    fn hooks(&self, connection: &Connection) -> Result<Box<dyn Hooks>, Failure> {
        Fake.hooks(connection)
    }

    fn core(&self, _: &Ground) -> Result<Core, Failure> {
        Err(Failure::new("broken", "on purpose", "故意"))
    }
}

#[test]
fn an_init_that_fails_leaves_nothing_half_done() {
    let place = Place::new();
    let arguments = ["zhijia-hub", "init", "--data", place.data(), "--union-name", "x", "--admin-name", "y"];
    let code = zhijia_hub::cmd::main(arguments, &Broken);
    assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
    let left: Vec<_> = std::fs::read_dir(&place.data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["hub.lock"]);
    place.init();
}

fn set_version(file: &Path, version: u32) {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn settings_come_from_file_then_environment_then_options() {
    let place = Place::new();
    place.init();
    let config = place.dir.path().join("hub.toml");
    std::fs::write(&config, "data = \"data\"\nlisten = \"nowhere\"\nlog-format = \"json\"\n").unwrap();
    let config = config.to_str().unwrap();
    assert!(bad(&["serve", "--config", config]).contains("\"nowhere\" is no address"));
    let output = command(&["serve", "--config", config]).env("ZHIJIA_LISTEN", "elsewhere").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"elsewhere\" is no address"));
    let mut command = command(&["serve", "--config", config, "--listen", "127.0.0.1:0"]);
    let log = Serving::start(command.env("ZHIJIA_LISTEN", "elsewhere")).stop("-TERM");
    assert!(log.starts_with('{'), "{log}");
}
