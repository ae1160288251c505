//! What a column heading means.
//!
//! Offices compose their headings from a small stock of words (图书 + 条形码 + 号, 馆藏 + 册数, 出版 + 日期), so a heading is
//! cut into these words rather than looked up as a whole: a list of headings is never complete.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

/// What a column means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Column {
    /// 书名
    Title,
    /// 题名及责任者: title and author in one cell, `红楼梦 / 曹雪芹著`
    TitleAuthor,
    /// 分册
    Volume,
    /// ISBN
    Isbn,
    /// 作者
    Author,
    /// 出版社
    Publisher,
    /// 出版年, 出版日期
    Year,
    /// 版次
    Edition,
    /// 页数
    Pages,
    /// 定价 in yuan
    Price,
    /// 码洋, 金额: the price of all copies of a row
    Amount,
    /// 定价 in fen
    PriceFen,
    /// 分类号
    Clc,
    /// 册数
    Copies,
    /// 条码
    Barcode,
    /// 登录号
    Accession,
    /// 索书号
    CallNo,
    /// 架位
    Shelf,
    /// 来源
    Source,
    /// 所在书屋
    House,
    /// 入藏日期
    Acquired,
    /// 备注
    Note,
    /// 序号 and the like, of which nothing is taken
    Number,
}

/// Every meaning with its usual heading.
pub(super) const COLUMNS: [(Column, &str); 23] = [
    (Column::Title, "书名"),
    (Column::TitleAuthor, "题名及责任者"),
    (Column::Volume, "分册"),
    (Column::Isbn, "ISBN"),
    (Column::Author, "作者"),
    (Column::Publisher, "出版社"),
    (Column::Year, "出版年"),
    (Column::Edition, "版次"),
    (Column::Pages, "页数"),
    (Column::Price, "定价"),
    (Column::Amount, "金额"),
    (Column::PriceFen, "定价(分)"),
    (Column::Clc, "分类号"),
    (Column::Copies, "册数"),
    (Column::Barcode, "条码"),
    (Column::Accession, "登录号"),
    (Column::CallNo, "索书号"),
    (Column::Shelf, "架位"),
    (Column::Source, "来源"),
    (Column::House, "所在书屋"),
    (Column::Acquired, "入藏日期"),
    (Column::Note, "备注"),
    (Column::Number, "序号"),
];

/// Places of columns are kept by their number.
const _: () = assert!(Column::Number as usize + 1 == COLUMNS.len());

/// What a word adds to a heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    /// It says what the column is.
    Is(Column),
    /// It says so where no other word does: 名称 alone is a title, 出版社名称 is not.
    Else(Column),
    /// A date: of publication beside 出版, of arrival beside 入库.
    Date,
    /// Something is published: 出版单位, 出版日期.
    Published,
    /// Something comes into the house: 入藏方式, 入库数量, 登记日期.
    Arrival,
    /// A manner: 入藏方式 is a source.
    Manner,
    /// It says nothing of itself: 图书, 馆藏, 号.
    Nothing,
}

use Word::{Arrival, Date, Else, Is, Manner, Nothing, Published};

