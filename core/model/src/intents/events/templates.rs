//! Templates of events: what a form begins with, so that making one takes a minute. They are data; a template is a row
//! of [`TEMPLATES`], and nothing remembers afterwards which one an event was made with.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, time};

use super::{ConditionsDraft, EventDraft, QuestionDraft};
use crate::calendar::{china_date, china_datetime, instant_ms, start_of_day_ms};
use crate::kinds::Record;
use crate::kinds::event::AnswerKind;

/// What a kind of event begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventTemplate {
    /// Its stable name.
    pub code: &'static str,
    /// Its name, in Simplified Chinese and English: the title that a form begins with.
    pub name: Said,
    /// What a form begins with about it.
    pub about: Said,
    /// What to bring along.
    pub bring: Said,
    /// The places.
    pub places: Option<i64>,
    /// The hour at which it starts.
    pub hour: i8,
    /// How many hours it takes.
    pub hours: i64,
    /// How many days before it sign-up closes.
    pub closes: i64,
    /// From which age it is open.
    pub age_from: Option<i64>,
    /// What is asked of those who sign up.
    pub questions: &'static [TemplateQuestion],
    /// What they agree to.
    pub waiver: Said,
}

/// A question of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateQuestion {
    /// What is asked.
    pub ask: Said,
    /// How it is answered.
    pub kind: AnswerKind,
    /// What one can choose.
    pub choices: &'static [Said],
    /// Whether everybody answers it.
    pub required: bool,
    /// Whether the insurer is told.
    pub insurer: bool,
}

/// A text in Simplified Chinese and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// In Simplified Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn said(zh: &'static str, en: &'static str) -> Said {
    Said { zh, en }
}

const NOTHING: Said = said("", "");

const PLAIN: EventTemplate = EventTemplate {
    code: "blank",
    name: NOTHING,
    about: NOTHING,
    bring: NOTHING,
    places: Some(20),
    hour: 9,
    hours: 2,
    closes: 3,
    age_from: None,
    questions: &[],
    waiver: NOTHING,
};

const SHIRT: TemplateQuestion = TemplateQuestion {
    ask: said("衣服尺码", "Size of shirt"),
    kind: AnswerKind::One,
    choices: &[said("S", "S"), said("M", "M"), said("L", "L"), said("XL", "XL"), said("XXL", "XXL")],
    required: true,
    insurer: false,
};

const IDENTITY: TemplateQuestion = TemplateQuestion {
    ask: said("身份证号（投保用）", "Identity number (for the insurance)"),
    kind: AnswerKind::IdNumber,
    choices: &[],
    required: true,
    insurer: true,
};

const AT_OWN_RISK: Said = said(
    "本人自愿参加，身体状况适合本项运动；参加时遵守规则，听从安排；同意主办工会为投保把本人姓名和证件号交给保险公司。",
    "I take part of my own will and am fit for it; I keep the rules and do as I am told there. The union may give my name and document number to the insurer.",
);

/// The templates, in the order in which a form offers them; the first is the empty form.
pub const TEMPLATES: &[EventTemplate] = &[
    PLAIN,
    EventTemplate {
        code: "basketball",
        name: said("职工篮球赛", "Basketball tournament"),
        about: said("三对三，分组循环后淘汰。", "Three against three, groups first, then knock-out."),
        bring: said("运动鞋、替换衣物、饮用水", "Sports shoes, a change of clothes, water"),
        places: Some(48),
        hours: 6,
        age_from: Some(18),
        questions: &[SHIRT, IDENTITY],
        waiver: AT_OWN_RISK,
        ..PLAIN
    },
    EventTemplate {
        code: "tug-of-war",
        name: said("职工拔河比赛", "Tug-of-war"),
        about: said("每队 18 人，其中女队员不少于 4 人。", "Teams of 18, at least 4 of them women."),
        bring: said("平底运动鞋、手套", "Flat sports shoes, gloves"),
        places: Some(72),
        hours: 3,
        age_from: Some(18),
        questions: &[SHIRT, IDENTITY],
        waiver: AT_OWN_RISK,
        ..PLAIN
    },
    EventTemplate {
        code: "singing",
        name: said("职工歌咏比赛", "Singing contest"),
        about: said(
            "独唱、合唱均可，曲目自选，每个节目不超过 5 分钟。",
            "Solo or choir, any song, five minutes at most.",
        ),
        bring: said("伴奏音频", "The accompaniment as a file"),
        places: Some(40),
        hour: 14,
        hours: 3,
        ..PLAIN
    },
    EventTemplate {
        code: "photo-show",
        name: said("职工摄影展", "Photo show"),
        about: said(
            "每人不超过 3 幅，内容为身边的劳动者。",
            "Three pictures each at most, of working people around you.",
        ),
        bring: NOTHING,
        places: None,
        hours: 8,
        closes: 14,
        ..PLAIN
    },
    EventTemplate {
        code: "training",
        name: said("职工技能培训班", "Training course"),
        about: said("小班授课，结业发培训证明。", "A small class, with a certificate at the end."),
        bring: said("笔和笔记本", "Pen and notebook"),
        places: Some(30),
        hours: 7,
        closes: 5,
        ..PLAIN
    },
    EventTemplate {
        code: "skills-contest",
        name: said("职工技能竞赛", "Skills contest"),
        about: said("理论考试与实际操作各占一半。", "Half theory, half practice."),
        bring: said("工作服、劳保用品、自用工具", "Working clothes, protective gear, your own tools"),
        places: Some(60),
        hours: 8,
        closes: 7,
        age_from: Some(18),
        questions: &[TemplateQuestion {
            ask: said("参赛工种", "Trade"),
            kind: AnswerKind::Text,
            insurer: false,
            ..IDENTITY
        }],
        ..PLAIN
    },
    EventTemplate {
        code: "health-check",
        name: said("职工健康体检", "Health check"),
        about: said("按报名时段到检，空腹前往。", "Come in the slot that you signed up for, without breakfast."),
        bring: said("身份证", "Identity card"),
        places: Some(120),
        hour: 8,
        hours: 4,
        closes: 7,
        questions: &[TemplateQuestion {
            ask: said("到检时段", "Slot"),
            choices: &[
                said("8:00-9:00", "8:00-9:00"),
                said("9:00-10:00", "9:00-10:00"),
                said("10:00-11:00", "10:00-11:00"),
            ],
            ..SHIRT
        }],
        ..PLAIN
    },
];

