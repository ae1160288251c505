//! The commands of the README, as they stand there.

use crate::commands::{Place, command, good};
use crate::rig::{Phone, plain_client};

#[tokio::test(flavor = "multi_thread")]
async fn the_readmes_commands_can_be_followed_literally() {
    let (_, after) = include_str!("../../../README.md").split_once("## Running a hub\n\n```sh\n").unwrap();
    let (block, _) = after.split_once("```").unwrap();
    let place = Place::new();
    let (mut serving, mut printed) = (None, Vec::new());
    for line in block.lines() {
        let mut words = line.split(' ');
        if words.next() == Some("cargo") {
            // The program of this test is built already.
            assert_eq!(line, "cargo xtask package");
            continue;
        }
        assert!(line.starts_with("target/package/zhijia-hub "), "{line}");
        let arguments: Vec<&str> = words
            .map(|word| match word {
                "/var/lib/zhijia" => place.data(),
                "127.0.0.1:8750" => "127.0.0.1:0",
                other => other,
            })
            .collect();
        if arguments[0] == "serve" {
            serving = Some(crate::commands::Serving::start(&mut command(&arguments)));
        } else {
            printed.push((arguments[0].to_owned(), good(&arguments)));
        }
    }
    let serving = serving.unwrap();
    // The codes that it prints let people in.
    for code in printed.iter().filter(|(name, _)| name == "init" || name == "invite") {
        Phone::new(&serving.url, plain_client()).join(code.1.trim_end()).await.unwrap();
    }
    let people = good(&["people", "--data", place.data(), "--union", "城东区总工会"]);
    assert!(people.contains("城东区总工会/王建国  desk=城东区总工会") && people.contains("  organiser="), "{people}");
    serving.stop("-TERM");
}
