//! What can happen to a phone's store, one step after another.

use std::sync::atomic::Ordering;

use proptest::prelude::*;
use zhijia_model::kinds::{enrolment, hold, plan, sign_up};
use zhijia_model::verdict::Renewal;
use zhijia_model::{Audience, DeviceId, Fact, Header, IntentId, Kind, Outcome, Part, RecordId, Scalar, Scope, Witness};
use zhijia_sync::engine::{self, Store as _};
use zhijia_sync::wire::{Answer, Entry, Fate, Frame, decode_request};

use super::town::{DAY, HOUR, MINUTE, T, Town, owned};
use crate::events::notices::note_seen;

/// One thing that happens. Numbers choose among what there is.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Nobody looks until the next step.
    Together,
    /// Someone asks for a place or withdraws: the first of the people is the phone's own.
    Ask { event: u8, person: u8, wants_in: bool, rank: i64 },
    /// The hub judges a sign-up.
    Judge { event: u8, person: u8, outcome: u8, number: u32 },
    /// At the door: a walk-in, a scan, its undoing, going out, a hand-out, a removal.
    Door { event: u8, person: u8, what: u8 },
    /// An organiser writes.
    Event { event: u8, key: u8, value: i64 },
    /// The hub tells the places.
    Seats { event: u8, taken: u32, waiting: u32 },
    /// A loan begins, comes back, is void, is judged.
    Loan { loan: u8, what: u8, day: i8 },
    /// A title's copies, and who asks for it: the first of the people is the phone's own.
    Hold { person: u8, what: u8, rank: i64 },
    /// A claim is filed, decided, paid, judged: the first of the people is the phone's own.
    Claim { person: u8, what: u8, n: u8 },
    /// A record of which there are few changes: union, house, plan, appointment, member.
    Other { which: u8, value: u8 },
    /// The own enrolment.
    Enrol { wants_in: bool, outcome: u8 },
    /// What is pending is sent, taken back, accepted, refused; the drawer is looked at.
    Outbox(u8),
    /// A page leaves all complete as of now, or the hub has said all.
    Complete(u8),
    /// The clock moves on.
    Time(i64),
    /// The connection changes.
    Connection(u8),
    /// A record leaves its scope or is erased.
    Gone { event: u8, person: u8, erased: bool },
    /// A scope is forgotten.
    Forget(u8),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let event = 0_u8..2;
    let person = 0_u8..6;
    let time = prop_oneof![1..3 * MINUTE, MINUTE..5 * HOUR, HOUR..3 * DAY];
    let step = prop_oneof![
        3 => Just(Step::Together),
        8 => (event.clone(), person.clone(), any::<bool>(), 0..9_i64)
            .prop_map(|(event, person, wants_in, rank)| Step::Ask { event, person, wants_in, rank }),
        8 => (event.clone(), person.clone(), 0_u8..7, 1..9_u32)
            .prop_map(|(event, person, outcome, number)| Step::Judge { event, person, outcome, number }),
        5 => (event.clone(), person.clone(), 0_u8..6).prop_map(|(event, person, what)| Step::Door { event, person, what }),
        5 => (event.clone(), 0_u8..13, 0..40_i64).prop_map(|(event, key, value)| Step::Event { event, key, value }),
        2 => (event.clone(), 0..9_u32, 0..9_u32)
            .prop_map(|(event, taken, waiting)| Step::Seats { event, taken, waiting }),
        5 => (0_u8..4, 0_u8..5, -3..40_i8).prop_map(|(loan, what, day)| Step::Loan { loan, what, day }),
        5 => (0_u8..4, 0_u8..6, 0..9_i64).prop_map(|(person, what, rank)| Step::Hold { person, what, rank }),
        6 => (0_u8..3, 0_u8..7, 0_u8..9).prop_map(|(person, what, n)| Step::Claim { person, what, n }),
        4 => (0_u8..7, 0_u8..9).prop_map(|(which, value)| Step::Other { which, value }),
        2 => (any::<bool>(), 0_u8..4).prop_map(|(wants_in, outcome)| Step::Enrol { wants_in, outcome }),
        6 => (0_u8..7).prop_map(Step::Outbox),
        4 => (0_u8..3).prop_map(Step::Complete),
        4 => time.prop_map(Step::Time),
        3 => (0_u8..5).prop_map(Step::Connection),
        2 => (event, person, any::<bool>()).prop_map(|(event, person, erased)| Step::Gone { event, person, erased }),
        1 => (0_u8..4).prop_map(Step::Forget),
    ];
    prop::collection::vec(step, 1..60)
}