/// The template of a code.
pub fn template(code: &str) -> Option<&'static EventTemplate> {
    TEMPLATES.iter().find(|one| one.code == code)
}

impl EventTemplate {
    /// What a form begins with at `now`: a Saturday in a week, sign-up from now until some days before.
    pub fn draft(&self, now: i64, english: bool) -> EventDraft {
        let text = |said: Said| if english { said.en } else { said.zh }.to_owned();
        let today = china_date(now);
        let earliest = later(today, 7.max(self.closes + 4));
        let saturday = earliest.nth_weekday(1, Weekday::Saturday).unwrap_or(earliest);
        let day = if earliest.weekday() == Weekday::Saturday { earliest } else { saturday };
        let starts = instant_ms(day.to_datetime(time(self.hour, 0, 0, 0)));
        EventDraft {
            title: text(self.name),
            about: text(self.about),
            bring: text(self.bring),
            starts_ms: Some(starts),
            ends_ms: Some(starts + self.hours * HOUR_MS),
            capacity: self.places,
            opens_ms: Some(now),
            closes_ms: Some(starts - self.closes * DAY_MS),
            conditions: ConditionsDraft { age_from: self.age_from, ..ConditionsDraft::default() },
            questions: self.questions.iter().map(|one| one.draft(&text)).collect(),
            waiver: text(self.waiver),
            ..EventDraft::default()
        }
    }
}

impl TemplateQuestion {
    fn draft(&self, text: &impl Fn(Said) -> String) -> QuestionDraft {
        QuestionDraft {
            ask: text(self.ask),
            kind: self.kind,
            choices: self.choices.iter().map(|choice| text(*choice)).collect(),
            required: self.required,
            insurer: self.insurer,
            ..QuestionDraft::default()
        }
    }
}

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

impl EventDraft {
    /// The same event at another time: every time and the day of the conditions move with the start.
    #[must_use]
    pub fn moved_to(&self, starts: i64) -> Self {
        let by = self.starts_ms.map_or(0, |was| starts.saturating_sub(was));
        let moved = |at: Option<i64>| at.map(|at| at.saturating_add(by));
        let mut draft = self.clone();
        (draft.starts_ms, draft.ends_ms) = (Some(starts), moved(self.ends_ms));
        (draft.opens_ms, draft.closes_ms) = (moved(self.opens_ms), moved(self.closes_ms));
        if let Ok(day) = self.conditions.eligibility_day.parse::<Date>() {
            draft.conditions.eligibility_day = china_date(start_of_day_ms(day).saturating_add(by)).to_string();
        }
        draft
    }

    /// An event once more: the next time after `now` that lies whole years of 52 weeks later, so that the weekday and
    /// the hour stay. Sign-up opens at once where its time has come.
    pub fn again(event: &Record, now: i64) -> Self {
        const YEAR_MS: i64 = 52 * 7 * DAY_MS;
        let mut was = Self::of(event);
        // The questions are new ones there.
        was.questions.iter_mut().for_each(|question| question.id.clear());
        // Who closed sign-up by hand, or early, did not plan that for the next time.
        was.closes_ms = crate::kinds::event::read(event).closes().one().or(was.closes_ms);
        let Some(starts) = was.starts_ms else { return was };
        let years = now.saturating_sub(starts).max(0) / YEAR_MS + 1;
        let mut draft = was.moved_to(starts.saturating_add(years.saturating_mul(YEAR_MS)));
        draft.opens_ms = draft.opens_ms.map(|opens| opens.max(now)).filter(|opens| Some(*opens) < draft.closes_ms);
        if draft.opens_ms.is_none() {
            (draft.opens_ms, draft.closes_ms) = (Some(now), draft.starts_ms);
        }
        draft
    }
}

/// The starts of a series: the first, then every so many days, at the same hour.
pub fn series(first: i64, every_days: i64, times: u16) -> Vec<i64> {
    let first = china_datetime(first);
    (0..i64::from(times)).map(|n| instant_ms(first.saturating_add((n * every_days.clamp(1, 366)).days()))).collect()
}
