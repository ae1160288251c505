//! Claims: who sees what, who may write what, and what the hub says of them. It decides nothing.

use zhijia_model::kinds::claim::{self, ClaimStage};
use zhijia_model::kinds::plan::Payer;
use zhijia_model::kinds::{Record, enrolment};
use zhijia_model::{Audience, Header, IntentId, Kind, Outcome, Part, RecordId, Role, Scalar};

use super::city::{City, DAY, T, accepted, later, refused};
use super::phone::Phone;

/// Almost four weeks later.
const NOW: i64 = T + 26 * DAY;

/// A plan of the union that covers the whole year, and claims of which are filed within ten days of the discharge.
fn plan(city: &City, office: &mut Phone) -> RecordId {
    let header = Header::new(Kind::Plan, city.union, None, *b"plan");
    let puts = [
        ("name", "职工住院医疗互助".into()),
        ("payer", "union".into()),
        ("period_from", "2026-01-01".into()),
        ("period_to", "2026-12-31".into()),
        ("opens", (T - DAY).into()),
        ("closes", (T + 90 * DAY).into()),
        ("claim_days", 10.into()),
    ];
    office.write(&header, Part::Office, T, &puts);
    accepted(&office.sync(&city.hub, T));
    header.id()
}

struct Case {
    city: City,
    plan: RecordId,
    member: Phone,
    one: Phone,
    two: Phone,
    office: Phone,
    handler: Phone,
    desk: Phone,
}

/// A member who is covered since March, two reviewers, who pays, and two who are to see nothing.
fn case() -> Case {
    let mut city = City::new();
    let mut office = city.join(&[Role::Office]);
    let plan = plan(&city, &mut office);
    let mut member = city.join(&[]);
    let own = enrolment::header(city.union, member.member, plan, Payer::Union);
    let intent = member.intent();
    let keys = (format!("ask/{intent}/is"), format!("ask/{intent}/at"));
    member.write(&own, Part::Member, T, &[(&keys.0, "in".into()), (&keys.1, T.into())]);
    accepted(&member.sync(&city.hub, T));
    assert!(matches!(member.outcome(own.id()), Outcome::Cover { .. }));
    let [one, two] = [(); 2].map(|()| city.join(&[Role::Reviewer]));
    let (handler, desk) = (city.join(&[Role::Handler]), city.join(&[Role::Desk]));
    Case { city, plan, member, one, two, office, handler, desk }
}

const ACCOUNT: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

fn bill(case: &Case, person: RecordId, number: &str) -> Header {
    claim::header(case.city.union, person, case.plan, number, IntentId::default())
}

/// The member files a claim about a stay.
fn file(member: &mut Phone, header: &Header, number: &str, admitted: &str, discharged: &str, at: i64) {
    let intent = member.intent();
    let keys = [
        format!("ask/{intent}/is"),
        format!("ask/{intent}/at"),
        format!("account/{ACCOUNT}/tail"),
        format!("account/{ACCOUNT}/at"),
    ];
    let puts: [(&str, Scalar); 8] = [
        ("hospital", "市第一人民医院".into()),
        ("settlement_no", number.into()),
        ("admitted", admitted.into()),
        ("discharged", discharged.into()),
        (&keys[0], "in".into()),
        (&keys[1], at.into()),
        (&keys[2], "6789".into()),
        (&keys[3], at.into()),
    ];
    member.write_for(intent, header, Part::Member, at, &puts);
}

/// A reviewer's word about what the phone shows.
fn decide(phone: &mut Phone, header: &Header, part: Part, is: &str, amount: i64, at: i64) {
    let of = claim::version(&phone.record(header.id()));
    let intent = phone.intent();
    let key = |name: &str| format!("decision/{intent}/{name}");
    let keys = [key("is"), key("at"), key("of"), key("amount"), key("account")];
    let mut puts: Vec<(&str, Scalar)> =
        vec![(&keys[0], is.into()), (&keys[1], at.into()), (&keys[2], of.into()), (&keys[3], amount.into())];
    if part == Part::Review {
        puts.push((&keys[4], ACCOUNT.into()));
    }
    phone.write_for(intent, header, part, at, &puts);
}

fn stage(phone: &Phone, header: &Header) -> ClaimStage {
    claim::state(&phone.record(header.id())).stage
}

