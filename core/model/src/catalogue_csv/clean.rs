//! A cell as people mean it.

use crate::text::is_invisible;

/// A cell without blanks around, line breaks, invisible marks and the marks by which spreadsheets keep a text a text.
pub(crate) fn clean(cell: &str) -> String {
    let trimmed = cell.trim();
    let plain = |c: char| matches!(c, '\u{21}'..='\u{7E}' | '\u{3001}'..='\u{9FFF}');
    if trimmed.chars().all(plain) && !trimmed.starts_with(['=', '\'']) {
        return trimmed.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars().filter(|c| !is_invisible(*c)) {
        if !c.is_whitespace() && !c.is_control() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let trimmed = out.trim_end();
    let formula = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = formula.unwrap_or_else(|| trimmed.strip_prefix('\'').unwrap_or(trimmed));
    text.trim().to_owned()
}
