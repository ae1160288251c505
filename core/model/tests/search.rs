//! Chinese search: folding, readings, keys and queries (domain.md §6, scenario 19).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use zhijia_model::catalogue_csv::{CatalogueRow, parse_catalogue};
use zhijia_model::text::{
    Extent, Look, Position, SearchKeys, fold, matches, pinyin_full, pinyin_initials, query_terms, search_keys,
    search_keys_of,
};

fn finds(query: &str, text: &str) -> bool {
    matches(query, &search_keys(text))
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
            "wangjiang",
            "jianguo",
            "王jg",
            "WANG",
            "ｗａｎｇ",
            "wang jian",
            "建 wang",
            "王,国",
        ],
    );
    assert_misses(
        "王建国",
        &["ang", "ian", "guowang", "wgj", "jianw建", "wang国", "王国", "uo", "wangjiangu国", "wangjianguw"],
    );
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
    fn no_text_and_no_query_panics_and_every_look_finds_as_much(text in any::<String>(), query in any::<String>(), letters in "[a-zü' ]{0,40}") {
        let keys = search_keys(&text);
        for typed in [&query, &letters] {
            let terms = query_terms(typed);
            for look in terms.looks() {
                let matcher = look.matcher();
                let found = matcher.matches(keys.column().as_bytes());
                prop_assert!(terms.is_empty() || matcher.fit(keys.column().as_bytes()).is_some() == found);
            }
            // What is found at one look is found at the next.
            if terms.matches_column(keys.column()) {
                prop_assert!(terms.looks().all(|look| look.matches_column(keys.column())));
            }
        }
        pinyin_full(&text);
    }
}

#[test]
fn a_second_look_hears_what_half_of_the_country_hears() {
    let loosely =
        |query: &str, text: &str| query_terms(query).at(Look::Loose).matches_column(search_keys(text).column());
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
    assert!(keys.column().len() < 60_000, "{}", keys.column().len());
    assert!(matches("hanghengxing", &keys) && matches("xingxinghang", &keys));
}

/// The titles of a real house: those that the demo brings.
fn catalogue() -> Vec<CatalogueRow> {
    let bytes = std::fs::read("../../mobile-demo/phones/data/catalogue.csv").unwrap();
    let rows = parse_catalogue(&bytes).unwrap().rows;
    assert!(rows.len() > 4000);
    rows
}

fn keys(row: &CatalogueRow) -> SearchKeys {
    search_keys_of([row.title.as_str(), &row.author, &row.publisher])
}

#[test]
fn no_list_empties_while_a_title_is_typed_in_pinyin_or_initials() {
    for row in catalogue().iter().step_by(7) {
        let column = keys(row);
        let characters: Vec<String> = fold(&row.title).chars().filter(|c| *c != '·').map(String::from).collect();
        let syllables: Vec<String> = pinyin_full(&row.title).into_iter().take(1).collect();
        let full = syllables.concat().replace(' ', "");
        let all_chinese = characters.iter().all(|c| !c.is_ascii());
        let initials = pinyin_initials(&row.title).into_iter().next().filter(|_| all_chinese).unwrap_or_default();
        for typed in [&full, &initials, &characters.concat()] {
            let letters: Vec<char> = typed.chars().take(50).collect();
            for end in 1..=letters.len() {
                let beginning: String = letters.iter().take(end).collect();
                assert!(
                    matches(&beginning, &column),
                    "{beginning} of {typed} does not find {}\n{}",
                    row.title,
                    column.column()
                );
            }
        }
        for from in (0..characters.len()).step_by(3) {
            // Words of letters are found from their beginning.
            let inside = |at: usize| characters.get(at).is_some_and(|c| c.chars().all(|c| c.is_ascii_lowercase()));
            if from > 0 && inside(from) && inside(from - 1) {
                continue;
            }
            let part: String = characters.iter().skip(from).take(4).cloned().collect();
            assert!(matches(&part, &column), "{part} does not find {}", row.title);
        }
    }
}

#[test]
fn every_syllable_that_is_typed_counts() {
    let columns: Vec<(CatalogueRow, SearchKeys)> =
        catalogue().into_iter().map(|row| (row.clone(), keys(&row))).collect();
    let found = |query: &str| {
        let terms = query_terms(query);
        let matcher = terms.matcher();
        columns
            .iter()
            .filter(|(_, keys)| matcher.matches(keys.column().as_bytes()))
            .map(|(row, _)| row)
            .collect::<Vec<_>>()
    };
    for (first, query, characters) in [
        ("xiao", "xiaoshuo", "小说"),
        ("xiao", "xiaoxue", "小学"),
        ("xiao", "xiaohua", "笑话"),
        ("xue", "xuexiao", "学校"),
        ("jiao", "jiaoxue", "教学"),
        ("qiao", "qiaoliang", "桥梁"),
        ("xiao", "xiaojuan", "晓娟"),
    ] {
        let hits = found(query);
        assert!(hits.len() * 3 < found(first).len(), "{query}: {}", hits.len());
        assert_eq!(
            hits.len(),
            hits.iter().filter(|row| reads(row, query)).count(),
            "{query} finds what does not read so"
        );
        let with: Vec<_> = columns.iter().filter(|(row, _)| row.title.contains(characters)).collect();
        assert!(with.iter().all(|(row, _)| hits.contains(&row)), "{query} finds all of {characters}");
    }
}