#[test]
fn a_claim_goes_from_the_member_by_two_reviewers_to_the_bank_and_nobody_else_sees_it() {
    let mut case = case();
    let header = bill(&case, case.member.member, "JS-1");
    let hub = &case.city.hub;
    file(&mut case.member, &header, "JS-1", "2026-03-20", "2026-03-27", NOW);
    accepted(&case.member.sync(hub, NOW));
    assert_eq!(case.member.outcome(header.id()), &Outcome::Stands, "covered, and in time");
    case.one.sync(hub, NOW);
    decide(&mut case.one, &header, Part::Check, "pass", 80_000, NOW + 1);
    accepted(&case.one.sync(hub, NOW + 1));
    case.member.sync(hub, NOW + 2);
    assert_eq!(stage(&case.member, &header), ClaimStage::SecondReview, "the member is told, and not by whom");
    assert_eq!(case.member.held(header.id()).parts.keys().collect::<Vec<_>>(), [&Part::Member.number()]);
    case.office.sync(hub, NOW + 2);
    assert!(!case.office.records.contains_key(&header.id()), "who pays sees nothing before it is approved");
    case.two.sync(hub, NOW + 2);
    decide(&mut case.two, &header, Part::Review, "pass", 80_000, NOW + 3);
    accepted(&case.two.sync(hub, NOW + 3));
    case.member.sync(hub, NOW + 3);
    assert_eq!(stage(&case.member, &header), ClaimStage::Approved);
    case.office.sync(hub, NOW + 3);
    let to_pay = case.office.record(header.id());
    assert_eq!(case.office.held(header.id()).parts.len(), 0, "no part of the claim");
    let sees = claim::payable(&to_pay);
    assert_eq!((sees.amount().one(), sees.tail().one()), (Some(80_000), Some("6789")));
    assert!(!format!("{:?}", case.office.held(header.id()).views).contains("医院"));
    let state = claim::state(&to_pay);
    let key = claim::next_key(&to_pay, &state.version);
    let keys = ["at", "amount", "of", "account"].map(|name| format!("pay/{key}/{name}"));
    let puts: [(&str, Scalar); 4] = [
        (&keys[0], NOW.into()),
        (&keys[1], 80_000.into()),
        (&keys[2], state.version.as_str().into()),
        (&keys[3], ACCOUNT.into()),
    ];
    case.office.write(&header, Part::Payout, NOW + 4, &puts);
    accepted(&case.office.sync(hub, NOW + 4));
    case.office.write(
        &header,
        Part::Payout,
        NOW + 5,
        &[("result/aa/key", key.as_str().into()), ("result/aa/paid", "2026-03-02".into())],
    );
    accepted(&case.office.sync(hub, NOW + 5));
    case.member.sync(hub, NOW + 6);
    assert_eq!(stage(&case.member, &header), ClaimStage::Paid);
    for nobody in [&mut case.handler, &mut case.desk] {
        nobody.sync(hub, NOW + 6);
        assert!(!nobody.records.contains_key(&header.id()), "the enterprise and its desk see no illness");
        nobody.write(&header, Part::Check, NOW + 6, &[("note", "?".into())]);
        assert_eq!(nobody.sync(hub, NOW + 6).fate(), &refused("no-authority"));
    }
}

#[test]
fn what_the_hub_says_is_told_with_its_reason_and_approves_nothing() {
    let mut case = case();
    let header = bill(&case, case.member.member, "JS-2");
    let hub = &case.city.hub;
    // Before the cover began, and long after the discharge.
    file(&mut case.member, &header, "JS-2", "2025-12-20", "2025-12-27", NOW);
    accepted(&case.member.sync(hub, NOW));
    assert_eq!(case.member.outcome(header.id()), &Outcome::Ineligible { why: "outside".to_owned() }, "M-08");
    assert_eq!(case.member.held(header.id()).verdict.as_ref().unwrap().flags, ["M-C17"]);
    assert_eq!(stage(&case.member, &header), ClaimStage::FirstCheck, "a person decides all the same");
    // Whose phone had no network for two days is in time; the claim is judged on what is believed.
    let late = bill(&case, case.member.member, "JS-3");
    file(&mut case.member, &late, "JS-3", "2026-03-18", "2026-03-19", NOW + DAY);
    accepted(&case.member.sync(hub, NOW + 3 * DAY));
    let verdict = case.member.held(late.id()).verdict.clone().unwrap();
    assert_eq!((verdict.outcome, verdict.flags), (Outcome::Stands, Vec::new()), "M-C17");
}

