//! Chinese search: folding, readings, keys and queries (domain.md §6, scenario 19).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use zhijia_model::text::{
    fold, loosen, matches, pinyin_full, pinyin_initials, query_terms, search_keys, search_keys_of,
};

fn finds(query: &str, text: &str) -> bool {
    let keys = search_keys(text);
    let found = matches(query, &keys);
    assert_eq!(query_terms(query).matches_column(&keys.column()), found, "{query} in {text}: the column disagrees");
    found
}

#[track_caller]
fn assert_finds(text: &str, queries: &[&str]) {
    for query in queries {
        assert!(
            finds(query, text),
            "{query} should find {text}\n{}\n{:?}",
            search_keys(text).column(),
            query_terms(query)
        );
    }
}

#[track_caller]
fn assert_misses(text: &str, queries: &[&str]) {
    for query in queries {
        assert!(!finds(query, text), "{query} should not find {text}\n{}", search_keys(text).column());
    }
}

#[test]
fn scenario_19() {
    let name = "阿卜来提·如则托合提";
    assert_finds(
        name,
        &[
            "adl",
            "abl",
            "阿卜来提",
            "阿卜来提•如则",
            "阿卜来提‧如则",
            "阿卜来提.如则",
            "阿卜来提如则",
            "来提",
            "ruze",
            "abulaiti",
            "ab",
        ],
    );
    assert_finds("单雄信", &["shan", "shanxiong", "sxx", "单", "單雄信"]);
    assert_finds("江阴家纺服务卡", &["江阴傢", "江陰傢紡", "jiangyin", "jyjf"]);
}

#[test]
fn a_mixture_of_characters_pinyin_and_initials_finds() {
    assert_finds(
        "王建国",
        &[
            "王",
            "建国",
            "wang建",
            "w建",
            "wang建guo",
            "wjg",
            "wang",
            "wangj",
            "wangjg",
            "wangjianguo",
            "jianguo",
            "王jg",
            "WANG",
            "ｗａｎｇ",
            "wang jian",
            "建 wang",
            "王,国",
        ],
    );
    assert_misses("王建国", &["ang", "ian", "guowang", "wgj", "jianw建", "wang国", "王国", "uo", "wangjiang"]);
}

#[test]
fn u_with_dots_is_typed_in_four_ways() {
    for text in ["吕布", "呂布"] {
        assert_finds(text, &["lv", "lu", "lü", "lyu", "lvbu", "lyubu", "lb", "lǚbù"]);
    }
    assert_finds("女职工", &["nv", "nu", "nyu", "nvzhigong", "nzg", "nüzhi"]);
    assert_finds("略", &["lve", "lue", "lyue", "lüe"]);
    assert_finds("月亮", &["yueliang"]);
}

#[test]
fn all_readings_in_use_are_found_in_every_neighbourhood() {
    assert_finds(
        "重庆长江银行行长音乐会",
        &[
            "chongqing",
            "zhongqing",
            "changjiang",
            "yinhang",
            "hangzhang",
            "yinhanghangzhang",
            "yinyuehui",
            "chongqingchangjiangyinhanghangzhangyinyuehui",
            "cqcjyhhzyyh",
        ],
    );
    assert_finds("乾隆王朝", &["qianlong", "干隆", "乾隆", "wangchao", "qlwc"]);
    // Archaic readings only make false finds: 王 is not sought as yu, nor 百 as mo.
    assert_misses("王百万", &["yu", "mobai"]);
}

#[test]
fn latin_words_digits_and_signs_are_found_as_written() {
    assert_finds(
        "C++ Primer 中文版（第5版）",
        &["c++", "C++", "primer", "prim", "第5版", "中文版第5", "cpzwb", "c++primer"],
    );
    assert_misses("C++ Primer 中文版（第5版）", &["rimer", "c#"]);
    assert_finds("ISO9001质量管理", &["iso9001", "iso", "9001质量", "zhiliang"]);
    assert_finds("Müller 的书", &["muller", "müller"]);
    assert_finds("13813813812", &["3812"]);
}

#[test]
fn several_texts_of_a_record_are_searched_together_but_not_across() {
    let keys = search_keys_of(["红楼梦", "[清] 曹雪芹 著/高鹗", ""]);
    for query in ["红楼 曹", "hlm cxq", "gaoe", "gao'e", "曹雪芹,红楼梦"] {
        assert!(matches(query, &keys), "{query}");
    }
    assert!(!matches("梦清", &keys));
    assert!(!matches("mengqing", &keys));
}

#[test]
fn nothing_typed_is_said_to_be_nothing() {
    for query in ["", "  ", "，", "·", "《》", "\u{200B}"] {
        assert!(query_terms(query).is_empty(), "{query:?}");
    }
    assert!(!query_terms("王").is_empty());
}

#[test]
fn folding_is_one_way_and_repeatable() {
    for (text, folded) in [
        ("瞭解傢庭裡外註冊於颱灣裏", "了解家庭里外注册于台湾里"),
        ("《红楼梦》（上）", "红楼梦上"),
        ("阿卜来提 ・ 如则", "阿卜来提·如则"),
        ("阿卜来提．如则。", "阿卜来提·如则"),
        ("ＡＢＣ１２３ Café", "abc123cafe"),
        ("Ⅲ①㎏", "iii1kg"),
        ("が行", "が行"),
        // A sign kept these two apart.
        ("\u{1100}:\u{1161}", "\u{AC00}"),
        ("张\u{200B}三\u{FEFF}", "张三"),
    ] {
        assert_eq!(fold(text), folded);
    }
}

