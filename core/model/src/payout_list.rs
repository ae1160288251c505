//! The list of what is to be paid, as a file for the bank and the union's accounts (domain.md §5.2): CSV in UTF-8 with a
//! byte-order mark and CRLF, as spreadsheets open it. Each payment stands there with its key, by which a bank's answer
//! finds it and by which it is seen that a line came twice (M-C15).

/// One payment.
#[derive(Clone, PartialEq, Eq)]
pub struct PayoutLine {
    /// Its key, with the claim's id.
    pub key: String,
    /// The person's name.
    pub name: String,
    /// The bank.
    pub bank: String,
    /// The last digits of the account's number.
    pub tail: String,
    /// How much, in fen.
    pub amount: i64,
    /// The plan.
    pub plan: String,
}

/// Writes the list.
pub fn csv(lines: &[PayoutLine]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::from("\u{FEFF}"));
    // Writing to memory does not fail.
    let _ = writer.write_record(["给付编号", "姓名", "开户银行", "账号后四位", "金额(元)", "互助项目"]);
    for line in lines {
        let cells = [&line.key, &line.name, &line.bank, &line.tail, &yuan(line.amount), &line.plan];
        let _ = writer.write_record(cells.map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// An amount in yuan, with two places.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_spreadsheet_opens_it_and_takes_nothing_for_a_formula() {
        let line = |name: &str, amount| PayoutLine {
            key: "0a-1".to_owned(),
            name: name.to_owned(),
            bank: "农业银行,城东支行".to_owned(),
            tail: "0042".to_owned(),
            amount,
            plan: "住院互助".to_owned(),
        };
        let text = String::from_utf8(csv(&[line("王小明", 80_005), line("=1+1", 100)])).unwrap();
        let expected = "\u{FEFF}给付编号,姓名,开户银行,账号后四位,金额(元),互助项目\r\n\
                        0a-1,王小明,\"农业银行,城东支行\",0042,800.05,住院互助\r\n\
                        0a-1,'=1+1,\"农业银行,城东支行\",0042,1.00,住院互助\r\n";
        assert_eq!(text, expected);
        assert_eq!((yuan(5), yuan(-120)), ("0.05".to_owned(), "-1.20".to_owned()));
    }
}
