//! What an event asks of those who sign up, and what they agree to (E-C5, E-C24).

use std::collections::BTreeMap;

use proptest::prelude::*;
use zhijia_model::calendar::china_date;
use zhijia_model::intents::Intent;
use zhijia_model::intents::events::{AnswerQuestions, CreateEvent, EditEvent, EventDraft, QuestionDraft, SignUp};
use zhijia_model::kinds::event::{AnswerKind, AskedQuestion, Need, questions, waiver};
use zhijia_model::kinds::sign_up;
use zhijia_model::{Code, Part, RecordId};

use super::events::draft;
use super::town::{HOUR, T, Town, UNION, code};

fn asks(ask: &str, kind: AnswerKind, choices: &[&str], required: bool) -> QuestionDraft {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    QuestionDraft { ask: ask.to_owned(), kind, choices, required, ..QuestionDraft::default() }
}

fn asking() -> EventDraft {
    let questions = vec![
        asks("尺码", AnswerKind::One, &["S", "M", "L"], true),
        asks("会哪些", AnswerKind::Several, &["裁判", "记分"], false),
    ];
    EventDraft { questions, waiver: "自愿参加".to_owned(), ..draft() }
}

fn answer(town: &Town, event: RecordId, given: &[&str], agreed: bool) -> AnswerQuestions {
    let asked = questions(town.at(event)).into_iter().map(|one| one.id);
    let answers = asked.zip(given).map(|(id, answer)| (id, (*answer).to_owned())).collect();
    let version = waiver(town.at(event)).map(|waiver| waiver.version).filter(|_| agreed);
    AnswerQuestions { event, member: None, answers, agreed: version.unwrap_or_default() }
}

#[test]
fn who_signs_up_has_answered_what_must_be_and_agreed() {
    let mut town = Town::new();
    let event = town.event(asking());
    let shown = EventDraft::of(town.at(event));
    let plain =
        |list: &[QuestionDraft]| -> Vec<_> { list.iter().map(|one| (one.ask.clone(), one.choices.clone())).collect() };
    assert_eq!(plain(&shown.questions), plain(&asking().questions), "in the order in which they were typed");
    assert_eq!(code(town.act(SignUp { event })), Code::AnswerMissing);
    let record = town.act(answer(&town, event, &["M"], false)).unwrap();
    assert_eq!(sign_up::wish(town.at(record)), sign_up::Wish::None, "answering is not asking for a place");
    assert_eq!(code(town.act(SignUp { event })), Code::WaiverNotAgreed);
    town.act(answer(&town, event, &[], true)).unwrap();
    assert_eq!(town.act(SignUp { event }).unwrap(), record);
    // Answered again afterwards, and what is the same is not written again.
    town.act(answer(&town, event, &["L", "记分\n裁判"], false)).unwrap();
    let all: Vec<_> = sign_up::answers(town.at(record)).into_values().collect();
    assert_eq!(all, ["L", "记分\n裁判"]);
    // An intent reads back from its text with its answers.
    let intent: Intent = answer(&town, event, &["S"], true).into();
    assert_eq!(Intent::from_text(&intent.to_text()), Some(intent));
    let create: Intent = CreateEvent { union: UNION, draft: asking(), publish: true }.into();
    assert_eq!(Intent::from_text(&create.to_text()), Some(create));
}

