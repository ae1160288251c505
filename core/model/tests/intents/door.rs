//! The door: gates, undoing, coming and going, what was handed out, and who did not come.

use proptest::prelude::*;
use zhijia_model::intents::Intent;
use zhijia_model::intents::events::{
    CancelEvent, CheckAt, CloseDesk, HandOut, NotHere, OpenDesk, ScanPass, SetCheckInList, SignUp, UndoCheckIn,
    WaiveDesk, Withdraw,
};
use zhijia_model::kinds::event::{self, Absence, DeskState};
use zhijia_model::kinds::sign_up::{self, SignUpStatus};
use zhijia_model::{Code, DeviceId, RecordId};

use super::events::draft;
use super::town::{DAY, HOUR, T, Town, code};

const MINUTE: i64 = 60_000;

/// A phone at a gate that knows what `town` knows.
fn gate(town: &Town, device: u8) -> Town {
    let mut gate = Town { device, ids: device * 40, ..Town::new() };
    gate.me = RecordId([device; 16]);
    gate.hears(town);
    gate
}

fn scan(event: RecordId, member: RecordId, list: &str, leaves: bool) -> ScanPass {
    ScanPass { event, member, name: "王小明".to_owned(), list: list.to_owned(), leaves }
}

fn begun() -> (Town, RecordId, RecordId, RecordId) {
    let mut town = Town::new();
    let event = town.event(draft());
    let sign_up = town.act(SignUp { event }).unwrap();
    let me = town.me;
    (town, event, sign_up, me)
}

/// E-C17; acceptance scenario 8.
#[test]
fn one_code_at_two_gates_is_one_person_and_a_note() {
    let (town, event, sign_up, member) = begun();
    let (mut east, mut west) = (gate(&town, 2), gate(&town, 3));
    east.now = T + 10 * HOUR;
    east.act(scan(event, member, "东门", false)).unwrap();
    east.now += 9 * MINUTE;
    east.act(scan(event, member, "东门", false)).unwrap();
    west.now = T + 10 * HOUR + 25 * MINUTE;
    west.act(scan(event, member, "西门", false)).unwrap();
    for (first, second) in [(&east, &west), (&west, &east)] {
        let mut all = gate(&town, 4);
        all.hears(first);
        all.hears(second);
        let record = all.at(sign_up);
        let door = sign_up::at_door(record);
        assert_eq!(sign_up::present(record), Some(T + 10 * HOUR), "since the earliest");
        assert_eq!(door.seen.len(), 2, "the same gate within ten minutes is one scan");
        assert!(door.two_places && door.inside);
        assert_eq!(sign_up::door_flags(record), ["E-C17"]);
    }
    // At two gates within ten minutes, or with an exit between, nothing is said.
    let mut walks = gate(&town, 5);
    for (minutes, list, leaves) in [(0, "东门", false), (8, "西门", false), (40, "西门", true), (90, "东门", false)]
    {
        walks.now = T + HOUR + minutes * MINUTE;
        walks.act(scan(event, member, list, leaves)).unwrap();
    }
    assert_eq!(sign_up::door_flags(walks.at(sign_up)), [] as [&str; 0]);
}

/// E-C18; acceptance scenario 16.
#[test]
fn an_undo_takes_back_what_it_knew_and_no_other_gates_scan() {
    let (town, event, sign_up, member) = begun();
    let (mut east, mut west) = (gate(&town, 2), gate(&town, 3));
    east.now = T + HOUR;
    east.act(scan(event, member, "东门", false)).unwrap();
    east.now += HOUR;
    east.act(CheckAt { sign_up, list: String::new(), leaves: false }).unwrap();
    west.now = T + 2 * HOUR;
    west.act(scan(event, member, "西门", false)).unwrap();
    // Hours later, and both that this phone made.
    east.now += 5 * HOUR;
    east.act(NotHere { sign_up }).unwrap();
    assert_eq!(sign_up::present(east.at(sign_up)), None);
    assert_eq!(code(east.act(NotHere { sign_up })), Code::NotFound, "nothing is left to undo");
    east.hears(&west);
    assert_eq!(sign_up::present(east.at(sign_up)), Some(T + 2 * HOUR), "the person was seen at the other gate");
}