/// The stock, folded. Longer words win over shorter ones.
const WORDS: [(Word, &str); 32] = [
    (
        Is(Column::Title),
        "书名 书刊名 题名 正题名 正书名 标题 书目 刊名 品名 篇名 书籍名 图书名 title booktitle bookname",
    ),
    (Else(Column::Title), "名称 名 图书 书籍 书刊 书 教材 读物"),
    (Is(Column::Volume), "分册 卷册 卷次 册次 分卷 卷号 分册号 卷册号 分册名 分册题名 分辑 辑次 册序 volume vol"),
    (Is(Column::Isbn), "isbn 国际标准书号 国际书号 标准书号 书号 标准编号 isbn13 isbn10 issn"),
    (Is(Column::Author), "作者 责任者 责任人 责任方式 主编 撰稿 作家 著作权人 原作 author authors writer"),
    (Is(Column::Publisher), "出版社 出版者 出版商 出版方 出版公司 发行者 发行商 发行方 publisher press"),
    (Published, "出版 发行 印刷 印行 刊行 publication pub"),
    (Date, "日期 时间 年月 年代 年度 日 date"),
    (Is(Column::Year), "年份 出版年 发行年 year pubyear"),
    (Is(Column::Edition), "版次 版本 版别 印次 版印次 edition"),
    (Is(Column::Pages), "页数 页码 总页数 页 pages page"),
    (Is(Column::Price), "定价 价格 单价 书价 售价 标价 原价 价 price"),
    (Is(Column::Amount), "码洋 金额 总价 总金额 合计金额 总码洋 总定价 amount"),
    (Is(Column::PriceFen), "pricefen"),
    (Is(Column::Clc), "分类号 分类 中图法 中图 类号 类别 类目 门类 大类 clc classification category"),
    (Is(Column::Copies), "册数 数量 复本 副本 本数 库存 册 本 数 量 数目 套数 copies quantity count qty stock"),
    (Is(Column::Barcode), "条码 条形码 条型码 条码号 条形码号 barcode"),
    (
        Is(Column::Accession),
        "登录号 财产号 登记号 财产登录号 资产号 资产编号 财产编号 馆藏号 总括号 accession accessionno accessionnumber",
    ),
    (Else(Column::Accession), "编号 编码"),
    (Is(Column::CallNo), "索书号 索取号 排架号 callno callnumber"),
    (
        Is(Column::Shelf),
        "架位 书架 架号 位置 地点 柜号 书柜 层架 架层 柜 架 架位号 书架号 层号 柜位 馆藏地 馆藏地点 馆藏地址 库位 shelf location",
    ),
    (Is(Column::Source), "来源 捐赠人 捐赠者 捐赠单位 捐书人 赠书人 赠送人 供应商 书商 source donor"),
    (Manner, "方式 渠道 途径"),
    (Is(Column::House), "书屋 图书室 阅览室 分馆 馆名 house"),
    (Is(Column::Acquired), "acquired"),
    (Arrival, "入藏 入库 登记 购入 采购 购买 购置 到馆 录入 上架 获取 收到 入馆 验收 建档"),
    (Is(Column::Note), "备注 说明 附注 注 注释 note notes remarks remark comment"),
    (Is(Column::Number), "序号 序 行号 顺序号 顺序 编次 no num id index topic"),
    (
        Nothing,
        "图书 书籍 书刊 书 馆藏 馆 藏 本馆 文献 资料 所在 所属 所 存放 排架 摆放 放置 主要 第一 第 总 小 原 全部 现有 实有 在库 职工 工会 号 码 号码 代码 名称 姓名 名 编号 编码 信息 情况 及 与 和 或 的 者 人 单位 机构 法 国家 国际 标准 元 人民币 rmb 册 本 套 book name number code of the",
    ),
    (Is(Column::Source), "采购来源 图书来源 来源方式"),
    (Is(Column::Year), "出版年份 出版年月 出版年代 版权年"),
    (Is(Column::Copies), "复本数 复本量 库存量 馆藏量 馆藏数 总册数 在库数"),
];

/// Longest heading in bytes that is looked at.
const LONGEST: usize = 90;

/// What a heading means; `None` where it has words that are not known.
pub(super) fn meaning(cell: &str) -> Option<Column> {
    if cell.len() > LONGEST {
        return None;
    }
    let (outside, inside) = apart(cell);
    let column = phrase(&outside).or_else(|| phrase(&inside))?;
    let in_fen = column == Column::Price && !cell.contains('元') && cell.contains('分');
    Some(if in_fen { Column::PriceFen } else { column })
}

/// What stands outside of brackets, and within.
fn apart(cell: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0usize);
    for c in cell.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' | '［' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '］' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

/// The meaning of a phrase: that of its parts between strokes, where all of them have one.
fn phrase(text: &str) -> Option<Column> {
    let parts: Vec<String> =
        text.split(['/', '／', '|', '、', '&', '＆', '\\']).map(fold).filter(|part| !part.is_empty()).collect();
    let mut all: Vec<Column> = Vec::new();
    for part in &parts {
        all.push(words(part)?);
    }
    joined(&all)
}

