//! Whether typed letters are pinyin.

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

/// Whether small letters can be read as whole syllables; where `open`, the last one may only be begun.
pub(super) fn are_syllables(letters: &str, open: bool) -> bool {
    // From every position on, from the end.
    let mut good = vec![false; letters.len() + 1];
    if let Some(end) = good.last_mut() {
        *end = true;
    }
    for at in (0..letters.len()).rev() {
        let rest = letters.get(at..).unwrap_or("");
        let begun = open && begins_syllable(&spelled(rest));
        let whole = |length: usize| {
            let goes_on = good.get(at + length).copied().unwrap_or(false);
            goes_on && rest.get(..length).is_some_and(|word| is_syllable(&spelled(word)))
        };
        let here = begun || (1..=LONGEST.min(rest.len())).any(whole);
        if let Some(slot) = good.get_mut(at) {
            *slot = here;
        }
    }
    good.first().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn letters_are_syllables_or_not() {
        assert!(SYLLABLES.windows(2).all(|two| two[0] < two[1]));
        for letters in ["wang", "xian", "fangan", "lvyou", "lyu", "nyuzhigong", "xiaoshuo", "jiaoxue", "a"] {
            assert!(are_syllables(letters, false), "{letters}");
        }
        for letters in ["wangj", "zh", "wangac", "zhuxianx"] {
            assert!(!are_syllables(letters, false) && are_syllables(letters, true), "{letters}");
        }
        for letters in ["uuu", "wjg", "zx", "wangjg", "html"] {
            assert!(!are_syllables(letters, true), "{letters}");
        }
    }
}
