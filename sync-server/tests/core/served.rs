//! The core as it is served: one writer's thread, readers, live streams, and what joining creates.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tempfile::TempDir;
use zhijia_hub::access::Lifetimes;
use zhijia_hub::admin::draw_code;
use zhijia_hub::assemble::Opened;
use zhijia_hub::clock::Clock;
use zhijia_hub::data_dir::DataDir;
use zhijia_hub::db;
use zhijia_hub::hub::server::Ledgered;
use zhijia_hub::identity::members::Founding;
use zhijia_hub::identity::sqlite::FirstStart;
use zhijia_hub::identity::{Appointment, Identities, IdentityError, Invitation, Joining};
use zhijia_hub::key::HubKey;
use zhijia_model::{Audience, DeviceId, Fact, Header, Kind, Outcome, Part, RecordId, Role, Scope};
use zhijia_sync::frame::decompress;
use zhijia_sync::wire::{Answer, Fate, decode_frames};

use super::city::{DAY, MINUTE, T, ask};
use super::phone::{Brought, Phone};

struct Served {
    opened: Opened,
    now: Arc<AtomicI64>,
    union: RecordId,
    devices: u8,
    admin_roles: Vec<Appointment>,
    dir: TempDir,
}

fn clock(now: &Arc<AtomicI64>) -> Clock {
    let now = Arc::clone(now);
    Clock::new(move || now.load(Ordering::SeqCst))
}

impl Served {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(T));
        let data = DataDir::create(&dir.path().join("data")).unwrap();
        let key = HubKey::create(&data.key()).unwrap();
        let connection = db::create(&data.database()).unwrap();
        let opened =
            Opened::start(data, connection, key, &Ledgered::default(), clock(&now), Lifetimes::default()).unwrap();
        let start = FirstStart {
            founding: Founding { union_name: "城东区总工会".into(), now_ms: T },
            epoch: [0xE0; 16],
            code: draw_code().unwrap(),
            admin_name: "张三".into(),
            expires_ms: T + DAY,
        };
        let founded = opened.identities.found(start).await.unwrap();
        opened.close().await.unwrap();
        let union = RecordId(founded.union);
        let opened = Self::open(&dir, &now);
        Self { opened, now, union, devices: 0, admin_roles: founded.admin_roles, dir }
    }

    fn open(dir: &TempDir, now: &Arc<AtomicI64>) -> Opened {
        let data = DataDir::open(&dir.path().join("data")).unwrap();
        Opened::open(data, &Ledgered::default(), clock(now), Lifetimes::default()).unwrap()
    }

    async fn invite(&mut self, roles: Vec<Appointment>) -> Result<Joining, IdentityError> {
        let code = draw_code().unwrap();
        let invitation = Invitation {
            union: self.union.0,
            name: Some("李四".into()),
            roles,
            member: None,
            created_ms: T,
            expires_ms: T + DAY,
        };
        self.opened.identities.invite(code, invitation).await?;
        self.devices += 1;
        Ok(Joining { code, device_key: [self.devices; 32], now_ms: T })
    }

    async fn join(&mut self, roles: &[Role]) -> Phone {
        let space = self.union.0;
        let roles = roles.iter().map(|role| Appointment { role: role.name().to_owned(), space });
        let joining = self.invite(roles.collect()).await.unwrap();
        let joined = self.opened.identities.join(joining).await.unwrap();
        // The answer was lost: the same again.
        assert_eq!(self.opened.identities.join(joining).await.unwrap(), joined);
        let header = Header::from_bytes(&joined.header).unwrap();
        assert_eq!((header.kind(), header.id().0, joined.home), (Some(Kind::Member), joined.member, self.union.0));
        Phone::new(DeviceId(joined.device), header.id())
    }

    fn at(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    async fn sync(&self, phone: &mut Phone, offers_only: bool) -> Brought {
        let request = Bytes::from(phone.request(offers_only));
        let answer = self.opened.core.exchange.sync(phone.caller(), request).await.unwrap();
        phone.outbox.clear();
        phone.apply(&answer)
    }

    async fn live(&self, phone: &mut Phone) -> BoxStream<'static, Bytes> {
        let request = Bytes::from(phone.request(false));
        let mut stream = self.opened.core.exchange.live(phone.caller(), request).await.unwrap();
        next(&mut stream, phone).await;
        stream
    }
}