impl Town {
    pub(super) fn take(&mut self, step: &Step) {
        let now = self.now();
        match *step {
            Step::Together => {}
            Step::Ask { event, person, wants_in, rank } => self.ask(event, person, wants_in, now + rank),
            Step::Judge { event, person, outcome, number } => {
                let rank = T + i64::from(number);
                let outcome = match outcome {
                    0 => Outcome::Seat { number },
                    1 | 2 => Outcome::Waiting { rank, late: outcome == 2 },
                    3 => Outcome::Withdrawn,
                    4 => Outcome::Removed,
                    5 => Outcome::UnderReview { rank },
                    _ => Outcome::WalkIn,
                };
                self.judged(self.sign_up(event, person).id(), Audience::Organiser, outcome);
            }
            Step::Door { event, person, what } => self.door(event, person, what),
            Step::Event { event, key, value } => self.event(event, key, value),
            Step::Seats { event, taken, waiting } => {
                let fact = minicbor::to_vec(Fact::Seats { taken, waiting }).unwrap();
                let event = self.events[usize::from(event)];
                self.told(event, Audience::Organiser, Entry { fact: Some(fact), ..Entry::default() });
                if taken > waiting {
                    self.judged(event, Audience::Organiser, Outcome::Settled { at: T });
                }
            }
            Step::Loan { loan, what, day } => self.loan(loan, what, day),
            Step::Hold { person, what, rank } => self.hold(person, what, rank),
            Step::Claim { person, what, n } => self.claim(person, what, n),
            Step::Other { which, value } => self.other(which, value),
            Step::Enrol { wants_in, outcome } => self.enrol(wants_in, outcome),
            Step::Outbox(what) => self.outbox(what),
            Step::Complete(what) => {
                self.seq += 1;
                let scopes = [Scope::new(self.union, Audience::Organiser), Scope::new(self.me, Audience::Mine)];
                let seq = self.seq;
                let write = self.client.0.store.write_fetched::<_, zhijia_store::Error>(|tx| {
                    match scopes.get(usize::from(what)) {
                        Some(scope) => tx.advance(*scope, seq, [1; 16], true, now),
                        None => tx.heard_all(now),
                    }
                });
                write.unwrap();
            }
            Step::Time(ms) => {
                self.clock.fetch_add(ms, Ordering::AcqRel);
                // While a stream is open, the driver tells every minute.
                if self.client.0.link.live.load(Ordering::Acquire) {
                    self.client.0.tell();
                }
            }
            Step::Connection(what) => {
                let inner = &self.client.0;
                match what {
                    0 => inner.set_online(false),
                    1 => inner.set_online(true),
                    2 => inner.note_trouble(Some(crate::Error::unreachable())),
                    3 => inner.note_trouble(None),
                    _ => {
                        inner.link.live.fetch_xor(true, Ordering::AcqRel);
                        inner.tell();
                    }
                }
            }
            Step::Gone { event, person, erased } => {
                let id = self.sign_up(event, person).id();
                let scope = Scope::new(self.union, Audience::Organiser);
                let write = self.client.0.store.write_fetched::<_, zhijia_store::Error>(|tx| {
                    if erased { tx.erase(id) } else { tx.leave(scope, id).map(drop) }
                });
                write.unwrap();
            }
            Step::Forget(which) => {
                let scope = match which {
                    0 => Scope::new(self.union, Audience::Organiser),
                    1 => Scope::new(self.house, Audience::Keeper),
                    2 => Scope::new(self.union, Audience::Public),
                    _ => Scope::new(self.union, Audience::Keeper),
                };
                self.client.0.store.write_fetched(|tx| tx.forget(scope, [1; 16], now)).unwrap();
            }
        }
    }

    fn door(&mut self, event: u8, person: u8, what: u8) {
        let now = self.now();
        let scan = IntentId([person; 16]);
        let puts = match what {
            0 => vec![("name".to_owned(), "现场的".into()), (format!("scan/{scan}/at"), Scalar::Int(now))],
            1 => vec![(format!("scan/{scan}/at"), Scalar::Int(now))],
            2 => vec![(format!("scan/{scan}/undone"), Scalar::Int(now))],
            3 => {
                let scan = self.client.0.intent();
                let way = if now % 2 == 0 { "in" } else { "out" };
                vec![
                    (format!("scan/{scan}/at"), Scalar::Int(now)),
                    (format!("scan/{scan}/list"), ["东门", "西门"][usize::from(person % 2)].into()),
                    (format!("scan/{scan}/way"), way.into()),
                ]
            }
            4 => {
                let gift = self.client.0.intent();
                vec![(format!("gift/{gift}/what"), "T恤".into()), (format!("gift/{gift}/at"), Scalar::Int(now))]
            }
            _ => vec![
                (format!("remove/{scan}/at"), Scalar::Int(now)),
                (format!("remove/{scan}/reason"), "来不了".into()),
            ],
        };
        self.own(self.sign_up(event, person), Part::Door, puts);
    }