/// E-C20.
#[test]
fn coming_and_going_is_in_the_order_of_the_scans() {
    let (town, event, sign_up, member) = begun();
    let (mut entry, mut exit) = (gate(&town, 2), gate(&town, 3));
    exit.now = T + 3 * HOUR;
    exit.act(scan(event, member, "出口", true)).unwrap();
    entry.now = T + HOUR;
    entry.act(scan(event, member, "入口", false)).unwrap();
    // What came last was made first.
    exit.hears(&entry);
    let door = sign_up::at_door(exit.at(sign_up));
    assert!(!door.inside);
    assert_eq!(door.seen.iter().map(|seen| seen.at).collect::<Vec<_>>(), [T + HOUR, T + 3 * HOUR]);
    assert_eq!(sign_up::present(exit.at(sign_up)), Some(T + HOUR), "who went out was here");
}

/// E-C19.
#[test]
fn who_gave_the_place_back_and_comes_is_a_walk_in() {
    let (mut town, event, sign_up, member) = begun();
    town.now += HOUR;
    town.act(Withdraw { event }).unwrap();
    town.now += HOUR;
    town.act(scan(event, member, "", false)).unwrap();
    let status = sign_up::status(Some(town.at(sign_up)), Some(town.at(event)), town.now);
    assert_eq!(status, SignUpStatus::WalkIn { withdrew: true });
}

/// E-C22.
#[test]
fn what_two_desks_hand_out_is_recorded_twice_and_said_once() {
    let (town, _, sign_up, _) = begun();
    let (mut one, mut two) = (gate(&town, 2), gate(&town, 3));
    let give = |what: &str| HandOut { sign_up, what: what.to_owned() };
    one.act(give("T恤")).unwrap();
    assert_eq!(code(one.act(give("  "))), Code::EmptyField);
    one.act(give("盒饭")).unwrap();
    assert!(!sign_up::handed_twice(one.at(sign_up)));
    let (_, undo) = two.act_as(give("T恤")).unwrap();
    one.hears(&two);
    assert_eq!(sign_up::handed_out(one.at(sign_up)).len(), 3, "the stock has gone all the same");
    assert_eq!(sign_up::door_flags(one.at(sign_up)), ["E-C22"]);
    one.act(undo.unwrap()).unwrap();
    assert_eq!(sign_up::door_flags(one.at(sign_up)), [] as [&str; 0]);
}

/// E-C21.
#[test]
fn nobody_is_absent_before_every_phone_at_the_door_has_told() {
    let (mut town, event, _, _) = begun();
    let (one, two) = (DeviceId([1; 16]), DeviceId([2; 16]));
    let starts = T + 10 * DAY;
    let absence = |town: &Town, now: i64| event::absence(town.at(event), now);
    assert!(matches!(absence(&town, starts + HOUR), Absence::NotBefore(_)), "no phone was at the door");
    // The event is over with the day on which it starts.
    assert_eq!(absence(&town, starts + 4 * DAY), Absence::Known);
    for device in [one, two] {
        town.now = starts - HOUR;
        town.act(OpenDesk { event, device, list: "东门".to_owned() }).unwrap();
    }
    assert_eq!(absence(&town, starts - MINUTE), Absence::NotBefore(starts));
    assert_eq!(absence(&town, starts + 30 * DAY), Absence::Awaits(vec![one, two]), "however long");
    town.now = starts + 3 * HOUR;
    town.act(CloseDesk { event, device: one }).unwrap();
    assert_eq!(absence(&town, town.now), Absence::Awaits(vec![two]));
    town.act(WaiveDesk { event, device: two }).unwrap();
    assert_eq!(absence(&town, town.now), Absence::Known);
    // A phone that comes back to the door is waited for again.
    town.now += HOUR;
    town.act(OpenDesk { event, device: two, list: String::new() }).unwrap();
    assert_eq!(absence(&town, town.now), Absence::Awaits(vec![two]));
    assert_eq!(
        event::desks(town.at(event)).iter().map(|desk| desk.state).collect::<Vec<_>>(),
        [DeskState::Closed, DeskState::Open]
    );
    assert_eq!(code(town.act(WaiveDesk { event, device: DeviceId([3; 16]) })), Code::NotFound);
    town.act(CancelEvent { event, reason: "停电".to_owned() }).unwrap();
    assert_eq!(absence(&town, town.now), Absence::Never, "E-C9");
}

