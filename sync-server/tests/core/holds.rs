//! Holds: who asked first has the copy that comes back, for five open days; nobody is put out by who comes later.

use zhijia_model::kinds::hold;
use zhijia_model::{Fact, Header, Kind, Outcome, Part, RecordId, Role, Scalar};

use super::city::{City, DAY, HOUR, T, accepted, later, title_of};
use super::phone::{Brought, Phone};

struct Desk {
    city: City,
    keeper: Phone,
    house: RecordId,
    title: RecordId,
    loans: u8,
}

/// A house that is closed at weekends, with one copy of one title.
fn desk() -> Desk {
    let mut city = City::new();
    let mut keeper = city.join(&[Role::Keeper]);
    let house = Header::new(Kind::House, city.union, None, *b"house");
    keeper.write(&house, Part::Keeper, T, &[("name", "书屋".into()), ("closed_weekdays", "67".into())]);
    let title = title_of(house.id(), "活着", "");
    keeper.write(&title, Part::Keeper, T, &[("title", "活着".into()), ("copy/C1/barcode", "C1".into())]);
    accepted(&keeper.sync(&city.hub, T));
    Desk { city, keeper, house: house.id(), title: title.id(), loans: 0 }
}

impl Desk {
    /// Lends the copy; gives the loan.
    fn lend(&mut self, to: Option<RecordId>, at: i64) -> Header {
        self.loans += 1;
        let loan = Header::new(Kind::Loan, self.house, to, [self.loans; 16]);
        let puts: [(&str, Scalar); 5] = [
            ("title", self.title.into()),
            ("copy", "C1".into()),
            ("lent", at.into()),
            ("due", "2026-04-01".into()),
            ("borrower_name", "李四".into()),
        ];
        self.keeper.write(&loan, Part::Keeper, at, &puts);
        accepted(&self.keeper.sync(&self.city.hub, at));
        loan
    }

    fn take_back(&mut self, loan: &Header, at: i64) {
        let intent = self.keeper.intent();
        self.keeper.write_for(intent, loan, Part::Keeper, at, &[(&format!("return/{intent}/at"), at.into())]);
        accepted(&self.keeper.sync(&self.city.hub, at));
    }

    fn header(&self, reader: &Phone) -> Header {
        hold::header(self.house, reader.member, self.title)
    }

    /// What a reader asks, at a time and on the way to the hub.
    fn say(&self, reader: &mut Phone, is: &str, at: i64) {
        let intent = reader.intent();
        let keys = (format!("ask/{intent}/is"), format!("ask/{intent}/at"));
        reader.write_for(intent, &self.header(reader), Part::Member, at, &[(&keys.0, is.into()), (&keys.1, at.into())]);
    }

    fn ask(&self, reader: &mut Phone, at: i64) {
        self.say(reader, "in", at);
        accepted(&reader.sync(&self.city.hub, at));
    }

    /// What the hub says of a reader's hold, with the rule.
    fn said(&self, reader: &mut Phone, at: i64) -> (Outcome, String, Option<u32>) {
        reader.sync(&self.city.hub, at);
        let held = reader.held(self.header(reader).id());
        let verdict = held.verdict.clone().unwrap();
        (verdict.outcome, verdict.rule, held.queue)
    }

    fn out(&mut self, at: i64) -> u32 {
        self.keeper.sync(&self.city.hub, at);
        let Some(Fact::Copies { out }) = self.keeper.held(self.title).fact else { panic!("copies are counted") };
        out
    }
}

fn ready(since: &str, until: &str, rank: i64) -> Outcome {
    Outcome::Ready { until: until.to_owned(), rank, since: since.to_owned() }
}

fn waiting(rank: i64) -> Outcome {
    Outcome::Waiting { rank, late: false }
}

