//! The problems that the hub answers are those of `docs/protocol.md`.
#![allow(clippy::unwrap_used, reason = "tests")]

use zhijia_hub::problem::Code;

#[test]
fn every_problem_stands_in_the_protocol_with_its_status() {
    let page = include_str!("../../docs/protocol.md");
    let rows = page.lines().skip_while(|line| *line != "| problem | status | what the phone does |").skip(2);
    let told = rows.take_while(|line| line.starts_with('|')).map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', ""));
        format!("{} {}", cells.next().unwrap(), cells.next().unwrap())
    });
    let mut code = Code::ALL.iter().map(|code| format!("{} {}", code.as_str(), code.status().as_u16()));
    for told in told {
        assert_eq!(Some(told), code.next(), "docs/protocol.md says the first, the code the second");
    }
    assert_eq!(code.next(), None, "a problem that docs/protocol.md does not tell");
}
