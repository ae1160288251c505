//! Cutting typed letters into pinyin syllables.

use std::sync::LazyLock;

/// Every syllable without tones, `u` for ü, sorted.
static SYLLABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| ALL.split_whitespace().collect());

const ALL: &str = "\
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bong bu ca \
    cai can cang cao ce cei cen ceng cha chai chan chang chao che chen cheng chi chong chou chu \
    chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de \
    dei den deng di dia dian diao die din ding diu dong dou du duan dui dun duo e ei en eng er fa \
    fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai \
    guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui \
    hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke \
    kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li \
    lia lian liang liao lie lin ling liu lo long lou lu luan lue lun luo ma mai man mang mao me mei \
    men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nia \
    nian niang niao nie nin ning niu nong nou nu nuan nue nun nuo o ou pa pai pan pang pao pei pen \
    peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan \
    que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen \
    seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui \
    shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting \
    tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wong wu xi xia xian xiang xiao xie \
    xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun \
    za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou \
    zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo \
";

/// Longest syllable in letters (zhuang), and one more for `lyue`-like spellings.
const LONGEST: usize = 7;
/// Letters that no syllable begins with.
const NEVER_FIRST: [char; 3] = ['i', 'u', 'v'];

/// One part of what was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// A whole syllable, in the spelling of the index.
    Full(String),
    /// Letters with which a syllable begins; another syllable follows.
    Initial(String),
    /// The same at the end, where a person may still be typing.
    Open(String),
}

impl Part {
    pub(super) fn letters(&self) -> &str {
        match self {
            Self::Full(letters) | Self::Initial(letters) | Self::Open(letters) => letters,
        }
    }
}

fn is_syllable(word: &str) -> bool {
    SYLLABLES.binary_search(&word).is_ok()
}

/// Whether some syllable begins so.
fn begins_syllable(word: &str) -> bool {
    let at = SYLLABLES.partition_point(|syllable| *syllable < word);
    SYLLABLES.get(at).is_some_and(|syllable| syllable.starts_with(word))
}

/// The index writes ü as `u`; people type `v`, passports `yu`.
fn spelled(word: &str) -> String {
    let word = word.replace('v', "u");
    for (passport, index) in [("lyu", "lu"), ("nyu", "nu")] {
        if let Some(rest) = word.strip_prefix(passport) {
            return format!("{index}{rest}");
        }
    }
    word
}

/// The ways to read `letters` (small, ASCII) as syllables with as little left incomplete as can be, longest syllables first, at
/// most `most`; empty where the letters cannot be pinyin.
///
/// Costs are computed from the end first, so that the search follows only ways that succeed: the time is linear in the
/// length, whatever is typed.
pub(super) fn segmentations(letters: &str, most: usize) -> Vec<Vec<Part>> {
    let length = letters.len();
    // `costs[at]`: what the best way from there to the end costs.
    let mut costs: Vec<Option<usize>> = vec![None; length + 1];
    if let Some(end) = costs.last_mut() {
        *end = Some(0);
    }
    for at in (0..length).rev() {
        let best = steps(letters, at)
            .into_iter()
            .filter_map(|(part, next)| Some(cost(&part) + costs.get(next).copied().flatten()?))
            .min();
        if let Some(slot) = costs.get_mut(at) {
            *slot = best;
        }
    }
    let mut out = Vec::new();
    walk(letters, 0, &costs, &mut Vec::new(), &mut out, most);
    out
}

/// What is whole is likelier meant than what is begun.
fn cost(part: &Part) -> usize {
    match part {
        Part::Full(_) => 0,
        Part::Open(_) => 1,
        Part::Initial(_) => 2,
    }
}

fn walk(
    letters: &str,
    at: usize,
    costs: &[Option<usize>],
    so_far: &mut Vec<Part>,
    out: &mut Vec<Vec<Part>>,
    most: usize,
) {
    if out.len() >= most {
        return;
    }
    if at == letters.len() {
        if !so_far.is_empty() {
            out.push(so_far.clone());
        }
        return;
    }
    let Some(budget) = costs.get(at).copied().flatten() else {
        return;
    };
    for (part, next) in steps(letters, at) {
        let rest = costs.get(next).copied().flatten();
        if rest.is_some_and(|rest| cost(&part) + rest == budget) {
            so_far.push(part);
            walk(letters, next, costs, so_far, out, most);
            so_far.pop();
        }
    }
}

/// What can stand at a position, longest first, with the position after it.
fn steps(letters: &str, at: usize) -> Vec<(Part, usize)> {
    let mut out = Vec::new();
    let rest = letters.get(at..).unwrap_or("");
    let whole = spelled(rest);
    if !is_syllable(&whole) && begins_syllable(&whole) {
        out.push((Part::Open(whole), letters.len()));
    }
    for length in (1..=LONGEST.min(rest.len())).rev() {
        let Some(word) = rest.get(..length) else {
            continue;
        };
        let word_spelled = spelled(word);
        if is_syllable(&word_spelled) {
            out.push((Part::Full(word_spelled), at + length));
        }
    }
    for initial in ["zh", "ch", "sh"] {
        if rest.starts_with(initial) && rest.len() > 2 {
            out.push((Part::Initial(initial.to_owned()), at + 2));
        }
    }
    if let Some(first) = rest.chars().next()
        && rest.len() > 1
        && !NEVER_FIRST.contains(&first)
        && !is_syllable(rest.get(..1).unwrap_or(""))
    {
        out.push((Part::Initial(first.to_string()), at + 1));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn shown(letters: &str) -> Vec<String> {
        let text = |parts: &Vec<Part>| parts.iter().map(Part::letters).collect::<Vec<_>>().join("'");
        segmentations(letters, 8).iter().map(text).collect()
    }

    #[test]
    fn letters_fall_into_syllables() {
        assert!(SYLLABLES.windows(2).all(|two| two[0] < two[1]));
        assert_eq!(shown("wang"), ["wang"]);
        assert_eq!(shown("wangj"), ["wang'j"]);
        assert_eq!(shown("xian"), ["xian", "xi'an"]);
        assert_eq!(shown("fangan"), ["fang'an", "fan'gan"]);
        assert_eq!(shown("wangjg"), ["wang'j'g"]);
        assert_eq!(shown("zhgr"), ["zh'g'r"]);
        assert_eq!(shown("lvyou"), ["lu'you"]);
        assert_eq!(shown("lyu"), ["lu"]);
        assert!(shown("uuu").is_empty());
    }

    #[test]
    fn adversarial_letters_take_no_time() {
        assert_eq!(segmentations(&"xian".repeat(50), 8).len(), 8);
        assert!(segmentations(&format!("{}i", "xianga".repeat(50)), 8).len() <= 8);
    }
}