#[test]
fn an_answer_of_another_form_names_its_question_and_writes_nothing() {
    let mut town = Town::new();
    let event = town.event(asking());
    let id = questions(town.at(event))[0].id.clone();
    let refused = town.act(answer(&town, event, &["XXL"], false)).unwrap_err();
    assert_eq!((refused.code, refused.field), (Code::AnswerWrong, Some(format!("answer/{id}"))));
    let unknown = AnswerQuestions {
        event,
        member: None,
        answers: BTreeMap::from([("07-0000".to_owned(), "M".to_owned())]),
        agreed: String::new(),
    };
    assert_eq!(code(town.act(unknown)), Code::NotFound);
    let today = china_date(T);
    let asked = |kind, need| AskedQuestion {
        id: "01".to_owned(),
        ask: "问".to_owned(),
        kind,
        choices: vec!["甲".to_owned()],
        need,
        insurer: false,
    };
    let of = |kind, answer: &str| asked(Some(kind), Need::Optional).checked(answer, today).ok();
    assert_eq!(of(AnswerKind::Number, " 007 ").as_deref(), Some("7"));
    assert_eq!(of(AnswerKind::Number, "七"), None);
    assert_eq!(of(AnswerKind::YesNo, "maybe"), None);
    assert_eq!(of(AnswerKind::Several, "甲\n乙"), None);
    assert_eq!(of(AnswerKind::IdNumber, "110105194912310021"), None, "the last digit does not fit");
    assert_eq!(of(AnswerKind::IdNumber, "11010519491231002x").as_deref(), Some("11010519491231002X"));
    assert_eq!(of(AnswerKind::Text, "\u{202e}"), None);
    assert_eq!(of(AnswerKind::Text, "").as_deref(), Some(""), "an answer that is taken back");
    // What a newer app asks is answered in words; what must be answered is not left open.
    assert_eq!(asked(None, Need::Optional).checked("答", today).ok().as_deref(), Some("答"));
    assert_eq!(code(asked(Some(AnswerKind::Text), Need::Required).checked(" ", today)), Code::AnswerMissing);
}

/// E-C24.
#[test]
fn a_question_that_is_taken_back_keeps_its_answers_and_one_that_is_left_out_stays() {
    let mut town = Town::new();
    let event = town.event(asking());
    let record = town.act(answer(&town, event, &["M"], true)).unwrap();
    town.act(SignUp { event }).unwrap();
    let mut shown = EventDraft::of(town.at(event));
    shown.questions[0].gone = true;
    shown.questions.truncate(1);
    shown.questions.push(asks("号码", AnswerKind::Number, &[], false));
    town.act(EditEvent { event, draft: shown, publish: false }).unwrap();
    let now: Vec<_> = questions(town.at(event)).into_iter().map(|one| (one.ask, one.need)).collect();
    let (gone, optional) = (Need::Gone, Need::Optional);
    assert_eq!(now, [("尺码".to_owned(), gone), ("会哪些".to_owned(), optional), ("号码".to_owned(), optional)]);
    assert_eq!(sign_up::answers(town.at(record)).into_values().collect::<Vec<_>>(), ["M"]);
    assert_eq!(EventDraft::of(town.at(event)).questions.len(), 2);
    // A phone that has not heard of it answers the old question all the same.
    town.act(answer(&town, event, &["L"], false)).unwrap();
    assert_eq!(sign_up::answers(town.at(record)).into_values().collect::<Vec<_>>(), ["L"]);
}

/// E-C5.
#[test]
fn ones_own_answer_comes_before_the_officers_and_nobody_agrees_for_another() {
    let mut town = Town::new();
    let event = town.event(asking());
    let member = town.me;
    let own = answer(&town, event, &["M"], false);
    town.become_member("柜台");
    let version = waiver(town.at(event)).unwrap().version;
    let officers =
        AnswerQuestions { member: Some(member), agreed: version, ..answer(&town, event, &["S", "裁判"], true) };
    let record = town.act(officers).unwrap();
    assert_eq!(sign_up::answers(town.at(record)).into_values().collect::<Vec<_>>(), ["S", "裁判"]);
    assert_eq!(sign_up::agreed(town.at(record)), None);
    assert!(town.at(record).part(Part::Member).entries("agreed").is_empty());
    town.me = member;
    town.act(own).unwrap();
    assert_eq!(sign_up::answers(town.at(record)).into_values().collect::<Vec<_>>(), ["M", "裁判"]);
}

#[test]
fn who_agrees_agrees_to_what_was_read() {
    let mut town = Town::new();
    let event = town.event(asking());
    let record = town.act(answer(&town, event, &["M"], true)).unwrap();
    let old = answer(&town, event, &[], true);
    let changed = EventDraft { waiver: "自愿参加,自负安全".to_owned(), ..EventDraft::of(town.at(event)) };
    town.now += HOUR;
    town.act(EditEvent { event, draft: changed, publish: false }).unwrap();
    assert_eq!(code(town.act(old)), Code::WaiverChanged);
    assert_eq!(code(town.act(SignUp { event })), Code::WaiverNotAgreed);
    assert_ne!(sign_up::agreed(town.at(record)), waiver(town.at(event)).map(|waiver| waiver.version).as_deref());
    town.act(answer(&town, event, &[], true)).unwrap();
    town.act(SignUp { event }).unwrap();
}

