//! What happened in the town before the page was opened: all relative to today, so that it always lives.

use jiff::civil::Weekday;
use zhijia_client::aid::{Payer, PlanDraft};
use zhijia_client::claims::ClaimDraft;
use zhijia_client::organise::EventDraft;
use zhijia_model::calendar::china_date;

use super::{DAY, HOUR};

/// One thing that someone did. People are numbers: 0 is the member of phone 1, the others are townspeople.
pub(super) enum Step {
    Lend { title: &'static str, who: usize },
    TakeBack { title: &'static str },
    Event { key: &'static str, city: bool, draft: Box<EventDraft>, publish: bool },
    SignUp { event: &'static str, who: usize },
    Withdraw { event: &'static str, who: usize },
    CheckIn { event: &'static str, who: usize },
    Plan { key: &'static str, draft: Box<PlanDraft> },
    Enrol { plan: &'static str, who: usize },
    Claim { plan: &'static str, who: usize, draft: ClaimDraft },
}

/// The steps with their times in milliseconds, in order. `today` is the beginning of today in China.
pub(super) fn story(today: i64) -> Vec<(i64, Step)> {
    let mut steps = Vec::new();
    lending(today, &mut steps);
    events(today, &mut steps);
    rosters(today, &mut steps);
    aid(today, &mut steps);
    steps.sort_by_key(|(at, _)| *at);
    steps
}

/// So many days ago at this hour and minute in China.
fn ago(today: i64, days: i64, hour: i64, minute: i64) -> i64 {
    today - days * DAY + hour * HOUR + minute * 60_000
}

/// The first such weekday at least `days` from today, at this hour.
fn next(today: i64, days: i64, weekday: Weekday, hour: i64) -> i64 {
    let first = today + days * DAY;
    let ahead = weekday.since(china_date(first).weekday());
    first + i64::from(ahead) * DAY + hour * HOUR
}

fn lending(today: i64, steps: &mut Vec<(i64, Step)>) {
    // (title, borrower, lent so many days ago, taken back so many days ago). Loans run for thirty days.
    let loans = [
        ("小王子", 0, 62, Some(37)),
        ("平凡的世界", 5, 47, None),
        ("呐喊", 15, 43, Some(20)),
        ("史记", 18, 33, Some(6)),
        ("红楼梦", 9, 29, None),
        ("活着", 12, 28, None),
        ("围城", 0, 25, None),
        ("白鹿原", 21, 17, None),
        ("万历十五年", 7, 15, Some(2)),
        ("乡土中国", 3, 11, None),
        ("三国演义", 20, 6, None),
        ("茶馆", 8, 4, None),
        ("骆驼祥子", 30, 2, None),
    ];
    for (n, (title, who, lent, back)) in (0..).zip(loans) {
        steps.push((ago(today, lent, 9 + n % 8, 7 * n % 60), Step::Lend { title, who }));
        if let Some(back) = back {
            steps.push((ago(today, back, 10 + n % 6, 11 * n % 60), Step::TakeBack { title }));
        }
    }
}

fn events(today: i64, steps: &mut Vec<(i64, Step)>) {
    let draft =
        |title: &str, place: &str, about: &str, starts: i64, capacity: Option<i64>, window: (i64, i64)| EventDraft {
            title: title.to_owned(),
            place: place.to_owned(),
            about: about.to_owned(),
            starts_ms: Some(starts),
            ends_ms: Some(starts + 3 * HOUR),
            capacity,
            opens_ms: Some(window.0),
            closes_ms: Some(window.1),
            ..EventDraft::default()
        };
    let mut hold = |key, city, days, draft, publish| {
        steps.push((ago(today, days, 9, 30), Step::Event { key, city, draft: Box::new(draft), publish }));
    };
    let walk = ago(today, 4, 8, 30);
    let about = "集合后统一出发，全程约六公里，请穿运动鞋。";
    let window = (ago(today, 16, 10, 0), ago(today, 6, 18, 0));
    hold("walk", false, 17, draft("环湖健步走", "金沙湖北门", about, walk, Some(30), window), true);

    let about = "参加者分组抢答，前六名有纪念品。";
    let contest = next(today, 2, china_date(today).weekday().wrapping_add(2), 14);
    let window = (ago(today, 14, 9, 0), ago(today, 1, 18, 0));
    hold("contest", false, 15, draft("安全生产知识竞赛", "县工人文化宫报告厅", about, contest, Some(20), window), true);

    let about = "全市各县区职工合唱队同台演出，报名后按所属工会分队排练。";
    let choir = next(today, 16, Weekday::Sunday, 14);
    let window = (ago(today, 11, 9, 0), today + 9 * DAY + 18 * HOUR);
    hold("choir", true, 12, draft("全市职工合唱节", "市文化艺术中心", about, choir, Some(80), window), true);

    let about = "混合双打，抽签分组；球拍自备，用球由工会提供。";
    let badminton = next(today, 6, Weekday::Saturday, 9);
    let window = (ago(today, 9, 9, 0), badminton - 2 * DAY);
    hold("badminton", false, 10, draft("职工羽毛球友谊赛", "县体育馆二号馆", about, badminton, Some(16), window), true);

    let about = "心肺复苏与气道梗阻急救，考核合格发给证书。";
    let rescue = next(today, 9, Weekday::Wednesday, 14);
    let window = (ago(today, 8, 9, 0), rescue - DAY);
    hold("rescue", false, 8, draft("急救员实操培训", "县总工会三楼教室", about, rescue, Some(10), window), true);

    let about = "笔墨纸砚备齐，零基础；教室小，只收两位。";
    let writing = next(today, 4, Weekday::Friday, 19);
    let window = (ago(today, 3, 9, 0), writing - HOUR);
    hold("writing", false, 3, draft("书法体验课", "职工书屋阅览室", about, writing, Some(2), window), true);

    let about = "拔河、跳绳、同心鼓，以车间或班组为单位到场编队。";
    let sports = next(today, 20, Weekday::Saturday, 9);
    let window = (today + 3 * DAY + 9 * HOUR, sports - 3 * DAY);
    hold("sports", false, 2, draft("职工趣味运动会", "县实验小学操场", about, sports, Some(60), window), true);

    let science = next(today, 27, Weekday::Sunday, 9);
    let window = (today + 7 * DAY, science - 2 * DAY);
    hold("science", false, 1, draft("亲子科普日", "县科技馆", "", science, Some(24), window), false);
}

fn rosters(today: i64, steps: &mut Vec<(i64, Step)>) {
    // (event, who signed up, first so many days ago, minutes between two).
    let rosters: [(&str, &[usize], i64, i64); 6] = [
        ("walk", &[2, 6, 11, 14, 19, 23, 27, 31], 13, 310),
        ("contest", &[1, 4, 8, 10, 16, 22, 25, 29, 33], 11, 520),
        ("choir", &[3, 0, 9, 13, 17, 24, 36], 9, 700),
        ("badminton", &[2, 5, 7, 12, 18, 26, 34, 38], 8, 930),
        ("rescue", &[1, 6, 10, 13, 15, 20, 21, 28, 30, 32, 35, 37, 39, 40], 7, 190),
        ("writing", &[16], 2, 0),
    ];
    for (event, people, days, apart) in rosters {
        let first = ago(today, days, 8, 40);
        for (n, who) in (0..).zip(people) {
            steps.push((daytime(first + n * apart * 60_000), Step::SignUp { event, who: *who }));
        }
    }
    // One who cannot come: the first of the waiting list moves up.
    steps.push((ago(today, 2, 19, 20), Step::Withdraw { event: "rescue", who: 15 }));
    for (n, who) in (0..).zip([2, 6, 11, 14, 19, 27, 31]) {
        steps.push((ago(today, 4, 8, 5) + n * 130_000, Step::CheckIn { event: "walk", who }));
    }
}

/// Nobody signs up at night: what falls between 22:00 and 07:00 is done the evening before.
fn daytime(at: i64) -> i64 {
    let china = (at + 8 * HOUR).rem_euclid(DAY);
    match china / HOUR {
        22.. => at - 2 * HOUR,
        0..7 => at - 9 * HOUR,
        _ => at,
    }
}

fn aid(today: i64, steps: &mut Vec<(i64, Step)>) {
    let day = |days: i64| china_date(today + days * DAY);
    let plan = |name: &str, payer, fee_fen, waiting_days, about: &str| PlanDraft {
        name: name.to_owned(),
        payer,
        fee_fen,
        period_from: day(-15).to_string(),
        period_to: day(349).to_string(),
        opens_ms: Some(ago(today, 20, 9, 0)),
        closes_ms: Some(today + 40 * DAY + 18 * HOUR),
        waiting_days,
        about: about.to_owned(),
        ..PlanDraft::default()
    };
    let about = "住院医疗费用个人自付部分按比例补助，会员费用由工会承担。";
    let union_pays = plan("职工住院医疗互助", Payer::Union, 10_000, 0, about);
    let about = "工作和上下班途中意外伤害给予补助，个人自愿参加。";
    let member_pays = plan("职工意外伤害互助", Payer::Member, 6_000, 0, about);
    steps.push((ago(today, 21, 10, 0), Step::Plan { key: "hospital", draft: Box::new(union_pays) }));
    steps.push((ago(today, 21, 10, 20), Step::Plan { key: "accident", draft: Box::new(member_pays) }));
    steps.push((ago(today, 5, 12, 10), Step::Enrol { plan: "accident", who: 0 }));
    // One who was covered by then, and one who enrolled too late for it: people decide about both.
    for (who, enrolled, hospital, fen) in [(3, 17, "阜宁县人民医院", 286_050), (9, 8, "市第一人民医院", 74_300)]
    {
        steps.push((ago(today, enrolled, 11, 40), Step::Enrol { plan: "hospital", who }));
        let draft = ClaimDraft {
            event: "stay".to_owned(),
            hospital: hospital.to_owned(),
            admitted: day(-11).to_string(),
            discharged: day(-6).to_string(),
            settlement_no: format!("YB{}{who:04}", day(-6).strftime("%Y%m%d")),
            invoice_no: String::new(),
            own_cost_fen: Some(fen),
        };
        let filed = if who == 3 { 4 } else { 3 };
        steps.push((ago(today, filed, 20, 15), Step::Claim { plan: "hospital", who, draft }));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn everything_has_happened_and_in_an_order_that_is_possible() {
        let today = 1_772_640_000_000 - 8 * HOUR;
        let steps = story(today);
        assert!(steps.iter().all(|(at, _)| *at < today), "a step lies in the future");
        assert!(steps.iter().all(|(at, _)| *at > today - 75 * DAY));
        let mut events = Vec::new();
        for (at, step) in &steps {
            match step {
                Step::Event { key, draft, .. } => {
                    events.push((*key, draft.opens_ms.unwrap(), draft.closes_ms.unwrap()));
                }
                Step::SignUp { event, .. } => {
                    let (_, opens, closes) = events.iter().find(|one| one.0 == *event).unwrap();
                    assert!(opens <= at && at <= closes, "{event}");
                }
                _ => {}
            }
        }
    }
}
