//! The volume that stands at the end of a title: 大河长流 第一部, 平凡的世界（上）, 沙漏Ⅲ.

use unicode_normalization::UnicodeNormalization;

use crate::title_key::{key_text, volume_key};

/// What volumes are called.
const UNITS: [&str; 12] = ["分册", "册", "卷", "部", "集", "辑", "编", "季", "篇", "章", "回", "本"];
/// What stands between a title and its volume.
const BETWEEN: [char; 14] = [' ', '\u{3000}', ':', '：', '·', '・', '•', '.', '。', '-', '—', '–', ',', '，'];

/// A title without what only names a volume, a set or an edition, and the volume in the form of [`volume_key`].
pub(super) fn apart(title: &str) -> (String, String) {
    let text: String = title.nfkc().collect();
    let mut core = text.trim().trim_end_matches('》').trim_start_matches('《').trim().to_owned();
    let mut volume = String::new();
    // Brackets at the end: （第2版）（上册）.
    while let Some((before, inner)) = bracketed(&core) {
        let of_volume = volume_in(inner, true);
        if of_volume.is_none() && !says_set_or_edition(inner) {
            break;
        }
        let found = of_volume.unwrap_or_default();
        let shorter = before.trim_end().to_owned();
        if shorter.is_empty() || (!found.is_empty() && !volume.is_empty()) {
            break;
        }
        if !found.is_empty() {
            volume = found;
        }
        core = shorter;
    }
    if volume.is_empty()
        && let Some((before, found)) = tail(&core)
    {
        volume = found;
        core = before;
    }
    (core, volume)
}

/// What stands in brackets at the end, and what before.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix([')', ']', '】', '〕'])?;
    let at = inner.rfind(['(', '[', '【', '〔'])?;
    let open = inner.get(at..)?.chars().next()?;
    Some((inner.get(..at)?, inner.get(at + open.len_utf8()..)?))
}

/// 全三册, 共2册, 上下册, 套装, 第2版, 修订版: what belongs to the whole and tells no volume apart.
fn says_set_or_edition(inner: &str) -> bool {
    let text = inner.trim();
    let whole = text.starts_with(['全', '共', '套']) || text.ends_with('版') || text.ends_with("版本");
    whole
        || [
            "上下册",
            "上下",
            "上下卷",
            "上、下册",
            "上、下",
            "上中下",
            "上中下册",
            "修订",
            "增订",
            "合集",
            "精装",
            "平装",
        ]
        .contains(&text)
}

/// A volume behind a blank or a colon, or directly behind the title's characters.
fn tail(text: &str) -> Option<(String, String)> {
    if let Some(at) = text.rfind(BETWEEN) {
        let width = text.get(at..)?.chars().next()?.len_utf8();
        let (before, last) = (text.get(..at)?, text.get(at + width..)?);
        let core = before.trim_end_matches(BETWEEN);
        // 第 7 版 and Windows 7 are none: there a unit, or Chinese characters before, must say so.
        if !core.is_empty()
            && let Some(volume) = volume_in(last, core.chars().next_back().is_some_and(is_chinese))
        {
            return Some((core.to_owned(), volume));
        }
    }
    // 南渡北归第一部, 醉玲珑上卷.
    for (at, c) in text.char_indices().rev().take(8) {
        let last = text.get(at..)?;
        let begins = c == '第' || c == '卷' || (matches!(c, '上' | '中' | '下') && last.chars().nth(1).is_some());
        if begins && at > 0 {
            let before = text.get(..at)?;
            if let Some(volume) = volume_in(last, c == '卷') {
                return Some((before.trim_end_matches(BETWEEN).to_owned(), volume));
            }
        }
    }
    // 诛仙5: one or two digits behind a Chinese character that they do not belong to.
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let roman = text.len() - text.trim_end_matches(['I', 'V', 'X']).len();
    let length = if digits > 0 { digits } else { roman };
    let at = text.len() - length;
    let (before, number) = (text.get(..at)?, text.get(at..)?);
    let behind = before.chars().next_back().filter(|c| is_chinese(*c) && !matches!(c, '第' | '年' | '版' | '月'))?;
    let core = if behind == '卷' { before.strip_suffix('卷')? } else { before };
    let plausible = (1..=2).contains(&digits) && !number.starts_with('0') || (digits == 0 && roman > 0);
    (plausible && !core.is_empty()).then(|| volume_in(number, true)).flatten().map(|volume| (core.to_owned(), volume))
}