#[test]
fn one_bill_is_one_claim_and_what_was_paid_stays_first() {
    let mut case = case();
    let [one, two] = ["JS-4", "JS-5"].map(|number| bill(&case, case.member.member, number));
    let hub = &case.city.hub;
    file(&mut case.member, &one, "JS-4", "2026-03-20", "2026-03-27", NOW + 2);
    accepted(&case.member.sync(hub, NOW + 2));
    // Typed with another number at first, and corrected: it was filed earlier, and arrives later.
    file(&mut case.member, &two, "js 4", "2026-03-20", "2026-03-27", NOW + 1);
    accepted(&case.member.sync(hub, NOW + 3));
    assert_eq!(case.member.outcome(two.id()), &Outcome::Stands, "the smallest rank (M-C12)");
    assert_eq!(case.member.outcome(one.id()), &Outcome::Duplicate);
    // Somebody else with the same bill: both are flagged, and neither is dropped.
    let mut other = case.city.join(&[]);
    let hub = &case.city.hub;
    let theirs = bill(&case, other.member, "JS-4");
    file(&mut other, &theirs, "JS-4", "2026-03-20", "2026-03-27", NOW + 4);
    accepted(&other.sync(hub, NOW + 4));
    assert_eq!(other.outcome(theirs.id()), &Outcome::Ineligible { why: "no-cover".to_owned() });
    assert_eq!(other.held(theirs.id()).verdict.as_ref().unwrap().flags, ["M-07"]);
    case.member.sync(hub, NOW + 4);
    assert_eq!(case.member.held(two.id()).verdict.as_ref().unwrap().flags, ["M-07"]);
    // Paid is paid: whatever comes later, with whatever rank, is the duplicate.
    for (phone, part) in [(&mut case.one, Part::Check), (&mut case.two, Part::Review)] {
        phone.sync(hub, NOW + 5);
        decide(phone, &one, part, "pass", 1, NOW + 5);
        accepted(&phone.sync(hub, NOW + 5));
    }
    case.member.sync(hub, NOW + 6);
    assert_eq!(case.member.outcome(one.id()), &Outcome::Stands, "P3: approved by people");
    assert_eq!(case.member.outcome(two.id()), &Outcome::Duplicate);
}

#[test]
fn a_plan_of_another_union_and_a_part_of_another_role_are_refused() {
    let mut case = case();
    let hub = &case.city.hub;
    let absent = claim::header(case.city.union, case.member.member, RecordId([3; 16]), "JS-6", IntentId::default());
    case.member.write(&absent, Part::Member, NOW, &[("hospital", "市一院".into())]);
    assert_eq!(case.member.sync(hub, NOW).fate(), &later("unknown-space"));
    let header = bill(&case, case.member.member, "JS-6");
    case.member.write(&header, Part::Review, NOW, &[("decision/aa/is", "pass".into())]);
    assert_eq!(case.member.sync(hub, NOW).fate(), &refused("no-authority"), "nobody approves the own claim");
    case.office.write(&header, Part::Payout, NOW, &[("pay/a/at", NOW.into())]);
    assert_eq!(case.office.sync(hub, NOW).fate(), &refused("no-authority"), "nothing is paid that was not filed");
    // A reviewer prepares one from a settlement list; the member sees it, and it is no claim before it is filed.
    case.one.write(&header, Part::Check, NOW, &[("hospital", "市一院".into()), ("settlement_no", "JS-6".into())]);
    accepted(&case.one.sync(hub, NOW));
    case.member.sync(hub, NOW);
    let prepared: Record = case.member.record(header.id());
    assert_eq!(claim::says(&prepared).hospital, "市一院");
    assert_eq!(claim::state(&prepared).stage, ClaimStage::Draft);
    assert!(case.member.held(header.id()).verdict.is_none());
    assert!(case.member.held(header.id()).views.contains_key(&Audience::Mine.number()));
}