/// L-C12, L-05: two ask for the copy that is out; the first by rank has it, whoever came first; the next after the day.
#[test]
fn the_copy_that_comes_back_is_for_the_first_and_then_for_the_next() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(None, T);
    // Zhou asks first, without a network.
    d.say(&mut zhou, "in", T + HOUR);
    d.ask(&mut wu, T + 2 * HOUR);
    assert_eq!(d.said(&mut wu, T + 2 * HOUR), (waiting(T + 2 * HOUR), "L-C12".to_owned(), Some(1)));
    accepted(&zhou.sync(&d.city.hub, T + 3 * HOUR));
    assert_eq!(d.said(&mut zhou, T + 3 * HOUR), (waiting(T + HOUR), "L-C12".to_owned(), Some(1)));
    assert_eq!(d.said(&mut wu, T + 3 * HOUR).2, Some(2), "the number in the line moves without a verdict");
    // Monday, and five open days.
    d.take_back(&loan, T + 4 * HOUR);
    assert_eq!(d.said(&mut zhou, T + 4 * HOUR).0, ready("2026-03-02", "2026-03-09", T + HOUR));
    assert_eq!(d.said(&mut wu, T + 4 * HOUR).0, waiting(T + 2 * HOUR));
    assert_eq!(d.out(T + 4 * HOUR), 1, "nobody else can have it");
    // The day passes, and nobody writes: the hub gives it to the next when anybody is heard of.
    assert_eq!(d.said(&mut wu, T + 7 * DAY).0, waiting(T + 2 * HOUR), "it is the last day");
    assert_eq!(d.said(&mut wu, T + 8 * DAY).0, ready("2026-03-10", "2026-03-17", T + 2 * HOUR));
    assert_eq!(
        d.said(&mut zhou, T + 8 * DAY).0,
        ready("2026-03-02", "2026-03-09", T + HOUR),
        "what was said stands, and is past"
    );
    // She fetches it; a loan is all that it takes.
    let loan = d.lend(Some(wu.member), T + 8 * DAY + HOUR);
    assert_eq!(d.said(&mut wu, T + 8 * DAY + HOUR).0, Outcome::Matched);
    assert_eq!(d.out(T + 8 * DAY + HOUR), 1);
    d.take_back(&loan, T + 9 * DAY);
    assert_eq!(d.said(&mut wu, T + 9 * DAY).0, Outcome::Matched, "and it is back");
    assert_eq!(d.out(T + 9 * DAY), 0);
}

/// L-C22: days that the house closes while a copy is kept are added; the reader has five open days.
#[test]
fn a_house_that_closes_meanwhile_keeps_it_for_longer() {
    let mut d = desk();
    let mut wu = d.city.join(&[]);
    let loan = d.lend(None, T);
    d.ask(&mut wu, T + HOUR);
    d.take_back(&loan, T + 2 * HOUR);
    assert_eq!(d.said(&mut wu, T + 2 * HOUR).0, ready("2026-03-02", "2026-03-09", T + HOUR));
    let house = Header::new(Kind::House, d.city.union, None, *b"house");
    d.keeper.write(&house, Part::Keeper, T + DAY, &[("closed/2026-03-04/day", true.into())]);
    accepted(&d.keeper.sync(&d.city.hub, T + DAY));
    assert_eq!(d.said(&mut wu, T + DAY).0, ready("2026-03-02", "2026-03-10", T + HOUR));
}

