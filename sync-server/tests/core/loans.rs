//! Lending: two keepers offline, returns without their loan, renewals, limits.

use zhijia_model::{Audience, Fact, Header, Kind, Outcome, Part, RecordId, Role, Scalar, Scope};

use super::city::{City, DAY, HOUR, MINUTE, T, accepted, title_of};
use super::phone::Phone;

struct Lending {
    city: City,
    one: Phone,
    two: Phone,
    house: RecordId,
    title: RecordId,
}

fn house() -> Lending {
    let mut city = City::new();
    let (mut one, mut two) = (city.join(&[Role::Keeper]), city.join(&[Role::Keeper]));
    let header = Header::new(Kind::House, city.union, None, *b"house");
    one.write(&header, Part::Keeper, T, &[("name", "书屋".into()), ("closed_weekdays", "67".into())]);
    let title = title_of(header.id(), "活着", "");
    one.write(&title, Part::Keeper, T, &[("title", "活着".into()), ("copy/C1/barcode", "C1".into())]);
    accepted(&one.sync(&city.hub, T));
    two.sync(&city.hub, T);
    Lending { city, one, two, house: header.id(), title: title.id() }
}

impl Lending {
    fn loan(&self, salt: u8, owner: Option<RecordId>) -> Header {
        Header::new(Kind::Loan, self.house, owner, [salt; 16])
    }

    fn puts(&self, copy: &str, lent: i64, name: &str) -> Vec<(&'static str, Scalar)> {
        vec![
            ("title", self.title.into()),
            ("copy", copy.into()),
            ("lent", lent.into()),
            ("due", "2026-04-01".into()),
            ("borrower_name", name.into()),
        ]
    }
}