/// Several meanings in one heading.
fn joined(all: &[Column]) -> Option<Column> {
    let first = *all.first()?;
    let has = |column: Column| all.contains(&column);
    if has(Column::Title) && has(Column::Author) {
        return Some(Column::TitleAuthor);
    }
    // 条码/登录号: what is scanned counts.
    if has(Column::Barcode) && has(Column::Accession) {
        return Some(Column::Barcode);
    }
    Some(first)
}

/// The meaning of a folded heading without strokes.
fn words(text: &str) -> Option<Column> {
    if let Some(column) = of_author(text).or_else(|| of_shelf(text)) {
        return Some(column);
    }
    let cut = cut(text)?;
    let is: Vec<Column> =
        cut.iter().filter_map(|word| if let Is(column) = word { Some(*column) } else { None }).collect();
    let has = |word: Word| cut.contains(&word);
    let dated = has(Date) || is.contains(&Column::Year);
    if has(Published) && dated {
        return Some(Column::Year);
    }
    if has(Arrival) {
        if has(Date) || is.contains(&Column::Year) {
            return Some(Column::Acquired);
        }
        if has(Manner) || is.contains(&Column::Source) {
            return Some(Column::Source);
        }
    }
    if !is.is_empty() {
        return joined(&is);
    }
    if has(Published) {
        return Some(Column::Publisher);
    }
    // A date of what? 编号 of what? It stays unknown, and is told.
    if has(Date) || has(Arrival) || cut == [Else(Column::Accession)] {
        return None;
    }
    // The last word is what the others describe: 图书编号.
    cut.iter().rev().find_map(|word| if let Else(column) = word { Some(*column) } else { None })
}

/// 著者, 编著, 著译者, 作者姓名: whatever is made of the ways to have a part in a book.
fn of_author(text: &str) -> Option<Column> {
    let bare = text.strip_suffix("姓名").or_else(|| text.strip_suffix('名')).unwrap_or(text);
    let bare = bare.trim_start_matches("图书").trim_start_matches("主要").trim_start_matches("第一");
    let stem = bare.strip_suffix(['者', '人', '家']).unwrap_or(bare);
    let ways = |c: char| matches!(c, '著' | '着' | '编' | '译' | '撰' | '作' | '绘' | '注' | '校' | '主' | '辑' | '写');
    let makes = |c: char| matches!(c, '著' | '着' | '编' | '译' | '撰' | '绘' | '写') || stem != bare;
    (!stem.is_empty() && stem.chars().all(ways) && stem.chars().any(makes) && stem != "注").then_some(Column::Author)
}

/// 层架号, 柜号, 书架层位: whatever is made of parts of a shelf.
fn of_shelf(text: &str) -> Option<Column> {
    let parts = |c: char| matches!(c, '书' | '层' | '架' | '柜' | '格' | '列' | '排' | '位' | '号' | '区' | '库');
    let shelf = |c: char| matches!(c, '架' | '柜' | '层');
    (text != "排架号" && text.chars().all(parts) && text.chars().any(shelf)).then_some(Column::Shelf)
}

/// The stock by its words; of two meanings of one word the first counts, which says more.
static STOCK: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut stock = HashMap::new();
    for (word, all) in &WORDS {
        for one in all.split(' ') {
            stock.entry(one).or_insert(*word);
        }
    }
    stock
});

/// Bytes of the longest word.
static LONGEST_WORD: LazyLock<usize> = LazyLock::new(|| STOCK.keys().map(|word| word.len()).max().unwrap_or(0));

/// The words with which a text begins, the longest first, with their lengths.
fn first_words(text: &str) -> impl Iterator<Item = (usize, Word)> {
    let lengths = (1..=text.len().min(*LONGEST_WORD)).rev();
    lengths.filter_map(move |length| Some((length, *STOCK.get(text.get(..length)?)?)))
}