    fn ask(&mut self, event: u8, person: u8, wants_in: bool, at: i64) {
        let ask = self.client.0.intent();
        let puts = [
            (format!("ask/{ask}/is"), if wants_in { "in" } else { "out" }.into()),
            (format!("ask/{ask}/at"), Scalar::Int(at)),
            ("name".to_owned(), format!("第{person}位").into()),
        ];
        let header = self.sign_up(event, person);
        if person == 0 {
            let (id, now) = (header.id(), self.now());
            self.own(header, Part::Member, puts.into());
            // Each other one is as made on another phone.
            if at % 2 == 0 {
                let _erased = self.client.0.store.write(|tx| note_seen(tx, id, now));
            }
        } else {
            self.foreign(&header, Part::Member, Audience::Organiser, &puts);
        }
    }

    fn event(&mut self, event: u8, key: u8, value: i64) {
        let header = Header::new(Kind::Event, self.union, None, [event + 3; 16]);
        let at = T + value * 3 * HOUR;
        let desk = |key: &str| (format!("desk/{}/{key}", DeviceId([2; 16])), Scalar::Int(at));
        if let Some(key) = [(9, "opened"), (10, "closed"), (11, "waived")].iter().find(|(n, _)| *n == key) {
            return self.own(header, Part::Organiser, vec![desk(key.1)]);
        }
        let (key, value) = match key {
            12 => ("list/东门/open", Scalar::Int(value % 2 * T)),
            0 => ("capacity", Scalar::Int(value)),
            1 => ("opens", Scalar::Int(at - DAY)),
            2 => ("closes", Scalar::Int(at)),
            8 => ("admission", ["instant", "ranked", "draw", "review"][usize::try_from(value % 4).unwrap()].into()),
            3 => ("starts", Scalar::Int(at)),
            4 => ("ends", Scalar::Int(at + HOUR)),
            5 => ("published", Scalar::Int(value % 2 * T)),
            6 => ("cancelled", Scalar::Int(value % 2 * T)),
            _ => ("title", format!("第{value}场").into()),
        };
        self.own(header, Part::Organiser, vec![(key.to_owned(), value)]);
    }

    fn loan(&mut self, loan: u8, what: u8, day: i8) {
        let now = self.now();
        let mine = loan < 2;
        let header = Header::new(Kind::Loan, self.house, mine.then_some(self.me), [loan; 16]);
        let step = IntentId([7; 16]);
        let date = zhijia_model::calendar::china_date(T).saturating_add(jiff::Span::new().days(day));
        let puts = match what {
            0 => owned([
                ("title_name", "活着".into()),
                ("copy", format!("C{loan}").into()),
                ("borrower_name", "张三".into()),
                ("lent", Scalar::Int(now)),
                ("due", date.to_string().into()),
            ]),
            1 => vec![(format!("return/{step}/at"), Scalar::Int(now))],
            2 => vec![(format!("void/{step}/at"), Scalar::Int(now))],
            3 => {
                let outcome = Outcome::Loan {
                    inferred_return: None,
                    disputed: day < 0,
                    matched_return: None,
                    renewals: vec![Renewal { ask: step, due: Some(date.to_string()), reason: None }],
                    due: None,
                };
                return self.judged(header.id(), Audience::Keeper, outcome);
            }
            _ => {
                let puts = vec![(format!("ask/{step}/at"), Scalar::Int(now))];
                return self.own(header, Part::Borrower, puts);
            }
        };
        self.own(header, Part::Keeper, puts);
    }

    fn hold(&mut self, person: u8, what: u8, rank: i64) {
        let title = self.title();
        let whose = if person == 0 { self.me } else { RecordId([50 + person; 16]) };
        let header = hold::header(self.house, whose, title.id());
        let (step, at) = (IntentId([u8::try_from(rank).unwrap(); 16]), T + rank * HOUR);
        let until = zhijia_model::calendar::china_date(T).saturating_add(jiff::Span::new().days(rank));
        match what {
            0 => {
                let puts = [("title", "活着".into()), ("count", Scalar::Int(rank % 3))];
                self.foreign(&title, Part::Keeper, Audience::Keeper, &owned(puts));
            }
            1 | 2 => {
                let wanted = if rank < 6 { sign_up::Wanted::In } else { sign_up::Wanted::Out };
                let puts =
                    hold::Asks::write().asks(&step, |ask| ask.is(wanted).at(at)).name("张三").title_name("活着").puts();
                if person == 0 {
                    self.own(header, Part::Member, puts);
                } else {
                    self.foreign(&header, Part::Member, Audience::Keeper, &puts);
                }
            }
            3 => {
                self.judged(
                    header.id(),
                    Audience::Keeper,
                    Outcome::Ready { until: until.to_string(), rank: at, since: until.to_string() },
                );
            }
            4 => self.judged(header.id(), Audience::Keeper, Outcome::Waiting { rank: at, late: false }),
            _ => self.own(
                header,
                Part::Keeper,
                hold::Desk::write().cancels(&step, |one| one.at(at).reason("停借")).puts(),
            ),
        }
    }

