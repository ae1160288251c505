//! A small city: a hub with one union, a desk, and whoever a test needs.

use ring::signature::Ed25519KeyPair;
use zhijia_hub::hub::{Hub, Keys};
use zhijia_hub::identity::Appointment;
use zhijia_hub::identity::members::NewMember;
use zhijia_model::kinds::{sign_up, title};
use zhijia_model::title_key::TitleFields;
use zhijia_model::{DeviceId, Header, Kind, Part, RecordId, Role, Scalar};
use zhijia_sync::wire::Answer;

use super::phone::{Brought, Phone};

/// 2026-03-02, 08:00 in China.
pub(crate) const T: i64 = 1_772_409_600_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) struct City {
    pub(crate) hub: Hub,
    pub(crate) union: RecordId,
    devices: u8,
}

impl City {
    pub(crate) fn new() -> Self {
        let hub = Hub::memory(Keys::from_seed(&[7; 32]), [9; 16]).unwrap();
        let (union, _) = hub.found("城东区总工会", T).unwrap();
        Self { hub, union, devices: 0 }
    }

    /// A member with roles in the union.
    pub(crate) fn join(&mut self, roles: &[Role]) -> Phone {
        let roles: Vec<_> = roles.iter().map(|role| (*role, self.union)).collect();
        self.join_in(self.union, &roles)
    }

    /// A member at home in a union, with roles in spaces.
    pub(crate) fn join_in(&mut self, home: RecordId, roles: &[(Role, RecordId)]) -> Phone {
        let device = self.device();
        let roles = roles.iter().map(|(role, space)| Appointment { role: role.name().to_owned(), space: space.0 });
        let member = NewMember {
            home: home.0,
            name: Some("张三".to_owned()),
            roles: roles.collect(),
            device: device.0,
            now_ms: T,
        };
        let member = self.hub.join(&member).unwrap();
        Phone::new(device, member)
    }

    /// The hub's public key.
    pub(crate) fn hub_key() -> [u8; 32] {
        zhijia_sync::session::public_key(&Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap())
    }

    pub(crate) fn device(&mut self) -> DeviceId {
        self.devices += 1;
        DeviceId([self.devices; 16])
    }

    /// A published event of the union.
    pub(crate) fn event(&self, organiser: &mut Phone, capacity: Option<i64>, now: i64) -> Header {
        let header = Header::new(Kind::Event, self.union, None, now.to_be_bytes());
        let mut puts = vec![
            ("title", Scalar::from("篮球决赛")),
            ("place", "职工文体中心".into()),
            ("starts", (now + 10 * DAY).into()),
            ("opens", now.into()),
            ("closes", (now + 5 * DAY).into()),
            ("published", now.into()),
        ];
        puts.extend(capacity.map(|capacity| ("capacity", Scalar::from(capacity))));
        organiser.write(&header, Part::Organiser, now, &puts);
        let brought = organiser.sync(&self.hub, now);
        accepted(&brought);
        header
    }
}

/// Every offer was accepted.
pub(crate) fn accepted(brought: &Brought) {
    for fate in &brought.fates {
        assert!(matches!(fate.answer, Answer::Accepted { .. }), "{:?}", fate.answer);
    }
}

pub(crate) fn refused(code: &str) -> Answer {
    Answer::Refused { code: code.to_owned(), field: None }
}

pub(crate) fn later(why: &str) -> Answer {
    Answer::Later { why: why.to_owned() }
}

pub(crate) fn sign_up_of(event: &Header, person: RecordId) -> Header {
    Header::new(Kind::SignUp, event.id(), Some(person), sign_up::GROUP)
}

/// The header of a title that is described by its name and volume.
pub(crate) fn title_of(house: RecordId, title: &str, volume: &str) -> Header {
    title::header(house, &TitleFields { title, volume, ..TitleFields::default() })
}

/// Puts an ask into the outbox; gives the sign-up's id.
pub(crate) fn ask(phone: &mut Phone, event: &Header, is: &str, now: i64) -> RecordId {
    let header = sign_up_of(event, phone.member);
    let intent = phone.intent();
    let keys = (format!("ask/{intent}/is"), format!("ask/{intent}/at"));
    phone.write_for(
        intent,
        &header,
        Part::Member,
        now,
        &[(&keys.0, is.into()), (&keys.1, now.into()), ("name", "张三".into())],
    );
    header.id()
}
