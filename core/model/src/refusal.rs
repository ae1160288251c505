//! Refusals: a code of the table in `messages.rs` with its parameter. None holds personal data.

use core::fmt;

pub use crate::messages::Code;

/// A refusal: the code with its parameter.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// What happened.
    pub code: Code,
    /// The field, line or number that it is about: a key such as `capacity`; never a personal value.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal that is about a field, or carries a number.
    pub fn about(code: Code, field: impl Into<String>) -> Self {
        Self { code, field: Some(field.into()) }
    }

    /// What happened, in Simplified Chinese.
    pub fn zh(&self) -> String {
        self.fill(self.code.zh(), true)
    }

    /// What happened, in English.
    pub fn en(&self) -> String {
        self.fill(self.code.en(), false)
    }

    /// What to do now, in Simplified Chinese.
    pub fn next_zh(&self) -> String {
        self.fill(self.code.next_zh(), true)
    }

    /// What to do now, in English.
    pub fn next_en(&self) -> String {
        self.fill(self.code.next_en(), false)
    }

    fn fill(&self, sentence: &str, zh: bool) -> String {
        let field = self.field.as_deref().unwrap_or_default();
        let name = if zh { field_zh(field).to_owned() } else { field.replace('_', " ") };
        sentence.replace("{field}", &name)
    }
}

/// The word that people read for a field's key.
fn field_zh(field: &str) -> &str {
    match field {
        "name" => "姓名",
        "mobile" => "手机号",
        "day" => "日期",
        "employer" => "工作单位",
        "title" => "名称",
        "place" => "地点",
        "capacity" => "名额",
        "starts" => "开始时间",
        "ends" => "结束时间",
        "opens" => "报名开始时间",
        "closes" => "报名截止时间",
        "admission" => "名额怎么定",
        "reason" => "原因",
        "barcode" | "barcodes" => "条码",
        "isbn" => "书号",
        "year" => "出版年",
        "copies" => "册数",
        "borrower" => "借阅人",
        "copy" => "馆藏册",
        "due" => "应还日期",
        "on" => "到账日期",
        "about" => "活动介绍",
        "waiver" => "参加须知",
        "questions" => "问题",
        "only_union" => "限定的工会",
        "only_category" => "限定的会员类别",
        "only_sex" => "限定的性别",
        "age_from" => "最小年龄",
        "age_to" => "最大年龄",
        "member_months" => "入会月数",
        "eligibility_day" => "条件核对日",
        "fee" => "费用",
        "waiting_days" => "等待天数",
        "shares" => "份数",
        "roster" => "应参保人数",
        "waiting_lapsed" => "断保后的等待天数",
        "continuity_gap" => "连续参保的间隔天数",
        "shares_max" => "最多份数",
        "min_ratio" => "最低参保率",
        "supplementary_from" => "补保期开始时间",
        "supplementary_to" => "补保期截止时间",
        "predecessor" => "上一期项目",
        "in_service" => "在职项目",
        "fee_union" | "fee_employer" | "fee_member" => "分担金额",
        "payer" => "缴费方",
        "period" => "保障期",
        "event" => "申领类别",
        "hospital" => "医院",
        "admitted" => "入院日期",
        "discharged" => "出院日期",
        "settlement_no" => "结算单号",
        "invoice_no" => "发票号",
        "own_cost" => "自付金额",
        "account" => "收款账户",
        "bank" => "开户银行",
        "tail" => "账号后四位",
        "amount" => "金额",
        "why" => "申诉理由",
        "paid" => "给付日期",
        "code" => "邀请码",
        "key" => "密钥",
        // The sentence stands beside the field: a word helps, but none is needed. Numbers are shown as they are.
        key if key.starts_with(|first: char| first.is_ascii_lowercase()) => "这一项",
        other => other,
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, field: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}.", self.en(), self.next_en())
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({}, {:?})", self.code.as_str(), self.field)
    }
}
