//! Amounts of money as Chinese lists write them.

/// What stands behind a number that counts things and is no price.
const COUNTED: [&str; 18] =
    ["册", "本", "套", "卷", "部", "辑", "函", "张", "片", "盒", "页", "年", "月", "版", "次", "折", "%", "种"];
/// Currencies other than the renminbi.
const FOREIGN: [&str; 16] =
    ["USD", "US", "HK", "NT", "EUR", "GBP", "JPY", "MOP", "$", "€", "£", "美元", "港", "欧元", "日元", "台币"];
/// The most that a book costs, in fen.
const MOST: u64 = 10_000_000;

/// A number with what stands before and behind it.
struct Number {
    /// In hundredths.
    hundredths: u64,
    whole: bool,
    unit: String,
}

/// The amount of `CNY39.80`, `¥1,280`, `28元5角`, `28,50`, `2册56.00`, `二十八元`, in fen; `None` where there is none, or
/// several that differ. The cell is width folded.
pub(super) fn fen(cell: &str) -> Option<u32> {
    let upper = cell.to_uppercase();
    if FOREIGN.iter().any(|sign| upper.contains(sign)) || cell.contains('-') || cell.contains('~') {
        return None;
    }
    let numbers = numbers(&with_digits(cell))?;
    let mut amounts: Vec<u64> = Vec::new();
    let mut rest = numbers.iter().filter(|number| !COUNTED.iter().any(|unit| number.unit.starts_with(unit))).peekable();
    while let Some(number) = rest.next() {
        let mut sum = match number.unit.chars().next() {
            Some('角' | '毛') => number.hundredths / 10,
            Some('分') => number.hundredths / 100,
            _ => number.hundredths,
        };
        let yuan = matches!(number.unit.as_str(), "元" | "块" | "圆");
        // 28元5角8分, and 28元5 for short.
        let mut places: &[(&str, u64)] = if yuan { &[("角", 10), ("毛", 10), ("分", 1)] } else { &[] };
        if matches!(number.unit.chars().next(), Some('角' | '毛')) {
            places = &[("分", 1)];
        }
        while let Some(next) = rest.peek()
            && next.whole
            && next.hundredths < 1000
            && let Some((_, fen)) =
                places.iter().find(|(unit, _)| next.unit.starts_with(unit) || (next.unit.is_empty() && yuan))
        {
            sum += next.hundredths / 100 * fen;
            places = &[("分", 1)];
            rest.next();
        }
        amounts.push(sum);
    }
    let first = *amounts.first()?;
    if amounts.iter().any(|other| *other != first) || first > MOST {
        return None;
    }
    u32::try_from(first).ok()
}

/// The numbers of a text with the words behind them; `None` where one of them is none.
fn numbers(text: &str) -> Option<Vec<Number>> {
    let mut out: Vec<Number> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let point = |at: usize| {
            let between = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
            match chars.get(at) {
                Some('.' | '。' | '·' | ',') => between(chars.get(at + 1)),
                _ => false,
            }
        };
        while chars.get(at).is_some_and(char::is_ascii_digit) || point(at) {
            at += 1;
        }
        let number: String =
            chars.get(start..at)?.iter().map(|c| if matches!(c, '。' | '·') { '.' } else { *c }).collect();
        let unit: String = chars
            .get(at..)?
            .iter()
            .skip_while(|c| c.is_whitespace() || matches!(c, '.' | ','))
            .take_while(|c| !c.is_ascii_digit() && !c.is_whitespace() && c.is_alphanumeric() || **c == '%')
            .take(4)
            .collect();
        // 3.98E+3
        if unit.starts_with(['E', 'e']) {
            return None;
        }
        out.push(read(&number, unit)?);
    }
    Some(out)
}