fn loan_outcome(phone: &Phone, id: RecordId) -> (Option<i64>, bool, Option<i64>) {
    match phone.outcome(id) {
        Outcome::Loan { inferred_return, disputed, matched_return, .. } => {
            (*inferred_return, *disputed, *matched_return)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_copy_lent_twice_has_passed_on_or_is_disputed() {
    let mut h = house();
    // L-C1: the second loan closes the first by inference, whichever arrives first.
    let (first, second) = (h.loan(1, None), h.loan(2, None));
    let puts = h.puts("C1", T + 3 * HOUR, "李四");
    h.two.write(&second, Part::Keeper, T + 3 * HOUR, &puts);
    accepted(&h.two.sync(&h.city.hub, T + 3 * HOUR));
    assert_eq!(h.two.held(h.title).fact, Some(Fact::Copies { out: 1 }));
    let puts = h.puts("C1", T + HOUR, "王五");
    h.one.write(&first, Part::Keeper, T + HOUR, &puts);
    accepted(&h.one.sync(&h.city.hub, T + 4 * HOUR));
    assert_eq!(loan_outcome(&h.one, first.id()), (Some(T + 3 * HOUR), false, None));
    assert_eq!(loan_outcome(&h.one, second.id()), (None, false, None));
    assert_eq!(h.one.held(h.title).fact, Some(Fact::Copies { out: 1 }));
    // L-C2: within five minutes it is a mis-scan, and nobody is to blame.
    let third = h.loan(3, None);
    let puts = h.puts("C1", T + 3 * HOUR + 2 * MINUTE, "赵六");
    h.one.write(&third, Part::Keeper, T + 3 * HOUR + 2 * MINUTE, &puts);
    accepted(&h.one.sync(&h.city.hub, T + 5 * HOUR));
    assert_eq!(loan_outcome(&h.one, second.id()), (None, true, None));
    assert_eq!(loan_outcome(&h.one, third.id()), (None, true, None));
    // One of them was recorded by mistake: the dispute is over.
    h.one.write(&third, Part::Keeper, T + 6 * HOUR, &[("void/a/at", (T + 6 * HOUR).into())]);
    accepted(&h.one.sync(&h.city.hub, T + 6 * HOUR));
    assert_eq!(loan_outcome(&h.one, second.id()), (None, false, None));
    h.two.sync(&h.city.hub, T + 6 * HOUR);
    assert_eq!(h.two.held(h.title).fact, Some(Fact::Copies { out: 1 }));
    assert_eq!(h.two.held(second.id()).verdict, h.one.held(second.id()).verdict);
}

#[test]
fn a_return_finds_its_loan_also_when_the_loan_comes_later() {
    let mut h = house();
    let back = Header::new(Kind::Return, h.house, None, [9; 16]);
    h.two.write(&back, Part::Keeper, T + 2 * DAY, &[("copy", "C1".into()), ("at", (T + 2 * DAY).into())]);
    accepted(&h.two.sync(&h.city.hub, T + 2 * DAY));
    assert_eq!(h.two.outcome(back.id()), &Outcome::Unmatched);
    let loan = h.loan(1, None);
    let puts = h.puts("C1", T + HOUR, "李四");
    h.one.write(&loan, Part::Keeper, T + HOUR, &puts);
    accepted(&h.one.sync(&h.city.hub, T + 3 * DAY));
    assert_eq!(h.one.outcome(back.id()), &Outcome::Matched);
    assert_eq!(loan_outcome(&h.one, loan.id()), (None, false, Some(T + 2 * DAY)));
    assert_eq!(h.one.held(h.title).fact.clone().unwrap_or(Fact::Copies { out: 0 }), Fact::Copies { out: 0 });
}

#[test]
fn a_borrower_renews_and_sees_the_loan_without_the_keepers_note() {
    let mut h = house();
    let mut reader = h.city.join(&[]);
    let loan = h.loan(1, Some(reader.member));
    let mut puts = h.puts("C1", T + HOUR, "张三");
    puts.push(("note", "封面有折痕".into()));
    h.one.write(&loan, Part::Keeper, T + HOUR, &puts);
    accepted(&h.one.sync(&h.city.hub, T + HOUR));
    reader.sync(&h.city.hub, T + HOUR);
    let held = reader.held(loan.id());
    assert!(held.parts.is_empty());
    let view = &held.views[&Audience::Mine.number()];
    assert!(!view.windows(9).any(|window| window == "封面有".as_bytes()), "the keeper's note stays with the keeper");
    // Too early, then in time, then once too often (L-06). The answers stay.
    let mut asks = Vec::new();
    for day in [5, 26, 27] {
        let intent = reader.intent();
        asks.push(intent);
        reader.write_for(
            intent,
            &loan,
            Part::Borrower,
            T + day * DAY,
            &[(&format!("ask/{intent}/at"), (T + day * DAY).into())],
        );
        accepted(&reader.sync(&h.city.hub, T + day * DAY));
    }
    let Outcome::Loan { renewals, .. } = reader.outcome(loan.id()) else { panic!("a loan") };
    let answers: Vec<_> = renewals.iter().map(|one| (one.ask, one.due.as_deref(), one.reason.as_deref())).collect();
    // 30 days after 2026-04-01 is the first of five public holidays (L-C22).
    assert_eq!(
        answers,
        [
            (asks[0], None, Some("renew-too-early")),
            (asks[1], Some("2026-05-06"), None),
            (asks[2], None, Some("renewed-out")),
        ]
    );
    h.one.sync(&h.city.hub, T + 28 * DAY);
    assert_eq!(h.one.held(loan.id()).verdict, reader.held(loan.id()).verdict);
    // Another member sees nothing of it.
    let mut other = h.city.join(&[]);
    other.follow = vec![h.house];
    other.sync(&h.city.hub, T + 28 * DAY);
    assert!(other.records.contains_key(&h.title) && !other.records.contains_key(&loan.id()));
    assert_eq!(other.held(h.title).scopes.keys().copied().collect::<Vec<_>>(), [Scope::new(h.house, Audience::Public)]);
}

#[test]
fn above_the_limit_the_newest_are_flagged_and_all_stand() {
    let mut h = house();
    let reader = h.city.join(&[]);
    let loans: Vec<_> = (1..=4).map(|n| h.loan(n, Some(reader.member))).collect();
    for (n, loan) in loans.iter().enumerate() {
        let at = T + HOUR + i64::try_from(n).unwrap() * HOUR;
        let puts = h.puts(&format!("C{n}"), at, "张三");
        h.one.write(loan, Part::Keeper, at, &puts);
    }
    accepted(&h.one.sync(&h.city.hub, T + DAY));
    let flags = |phone: &Phone| {
        let all = loans.iter().map(|loan| phone.held(loan.id()).verdict.as_ref().unwrap().flags.clone());
        all.collect::<Vec<_>>()
    };
    let none = Vec::<String>::new();
    assert_eq!(flags(&h.one), [none.clone(), none.clone(), none.clone(), vec!["L-C14".to_owned()]]);
    assert_eq!(h.one.held(h.title).fact, Some(Fact::Copies { out: 4 }));
    h.one.write(&loans[0], Part::Keeper, T + DAY, &[("return/a/at", (T + DAY).into())]);
    accepted(&h.one.sync(&h.city.hub, T + DAY));
    assert_eq!(flags(&h.one), [none.clone(), none.clone(), none.clone(), none]);
    assert_eq!(h.one.held(h.title).fact, Some(Fact::Copies { out: 3 }));
}

#[test]
fn a_loan_that_names_something_else_as_its_title_touches_nothing_there() {
    let mut h = house();
    let mut organiser = h.city.join(&[Role::Organiser]);
    let event = h.city.event(&mut organiser, Some(3), T);
    let loan = h.loan(1, None);
    h.one.write(&loan, Part::Keeper, T, &[("title", event.id().into()), ("copy", "C9".into()), ("lent", T.into())]);
    accepted(&h.one.sync(&h.city.hub, T));
    organiser.sync(&h.city.hub, T);
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 0, waiting: 0 }));
    // A loan that came before its title counts once the title is there.
    let title = title_of(h.house, "许三观卖血记", "");
    let early = h.loan(2, None);
    h.one.write(&early, Part::Keeper, T, &[("title", title.id().into()), ("copy", "C8".into()), ("lent", T.into())]);
    accepted(&h.one.sync(&h.city.hub, T));
    h.one.write(&title, Part::Keeper, T, &[("title", "许三观卖血记".into())]);
    accepted(&h.one.sync(&h.city.hub, T));
    assert_eq!(h.one.held(title.id()).fact, Some(Fact::Copies { out: 1 }));
}

