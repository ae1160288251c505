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
/// So many ways through one ambiguous stretch are followed.
const MOST_LOCAL: usize = 4;
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
    /// Letters that can be cut in too many ways to follow.
    Unsure,
}

impl Part {
    pub(super) fn letters(&self) -> &str {
        match self {
            Self::Full(letters) | Self::Initial(letters) | Self::Open(letters) => letters,
            Self::Unsure => "",
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

/// The ways to read `letters` (small, ASCII) as syllables with as little left incomplete as can be, longest syllables
/// first, at most `most`; empty where the letters cannot be pinyin.
///
/// Where the ways part and meet again (`lia` is 俩 and 李阿) they are multiplied only as far as `most` allows; beyond
/// that such a stretch becomes a [`Part::Unsure`], so that a long name is still found by the rest of it.
pub(super) fn segmentations(letters: &str, most: usize) -> Vec<Vec<Part>> {
    let graph = Graph::new(letters);
    let mut ways: Vec<Vec<Part>> = vec![Vec::new()];
    for (from, to) in graph.stretches() {
        let choices = graph.ways(from, to, MOST_LOCAL + 1);
        if choices.len() > MOST_LOCAL || choices.len() * ways.len() > most.max(1) {
            for way in &mut ways {
                way.push(Part::Unsure);
            }
            continue;
        }
        let longer = |choice: &Vec<Part>| {
            let choice = choice.clone();
            ways.iter().map(move |way| way.iter().cloned().chain(choice.iter().cloned()).collect::<Vec<_>>())
        };
        ways = choices.iter().flat_map(longer).collect();
    }
    ways.retain(|way| way.iter().any(|part| *part != Part::Unsure));
    if ways.is_empty() { graph.ways(0, letters.len(), most) } else { ways }
}

/// What is whole is likelier meant than what is begun.
fn cost(part: &Part, written: &str) -> usize {
    match part {
        // A passport's `lyu`: else every `an yu` could be `a nyu`.
        Part::Full(letters) if letters.len() < written.len() => 1,
        Part::Full(_) | Part::Unsure => 0,
        Part::Open(_) => 2,
        Part::Initial(_) => 4,
    }
}

/// For every position the parts that begin there on a best way, with their ends.
///
/// Costs are computed from the end first, so that what is followed always succeeds: the time is linear in the length,
/// whatever is typed.
struct Graph {
    edges: Vec<Vec<(Part, usize)>>,
}

impl Graph {
    fn new(letters: &str) -> Self {
        let length = letters.len();
        let mut costs: Vec<Option<usize>> = vec![None; length + 1];
        let mut edges: Vec<Vec<(Part, usize)>> = vec![Vec::new(); length + 1];
        if let Some(end) = costs.last_mut() {
            *end = Some(0);
        }
        for at in (0..length).rev() {
            let total = |(part, next): &(Part, usize)| {
                let written = letters.get(at..*next).unwrap_or("");
                Some(cost(part, written) + costs.get(*next).copied().flatten()?)
            };
            let mut steps = steps(letters, at);
            let best = steps.iter().filter_map(total).min();
            steps.retain(|step| best.is_some() && total(step) == best);
            if let (Some(slot), Some(edge)) = (costs.get_mut(at), edges.get_mut(at)) {
                *slot = best;
                *edge = steps;
            }
        }
        Self { edges }
    }

    fn from(&self, at: usize) -> &[(Part, usize)] {
        self.edges.get(at).map_or(&[], Vec::as_slice)
    }

    /// The stretches between the positions that every way goes through; none where there is no way.
    fn stretches(&self) -> Vec<(usize, usize)> {
        let end = self.edges.len() - 1;
        let mut reached = vec![false; self.edges.len()];
        let mut out = Vec::new();
        let (mut start, mut furthest) = (0, 0);
        for at in 0..end {
            if at > 0 && !reached.get(at).copied().unwrap_or(false) {
                continue;
            }
            if at == furthest && at > 0 {
                out.push((start, at));
                start = at;
            }
            for (_, next) in self.from(at) {
                furthest = furthest.max(*next);
                if let Some(slot) = reached.get_mut(*next) {
                    *slot = true;
                }
            }
        }
        if reached.last() == Some(&true) {
            out.push((start, end));
        }
        out
    }

    /// The ways from one position to another, at most `most`.
    fn ways(&self, from: usize, to: usize, most: usize) -> Vec<Vec<Part>> {
        if from == to {
            return vec![Vec::new()];
        }
        let mut out = Vec::new();
        for (part, next) in self.from(from) {
            for rest in self.ways(*next, to, most - out.len().min(most)) {
                out.push(std::iter::once(part.clone()).chain(rest).collect());
            }
            if out.len() >= most {
                out.truncate(most);
                break;
            }
        }
        out
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
    fn a_long_name_with_many_ambiguities_keeps_its_certain_parts() {
        let all = shown("renaguliajinijiatilialiaguoan");
        assert!(all.len() <= 8 && !all.is_empty());
        assert!(all.iter().all(|way| way.contains("a'gu'li") && way.contains("'ji'ni'")), "{all:?}");
    }

    #[test]
    fn adversarial_letters_take_no_time() {
        for letters in ["xian".repeat(50), format!("{}i", "xianga".repeat(50)), "a".repeat(64), "zh".repeat(32)] {
            assert!(segmentations(&letters, 8).len() <= 8);
        }
    }
}
