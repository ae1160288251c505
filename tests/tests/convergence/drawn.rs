//! What people may do next, in every area but claims, with what a phone holds.

use zhijia_model::calendar::china_date;
use zhijia_model::holdings::PlannedTitle;
use zhijia_model::intents::aid::{
    AcceptBatch, AnswerListing, CreatePlan, EditPlan, Enrol, ListPeople, ListedPerson, MarkLines, NoteSignature,
    PayBatch, PlanDraft, RecordPayment, ReturnBatch, SubmitBatch, UnlistPeople, WithdrawEnrolment,
};
use zhijia_model::intents::books::{
    AskRenewal, CancelHold, CloseDay, EditTitle, ImportTitle, Lend, NameReturn, PlaceHold, Renew, SettleLoan,
    Settlement, TakeBack, TakeBackCopy, TitleDraft,
};
use zhijia_model::intents::events::{
    AdmitSignUp, AnswerQuestions, CancelEvent, CheckAt, CheckIn, CloseDesk, CloseEvent, CreateEvent, EditEvent,
    EventDraft, HandOut, NotHere, OpenDesk, PublishEvent, QuestionDraft, RemoveSignUp, ReopenEvent, RestoreSignUp,
    ScanPass, SetCheckInList, SettleEvent, SignUp, SignUpFor, WaiveDesk, WalkIn, Withdraw, WithdrawFor,
};
use zhijia_model::intents::members::{DecideName, EditProfile, RestoreValue, SetEmployer};
use zhijia_model::intents::unions::{CreateHouse, FoundUnion};
use zhijia_model::kinds::event::{AdmissionMode, Need};
use zhijia_model::kinds::plan::{Payer, plan_of};
use zhijia_model::kinds::{Record, batch, event, loan, return_, sign_up, title};
use zhijia_model::{Intent, Kind, RecordId, Scalar};
use zhijia_tests::town::{DAY, HOUR, Phone, title_of};

/// What members do comes first in [`drawn`].
pub(super) const OF_MEMBERS: u8 = 10;
pub(super) const OF_ALL: u8 = 70;

pub(super) fn book(house: RecordId, volume: &str) -> PlannedTitle {
    let mut puts: Vec<(String, Scalar)> =
        vec![("title".to_owned(), "活着".into()), ("volume".to_owned(), volume.into())];
    let copies = if volume == "上" { 2 } else { 1 };
    puts.extend((1..=copies).map(|n| (format!("copy/{volume}{n}/barcode"), Scalar::from(format!("{volume}{n}")))));
    PlannedTitle { salt: title_of(house, "活着", volume).salt, puts, ..PlannedTitle::default() }
}

pub(super) fn draft(now: i64, places: i64) -> EventDraft {
    EventDraft {
        title: "篮球决赛".to_owned(),
        place: "体育馆".to_owned(),
        starts_ms: Some(now + 40 * DAY),
        ends_ms: Some(now + 40 * DAY + 2 * HOUR),
        capacity: Some(places),
        opens_ms: Some(now - HOUR),
        closes_ms: Some(now + 30 * DAY),
        questions: vec![QuestionDraft { ask: "坐哪里".to_owned(), ..QuestionDraft::default() }],
        ..EventDraft::default()
    }
}

pub(super) fn plan(now: i64, n: u16) -> PlanDraft {
    PlanDraft {
        name: format!("住院互助{n}"),
        payer: [Payer::Member, Payer::Union, Payer::Employer][usize::from(n % 3)],
        fee_fen: 6000,
        period_from: china_date(now + 60 * DAY).to_string(),
        period_to: china_date(now + 400 * DAY).to_string(),
        opens_ms: Some(now - HOUR),
        closes_ms: Some(now + 50 * DAY),
        waiting_days: 30,
        ..PlanDraft::default()
    }
}

