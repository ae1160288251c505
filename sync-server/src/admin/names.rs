//! How an administrator names a union, a house, an event or a person: by its id, by its name, or by a path of names,
//! such as `市总工会/城东区总工会`, where one name is several.

use super::lines::hex;
use crate::failure::Failure;
use crate::identity::Id;
use crate::identity::members::{DirectoryEntry, What};

/// So many are shown where a name is none or several.
const SHOWN: usize = 8;

/// An id: 32 hexadecimal digits.
pub(super) fn parse_id(text: &str) -> Option<Id> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok()?;
    Id::try_from(bytes).ok()
}

/// An id that has no name.
pub(super) fn id_only(field: &str, text: &str) -> Result<Id, Failure> {
    parse_id(text).ok_or_else(|| {
        Failure::new(
            "bad-id",
            "an id has 32 hexadecimal digits: copy it from the list",
            "编号为 32 位十六进制数字:请从列表中复制",
        )
        .at(field)
    })
}

/// The one among these that a name or path means.
pub(super) fn resolve(field: &str, given: &str, among: &[What], entries: &[DirectoryEntry]) -> Result<Id, Failure> {
    let names: Vec<&str> = given.split('/').map(str::trim).collect();
    let meant: Vec<&DirectoryEntry> = entries.iter().filter(|entry| entry.is_called(&names)).collect();
    match meant.as_slice() {
        [one] => Ok(one.id),
        [] => Err(unknown(given.trim(), among, entries).at(field)),
        several => Err(ambiguous(given.trim(), several).at(field)),
    }
}

fn ambiguous(given: &str, several: &[&DirectoryEntry]) -> Failure {
    let shown: Vec<String> = several.iter().take(SHOWN).map(|entry| line(entry)).collect();
    let shown = shown.join("\n  ");
    Failure::new(
        "ambiguous-name",
        format!(
            "\"{given}\" is the name of {}: write the path with / between the names, or the id\n  {shown}",
            several.len()
        ),
        format!("名为“{given}”的有 {} 个:请写出完整路径(名称之间用 /),或使用上面的编号", several.len()),
    )
}

fn unknown(given: &str, among: &[What], entries: &[DirectoryEntry]) -> Failure {
    let alike =
        |entry: &&DirectoryEntry| entry.name.contains(given) || (!entry.name.is_empty() && given.contains(&entry.name));
    let mut near: Vec<&DirectoryEntry> = entries.iter().filter(alike).collect();
    if near.is_empty() && entries.len() <= SHOWN {
        near = entries.iter().collect();
    }
    let near: Vec<String> = near.iter().take(SHOWN).map(|entry| line(entry)).collect();
    let shown = if near.is_empty() { String::new() } else { format!("\n  {}", near.join("\n  ")) };
    let commands: Vec<String> = among.iter().map(|what| format!("`zhijia-hub {}`", what.command())).collect();
    let en: Vec<&str> = among.iter().map(|what| what.words()[1]).collect();
    let zh: Vec<&str> = among.iter().map(|what| what.words()[0]).collect();
    Failure::new(
        "unknown-name",
        format!(
            "there is no {} called \"{given}\": {} shows what there is{shown}",
            en.join(" or "),
            commands.join(" or ")
        ),
        format!("没有名为“{given}”的{}:可用 {} 查看", zh.join("或"), commands.join("、")),
    )
}

/// Path and id, as they can be copied into the next command.
fn line(entry: &DirectoryEntry) -> String {
    format!("{}  {}", hex(&entry.id), entry.path())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn entry(number: u8, unions: &[&str], name: &str) -> DirectoryEntry {
        let unions = unions.iter().map(|&union| union.to_owned()).collect();
        DirectoryEntry { id: [number; 16], name: name.to_owned(), unions, above: Vec::new(), roles: Vec::new() }
    }

    fn found(given: &str, entries: &[DirectoryEntry]) -> Result<Id, Failure> {
        resolve("--union", given, &[What::Union], entries)
    }

    #[test]
    fn a_name_is_enough_where_only_one_has_it_and_a_path_where_several_have() {
        let entries = [
            entry(1, &[], "市总工会"),
            entry(2, &["市总工会"], "城东区总工会"),
            entry(3, &["市总工会", "城东区总工会"], "机关工会"),
            entry(4, &["市总工会", "城西区总工会"], "机关工会"),
        ];
        assert_eq!(found(" 城东区总工会 ", &entries), Ok([2; 16]));
        assert_eq!(found("市总工会/城东区总工会", &entries), Ok([2; 16]));
        assert_eq!(found("城东区总工会/机关工会", &entries), Ok([3; 16]));
        assert_eq!(found("市总工会 / 城西区总工会 / 机关工会", &entries), Ok([4; 16]));
        let failure = found("机关工会", &entries).unwrap_err();
        assert_eq!((failure.code.as_str(), failure.field.as_str()), ("ambiguous-name", "--union"));
        assert!(
            failure.en.contains("市总工会/城东区总工会/机关工会") && failure.en.contains(&"04".repeat(16)),
            "{failure}"
        );
    }

    #[test]
    fn a_name_that_is_none_shows_what_is_near() {
        let entries = [entry(1, &[], "市总工会"), entry(2, &["市总工会"], "城东区总工会")];
        let failure = found("城东区", &entries).unwrap_err();
        assert_eq!(failure.code, "unknown-name");
        assert!(failure.en.contains("市总工会/城东区总工会") && !failure.en.contains(&"01".repeat(16)), "{failure}");
        assert!(failure.zh.contains("zhijia-hub unions"), "{failure}");
    }

    #[test]
    fn an_id_is_32_digits_whatever_their_case() {
        assert_eq!(parse_id(&"aB".repeat(16)), Some([0xab; 16]));
        assert_eq!(parse_id("ab"), None);
    }
}