/// Whether some stretch of a text is read so, as far as it was typed.
fn reads(row: &CatalogueRow, typed: &str) -> bool {
    [&row.title, &row.author, &row.publisher].into_iter().any(|text| {
        let characters: Vec<char> = fold(text).chars().collect();
        (0..characters.len()).any(|from| {
            let stretch: String = characters.iter().skip(from).take(4).collect();
            let tail: String =
                characters.iter().skip(from).take(4).map(|c| format!("{c}")).collect::<Vec<_>>().join(",");
            [stretch, tail]
                .iter()
                .any(|text| pinyin_full(text).iter().any(|one| one.replace(' ', "").starts_with(typed)))
        })
    })
}

#[test]
fn what_was_typed_is_found_in_one_piece_digits_and_latin_words_among_it() {
    assert_finds("诛仙5", &["zhuxian5", "zx5", "zhuxian", "诛仙5", "zhux5"]);
    assert_finds("1973年的弹子球", &["1973niandedanziqiu", "1973nian", "1973n", "73年的d"]);
    assert_finds("Java编程思想", &["javabiancheng", "javabc", "java编程", "jbcsx"]);
    assert_finds("Cisco OSPF命令与配置手册", &["CiscoOSPF", "ciscoospfmingling", "OSPF命令"]);
    assert_finds("王安长", &["wangac", "wangan", "wangachang"]);
    assert_finds("张爱仙", &["zhangax", "zhangaixian"]);
    assert_finds("宣传", &["xua", "xuanc"]);
    assert_finds("田野", &["tia", "tiany"]);
    assert_finds("娟子", &["jua", "juanz"]);
    // The initial and the characters must stand side by side.
    assert_misses("王建文国", &["wang国", "王g", "w建国", "j国"]);
    assert_misses("诛仙5", &["zhuxian6", "zx6", "5zx"]);
}

#[test]
fn readings_and_surnames_that_were_missing() {
    for (text, query) in [
        ("贠小明", "yunxiaoming"),
        ("谌容", "shenrong"),
        ("谌容", "chenrong"),
        ("李焯", "lizhuo"),
        ("王隽", "wangjun"),
        ("赵鋆", "zhaojun"),
        ("适之", "kuo"),
        ("能文", "naiwen"),
        ("虎子", "mao"),
        ("虎子", "huzi"),
        ("刘\u{E863}", "刘䶮"),
        ("刘䶮", "刘\u{E863}"),
    ] {
        assert!(finds(query, text), "{query} for {text}: {}", search_keys(text).column());
    }
}

#[test]
fn the_best_comes_first() {
    let fit = |query: &str, texts: &[&str]| {
        let keys = search_keys_of(texts.iter().copied());
        query_terms(query).matcher().fit(keys.column().as_bytes()).map(|fit| (fit.position, fit.extent))
    };
    assert_eq!(fit("sj", &["史记"]), Some((Position::Begins, Extent::Short)));
    assert_eq!(fit("sj", &["15世纪"]), Some((Position::Within, Extent::Short)));
    assert_eq!(fit("xian", &["西安"]), Some((Position::Begins, Extent::Whole)));
    assert_eq!(fit("xian", &["乡村"]), Some((Position::Begins, Extent::Open)));
    assert_eq!(fit("xian", &["游西安"]), Some((Position::Within, Extent::Whole)));
    assert_eq!(fit("luxun", &["呐喊", "鲁迅"]), Some((Position::Elsewhere, Extent::Whole)));
    assert_eq!(fit("luxun", &["呐喊"]), None);
}

#[test]
fn a_title_and_an_author_written_together_are_found_where_nothing_else_is() {
    let keys = search_keys_of(["活着", "余华", "作家出版社"]);
    for query in ["活着余华", "huozheyuhua", "余华活着"] {
        let terms = query_terms(query);
        assert!(!terms.matches_column(keys.column()) && terms.at(Look::Apart).matches_column(keys.column()), "{query}");
    }
    assert!(!query_terms("活着鲁迅").at(Look::Apart).matches_column(keys.column()));
}