/// What somebody may want to do next, with what the phone holds.
pub(super) fn drawn(phone: &Phone, union: RecordId, what: u8, n: u16, now: i64) -> Option<Intent> {
    let all = |kind: Kind| -> Vec<Record> {
        let mut all = phone.store.read(|dao| dao.records_of_kind(kind)).unwrap();
        all.sort_by_key(|record| record.id);
        let at = usize::from(n) % all.len().max(1);
        all.rotate_left(at);
        all
    };
    let held = |kind: Kind| all(kind).into_iter().next();
    let id = |kind: Kind| held(kind).map(|record| record.id);
    let name = || ["周敏", "吴刚"][usize::from(n % 2)].to_owned();
    let employer = || "第一棉纺厂".to_owned();
    let copy = |title: &Record| Some(title::copies(title).get(usize::from(n / 4) % 3)?.id.clone());
    Some(match what {
        1 if n % 2 == 0 => {
            let event = held(Kind::Event)?;
            let asked = event::questions(&event).into_iter().find(|one| n % 3 == 0 || one.need != Need::Gone);
            let answers = asked.map(|one| (one.id, format!("第{}排", n % 3))).into_iter().collect();
            let agreed = event::waiver(&event).map(|waiver| waiver.version).unwrap_or_default();
            let member = (n % 5 == 0).then(|| id(Kind::Member)).flatten();
            AnswerQuestions { event: event.id, member, answers, agreed }.into()
        }
        0 | 1 => SignUp { event: id(Kind::Event)? }.into(),
        2 => Withdraw { event: id(Kind::Event)? }.into(),
        3 => AskRenewal { loan: id(Kind::Loan)? }.into(),
        4 if n % 3 == 0 => {
            let own = all(Kind::Enrolment).into_iter().find(|one| one.header.owner == Some(phone.member))?;
            AnswerListing { enrolment: own.id, agree: n % 2 > 0 }.into()
        }
        4 => Enrol { plan: id(Kind::Plan)? }.into(),
        5 => WithdrawEnrolment { plan: id(Kind::Plan)? }.into(),
        6 => EditProfile { name: Some(name()), mobile: None }.into(),
        7 => EditProfile { name: None, mobile: Some(format!("1381234567{}", n % 3)) }.into(),
        8 => PlaceHold { title: id(Kind::Title)? }.into(),
        9 => {
            // A reader says nothing, a keeper why.
            let reason = ["", "馆藏调整"][usize::from(n % 2)].to_owned();
            CancelHold { hold: id(Kind::Hold)?, reason, undoes: None }.into()
        }
        10 | 11 => CheckIn { sign_up: id(Kind::SignUp)? }.into(),
        12 => RemoveSignUp { sign_up: id(Kind::SignUp)?, reason: "名单有误".to_owned() }.into(),
        13 => {
            let removed = all(Kind::SignUp).into_iter().find(|one| sign_up::removed(one).is_some())?;
            RestoreSignUp { sign_up: removed.id }.into()
        }
        14 => AdmitSignUp { sign_up: id(Kind::SignUp)? }.into(),
        15 => {
            let card = if n % 3 == 0 { id(Kind::Member) } else { None };
            let given = if card.is_none() { name() } else { String::new() };
            WalkIn { event: id(Kind::Event)?, card, name: given, employer: employer(), another: n % 5 == 0 }.into()
        }
        16 => {
            let admission = [None, Some(AdmissionMode::Ranked), Some(AdmissionMode::Draw), Some(AdmissionMode::Review)];
            let draft = EventDraft { admission: admission[usize::from(n / 2 % 4)], ..draft(now, i64::from(n % 3) + 1) };
            CreateEvent { union, draft, publish: n % 2 == 0 }.into()
        }
        17 | 18 => {
            let event = held(Kind::Event)?;
            let mut draft = EventDraft::of(&event);
            match n / 8 % 8 {
                6 if draft.questions.len() < 3 => {
                    draft.questions.push(QuestionDraft { ask: "坐哪里".to_owned(), ..QuestionDraft::default() });
                }
                // Taken back; what was answered stays.
                6 => draft.questions.iter_mut().take(1).for_each(|one| one.gone = true),
                7 => ["自愿参加", ""][usize::from(n % 2)].clone_into(&mut draft.waiver),
                // Open to other people than before: who has signed up stays.
                4 => ["快递员", ""][usize::from(n % 2)].clone_into(&mut draft.conditions.only_category),
                5 => draft.conditions.only_union = [union, RecordId([9; 16])][usize::from(n % 2)].to_string(),
                0 => draft.capacity = Some(i64::from(n % 3) + 1),
                1 => draft.place = format!("{}号馆", n % 3),
                // Who has not heard of it yet may ask too early.
                2 => draft.opens_ms = Some(now + HOUR),
                _ => draft.closes_ms = Some(now + i64::from(n % 9) * DAY),
            }
            EditEvent { event: event.id, draft, publish: false }.into()
        }
        19 => PublishEvent { event: id(Kind::Event)? }.into(),
        20 => CloseEvent { event: id(Kind::Event)? }.into(),
        21 => ReopenEvent { event: id(Kind::Event)? }.into(),
        22 => CancelEvent { event: id(Kind::Event)?, reason: "场馆停电".to_owned() }.into(),
        23 | 24 => {
            let title = held(Kind::Title)?;
            let card = if n % 2 == 0 { id(Kind::Member) } else { None };
            let (name, employer) = if card.is_none() { (name(), employer()) } else { Default::default() };
            Lend {
                title: title.id,
                copy: copy(&title)?,
                card,
                name,
                employer,
                exception: n % 3 == 0,
                reason: "急用".to_owned(),
            }
            .into()
        }
        25 => TakeBack { loan: id(Kind::Loan)? }.into(),
        26 => {
            let title = held(Kind::Title)?;
            let known = (n % 2 == 0).then_some(title.id);
            TakeBackCopy { house: title.header.space, copy: copy(&title)?, title: known }.into()
        }
        27 => Renew { loan: id(Kind::Loan)? }.into(),
        28 => {
            let loan = held(Kind::Loan)?;
            let how = [Settlement::PassedOn, Settlement::Mistaken, Settlement::OtherCopy][usize::from(n / 4 % 3)];
            let other = title::copies(&phone.record(loan::read(&loan).title().one()?)?).pop()?.id;
            let (copy, scanned) = (other, loan::copy(&loan).to_owned());
            SettleLoan { loan: loan.id, how, copy, scanned }.into()
        }
        29 => {
            let title = id(Kind::Title)?;
            let other = all(Kind::Return).into_iter().find(|one| return_::title(one) != Some(title))?;
            NameReturn { returned: other.id, title }.into()
        }
        30 => {
            let day = china_date(now + i64::from(n % 4) * 10 * DAY).to_string();
            CloseDay { house: id(Kind::House)?, day, closed: n % 3 > 0 }.into()
        }
        31 => {
            let house = id(Kind::House)?;
            ImportTitle { house, title: Box::new(book(house, ["上", "下", "续"][usize::from(n % 3)])) }.into()
        }
        32 => {
            let closed_weekdays = ["", "1", "67"][usize::from(n % 3)].to_owned();
            CreateHouse { union, name: "二号书屋".to_owned(), address: String::new(), closed_weekdays }.into()
        }
        33 if n % 2 == 0 => {
            let plan = held(Kind::Plan)?;
            let mut draft = PlanDraft::of(&plan);
            match n / 2 % 3 {
                0 => draft.waiting_days = i64::from(n % 60),
                1 => draft.closes_ms = Some(now + i64::from(n % 9) * DAY),
                _ => draft.shares_max = Some(i64::from(n % 3) + 1),
            }
            EditPlan { plan: plan.id, draft }.into()
        }
        33 => CreatePlan { union, draft: plan(now, n) }.into(),
        34 => RecordPayment { enrolment: id(Kind::Enrolment)?, on: china_date(now).to_string() }.into(),
        35 => SetEmployer { member: id(Kind::Member)?, employer: format!("第{}棉纺厂", n % 3) }.into(),
        36 => DecideName { member: id(Kind::Member)?, take: n % 2 == 0 }.into(),
        37 => {
            // Two have written it at once, and one of them is not shown.
            let kinds = [Kind::Event, Kind::Title, Kind::House, Kind::Member];
            let mut rivals = Vec::new();
            for record in kinds.into_iter().flat_map(all) {
                for (part, state) in &record.parts {
                    for (key, values) in state.iter().filter(|(_, values)| values.len() > 1) {
                        let tokens = values.iter().filter_map(|one| one.change);
                        rivals.extend(tokens.map(|change| (record.id, RestoreValue::token(*part, change, key))));
                    }
                }
            }
            let (record, token) = rivals.into_iter().next()?;
            RestoreValue { record, token }.into()
        }
        38 => SignUpFor { event: id(Kind::Event)?, member: id(Kind::Member)? }.into(),
        39 => WithdrawFor { event: id(Kind::Event)?, member: id(Kind::Member)? }.into(),
        40 => {
            let title = held(Kind::Title)?;
            let draft = TitleDraft { author: format!("余华{}", n % 3), ..TitleDraft::of(&title) };
            EditTitle { title: title.id, draft }.into()
        }
        41 => {
            let due = all(Kind::Event).into_iter().find(|one| event::may_settle(one, now))?;
            SettleEvent { event: due.id }.into()
        }
        42 => {
            // The door may read a pass before it has heard of the sign-up.
            let member = held(Kind::Member)?.id;
            let list = ["", "东门"][usize::from(n % 2)].to_owned();
            ScanPass { event: id(Kind::Event)?, member, name: name(), list, leaves: n % 3 == 0 }.into()
        }
        43 => CheckAt { sign_up: id(Kind::SignUp)?, list: "西门".to_owned(), leaves: n % 2 == 0 }.into(),
        44 => NotHere { sign_up: id(Kind::SignUp)? }.into(),
        45 => HandOut { sign_up: id(Kind::SignUp)?, what: "T恤".to_owned() }.into(),
        46 => SetCheckInList { event: id(Kind::Event)?, name: "东门".to_owned(), away: n % 3 == 0 }.into(),
        47 | 48 => OpenDesk { event: id(Kind::Event)?, device: phone.device, list: "东门".to_owned() }.into(),
        49 => {
            let (event, device) = (id(Kind::Event)?, phone.device);
            CloseDesk { event, device }.into()
        }
        68 | 69 => {
            // Somebody else's phone, too, where this one knows of it.
            let event = held(Kind::Event)?;
            let desks = event::desks(&event);
            let device = desks.get(usize::from(n) % desks.len().max(1)).map_or(phone.device, |desk| desk.device);
            WaiveDesk { event: event.id, device }.into()
        }
        51 | 52 => {
            let member = held(Kind::Member).filter(|_| n % 3 > 0).map(|one| one.id.to_string()).unwrap_or_default();
            let given = if member.is_empty() { name() } else { String::new() };
            let person = ListedPerson { member, name: given, employer: employer(), shares: None };
            ListPeople { union, plan: id(Kind::Plan)?, people: vec![person], provisional: n % 4 == 0 }.into()
        }
        53 => {
            let list = held(Kind::Batch)?;
            let who = batch::lines(&list).into_keys().nth(usize::from(n / 4) % 3)?;
            if n % 2 == 0 {
                return Some(NoteSignature { batch: list.id, who }.into());
            }
            UnlistPeople { union, plan: plan_of(&list.header)?, people: vec![who] }.into()
        }
        54 | 58 | 59 => MarkLines { batch: id(Kind::Batch)? }.into(),
        55 | 60 | 61 => SubmitBatch { batch: id(Kind::Batch)?, roster: 9 }.into(),
        62 | 63 => ReturnBatch { batch: id(Kind::Batch)?, reason: "请核对".to_owned() }.into(),
        56 | 64 | 65 => AcceptBatch { batch: id(Kind::Batch)?, exception: true }.into(),
        57 | 66 | 67 => PayBatch { batch: id(Kind::Batch)?, on: china_date(now).to_string() }.into(),
        _ => FoundUnion { above: union, name: format!("街道工会{}", n % 3) }.into(),
    })
}