#[test]
fn check_in_lists_are_set_up_by_name_and_put_away() {
    let (mut town, event, _, _) = begun();
    let list = |name: &str, away| SetCheckInList { event, name: name.to_owned(), away };
    let (_, undo) = town.act_as(list("东门", false)).unwrap();
    town.act(list("体育馆西侧三号门", false)).unwrap();
    assert_eq!(event::check_in_lists(town.at(event)), ["东门", "体育馆西侧三号门"]);
    town.now += 1;
    town.act(undo.unwrap()).unwrap();
    assert_eq!(event::check_in_lists(town.at(event)), ["体育馆西侧三号门"]);
    for (name, refused) in [("", Code::EmptyField), ("东/西", Code::BadField), (&*"门".repeat(21), Code::BadField)] {
        assert_eq!(code(town.act(list(name, false))), refused);
    }
}

/// What a gate does, by numbers.
fn drawn(kind: u8, event: RecordId, member: RecordId, sign_up: RecordId, at: &Town) -> Intent {
    let list = ["东门", "西门", ""][usize::from(kind) % 3];
    match kind % 6 {
        0 | 1 => scan(event, member, list, kind.is_multiple_of(4)).into(),
        2 => CheckAt { sign_up, list: list.to_owned(), leaves: kind % 4 == 1 }.into(),
        3 => NotHere { sign_up }.into(),
        4 => HandOut { sign_up, what: "T恤".to_owned() }.into(),
        _ => {
            let scan = at.records.get(&sign_up).and_then(|one| Some(sign_up::at_door(one).seen.first()?.scan));
            UndoCheckIn { sign_up, scan: scan.unwrap_or_default() }.into()
        }
    }
}

proptest! {
    /// Three gates without a network, in any order of meeting: one state, who was seen by a scan that nobody took back is
    /// present, and nothing that was handed out is lost.
    #[test]
    fn gates_that_meet_in_any_order_agree(
        steps in proptest::collection::vec((0_usize..3, any::<u8>(), 1_i64..40), 1..24),
        order in Just([0_usize, 1, 2]).prop_shuffle(),
    ) {
        let (town, event, sign_up, member) = begun();
        let mut gates = [gate(&town, 2), gate(&town, 3), gate(&town, 4)];
        let mut given = 0;
        for (at, kind, minutes) in steps {
            let gate = &mut gates[at];
            gate.now += minutes * MINUTE;
            let intent = drawn(kind, event, member, sign_up, gate);
            given += usize::from(gate.act(intent).is_ok() && kind % 6 == 4);
        }
        let met = |order: [usize; 3]| {
            let mut all = gate(&town, 5);
            for one in order {
                all.hears(&gates[one]);
            }
            let record = all.at(sign_up).clone();
            let door = sign_up::at_door(&record);
            let seen: Vec<_> = door.seen.iter().map(|seen| (seen.at, seen.way, seen.scan)).collect();
            let gifts: Vec<_> = sign_up::handed_out(&record).iter().map(|(at, _, id)| (*at, *id)).collect();
            (seen, gifts, door.inside, door.two_places, sign_up::present(&record))
        };
        let one = met([0, 1, 2]);
        prop_assert_eq!(&one, &met(order));
        prop_assert_eq!(one.1.len(), given);
        let seen_somewhere = gates.iter().any(|gate| sign_up::present(gate.at(sign_up)).is_some());
        prop_assert_eq!(one.4.is_some(), seen_somewhere, "no gate's undo reaches another's scan");
        prop_assert!(!one.2 || one.4.is_some());
    }
}
