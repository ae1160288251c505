//! The program's options and folder: what is wrong is named with the way out, before anything is set up.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::net::TcpListener;
use std::process::Command;

/// The message of a start that must fail.
fn bad(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_phones")).args(arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("http://"), "{said}");
    String::from_utf8(output.stderr).unwrap()
}

fn has(message: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(message.contains(piece), "{piece}: {message}");
    }
}

#[test]
fn a_wrong_option_is_named() {
    has(&bad(&["--listen", "nowhere"]), &["--listen", "nowhere"]);
    has(&bad(&["--lissen", "127.0.0.1:0"]), &["--lissen"]);
    has(&bad(&["--dir"]), &["--dir"]);
}

#[test]
fn a_port_in_use_is_said_before_a_town_is_founded() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let dir = tempfile::tempdir().unwrap();
    let message = bad(&["--listen", &address, "--dir", dir.path().to_str().unwrap()]);
    has(&message, &[&address, "in use", "--listen", "已被占用"]);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_of_somebody_elses_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("letter.txt");
    std::fs::write(&file, "dear").unwrap();
    let start = |dir: &std::path::Path| bad(&["--listen", "127.0.0.1:0", "--dir", dir.to_str().unwrap()]);
    has(&start(dir.path()), &["holds other files", "--dir", "空文件夹"]);
    has(&start(&file), &["letter.txt", "--dir", "文件夹"]);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read(&file).unwrap(), b"dear");

    // A town whose list is damaged: said with the file, and not founded over it.
    let town = tempfile::tempdir().unwrap();
    let list = town.path().join("town.json");
    std::fs::write(&list, "{\"union\": 12").unwrap();
    has(&start(town.path()), &["town.json", "not readable", "--dir", "无法读取"]);
    assert_eq!(std::fs::read(&list).unwrap(), b"{\"union\": 12");
}