/// Takes the next frame of a stream and applies it.
async fn next(stream: &mut BoxStream<'static, Bytes>, phone: &mut Phone) -> Brought {
    let frame = stream.next().await.unwrap();
    phone.frames(decode_frames(&decompress(&frame, 1 << 24).unwrap()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_hears_of_sign_ups_and_of_a_new_role_without_asking() {
    let mut served = Served::start().await;
    let mut organiser = served.join(&[Role::Organiser, Role::Desk]).await;
    let mut member = served.join(&[]).await;
    let event = Header::new(Kind::Event, served.union, None, *b"event");
    organiser.write(
        &event,
        Part::Organiser,
        T,
        &[("title", "篮球决赛".into()), ("capacity", 1_i64.into()), ("published", T.into())],
    );
    served.sync(&mut organiser, false).await;
    let mut roster = served.live(&mut organiser).await;
    served.sync(&mut member, false).await;

    served.at(T + MINUTE);
    let id = ask(&mut member, &event, "in", T + MINUTE);
    served.sync(&mut member, true).await;
    // With the stream open, sync only carries the outbox: the news come through the stream.
    assert!(member.held(id).verdict.is_none());
    next(&mut roster, &mut organiser).await;
    assert_eq!(organiser.outcome(id), &Outcome::Seat { number: 1 });
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 0 }));

    // A role given while the member follows: the new scope comes from the beginning, and is followed at once.
    let mut mine = served.live(&mut member).await;
    assert_eq!(member.outcome(id), &Outcome::Seat { number: 1 });
    let appointment = Header::new(Kind::Appointment, served.union, Some(member.member), *b"appointment");
    organiser.write(&appointment, Part::Grant, T + MINUTE, &[("role", "organiser".into())]);
    served.sync(&mut organiser, true).await;
    let brought = next(&mut mine, &mut member).await;
    let scopes = brought.entitlements.unwrap().scopes;
    assert!(scopes.contains(&Scope::new(event.id(), Audience::Organiser).into()));
    assert_eq!(member.held(event.id()).parts.len(), 1);
    served.at(T + 2 * MINUTE);
    let second = sign_up_at_the_door(&mut organiser, &event);
    served.sync(&mut organiser, true).await;
    while !member.records.contains_key(&second) {
        next(&mut mine, &mut member).await;
    }
    // And when it ends, it is forgotten at once.
    organiser.write(&appointment, Part::Grant, T + 2 * MINUTE, &[("ended", (T + 2 * MINUTE).into())]);
    served.sync(&mut organiser, true).await;
    while member.records.contains_key(&second) {
        next(&mut mine, &mut member).await;
    }
}

fn sign_up_at_the_door(organiser: &mut Phone, event: &Header) -> RecordId {
    let header = Header::new(Kind::SignUp, event.id(), None, *b"walk-in");
    organiser.write(&header, Part::Door, T + 2 * MINUTE, &[("scan/a/at", (T + 2 * MINUTE).into())]);
    header.id()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_judged_one_after_the_other_and_nothing_is_lost_by_a_restart() {
    let mut served = Served::start().await;
    let mut organiser = served.join(&[Role::Organiser]).await;
    let event = Header::new(Kind::Event, served.union, None, *b"event");
    organiser.write(&event, Part::Organiser, T, &[("capacity", 7_i64.into()), ("published", T.into())]);
    served.sync(&mut organiser, false).await;
    let mut phones = Vec::new();
    for _ in 0..20 {
        phones.push(served.join(&[]).await);
    }
    served.at(T + MINUTE);
    let exchange = Arc::clone(&served.opened.core.exchange);
    let tasks: Vec<_> = phones
        .into_iter()
        .map(|mut phone| {
            let (exchange, event) = (Arc::clone(&exchange), event.clone());
            tokio::spawn(async move {
                let id = ask(&mut phone, &event, "in", T + MINUTE);
                let answer = exchange.sync(phone.caller(), phone.request(false).into()).await.unwrap();
                phone.outbox.clear();
                phone.apply(&answer);
                (phone.outcome(id).clone(), phone)
            })
        })
        .collect();
    let mut seats = Vec::new();
    let mut waiting = 0;
    let mut last = None;
    for task in tasks {
        let (outcome, phone) = task.await.unwrap();
        match outcome {
            Outcome::Seat { number } => seats.push(number),
            Outcome::Waiting { .. } => waiting += 1,
            other => panic!("{other:?}"),
        }
        last = Some(phone);
    }
    seats.sort_unstable();
    assert_eq!((seats, waiting), ((1..=7).collect(), 13));
    // Acknowledged is durable: after a restart everything is where it was, and the cursors still count.
    drop(exchange);
    let Served { opened, now, dir, .. } = served;
    opened.close().await.unwrap();
    let opened = Served::open(&dir, &now);
    let mut phone = last.unwrap();
    let answer = opened.core.exchange.sync(phone.caller(), phone.request(false).into()).await.unwrap();
    let brought = phone.apply(&answer);
    assert!(brought.pages.iter().all(|page| page.from > 0));
    let answer = opened.core.exchange.sync(organiser.caller(), organiser.request(false).into()).await.unwrap();
    organiser.apply(&answer);
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 7, waiting: 13 }));
}