    fn other(&mut self, which: u8, value: u8) {
        let text = |key: &str| vec![(key.to_owned(), Scalar::from(format!("名称{value}")))];
        let within = |kind, salt| Header::new(kind, self.union, None, [salt; 16]);
        match which {
            0 => {
                let union = Header::new(Kind::Union, RecordId::CITY, None, [1; 16]);
                self.foreign(&union, Part::Staff, Audience::Public, &text("name"));
            }
            1 => self.own(within(Kind::House, 5), Part::Keeper, text("name")),
            2 => {
                let rule = vec![("renew_window_days".to_owned(), Scalar::Int(i64::from(value)))];
                self.foreign(&within(Kind::House, 5), Part::Keeper, Audience::Keeper, &rule);
            }
            3 => self.foreign(&within(Kind::Plan, 6), Part::Office, Audience::Public, &text("name")),
            4 => {
                let spaces = [self.union, self.events[0], self.house];
                let space = spaces[usize::from(value) % spaces.len()];
                let header = Header::new(Kind::Appointment, space, Some(self.me), [value; 16]);
                let puts = [
                    ("role", "organiser".into()),
                    ("from", Scalar::Int(self.now() + i64::from(value) * HOUR)),
                    ("until", Scalar::Int(self.now() + i64::from(value) * DAY)),
                ];
                self.foreign(&header, Part::Grant, Audience::Mine, &owned(puts));
            }
            5 => self.own(Header::new(Kind::Member, RecordId::CITY, None, [2; 16]), Part::Own, text("name")),
            _ => {
                let (house, follow) = (self.house, value.is_multiple_of(2));
                self.client.follow_house(house, follow).unwrap();
            }
        }
    }

    fn enrol(&mut self, wants_in: bool, outcome: u8) {
        let header = enrolment::header(self.union, self.me, self.plan, plan::Payer::Union);
        let ask = self.client.0.intent();
        let is = if wants_in { "in" } else { "out" };
        let puts = vec![(format!("ask/{ask}/is"), is.into()), (format!("ask/{ask}/at"), Scalar::Int(self.now()))];
        let id = header.id();
        self.own(header, Part::Member, puts);
        match outcome {
            0 => self.judged(id, Audience::Mine, Outcome::Listed),
            1 => {
                let (from, to) = ("2026-04-01".to_owned(), "2027-03-31".to_owned());
                self.judged(id, Audience::Mine, Outcome::Cover { from, to, waiting_until: None, shares: None });
            }
            _ => {}
        }
    }

    fn outbox(&mut self, what: u8) {
        let now = self.now();
        let store = &self.client.0.store;
        let pending = store.read::<_, zhijia_store::Error>(|dao| dao.pending()).unwrap();
        let entries = store.read::<_, zhijia_store::Error>(|dao| dao.drawer()).unwrap();
        self.seq += 1;
        let seq = self.seq;
        let fate = |answer: Answer| pending.first().map(|one| Frame::Fates(vec![Fate { change: one.change, answer }]));
        let frame = match what {
            0 => {
                let request = store.write(|tx| engine::request(tx, false, now)).unwrap();
                decode_request(&request.body).unwrap();
                store.write_fetched(|tx| tx.mark_sent(&request.offers, now)).unwrap();
                None
            }
            1 => {
                store.write_fetched(|tx| tx.unsend()).unwrap();
                None
            }
            2 => fate(Answer::Accepted { seq }),
            3 => fate(Answer::Refused { code: "bad-form".to_owned(), field: None }),
            4 => fate(Answer::Later { why: "rate".to_owned() }),
            5 => {
                if let Some(entry) = entries.first() {
                    store.write_fetched(|tx| tx.put_away(entry.number)).unwrap();
                }
                None
            }
            _ => {
                // The first that is pending comes back in a page.
                let Some(one) = pending.first() else { return };
                let Some(header) = self.header(one.record) else { return };
                let Some(kind) = header.kind() else { return };
                let witness = Witness { seq, rank: now, author: self.me };
                let parts = kind.parts().iter().map(|part| part.number());
                store
                    .write_fetched::<_, zhijia_store::Error>(|tx| {
                        for part in parts {
                            if tx.has_change(one.record, part, one.change)? {
                                tx.accept(one.record, part, one.change, None, witness)?;
                            }
                        }
                        Ok(())
                    })
                    .unwrap();
                None
            }
        };
        if let Some(frame) = frame {
            let mut exchange = engine::Answering::default();
            store.write_fetched(|tx| engine::receive(tx, &mut exchange, &frame, now)).unwrap();
        }
    }
}
