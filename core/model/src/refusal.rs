//! Refusals: a stable code, a Chinese and an English sentence, and what to do now. None holds personal data.

use core::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal: $zh:literal, $en:literal, next $next_zh:literal, $next_en:literal;)+) => {
        /// Why something was refused. The code is stable; the sentences may be improved.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant),+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The code with this text; `None` for one of a newer version.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// What happened, in Simplified Chinese; `{field}` stands for the field.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// What happened, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// What to do now, in Simplified Chinese.
            pub const fn next_zh(self) -> &'static str {
                match self { $(Self::$variant => $next_zh),+ }
            }

            /// What to do now, in English.
            pub const fn next_en(self) -> &'static str {
                match self { $(Self::$variant => $next_en),+ }
            }
        }
    };
}

codes! {
    /// A record that does not exist, or that the caller may not see: one answer for both.
    NotFound = "not-found": "没有找到这一条,或者它不在您的范围内", "Nothing is found here, or it is not yours to see",
        next "请核对后再试,或联系所在工会", "Check and try again, or ask your union";
    /// The author never had the role that this needs.
    NoAuthority = "no-authority": "这件事需要相应的岗位才能办", "This needs a role that you do not hold",
        next "请联系所在工会开通岗位,内容已为您留着", "Ask your union for the role; what you wrote is kept";
    /// The role ended before this was done.
    RoleEnded = "role-ended": "办这件事时,您的岗位已经结束", "Your role had ended when this was done",
        next "请所在工会确认后补办,内容已为您留着", "Ask your union to confirm it; what you wrote is kept";
    /// The device was revoked.
    DeviceRevoked = "device-revoked": "这台手机已被停用,不能再收发", "This phone has been revoked and can no longer send or receive",
        next "没送出的内容还在本机。请到所在工会要新的邀请码,重新打开应用后登记", "What was not sent is still on this phone. Get a new invitation from your union, open the app again and join";
    /// The member was revoked as a person.
    PersonRevoked = "person-revoked": "您的账号已停用", "Your account has been revoked",
        next "没送出的内容还在本机。请联系所在工会", "What was not sent is still on this phone. Please contact your union";
    /// A change of a form that no honest app writes.
    BadForm = "bad-form": "这条记录的格式不对,没有收下", "The form of this record is wrong; it was not taken",
        next "请升级应用后再试;原样已留存", "Update the app and try again; it is kept as it was";
    /// A claimed time before 2000: seconds, or nothing, where milliseconds belong.
    BadTime = "bad-time": "这条记录写的时间在 2000 年以前,没有收下", "The time in this record lies before the year 2000; it was not taken",
        next "请检查手机时间、升级应用后再试;原样已留存", "Check the phone's clock, update the app and try again; it is kept as it was";
    /// More bytes or entries than allowed.
    TooLarge = "too-large": "内容太长了,没有收下", "This is too long and was not taken",
        next "请把内容写短一些再存", "Make it shorter and save again";
    /// A (actor, seq) pair was used twice: a database restored from a copy.
    Forked = "forked": "这台手机的数据像是从备份恢复的,正在自动修复", "This phone's data looks restored from a copy; it is being repaired",
        next "不用做什么,会自动重新送出", "Nothing to do: it is sent again by itself";
    /// It builds upon a refused change.
    Unjudged = "unjudged": "它前面的一步没有送成,正在重新整理", "The step before it was not taken; it is being done again",
        next "不用做什么,会自动重新送出", "Nothing to do: it is sent again by itself";
    /// The id does not belong to the header.
    BadHeader = "bad-header": "这条记录的编号和内容对不上", "The record's id does not belong to its header",
        next "请升级应用后再试;原样已留存", "Update the app and try again; it is kept as it was";
    /// A field is missing or wrong.
    BadField = "bad-field": "{field}填得不对", "{field} is not right",
        next "请改好这一项再存,别的内容都还在", "Correct this field and save again; all else is kept";
    /// A field is empty.
    EmptyField = "empty-field": "{field}还没有填", "{field} is empty",
        next "请填上这一项再存", "Fill it in and save again";
    /// The window has not opened.
    NotOpenYet = "not-open-yet": "还没有到报名时间", "Sign-up has not opened yet",
        next "到时间再来报名", "Come back when it opens";
    /// The window has closed; known on the phone.
    Closed = "closed": "报名已经截止", "Sign-up has closed",
        next "可以联系活动组织者,看能不能加座", "Ask the organiser whether there is a place left";
    /// What it belonged to is not this phone's to hold any more.
    ScopeForgotten = "scope-forgotten": "您在这里的岗位已结束,这件事还没有送出", "Your role here has ended, and this had not been sent yet",
        next "请所在工会按这里的内容补办;岗位恢复后也可以再送一次", "Ask your union to record it from what is kept here; with the role again you can send it again";
    /// The record was erased for good.
    RecordErased = "record-erased": "这条记录已按规定清除,这件事没有送出", "This record was erased for good, and this was not sent",
        next "不用做什么;您写的还留在本机", "Nothing to do; what you wrote is kept on this phone";
    /// The event is over.
    EventOver = "event-over": "活动已经结束", "The event is over",
        next "请留意下一次活动", "Look out for the next one";
    /// The organiser took the place away; only the organiser gives it back.
    RemovedByOrganiser = "removed-by-organiser": "组织者已取消您的名额", "The organiser has removed you from this event",
        next "想参加请联系活动组织者恢复", "Ask the organiser to put you back";
    /// The event was cancelled.
    EventCancelled = "event-cancelled": "活动已取消", "The event is cancelled",
        next "不用做什么,不影响您以后报名", "Nothing to do; it does not count against you";
    /// A person of this name and employer was recorded at the door already.
    AlreadyHere = "already-here": "已经登记过同名同单位的人到场", "A person of this name and employer is here already",
        next "同一个人不用再登;确是另一位,请选“另一位同名的人”再登记", "Nothing to do for the same person; record another one as another person of this name";
    /// Signed up already.
    AlreadySignedUp = "already-signed-up": "您已经报过名了", "You have signed up already",
        next "不用再报;不去的话可以撤回", "No need to do it again; you can withdraw";
    /// Nothing to withdraw.
    NotSignedUp = "not-signed-up": "您还没有报名", "You have not signed up",
        next "想参加的话可以现在报名", "You can sign up now";
    /// All copies are out, as far as this phone knows; the keeper has it in hand all the same.
    CopyOut = "copy-out": "记录上这一册还没有还", "By the records this copy is still out",
        next "书在您手上就照常办:先记还书,再借出", "If it is in your hand, record its return and lend it";
    /// The same reader has this copy already (L-C4).
    LentToThem = "lent-to-them": "这一册已经借给这位读者", "This reader has this copy already",
        next "不用再借;要多看一阵请办续借", "Nothing to lend; renew the loan to keep it longer";
    /// The borrower has as many books as the house lends (L-03).
    LimitReached = "limit-reached": "已借满 {field} 册", "{field} books are out already",
        next "还一册再借;确有需要可由书屋管理员破例办理", "Return one first; the keeper may make an exception";
    /// Renewed as often as allowed (L-06).
    RenewedOut = "renewed-out": "这一册已经续借过了", "This loan was renewed already",
        next "请在到期前归还", "Please return it by its date";
    /// Renewal is allowed from some days before the due date.
    RenewTooEarly = "renew-too-early": "还不到续借的时候", "It is too early to renew",
        next "到期前 {field} 天内再来续借", "Renew within {field} days before it is due";
    /// It is back already (L-C7).
    AlreadyReturned = "already-returned": "这一册已经还了", "This book is back already",
        next "不用再办", "Nothing to do";
    /// Enrolled in this plan and period already (M-01).
    AlreadyEnrolled = "already-enrolled": "这一期您已经参保", "You are enrolled for this period already",
        next "不用再报;以首次参保为准", "Nothing to do: the first enrolment counts";
    /// There is no enrolment to withdraw.
    NotEnrolled = "not-enrolled": "这一期您没有参保", "You are not enrolled for this period",
        next "不用撤回;想参保可以现在登记", "Nothing to withdraw; you can enrol now";
    /// The plan's window has not opened.
    PlanNotOpen = "plan-not-open": "还没有到参保时间", "Enrolment has not opened yet",
        next "到时间再来登记", "Come back when it opens";
    /// A day that has not come yet.
    DayToCome = "day-to-come": "{field}还没有到", "{field} is a day to come",
        next "请填已经过去的日子,或者今天", "Give a day that is past, or today";
    /// The plan's window is closed.
    PlanClosed = "plan-closed": "这一期参保的时间已过", "Enrolment for this period is closed",
        next "请留意下一期,或问问经办人能否补保", "Look out for the next period, or ask your handler";
    /// There is no such copy or title here.
    UnknownBarcode = "unknown-barcode": "本机没有这个条码的书", "No book with this barcode is on this phone",
        next "请核对条码;新书请先编目", "Check the barcode; catalogue a new book first";
    /// A barcode stands for several copies (L-08).
    AmbiguousBarcode = "ambiguous-barcode": "有几册书用了同一个条码", "Several copies carry this barcode",
        next "请从列出的几册里选一册", "Choose one of the copies listed";
}

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
        let name = if zh { field_zh(field) } else { field };
        sentence.replace("{field}", name)
    }
}

/// The word that people read for a field's key.
fn field_zh(field: &str) -> &str {
    match field {
        "name" => "姓名",
        "mobile" => "手机号",
        "employer" => "工作单位",
        "title" => "名称",
        "place" => "地点",
        "capacity" => "名额",
        "starts" => "开始时间",
        "ends" => "结束时间",
        "opens" => "报名开始时间",
        "closes" => "报名截止时间",
        "reason" => "原因",
        "barcode" => "条码",
        "borrower" => "借阅人",
        "copy" => "馆藏册",
        "due" => "应还日期",
        "on" => "到账日期",
        "about" => "活动介绍",
        "fee" => "费用",
        "waiting_days" => "等待天数",
        "payer" => "缴费方",
        "period" => "保障期",
        "code" => "邀请码",
        "key" => "密钥",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_speaks_both_languages() {
        for code in Code::ALL {
            assert_eq!(Code::from_code(code.as_str()), Some(*code));
            for sentence in [code.zh(), code.next_zh()] {
                assert!(sentence.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", code.as_str());
            }
            for sentence in [code.en(), code.next_en()] {
                assert!(sentence.is_ascii() && !sentence.is_empty(), "{}", code.as_str());
            }
        }
    }
}