#[tokio::test]
async fn a_device_that_sends_very_much_at_once_does_not_hold_up_another() {
    let mut served = Served::start().await;
    let mut keeper = served.join(&[Role::Keeper]).await;
    let mut honest = served.join(&[]).await;
    let house = Header::new(Kind::House, served.union, None, *b"house");
    keeper.write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    served.sync(&mut keeper, false).await;
    served.sync(&mut honest, false).await;
    let many = 1500_u16;
    for n in 0..many {
        let back = Header::new(Kind::Return, house.id(), None, n.to_be_bytes());
        keeper.write(&back, Part::Keeper, T, &[("copy", "C1".into()), ("at", T.into())]);
    }
    let seqs = |fates: &[Fate]| -> Vec<u64> {
        let seq = |fate: &Fate| if let Answer::Accepted { seq } = fate.answer { Some(seq) } else { None };
        fates.iter().map(|fate| seq(fate).expect("accepted")).collect()
    };
    let (done, mut beside) = (Cell::new(false), Vec::new());
    let much = async {
        let seqs = seqs(&served.sync(&mut keeper, true).await.fates);
        done.set(true);
        seqs
    };
    let little = async {
        let member = Header::clone(honest.held(honest.member).header.as_ref().unwrap());
        let mut n = 0;
        while !done.get() {
            n += 1;
            honest.write(&member, Part::Own, T, &[("name", format!("张{n}").into())]);
            beside.extend(seqs(&served.sync(&mut honest, true).await.fates));
        }
    };
    let (much, ()) = tokio::join!(much, little);
    assert_eq!(much.len(), usize::from(many));
    let (first, last) = (much[0], much[much.len() - 1]);
    let between = beside.iter().filter(|seq| (first..last).contains(*seq)).count();
    assert!(between >= 5, "{between} exchanges of the other were judged while the long one was");
}

#[tokio::test]
async fn invitations_name_unions_and_roles_that_exist() {
    let mut served = Served::start().await;
    assert_eq!(served.admin_roles.len(), 2);
    let role = |role: &str, space: RecordId| vec![Appointment { role: role.to_owned(), space: space.0 }];
    let union = served.union;
    let unknown = |name: &str| Some(IdentityError::UnknownRole(name.to_owned()));
    assert_eq!(served.invite(role("king", union)).await.err(), unknown("king"));
    let misplaced = IdentityError::MisplacedRole { role: "keeper".to_owned(), space: None };
    assert_eq!(served.invite(role("keeper", RecordId::CITY)).await.err(), Some(misplaced));
    let nowhere = RecordId([1; 16]);
    assert_eq!(served.invite(role("keeper", nowhere)).await.err(), Some(IdentityError::UnknownSpace));
    assert!(served.invite(role("desk", RecordId::CITY)).await.is_ok());
    served.union = nowhere;
    assert_eq!(served.invite(Vec::new()).await.err(), Some(IdentityError::UnknownSpace));
}

#[tokio::test]
async fn what_is_no_request_is_a_problem() {
    let mut served = Served::start().await;
    let phone = served.join(&[]).await;
    let answer = served.opened.core.exchange.sync(phone.caller(), Bytes::from_static(b"rubbish")).await;
    assert_eq!(answer.unwrap_err().code, zhijia_hub::problem::ProblemCode::BadMessage);
    assert_eq!(served.opened.core.exchange.epoch(), [0xE0; 16]);
    served.opened.core.exchange.check().await.unwrap();
}