#[test]
fn every_name_of_the_sample_is_read_as_its_bearer_does() {
    let mut reader = csv::Reader::from_path("tests/data/names_sample.csv").unwrap();
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        let name = format!("{}{}", &row[0], &row[1]);
        let expected = row[3].replace("lyu", "lu").replace("nyu", "nu");
        let all = pinyin_full(&name);
        let surname_length = row[0].chars().count();
        let surname: Vec<&str> = expected.split(' ').take(surname_length).collect();
        let first = all.first().cloned().unwrap_or_default();
        let first: Vec<&str> = first.split(' ').take(surname_length).collect();
        if !all.contains(&expected) || first != surname {
            wrong.push(format!("{name}: {expected} not in {all:?}"));
        }
        let keys = search_keys(&name);
        let joined = row[3].replace(' ', "");
        let initials: String = row[3].split(' ').filter_map(|syllable| syllable.chars().next()).collect();
        for query in [joined.as_str(), &initials, &name, &row[3], &name.replace('·', "•")] {
            if !matches(query, &keys) {
                wrong.push(format!("{query} does not find {name}"));
            }
        }
        if !pinyin_initials(&name).contains(&initials) {
            wrong.push(format!("{initials} not among the initials of {name}"));
        }
    }
    assert_eq!(rows, 300);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn needles_are_safe_in_every_kind_of_substring_search() {
    for query in ["100%_'\"\\*", "a_b%", "o'neil", "50%的人"] {
        for needle in query_terms(query).terms.iter().flat_map(|term| &term.any).flat_map(|one| &one.all) {
            assert!(!needle.contains(['%', '_', '\'', '"', '\\', '*', '\n']), "{needle}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_found_by_itself_and_by_its_parts(text in "[一-龥a-zA-Z0-9·《》 ]{1,24}", from in 0usize..24, length in 1usize..8) {
        let keys = search_keys(&text);
        let chars: Vec<char> = text.chars().collect();
        let han = |c: &char| !c.is_ascii();
        let part: String = chars.iter().skip(from).take(length).filter(|c| han(c)).collect();
        prop_assert!(matches(&text.replace(' ', ""), &keys) || text.contains(' '));
        if chars.iter().skip(from).take(length).all(han) {
            prop_assert!(matches(&part, &keys), "{} in {}", part, text);
        }
    }

    #[test]
    fn any_run_of_syllables_in_any_reading_is_found(
        text in "[一-龥]{1,12}",
        from in any::<proptest::sample::Index>(),
        length in 1usize..7,
        choice in any::<proptest::sample::Index>(),
    ) {
        let from = from.index(text.chars().count());
        // A surname's own reading counts only where a name may begin: at the beginning, or behind something else.
        let text: String = if from == 0 { text } else {
            text.chars().take(from).chain(",".chars()).chain(text.chars().skip(from)).collect()
        };
        let part: String = text.chars().filter(|c| *c != ',').skip(from).take(length).collect();
        let readings = pinyin_full(&part);
        prop_assume!(!readings.is_empty());
        let query = choice.get(&readings).replace(' ', "");
        prop_assert!(matches(&query, &search_keys(&text)), "{} in {}", query, text);
    }

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn no_text_and_no_query_panics_and_both_ways_agree(text in any::<String>(), query in any::<String>(), letters in "[a-zü' ]{0,40}") {
        let keys = search_keys(&text);
        let column = keys.column();
        for typed in [&query, &letters] {
            let terms = query_terms(typed);
            prop_assert_eq!(terms.matches(&keys), terms.matches_column(&column));
            prop_assert!(terms.terms.iter().all(|term| !term.any.is_empty() && term.any.len() <= 16));
        }
        pinyin_full(&text);
    }
}

#[test]
fn a_second_look_hears_what_half_of_the_country_hears() {
    let loosely =
        |query: &str, text: &str| query_terms(query).loosened().matches_column(&loosen(&search_keys(text).column()));
    for (query, text) in [
        ("zhangshan", "张三"),
        ("ninghua", "林华"),
        ("liuli", "牛丽"),
        ("cenxin", "陈星"),
        ("chengxing", "陈星"),
        ("zong", "中国"),
        ("eng", "恩施"),
        ("ll", "牛丽"),
    ] {
        assert!(loosely(query, text), "{query} for {text}");
        assert!(!finds(query, text), "{query} for {text} at the first look");
    }
    // Neither all differences nor the order of the syllables are given up.
    assert!(!loosely("zx", "中国行") && !loosely("sanzhang", "张三"));
    // What is found at the first look is found at the second.
    assert!(loosely("wang建", "王建国") && loosely("红楼", "红楼梦") && loosely("wjg", "王建国"));
    assert!(!loosely("wang", "李白"));
}

#[test]
fn a_character_that_nobody_can_read_is_passed_over() {
    assert_finds("一瓼二", &["yier", "ye", "yi瓼er", "瓼二", "一瓼"]);
}

#[test]
fn a_text_of_nothing_but_ambiguous_characters_keeps_a_bounded_column() {
    let keys = search_keys(&"行".repeat(10_000));
    assert!(keys.pinyin.len() < 120_000, "{}", keys.pinyin.len());
    assert!(matches("hanghengxing", &keys) && matches("xingxinghang", &keys));
}
