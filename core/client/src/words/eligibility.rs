//! Whether somebody may take part in an event, in words.

use jiff::civil::Date;
use zhijia_model::kinds::event::{Condition, Conditions, Eligibility, WOMAN};
use zhijia_model::text::plain;
use zhijia_model::{Code, Refusal};

use super::{StateText, Tone, date_en, date_zh, hindered, unknown_here};

/// Whether the person who reads it may take part, with what is asked as the reason.
pub(crate) fn eligibility(judged: &Eligibility, asked: &Conditions<'_>, union: Option<&str>, today: Date) -> StateText {
    let state = match judged {
        Eligibility::Can => StateText::new(Tone::Plain, "您符合报名条件", "You can take part"),
        Eligibility::Cannot(refusal) => StateText {
            text_zh: format!("您不能报名:{}。{}", refusal.zh(), refusal.next_zh()),
            text_en: format!("You cannot take part: {}. {}", refusal.en(), refusal.next_en()),
            ..hindered(refusal)
        },
        Eligibility::UnknownHere(condition) => {
            let (zh, en) = condition_name(*condition);
            StateText {
                text_zh: format!("本机没有您的{zh},可以先报名,由组织者核对"),
                text_en: format!("Your {en} is not on this phone; you can sign up, and the organiser looks at it"),
                ..unknown_here()
            }
        }
    };
    let (zh, en) = asks(asked, union, today);
    state.because(zh, en)
}

const fn condition_name(condition: Condition) -> (&'static str, &'static str) {
    match condition {
        Condition::Union => ("所属工会", "union"),
        Condition::Category => ("会员类别", "category"),
        Condition::Sex => ("性别", "sex"),
        Condition::Age => ("出生日期", "day of birth"),
        Condition::Membership => ("入会时间", "time of membership"),
    }
}

/// What is asked, in one line.
fn asks(asked: &Conditions<'_>, union: Option<&str>, today: Date) -> (String, String) {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut ask = |chinese: String, english: String| {
        zh.push(chinese);
        en.push(english);
    };
    if asked.union.is_some() {
        let name = plain(union.unwrap_or_default());
        if name.is_empty() {
            ask("指定工会的会员".to_owned(), "members of one union".to_owned());
        } else {
            ask(format!("{name}的会员"), format!("members of {name}"));
        }
    }
    if !asked.categories.is_empty() {
        ask(asked.categories.join("、"), asked.categories.join(", "));
    }
    match asked.sex {
        Some(WOMAN) => ask("女".to_owned(), "women".to_owned()),
        Some(_) => ask("男".to_owned(), "men".to_owned()),
        None => {}
    }
    match (asked.age_from, asked.age_to) {
        (Some(from), Some(to)) => ask(format!("{from} 至 {to} 周岁"), format!("aged {from} to {to}")),
        (Some(from), None) => ask(format!("满 {from} 周岁"), format!("aged {from} or more")),
        (None, Some(to)) => ask(format!("不超过 {to} 周岁"), format!("aged {to} at most")),
        (None, None) => {}
    }
    if let Some(months) = asked.months {
        ask(format!("入会满 {months} 个月"), format!("members for {months} months"));
    }
    let mut said = (format!("报名条件:{}", zh.join(",")), format!("Open to {}", en.join(", ")));
    let dated = asked.age_from.or(asked.age_to).or(asked.months).is_some();
    if let Some(day) = asked.day.filter(|_| dated) {
        said = (
            format!("{},以 {} 为准", said.0, date_zh(day, today)),
            format!("{}, as of {}", said.1, date_en(day, today)),
        );
    }
    said
}

/// For the organiser: why a sign-up was flagged (E-C13); `code` is the refusal's.
pub(crate) fn not_eligible(code: &str) -> StateText {
    let refusal = Code::from_code(code).map(Refusal::from);
    let state = StateText::new(Tone::Attention, "不符合报名条件", "Does not meet the conditions");
    match refusal.as_ref().and_then(|refusal| short(refusal.code)) {
        Some((zh, en)) => StateText {
            text_zh: format!("{}:{zh}", state.text_zh),
            text_en: format!("{}: {en}", state.text_en),
            ..state
        },
        None => state,
    }
}

const fn short(code: Code) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Code::OtherUnion => ("其他工会的会员", "a member of another union"),
        Code::OtherCategory => ("其他类别的会员", "another category of member"),
        Code::WomenOnly | Code::MenOnly => ("性别", "sex"),
        Code::TooYoung => ("年龄未到", "too young"),
        Code::TooOld => ("年龄超过", "too old"),
        _ => return None,
    })
}

/// For the organiser: whether somebody agreed to the version in force.
pub(crate) fn waiver(agreed: Option<&str>, version: &str) -> StateText {
    match agreed {
        Some(agreed) if agreed == version => StateText::new(Tone::Plain, "已同意参加须知", "Has agreed to the terms"),
        Some(_) => {
            StateText::new(Tone::Attention, "同意的是修改前的须知", "Has agreed to the terms before they were changed")
        }
        None => StateText::new(Tone::Attention, "还没有同意参加须知", "Has not agreed to the terms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_take_part_reads_why_and_what_is_asked() {
        let asked = Conditions { sex: Some(WOMAN), age_from: Some(18), age_to: Some(45), ..Conditions::default() };
        let asked = Conditions { day: Some(jiff::civil::date(2026, 3, 5)), ..asked };
        let today = jiff::civil::date(2026, 3, 1);
        let cannot = eligibility(&Eligibility::Cannot(Refusal::about(Code::TooOld, "45")), &asked, None, today);
        assert!(cannot.text_zh.starts_with("您不能报名:到规定的那天已经超过 45 周岁。"), "{}", cannot.text_zh);
        assert_eq!(cannot.why_zh.as_deref(), Some("报名条件:女,18 至 45 周岁,以 3月5日(周四) 为准"));
        assert_eq!(cannot.why_en.as_deref(), Some("Open to women, aged 18 to 45, as of Thu 5 Mar"));
        let unknown = eligibility(&Eligibility::UnknownHere(Condition::Sex), &asked, None, today);
        assert_eq!(unknown.text_zh, "本机没有您的性别,可以先报名,由组织者核对");
        assert_eq!(not_eligible("too-old").text_zh, "不符合报名条件:年龄超过");
        assert_eq!(not_eligible("of-a-newer-version").text_zh, "不符合报名条件");
    }
}