/// `1,280.00`, `28,50`, `28.5`: a comma parts thousands, or stands for the point where two digits follow at the end.
fn read(number: &str, unit: String) -> Option<Number> {
    let commas = number.matches(',').count();
    let points = number.matches('.').count();
    let (whole, fraction) = match (commas, points) {
        (0, 0) => (number.to_owned(), ""),
        (_, 1) => {
            let (whole, fraction) = number.split_once('.')?;
            (thousands(whole)?, fraction)
        }
        (1, 0) => {
            let (whole, fraction) = number.split_once(',')?;
            match fraction.len() {
                1 | 2 => (whole.to_owned(), fraction),
                _ => (thousands(number)?, ""),
            }
        }
        (_, 0) => (thousands(number)?, ""),
        _ => return None,
    };
    if fraction.len() > 4 || fraction.contains(',') {
        return None;
    }
    let yuan: u64 = whole.parse().ok()?;
    let mut digits = fraction.chars().chain("00".chars()).filter_map(|c| c.to_digit(10));
    let hundredths = u64::from(digits.next()? * 10 + digits.next()?);
    let hundredths = yuan.checked_mul(100)?.checked_add(hundredths)?;
    Some(Number { hundredths, whole: fraction.is_empty(), unit })
}

/// Digits without the commas between thousands.
fn thousands(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let mut out = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        out.push_str(group);
    }
    Some(out)
}

/// Chinese numerals before a unit of money as digits: 二十八元五角.
fn with_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if numeral(c).is_some() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            match value(&run) {
                Some(number) if matches!(c, '元' | '块' | '圆' | '角' | '毛' | '分') => {
                    out.push_str(&number.to_string());
                }
                _ => out.push_str(&run),
            }
            run.clear();
        }
        out.push(c);
    }
    out.push_str(&run);
    out
}

/// The value of a numeral and whether it multiplies what stands before it.
const fn numeral(c: char) -> Option<(u32, bool)> {
    Some(match c {
        '零' | '〇' => (0, false),
        '一' | '壹' => (1, false),
        '二' | '两' | '贰' => (2, false),
        '三' | '叁' => (3, false),
        '四' | '肆' => (4, false),
        '五' | '伍' => (5, false),
        '六' | '陆' => (6, false),
        '七' | '柒' => (7, false),
        '八' | '捌' => (8, false),
        '九' | '玖' => (9, false),
        '十' | '拾' => (10, true),
        '百' | '佰' => (100, true),
        '千' | '仟' => (1000, true),
        _ => return None,
    })
}

fn value(run: &str) -> Option<u32> {
    let (mut sum, mut digit) = (0u32, None);
    for c in run.chars() {
        match numeral(c)? {
            (times, true) => sum = sum.checked_add(digit.take().unwrap_or(1) * times)?,
            (one, false) => {
                if digit.replace(one).is_some_and(|before| before != 0) {
                    return None;
                }
            }
        }
    }
    sum.checked_add(digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_their_usual_forms() {
        for (cell, amount) in [
            ("39.80", 3980),
            ("¥39.8", 3980),
            ("CNY 45", 4500),
            ("1,280.00元", 128_000),
            ("1,280", 128_000),
            ("39.80元(全套)", 3980),
            ("0.5", 50),
            ("25.", 2500),
            ("28,50", 2850),
            ("28,5", 2850),
            ("28元5角", 2850),
            ("28元5角8分", 2858),
            ("28元5", 2850),
            ("28块", 2800),
            ("5角", 50),
            ("50分", 50),
            ("2册56.00", 5600),
            ("56.00元/套(共2册)", 5600),
            ("全2册 56.00", 5600),
            ("二十八元五角", 2850),
            ("壹佰贰拾元", 12_000),
            ("人民币28.00元整", 2800),
            ("28。50", 2850),
            ("定价:28.00元", 2800),
            ("28.00 28.00", 2800),
            ("28.5000", 2850),
        ] {
            assert_eq!(fen(cell), Some(amount), "{cell}");
        }
        for cell in [
            "免费",
            "USD 12.00",
            "-3",
            "3.98E+3",
            "1.2.3",
            "99999999999",
            "$5",
            "面议",
            "HK$ 80",
            "28-30",
            "精装39.80 平装28.00",
            "2册",
            "1,28,000",
            "12,3456",
            "三",
            "港币80元",
            "",
        ] {
            assert_eq!(fen(cell), None, "{cell}");
        }
    }
}