#[test]
fn ninety_days_after_the_return_a_loan_leaves_the_keepers_and_stays_with_the_reader() {
    let mut h = house();
    let mut reader = h.city.join(&[]);
    let loan = h.loan(1, Some(reader.member));
    let puts = h.puts("C1", T, "张三");
    h.one.write(&loan, Part::Keeper, T, &puts);
    h.one.write(&loan, Part::Keeper, T + DAY, &[("return/a/at", (T + DAY).into())]);
    accepted(&h.one.sync(&h.city.hub, T + DAY));
    reader.sync(&h.city.hub, T + DAY);
    let another = |h: &mut Lending, salt: u8, at: i64| {
        let other = h.loan(salt, None);
        let puts = h.puts("C2", at, "李四");
        h.two.write(&other, Part::Keeper, at, &puts);
        accepted(&h.two.sync(&h.city.hub, at));
    };
    another(&mut h, 2, T + 91 * DAY);
    h.one.sync(&h.city.hub, T + 91 * DAY);
    assert!(h.one.records.contains_key(&loan.id()));
    another(&mut h, 3, T + 92 * DAY);
    h.one.sync(&h.city.hub, T + 92 * DAY);
    assert!(!h.one.records.contains_key(&loan.id()));
    reader.sync(&h.city.hub, T + 92 * DAY);
    assert!(reader.records.contains_key(&loan.id()));
    // The reader's word about it is still taken, and brings it back to the keepers for a while.
    reader.write(
        &loan,
        Part::Borrower,
        T + 92 * DAY + MINUTE,
        &[("ask/00000000000000000000000000000001/at", T.into())],
    );
    accepted(&reader.sync(&h.city.hub, T + 92 * DAY + MINUTE));
    let Outcome::Loan { renewals, .. } = reader.outcome(loan.id()) else { panic!("a loan") };
    assert_eq!(renewals[0].reason.as_deref(), Some("already-returned"));
    h.one.sync(&h.city.hub, T + 92 * DAY + MINUTE);
    assert_eq!(h.one.held(loan.id()).parts.len(), 2);
    another(&mut h, 4, T + 94 * DAY);
    h.one.sync(&h.city.hub, T + 94 * DAY);
    assert!(!h.one.records.contains_key(&loan.id()));
}

#[test]
fn two_titles_with_one_label_keep_their_loans_and_a_return_that_names_none_is_not_guessed() {
    let mut h = house();
    let other = title_of(h.house, "新编养生粥", "");
    h.one.write(&other, Part::Keeper, T, &[("title", "新编养生粥".into()), ("copy/C1/barcode", "C1".into())]);
    let (first, second) = (h.loan(1, None), h.loan(2, None));
    let puts = h.puts("C1", T + HOUR, "李四");
    h.one.write(&first, Part::Keeper, T + HOUR, &puts);
    accepted(&h.one.sync(&h.city.hub, T + HOUR));
    let mut puts = h.puts("C1", T + HOUR + 2 * MINUTE, "王五");
    puts[0] = ("title", other.id().into());
    h.one.write(&second, Part::Keeper, T + HOUR + 2 * MINUTE, &puts);
    accepted(&h.one.sync(&h.city.hub, T + 2 * HOUR));
    for loan in [&first, &second] {
        assert_eq!(loan_outcome(&h.one, loan.id()), (None, false, None), "L-C19: both stand");
    }
    for title in [h.title, other.id()] {
        assert_eq!(h.one.held(title).fact, Some(Fact::Copies { out: 1 }));
    }
    // Taken back on a phone that holds neither loan, by the label alone: somebody has to say which (L-08).
    let back = Header::new(Kind::Return, h.house, None, [9; 16]);
    h.two.write(&back, Part::Keeper, T + DAY, &[("copy", "C1".into()), ("at", (T + DAY).into())]);
    accepted(&h.two.sync(&h.city.hub, T + DAY));
    let verdict = h.two.held(back.id()).verdict.clone().unwrap();
    assert_eq!((verdict.outcome, verdict.rule.as_str()), (Outcome::Unmatched, "L-08"));
    // It was the second book: its loan is closed, and the first reader still has the other one.
    h.two.write(&back, Part::Keeper, T + DAY + 1, &[("title", other.id().into())]);
    accepted(&h.two.sync(&h.city.hub, T + DAY + 1));
    assert_eq!(h.two.outcome(back.id()), &Outcome::Matched);
    assert_eq!(loan_outcome(&h.two, second.id()), (None, false, Some(T + DAY)));
    assert_eq!(loan_outcome(&h.two, first.id()), (None, false, None));
}