/// Cuts a text into words of the stock, long ones first; `None` where something is left over.
fn cut(text: &str) -> Option<Vec<Word>> {
    first_words(text).next()?;
    // For every position the longest word from which the rest can be cut too, from the end on.
    let mut steps: Vec<Option<(usize, Word)>> = vec![None; text.len()];
    for (at, _) in text.char_indices().rev() {
        let goes_on = |next: usize| next == text.len() || steps.get(next).is_some_and(Option::is_some);
        let best = first_words(text.get(at..)?).find(|(length, _)| goes_on(at + length));
        *steps.get_mut(at)? = best;
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (length, word) = (*steps.get(at)?)?;
        out.push(word);
        at += length;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn headings_that_offices_compose_are_understood_and_others_are_not() {
        for (column, headings) in [
            (
                Column::Title,
                "书名 书刊题名 书名/题名 书目 图书名称 书籍名称 书刊名称 名称 标题 图书题名 正题名 书籍名 BookTitle *书名(必填) 图书",
            ),
            (Column::TitleAuthor, "题名及责任者 题名与责任者 书名/作者"),
            (
                Column::Author,
                "作者 著者 著作者 编著者 著译者 编著 主编 编者 译者 作者/译者 作者姓名 责任者 第一责任者 主要责任者 作译者 編著者 author",
            ),
            (Column::Publisher, "出版社 出版者 出版发行 出版发行者 出版单位 出版机构 出版社名称 发行单位 出版商"),
            (Column::Year, "出版年 出版年代 出版日期 发行日期 出版时间 出版年份 出版年月 年份 发行时间"),
            (
                Column::Isbn,
                "ISBN ISBN码 ISBN号 书号/ISBN 国际标准书号ISBN 书号（ISBN） ISBN书号 ISBN编号 标准书号 ISBN-13",
            ),
            (Column::Price, "定价 价格 单价 图书价格 图书定价 定价(元) 单价（元） 定价元 书价 售价"),
            (Column::Amount, "码洋 金额 总价 金额（元）"),
            (Column::PriceFen, "定价（分） price_fen"),
            (Column::Clc, "分类号 图书类别 类别 中图分类号 中图法分类号 图书分类 分类 类号 中图法"),
            (
                Column::Copies,
                "册数 数量 馆藏册数 馆藏数 册 库存数量 入库数量 复本数 总册数 数量（册） 馆藏量 本数 库存 图书数量",
            ),
            (Column::Barcode, "条码 条形码 图书条码号 图书条形码号 馆藏条码号 馆藏条码 条码登录号 条码/登录号 条码号"),
            (Column::Accession, "登录号 财产号 登记号 图书登录号 图书编号 馆藏号 财产登录号"),
            (Column::CallNo, "索书号 索取号 排架号"),
            (
                Column::Shelf,
                "架位 柜号 书柜 存放地点 层架号 书架号 架号 存放位置 馆藏位置 馆藏地点 馆藏地 排架位置 位置 所在书架",
            ),
            (Column::Source, "来源 图书来源 采购来源 入藏方式 获取方式 来源方式 捐赠单位 采购渠道"),
            (Column::House, "所在书屋 书屋名称 职工书屋 所属书屋"),
            (Column::Acquired, "入藏日期 入库日期 登记日期 购入日期 采购时间 入藏时间 购买日期"),
            (Column::Volume, "分册 卷次 册次 分册号 卷册号 分册名"),
            (Column::Edition, "版次 版本 版别 版次印次"),
            (Column::Pages, "页数 页码 总页数"),
            (Column::Note, "备注 说明 附注 注"),
            (Column::Number, "序号 行号 顺序号 No."),
        ] {
            for heading in headings.split(' ') {
                assert_eq!(meaning(heading), Some(column), "{heading}");
            }
        }
        for other in [
            "姓名",
            "手机号",
            "身份证号",
            "所在单位",
            "借阅人",
            "图书登记表",
            "颜色",
            "日期",
            "会员证号",
            "应还日期",
            "电话",
            "性别",
            "民族",
            "衣服尺码",
            "办公地址",
        ] {
            assert_eq!(meaning(other), None, "{other}");
        }
    }
}