#[test]
fn a_form_of_questions_says_which_one_is_wrong() {
    let mut town = Town::new();
    let mut refused = |questions: Vec<QuestionDraft>| {
        let draft = EventDraft { questions, ..draft() };
        let refused = town.act(CreateEvent { union: UNION, draft, publish: true }).unwrap_err();
        (refused.code, refused.field.unwrap())
    };
    let plain = || asks("号码", AnswerKind::Number, &[], false);
    assert_eq!(
        refused(vec![plain(), asks(" ", AnswerKind::Text, &[], true)]),
        (Code::EmptyField, "question_1".to_owned())
    );
    assert_eq!(refused(vec![asks("尺码", AnswerKind::One, &["S"], true)]), (Code::EmptyField, "choices_0".to_owned()));
    let long = "长".repeat(30);
    let many: Vec<_> = (0..4).map(|_| long.as_str()).collect();
    assert_eq!(refused(vec![asks("尺码", AnswerKind::One, &many, true)]), (Code::BadField, "choices_0".to_owned()));
    assert_eq!(refused(vec![plain(); 13]), (Code::BadField, "questions".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Two organisers change the questions and a member answers, each without news of the others: in whatever order the
    /// news comes, all read the same, nobody's question is lost, and no answer is.
    #[test]
    fn questions_and_answers_of_several_phones_come_together(
        story in prop::collection::vec((0..3_usize, 0..4_u8, 0..3_usize), 1..20),
        order in prop::sample::select(vec![[0, 1, 2], [2, 1, 0], [1, 2, 0]]),
    ) {
        let mut first = Town::new();
        let event = first.event(asking());
        let mut towns = vec![first];
        for device in [2_u8, 3] {
            let mut town = Town { device, ids: device * 60, ..Town::new() };
            town.hears(&towns[0]);
            towns.push(town);
        }
        let mut added = 0;
        let mut answered: BTreeMap<(RecordId, String), String> = BTreeMap::new();
        for (who, what, at) in story {
            let town = &mut towns[who];
            town.now += 1000;
            match what {
                0 | 1 => {
                    let mut shown = EventDraft::of(town.at(event));
                    if what == 0 {
                        added += 1;
                        shown.questions.push(asks(&format!("第{added}问"), AnswerKind::Text, &[], false));
                    } else if let Some(one) = shown.questions.get_mut(at) {
                        one.gone = true;
                    }
                    if shown.questions.len() <= 12 {
                        town.act(EditEvent { event, draft: shown, publish: false }).unwrap();
                    }
                }
                _ => {
                    let asked = questions(town.at(event));
                    let Some(one) = asked.get(at) else { continue };
                    let value = one.choices.first().map_or("答", String::as_str).to_owned();
                    let answers = BTreeMap::from([(one.id.clone(), value.clone())]);
                    let record = town.act(AnswerQuestions { event, member: None, answers, agreed: String::new() }).unwrap();
                    answered.insert((record, one.id.clone()), value);
                }
            }
        }
        for _ in 0..2 {
            for from in order {
                for to in 0..3 {
                    if from != to {
                        let (mut news, mut old) = (Town::new(), Town::new());
                        core::mem::swap(&mut news, &mut towns[from]);
                        core::mem::swap(&mut old, &mut towns[to]);
                        old.hears(&news);
                        (towns[from], towns[to]) = (news, old);
                    }
                }
            }
        }
        let asked = questions(towns[0].at(event));
        for town in &towns {
            prop_assert_eq!(&questions(town.at(event)), &asked);
            for ((record, question), value) in &answered {
                let answers = sign_up::answers(town.at(*record));
                prop_assert_eq!(answers.get(question), Some(&value.as_str()));
            }
        }
        prop_assert_eq!(asked.iter().filter(|one| one.ask.starts_with('第')).count(), added);
    }
}