#[test]
fn the_first_counted_copy_of_every_title_is_its_own() {
    let mut h = house();
    let other = title_of(h.house, "围城", "");
    h.one.write(&other, Part::Keeper, T, &[("title", "围城".into()), ("count", 1_i64.into())]);
    let (first, second) = (h.loan(1, None), h.loan(2, None));
    let puts = h.puts("#1", T + HOUR, "李四");
    h.one.write(&first, Part::Keeper, T + HOUR, &puts);
    let mut puts = h.puts("#1", T + 2 * HOUR, "王五");
    puts[0] = ("title", other.id().into());
    h.one.write(&second, Part::Keeper, T + 2 * HOUR, &puts);
    let back = Header::new(Kind::Return, h.house, None, [9; 16]);
    let puts = [("copy", "#1".into()), ("at", (T + DAY).into()), ("title", h.title.into())];
    h.one.write(&back, Part::Keeper, T + DAY, &puts);
    accepted(&h.one.sync(&h.city.hub, T + DAY));
    assert_eq!(loan_outcome(&h.one, first.id()), (None, false, Some(T + DAY)));
    assert_eq!(loan_outcome(&h.one, second.id()), (None, false, None));
    let flags = &h.one.held(second.id()).verdict.as_ref().unwrap().flags;
    assert!(flags.is_empty(), "L-C26 is about copies of one title: {flags:?}");
}

#[test]
fn nobody_loses_by_the_clock_of_the_keepers_phone() {
    for off in [-40, 365] {
        let mut h = house();
        let now = T + DAY;
        h.one.sync(&h.city.hub, now);
        let claimed = now + off * DAY;
        let due = zhijia_model::calendar::china_date(claimed).saturating_add(jiff::Span::new().days(30));
        let loan = h.loan(1, None);
        let mut puts = h.puts("C1", claimed, "张三");
        puts[3] = ("due", due.to_string().into());
        h.one.write(&loan, Part::Keeper, claimed, &puts);
        let arrives = now + HOUR;
        accepted(&h.one.sync(&h.city.hub, arrives));
        let verdict = h.one.held(loan.id()).verdict.clone().unwrap();
        let Outcome::Loan { due, .. } = &verdict.outcome else { panic!("a loan") };
        // Thirty days from the day by the hub's clock; that is a Thursday, and the house is open.
        assert_eq!(due.as_deref(), Some("2026-04-02"), "{off} days");
        assert_eq!(verdict.flags, ["X-C3"], "the fact is recorded");
        // It is a promise: the loan is judged again, and the date stays (P3).
        let other = h.loan(2, None);
        let puts = h.puts("C1", arrives + DAY, "李四");
        h.two.write(&other, Part::Keeper, arrives + DAY, &puts);
        accepted(&h.two.sync(&h.city.hub, arrives + DAY));
        let Outcome::Loan { due, inferred_return, .. } = h.two.outcome(loan.id()) else { panic!("a loan") };
        assert_eq!((due.as_deref(), *inferred_return), (Some("2026-04-02"), Some(arrives + DAY)));
    }
}

#[test]
fn a_loan_to_nobody_who_is_a_member_stands_and_is_flagged() {
    let mut h = house();
    let nobody = h.loan(1, Some(RecordId([0xAB; 16])));
    let puts = h.puts("C1", T + HOUR, "李四");
    h.one.write(&nobody, Part::Keeper, T + HOUR, &puts);
    let reader = h.city.join(&[]).member;
    let somebody = h.loan(2, Some(reader));
    let puts = h.puts("C2", T + HOUR, "王五");
    h.one.write(&somebody, Part::Keeper, T + HOUR, &puts);
    accepted(&h.one.sync(&h.city.hub, T + HOUR));
    let flags = |id| h.one.held(id).verdict.as_ref().unwrap().flags.clone();
    assert_eq!((flags(nobody.id()), flags(somebody.id())), (vec!["L-C27".to_owned()], Vec::new()));
    assert_eq!(h.one.held(h.title).fact, Some(Fact::Copies { out: 2 }));
}