/// L-C2: one copy that two keepers lent is one copy out, and the other is there for the first in line.
#[test]
fn a_copy_that_was_lent_twice_leaves_the_other_on_the_shelf() {
    let mut d = desk();
    let mut wu = d.city.join(&[]);
    let second = [("copy/C2/barcode", "C2".into())];
    d.keeper.write(&title_of(d.house, "活着", ""), Part::Keeper, T, &second);
    d.lend(None, T + HOUR);
    d.lend(None, T + HOUR + 1);
    assert_eq!(d.out(T + 2 * HOUR), 1);
    d.ask(&mut wu, T + 2 * HOUR);
    assert_eq!(d.said(&mut wu, T + 2 * HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
}

/// P3: an earlier ask that comes later puts nobody out of a copy that is kept.
#[test]
fn who_was_told_keeps_it_whoever_comes_later() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(None, T);
    d.say(&mut zhou, "in", T + HOUR);
    d.ask(&mut wu, T + 2 * HOUR);
    d.take_back(&loan, T + 3 * HOUR);
    assert_eq!(d.said(&mut wu, T + 3 * HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
    accepted(&zhou.sync(&d.city.hub, T + 4 * HOUR));
    assert_eq!(d.said(&mut wu, T + 4 * HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
    assert_eq!(d.said(&mut zhou, T + 4 * HOUR).0, waiting(T + HOUR));
}

/// L-C10: the copy that was kept is lent to somebody else: that loan stands, and she is the first for the next copy, also
/// before one who asked earlier and came later.
#[test]
fn a_kept_copy_that_is_lent_to_another_leaves_the_first_the_first() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(None, T);
    d.say(&mut wu, "in", T + HOUR);
    d.ask(&mut zhou, T + 2 * HOUR);
    d.take_back(&loan, T + 3 * HOUR);
    let walk_in = d.lend(None, T + 4 * HOUR);
    assert_eq!(d.said(&mut zhou, T + 4 * HOUR), (waiting(T + 2 * HOUR), "L-C10".to_owned(), Some(1)));
    assert!(matches!(d.keeper.outcome(walk_in.id()), Outcome::Loan { disputed: false, inferred_return: None, .. }));
    accepted(&wu.sync(&d.city.hub, T + 5 * HOUR));
    d.take_back(&walk_in, T + 6 * HOUR);
    assert_eq!(d.said(&mut zhou, T + 6 * HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
    assert_eq!(d.said(&mut wu, T + 6 * HOUR).0, waiting(T + HOUR));
}

/// L-C13: the reader's word wins, and the copy goes on; a keeper's cancellation tells why, and can be taken back.
#[test]
fn a_hold_that_is_cancelled_gives_the_copy_to_the_next() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(None, T);
    d.ask(&mut zhou, T + HOUR);
    d.ask(&mut wu, T + 2 * HOUR);
    d.say(&mut zhou, "out", T + 3 * HOUR);
    d.take_back(&loan, T + 4 * HOUR);
    assert_eq!(d.said(&mut wu, T + 4 * HOUR).0, waiting(T + 2 * HOUR), "the hub does not know yet");
    accepted(&zhou.sync(&d.city.hub, T + 5 * HOUR));
    assert_eq!(d.said(&mut zhou, T + 5 * HOUR).0, Outcome::Withdrawn);
    assert_eq!(d.said(&mut wu, T + 5 * HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
    let cancel = d.keeper.intent();
    let key = |name: &str| format!("cancel/{cancel}/{name}");
    let at = T + 6 * HOUR;
    let asks = wu.held(d.header(&wu).id()).parts[&Part::Member.number()].state();
    let of = asks.elements("ask").into_iter().next().unwrap();
    let puts: [(&str, Scalar); 3] =
        [(&key("at"), at.into()), (&key("reason"), "书要修补".into()), (&key("of"), of.into())];
    d.keeper.write_for(cancel, &d.header(&wu), Part::Keeper, at, &puts);
    accepted(&d.keeper.sync(&d.city.hub, at));
    assert_eq!(d.said(&mut wu, at).0, Outcome::Removed);
    let view = wu.held(d.header(&wu).id()).views.values().next().unwrap();
    assert!(view.windows(12).any(|part| part == "书要修补".as_bytes()), "she reads why");
    d.keeper.write(&d.header(&wu), Part::Keeper, at + HOUR, &[(&key("undone"), (at + HOUR).into())]);
    accepted(&d.keeper.sync(&d.city.hub, at + HOUR));
    assert_eq!(d.said(&mut wu, at + HOUR).0, ready("2026-03-02", "2026-03-09", T + 2 * HOUR));
}

/// A hold that comes after all that it asks for is judged as if it had come in time.
#[test]
fn a_hold_whose_book_was_fetched_before_it_came_is_fulfilled() {
    let mut d = desk();
    let mut zhou = d.city.join(&[]);
    d.say(&mut zhou, "in", T + HOUR);
    let loan = d.lend(Some(zhou.member), T + 2 * HOUR);
    d.take_back(&loan, T + DAY);
    accepted(&zhou.sync(&d.city.hub, T + 2 * DAY));
    assert_eq!(d.said(&mut zhou, T + 2 * DAY).0, Outcome::Matched);
    // The loan was a slip of the hand: then she still waits for nothing but the shelf.
    d.keeper.write(&loan, Part::Keeper, T + 3 * DAY, &[("void/a/at", (T + 3 * DAY).into())]);
    accepted(&d.keeper.sync(&d.city.hub, T + 3 * DAY));
    assert_eq!(d.said(&mut zhou, T + 3 * DAY).0, ready("2026-03-05", "2026-03-12", T + HOUR));
}

/// L-C9: who renews without knowing that somebody waits has a week, never less than was promised; a keeper's renewal too.
#[test]
fn a_renewal_while_somebody_waits_is_a_week() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(Some(wu.member), T);
    wu.sync(&d.city.hub, T);
    let renewed = |phone: &Phone| match phone.outcome(loan.id()) {
        Outcome::Loan { renewals, .. } => {
            renewals.iter().map(|one| (one.ask, one.due.clone(), one.reason.clone())).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    // The keeper renews before anybody asks: nothing is said of it, now or later.
    let first = d.keeper.intent();
    let by_keeper = |first| (format!("renew/{first}/at"), format!("renew/{first}/due"));
    let (at, due) = by_keeper(first);
    d.keeper.write_for(first, &loan, Part::Keeper, T + HOUR, &[(&at, (T + HOUR).into()), (&due, "2026-05-06".into())]);
    accepted(&d.keeper.sync(&d.city.hub, T + HOUR));
    d.ask(&mut zhou, T + 2 * HOUR);
    assert_eq!(renewed(&d.keeper), []);
    // And again without knowing of her: a week, but not below the sixth of May.
    let second = d.keeper.intent();
    let (at, due) = by_keeper(second);
    let when = T + 63 * DAY;
    d.keeper.write_for(second, &loan, Part::Keeper, when, &[(&at, when.into()), (&due, "2026-06-05".into())]);
    accepted(&d.keeper.sync(&d.city.hub, when));
    assert_eq!(renewed(&d.keeper), [(second, Some("2026-05-11".to_owned()), Some("awaited".to_owned()))]);
    // The reader asks too: it was renewed already.
    let ask = wu.intent();
    wu.write_for(ask, &loan, Part::Borrower, when + HOUR, &[(&format!("ask/{ask}/at"), (when + HOUR).into())]);
    accepted(&wu.sync(&d.city.hub, when + HOUR));
    assert_eq!(renewed(&wu)[1], (ask, None, Some("renewed-out".to_owned())));
}

#[test]
fn a_readers_renewal_while_somebody_waits_is_a_week() {
    let mut d = desk();
    let (mut zhou, mut wu) = (d.city.join(&[]), d.city.join(&[]));
    let loan = d.lend(Some(wu.member), T);
    wu.sync(&d.city.hub, T);
    d.ask(&mut zhou, T + HOUR);
    let (ask, at) = (wu.intent(), T + 28 * DAY);
    wu.write_for(ask, &loan, Part::Borrower, at, &[(&format!("ask/{ask}/at"), at.into())]);
    accepted(&wu.sync(&d.city.hub, at));
    let Outcome::Loan { renewals, .. } = wu.outcome(loan.id()) else { panic!("a loan") };
    // Monday, 30 March, and a week: a public holiday, and the house opens the day after.
    let said = (renewals[0].due.as_deref(), renewals[0].reason.as_deref());
    assert_eq!(said, (Some("2026-04-07"), Some("awaited")));
}

/// A title of the house, and a house that the person sees: anything else is answered as if it were not there.
#[test]
fn a_hold_on_what_one_does_not_see_is_not_taken() {
    let mut d = desk();
    let other = d.city.hub.found("城西区总工会", T).unwrap().0;
    let mut stranger = d.city.join_in(other, &[]);
    let answer = |brought: &Brought| brought.fate().clone();
    d.say(&mut stranger, "in", T);
    assert_eq!(answer(&stranger.sync(&d.city.hub, T)), later("unknown-space"));
    let mut zhou = d.city.join(&[]);
    let nothing = hold::header(d.house, zhou.member, RecordId([9; 16]));
    zhou.write(&nothing, Part::Member, T, &[("name", "周敏".into())]);
    assert_eq!(answer(&zhou.sync(&d.city.hub, T)), later("unknown-space"));
}
