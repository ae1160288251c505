//! Mistakes of whoever runs the hub: each command, setting and file names what is wrong and the way out, ends with an
//! exit code that is not zero, and changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use crate::commands::{Place, bad, command, good, union_of};

/// The files of a folder with their contents.
fn files(dir: &Path) -> BTreeMap<std::ffi::OsString, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries.map(|one| (one.file_name(), std::fs::read(one.path()).unwrap())).collect()
}

fn has(message: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(message.contains(piece), "{piece}: {message}");
    }
}

#[test]
fn a_settings_file_is_corrected_by_its_line() {
    let place = Place::new();
    place.init();
    let file = place.dir.path().join("hub.toml");
    let shown = file.to_str().unwrap();
    let before = files(&place.data);
    for (text, expected) in [
        ("data = \"data\"\nlissen = \"x\"\n", &["error[bad-config] --config", "line 2", "lissen"][..]),
        ("data = \"data\"\n\nlisten = 8750\n", &["error[bad-config] --config", "line 3", "listen = 8750"]),
        ("data = \"data\"\nlisten\n", &["error[bad-config] --config", "line 2"]),
        ("log-format = \"xml\"\n", &["error[bad-config] --config", "line 1", "xml", "json"]),
        ("token-minutes = 1441\n", &["error[bad-config] token-minutes", "1 to 1440", "1 到 1440"]),
        ("max-connections = 0\n", &["error[bad-config] max-connections", "from 1 to"]),
        ("max-connections = -1\n", &["error[bad-config] --config", "line 1", "max-connections"]),
    ] {
        std::fs::write(&file, text).unwrap();
        let message = bad(&["serve", "--config", shown]);
        has(&message, expected);
        has(&message, &["hub.toml", "错误"]);
    }
    assert_eq!(files(&place.data), before);
    // Corrected, it serves.
    std::fs::write(&file, "data = \"data\"\nlisten = \"127.0.0.1:0\"\n").unwrap();
    crate::commands::Serving::start(command(&["serve"]).env("ZHIJIA_CONFIG", shown)).stop("-TERM");
}

#[test]
fn an_option_or_a_variable_that_is_wrong_is_named() {
    let place = Place::new();
    place.init();
    let union = union_of(place.data());
    let before = good(&["invitations", "--data", place.data()]);
    for (arguments, expected) in [
        (&["serve", "--lissen", "x"][..], "--lissen"),
        (&["serve", "--token-minutes", "1441"], "--token-minutes"),
        (&["serve", "--max-syncs", "many"], "--max-syncs"),
        (&["serve", "--log-format", "xml"], "--log-format"),
        (&["invite", "--union", &union, "--days", "0"], "--days"),
        (&["invite", "--union", &union, "--days", "367"], "--days"),
        (
            &["invite", "--union", &union, "--role", "king"],
            "error[unknown-role] --role: there is no role king: choose one of desk, verifier, keeper",
        ),
        (&["invite", "--union", &union, "--role", "keeper=12"], "error[unknown-name] --role"),
        (
            &["invite", "--union", &union, "--role", "keeper=00000000000000000000000000000000"],
            "error[misplaced-role] --role: the role keeper is none of the city, which has desk alone",
        ),
        (&["invite", "--union", &union, "--name", " "], "error[bad-name] --name"),
        (&["invite", "--union", &union, "--member", "12"], "error[unknown-name] --member"),
        (&["invite", "--union", &union, "--member", "00000000000000000000000000000000"], "error[unknown-member]"),
        (&["invite", "--union", &union, "--member", &union, "--name", "x"], "--name"),
        (&["revoke-device"], "DEVICE"),
        (&["revoke-person", "x"], "error[unknown-name] MEMBER"),
        (&["dance"], "dance"),
    ] {
        has(&bad(&[arguments, &["--data", place.data()]].concat()), &[expected]);
    }
    let output = command(&["serve", "--data", place.data()]).env("ZHIJIA_TOKEN_MINUTES", "soon").output().unwrap();
    assert!(!output.status.success());
    has(&String::from_utf8_lossy(&output.stderr), &["soon", "--token-minutes"]);
    assert_eq!(good(&["invitations", "--data", place.data()]), before, "nobody was invited");
}

#[test]
fn a_certificate_that_cannot_be_used_is_named_with_its_file() {
    let place = Place::new();
    place.init();
    let text = place.dir.path().join("cert.pem");
    std::fs::write(&text, "not a certificate").unwrap();
    let file = text.to_str().unwrap();
    let serve = ["serve", "--data", place.data(), "--listen", "127.0.0.1:0"];
    let message = bad(&[&serve[..], &["--tls-cert", file, "--tls-key", file]].concat());
    has(&message, &["error[bad-certificate] --tls-cert", "cert.pem", "PEM", "证书链"]);
    let folder = place.dir.path().to_str().unwrap();
    let message = bad(&[&serve[..], &["--tls-cert", folder, "--tls-key", file]].concat());
    has(&message, &["error[bad-certificate] --tls-cert", folder]);
    has(&bad(&[&serve[..], &["--tls-key", file]].concat()), &["error[half-tls] --tls-cert"]);
    place.serve(&[]).stop("-TERM");
}

#[test]
fn a_database_that_another_program_holds_is_left_to_it() {
    let place = Place::new();
    place.init();
    let holder = rusqlite::Connection::open(place.data.join("hub.db")).unwrap();
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["devices"]] {
        let message = bad(&[arguments, &["--data", place.data()]].concat());
        has(&message, &["error[database-locked] hub.db", "close it and try again", "请关闭后重试"]);
    }
    drop(holder);
    place.serve(&[]).stop("-TERM");
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let place = Place::new();
    let file = place.dir.path().join("file");
    std::fs::write(&file, "somebody's").unwrap();
    let inside = file.join("hub");
    for data in [&file, &inside] {
        let data = data.to_str().unwrap();
        let message = bad(&["init", "--data", data, "--union-name", "x", "--admin-name", "y"]);
        has(&message, &["--data", data]);
        has(&bad(&["serve", "--data", data]), &["error[data-missing] --data", data]);
    }
    assert_eq!(std::fs::read(&file).unwrap(), b"somebody's");
}
