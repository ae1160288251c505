//! What the database keeps of invitations and devices.

use std::path::Path;

use zhijia_hub::db::{DbError, Readers};
use zhijia_hub::identity::{Appointment, Identities, IdentityError, Invitation, Whom};

use crate::rig::{DAY_MS, Rig, START_MS};

fn one<T: rusqlite::types::FromSql>(path: &Path, sql: &str) -> T {
    Readers::new(path).with(|c| c.query_row(sql, [], |row| row.get(0)).map_err(DbError::from)).unwrap()
}

#[tokio::test]
async fn an_invitation_carries_name_and_roles_into_the_member_and_forgets_the_name() {
    let rig = Rig::start().await;
    let path = rig.opened.ground.path.clone();
    let roles = vec![
        Appointment { role: "keeper".into(), space: rig.union },
        Appointment { role: "desk".into(), space: rig.union },
    ];
    let code = rig.invite(Invitation { roles: roles.clone(), created_ms: START_MS + 1, ..rig.invitation() }).await;
    let listed = rig.opened.identities.invitations().await.unwrap();
    assert_eq!(listed[1].invitation.roles, roles);
    assert_eq!(listed[1].invitation.name.as_deref(), Some("李四"));
    assert_eq!(listed[1].used, None);

    let mut phone = rig.phone();
    phone.join(&code).await.unwrap();
    let listed = rig.opened.identities.invitations().await.unwrap();
    assert_eq!(listed[1].used, Some((START_MS, phone.device())));
    assert_eq!(listed[1].invitation.name, None);
    let made: String = one(&path, "SELECT name || ':' || roles FROM fake_record WHERE name = '李四'");
    assert_eq!(made, "李四:keeper,desk");
    let devices = rig.opened.identities.devices().await.unwrap();
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].id, phone.device());
}

#[tokio::test]
async fn the_database_does_not_hold_the_code() {
    let rig = Rig::start().await;
    let code = rig.invite(rig.invitation()).await;
    let bare: Vec<u8> = code.bytes().filter(|letter| *letter != b'-').collect();
    for name in ["hub.db", "hub.db-wal"] {
        let bytes = std::fs::read(rig.opened.dir.path().join(name)).unwrap();
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(code.as_bytes()) && !holds(&bare), "{name}");
        // The search finds what is there.
        assert!(name == "hub.db" || holds("李四".as_bytes()));
    }
}

#[tokio::test]
async fn an_invitation_to_what_is_not_there_is_refused_and_leaves_nothing() {
    let rig = Rig::start().await;
    let try_ = |invitation| rig.opened.identities.invite(zhijia_hub::admin::draw_code().unwrap(), invitation);
    let nowhere = Invitation { union: [9; 16], ..rig.invitation() };
    assert_eq!(try_(nowhere).await, Err(IdentityError::UnknownSpace));
    let nobody = Invitation { member: Some([9; 16]), ..rig.invitation() };
    assert_eq!(try_(nobody).await, Err(IdentityError::UnknownMember));
    let king = Appointment { role: "king".into(), space: rig.union };
    let no_role = Invitation { roles: vec![king], ..rig.invitation() };
    assert_eq!(try_(no_role).await, Err(IdentityError::UnknownRole("king".into())));
    assert_eq!(rig.opened.identities.invitations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn revoking_twice_is_told_to_the_core_once() {
    let rig = Rig::start().await;
    let phone = rig.admin().await;
    let member = rig.opened.identities.device(phone.device()).await.unwrap().unwrap().member;
    for at in [START_MS, START_MS + DAY_MS] {
        rig.opened.identities.revoke(Whom::Member(member), at).await.unwrap();
        rig.opened.identities.revoke(Whom::Device(phone.device()), at).await.unwrap();
    }
    let told: i64 = one(&rig.opened.ground.path, "SELECT max(revoked) FROM fake_record");
    assert_eq!(told, 1);
    let device = rig.opened.identities.device(phone.device()).await.unwrap().unwrap();
    assert_eq!((device.revoked_ms, device.member_revoked_ms), (Some(START_MS), Some(START_MS)));
    let unknown = rig.opened.identities.revoke(Whom::Device([9; 16]), START_MS).await;
    assert_eq!(unknown, Err(IdentityError::UnknownDevice));
    let further = Invitation { member: Some(member), name: None, ..rig.invitation() };
    let refused = rig.opened.identities.invite(zhijia_hub::admin::draw_code().unwrap(), further).await;
    assert_eq!(refused, Err(IdentityError::RevokedMember));
}

#[tokio::test]
async fn two_phones_with_one_code_at_the_same_moment_make_one_member() {
    let rig = Rig::start().await;
    let (mut one_phone, mut other) = (rig.phone(), rig.phone());
    let (a, b) = tokio::join!(one_phone.join(&rig.admin_code), other.join(&rig.admin_code));
    assert_eq!(i32::from(a.is_ok()) + i32::from(b.is_ok()), 1);
    let members: i64 = one(&rig.opened.ground.path, "SELECT count(*) FROM fake_record WHERE home IS NOT NULL");
    assert_eq!(members, 1);
}