/// The volume that a word names; where `loose`, also a bare number.
fn volume_in(word: &str, loose: bool) -> Option<String> {
    let word = word.trim();
    if word.is_empty() || word.chars().count() > 8 {
        return None;
    }
    let bare = word.strip_prefix('第').unwrap_or(word);
    let named =
        bare != word || bare.starts_with('卷') || UNITS.iter().any(|unit| bare.ends_with(unit) && bare != *unit);
    let bare = bare.trim_start_matches('卷').trim();
    let stem = UNITS.iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare).trim();
    if ["上", "中", "下"].contains(&stem) {
        return Some(stem.to_owned());
    }
    let key = volume_key(&key_text(stem));
    let number = !key.is_empty() && key.len() <= 3 && key.bytes().all(|b| b.is_ascii_digit());
    if number && (named || loose) {
        return Some(key);
    }
    let roman = roman(stem)?;
    (named || loose).then(|| roman.to_string())
}

/// I to XXXIX.
fn roman(text: &str) -> Option<u32> {
    let value = |c: char| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let values: Option<Vec<u32>> = text.chars().map(value).collect();
    let values = values.filter(|values| !values.is_empty() && values.len() <= 7)?;
    let sum = values.iter().enumerate().map(|(at, value)| {
        let before_larger = values.get(at + 1).is_some_and(|next| next > value);
        i64::from(*value) * if before_larger { -1 } else { 1 }
    });
    u32::try_from(sum.sum::<i64>()).ok().filter(|n| *n > 0)
}

fn is_chinese(c: char) -> bool {
    crate::text::is_han(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_told_from_a_title_an_edition_and_a_set() {
        for (title, core, volume) in [
            ("大河长流 第一部", "大河长流", "1"),
            ("大河长流第二部", "大河长流", "2"),
            ("通鉴故事3", "通鉴故事", "3"),
            ("平凡的世界（上）", "平凡的世界", "上"),
            ("平凡的世界(第三册)", "平凡的世界", "3"),
            ("长安十二时辰 下", "长安十二时辰", "下"),
            ("醉玲珑（上卷）", "醉玲珑", "上"),
            ("醉玲珑上卷", "醉玲珑", "上"),
            ("沙漏Ⅲ", "沙漏", "3"),
            ("奥术神座Ⅸ", "奥术神座", "9"),
            ("股票魔法师 Ⅱ", "股票魔法师", "2"),
            ("JAVA核心技术卷2", "JAVA核心技术", "2"),
            ("王小波全集（第六卷）", "王小波全集", "6"),
            ("欢乐颂 第一季", "欢乐颂", "1"),
            ("猎魔人（卷五）", "猎魔人", "5"),
            ("鱼羊野史·第3卷", "鱼羊野史", "3"),
            ("深入解析Windows操作系统：第6版（上册）", "深入解析Windows操作系统:第6版", "上"),
            ("三国演义（全二册）", "三国演义", ""),
            ("独步天下（上下卷）", "独步天下", ""),
            ("C++ Primer 中文版（第5版）", "C++ Primer 中文版", ""),
            ("《红楼梦》", "红楼梦", ""),
            ("天龙八部", "天龙八部", ""),
            ("1984", "1984", ""),
            ("Windows 7", "Windows 7", ""),
            ("2001太空漫游", "2001太空漫游", ""),
            ("中国企业1978", "中国企业1978", ""),
            ("三体Ⅱ:黑暗森林", "三体II:黑暗森林", ""),
            ("上", "上", ""),
            ("之下", "之下", ""),
            ("第七天", "第七天", ""),
            ("鲁滨逊漂流记", "鲁滨逊漂流记", ""),
            ("上海的早晨", "上海的早晨", ""),
            ("数据结构（第2版）", "数据结构", ""),
            ("（）", "()", ""),
            ("", "", ""),
        ] {
            assert_eq!(apart(title), (core.to_owned(), volume.to_owned()), "{title}");
        }
    }
}
