//! Reads `docs/protocol.md`: its tables and its fenced blocks.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;

/// The page.
pub(crate) static PAGE: LazyLock<String> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    std::fs::read_to_string(path).expect("docs/protocol.md is there")
});

/// The rows of the table with this header, their cells without backticks.
pub(crate) fn table(header: &str) -> Vec<Vec<String>> {
    table_in(&PAGE, header)
}

/// The same for the first such table in `text`.
pub(crate) fn table_in(text: &str, header: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines().skip_while(|line| *line != header);
    assert!(lines.next().is_some(), "docs/protocol.md has no table {header}");
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    rows.map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().replace('`', "")).collect()
}

/// The part of the page behind a heading, up to the next heading of any level.
pub(crate) fn section(heading: &str) -> Option<&'static str> {
    let at = PAGE.find(&format!("\n{heading}\n"))?;
    let rest = &PAGE[at + heading.len() + 2..];
    Some(rest.find("\n#").map_or(rest, |end| &rest[..end]))
}

/// The lines of the page.
pub(crate) fn headings() -> impl Iterator<Item = &'static str> {
    PAGE.lines().filter(|line| line.starts_with('#'))
}

/// The contents of the fenced block that begins with this line.
pub(crate) fn block(info: &str) -> &'static str {
    let fence = format!("```{info}\n");
    let from = PAGE.find(&fence).unwrap_or_else(|| panic!("docs/protocol.md has no block {info}")) + fence.len();
    let len = PAGE[from..].find("\n```").expect("the block ends");
    &PAGE[from..=from + len]
}

/// The bytes of a block of hexadecimal digits, `#` beginning a comment.
pub(crate) fn hex_block(name: &str) -> Vec<u8> {
    let lines = block(&format!("hex {name}")).lines();
    let digits: String = lines.flat_map(|line| line.split('#').next().unwrap_or("").split_whitespace()).collect();
    HEXLOWER.decode(digits.as_bytes()).unwrap_or_else(|error| panic!("block {name}: {error}"))
}

/// The names of all blocks of hexadecimal digits.
pub(crate) fn hex_blocks() -> Vec<&'static str> {
    PAGE.lines().filter_map(|line| line.strip_prefix("```hex ")).collect()
}

/// The items of a cell: separated by commas, `–` for none.
pub(crate) fn items(cell: &str) -> Vec<String> {
    if cell == "–" { Vec::new() } else { cell.split(',').map(|item| item.trim().to_owned()).collect() }
}
