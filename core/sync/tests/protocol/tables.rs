//! The tables of `docs/protocol.md` say what the code says; a test names the row that differs.

use std::collections::BTreeSet;

use zhijia_model::authority::{Standing, World, may_write};
use zhijia_model::kinds::{keys, view_keys};
use zhijia_model::scope::audiences_of;
use zhijia_model::{Audience, Code, Header, Kind, Part, RecordId, Role, Type};
use zhijia_sync::{limits, session};

use crate::examples;
use crate::page::{PAGE, headings, items, section, table, table_in};

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|one| name(*one).to_owned()).collect()
}

/// Two lists are the same; where not, the first row that differs is named.
fn same(what: &str, told: &[String], code: &[String]) {
    for (told, code) in told.iter().zip(code) {
        assert_eq!(told, code, "{what}: docs/protocol.md says the first, the code the second");
    }
    let longer = told.get(code.len()..).or(code.get(told.len()..)).unwrap_or_default();
    assert!(longer.is_empty(), "{what}: only one of docs/protocol.md and the code has {longer:?}");
}

#[test]
fn kinds() {
    let rows = table("| n | kind | stands in | owner | parts | views |");
    assert_eq!(rows.len(), Kind::ALL.len(), "one row a kind");
    for (row, kind) in rows.iter().zip(Kind::ALL) {
        let city = kind.may_stand_in(None).then_some("city".to_owned());
        let spaces = Kind::ALL.iter().filter(|space| kind.may_stand_in(Some(**space)));
        let spaces: Vec<_> = city.into_iter().chain(spaces.map(|space| space.name().to_owned())).collect();
        let owner = match kind.owned() {
            Some(true) => "required",
            Some(false) => "none",
            None => "optional",
        };
        assert_eq!(row[0], kind.number().to_string(), "number of {}", kind.name());
        assert_eq!(row[1], kind.name());
        assert_eq!(items(&row[2]), spaces, "where {} stands", kind.name());
        assert_eq!(row[3], owner, "owner of {}", kind.name());
        assert_eq!(items(&row[4]), names(kind.parts(), Part::name), "parts of {}", kind.name());
        assert_eq!(items(&row[5]), names(kind.viewers(), Audience::name), "views of {}", kind.name());
    }
}

#[test]
fn numbers_of_parts_audiences_and_roles() {
    let expect = |all: Vec<(u8, &'static str)>, header: &str| {
        let rows: Vec<_> = table(header).iter().map(|row| format!("{} {}", row[0], row[1])).collect();
        let code: Vec<_> = all.iter().map(|(number, name)| format!("{number} {name}")).collect();
        same(header, &rows, &code);
    };
    expect(Part::ALL.iter().map(|one| (one.number(), one.name())).collect(), "| n | part |");
    expect(Audience::ALL.iter().map(|one| (one.number(), one.name())).collect(), "| n | audience | who |");
    let roles = "| n | role | held in | granted by | reads |";
    expect(Role::ALL.iter().map(|one| (one.number(), one.name())).collect(), roles);
    for (row, role) in table(roles).iter().zip(Role::ALL) {
        assert_eq!(items(&row[4]), names(audiences_of(*role), Audience::name), "what {} reads", role.name());
        for space in items(&row[2]) {
            let container = Kind::from_name(&space);
            assert!(container.is_some() || space == "city", "{space} is no kind");
            assert!(Kind::Appointment.may_stand_in(container), "no role is held in a {space}");
        }
    }
}

fn parts() -> impl Iterator<Item = (Kind, Part)> {
    Kind::ALL.iter().flat_map(|kind| kind.parts().iter().map(|part| (*kind, *part)))
}

#[test]
fn readers() {
    let rows = table("| kind | part | read by |");
    let code: Vec<_> = parts()
        .map(|(kind, part)| {
            vec![kind.name().to_owned(), part.name().to_owned(), names(kind.readers(part), Audience::name).join(", ")]
        })
        .collect();
    let lines = |rows: &[Vec<String>]| rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>();
    same("readers", &lines(&rows), &lines(&code));
}

#[test]
fn keys_of_parts_and_views() {
    let mut wanted = BTreeSet::new();
    for (kind, part) in parts() {
        let heading = format!("#### part `{}` `{}`", kind.name(), part.name());
        check_keys(&heading, keys(kind, part));
        wanted.insert(heading);
    }
    for (kind, audience) in Kind::ALL.iter().flat_map(|kind| kind.viewers().iter().map(|viewer| (*kind, *viewer))) {
        let heading = format!("#### view `{}` `{}`", kind.name(), audience.name());
        check_keys(&heading, view_keys(kind, audience));
        wanted.insert(heading);
    }
    let found = headings().filter(|line| line.starts_with("#### part ") || line.starts_with("#### view "));
    assert_eq!(found.map(str::to_owned).collect::<BTreeSet<_>>(), wanted, "a part or view too many, or too few");
}

fn check_keys(heading: &str, keys: &[zhijia_model::KeySpec]) {
    let section = section(heading).unwrap_or_else(|| panic!("docs/protocol.md has no section {heading}"));
    let rows = table_in(section, "| n | key | type | meaning |");
    let rows: Vec<_> = rows.iter().map(|row| row[..3].join(" ")).collect();
    let code: Vec<_> = keys
        .iter()
        .map(|key| {
            let kind = match key.kind {
                Type::Text(max) => format!("text {max}"),
                Type::Int => "int".to_owned(),
                Type::Bool => "bool".to_owned(),
                Type::Id => "id".to_owned(),
            };
            format!("{} {} {kind}", key.number, key.pattern)
        })
        .collect();
    same(heading, &rows, &code);
    let numbers: BTreeSet<_> = keys.iter().map(|key| key.number).collect();
    assert_eq!(numbers.len(), keys.len(), "{heading}: a number twice");
}

/// A world in which the author has exactly one reason to write.
struct OneGround {
    role: Option<(Role, RecordId)>,
    space: RecordId,
    container: Option<(Kind, RecordId)>,
    home: Option<(RecordId, RecordId)>,
    plan: Option<(RecordId, RecordId)>,
}

impl World for OneGround {
    fn holds(&self, role: Role, space: RecordId, _: i64) -> Standing {
        if self.role == Some((role, space)) { Standing::Held } else { Standing::Never }
    }

    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)> {
        self.container.filter(|_| space == self.space)
    }

    fn home(&self, member: RecordId) -> Option<RecordId> {
        self.home.filter(|(whose, _)| *whose == member).map(|(_, union)| union)
    }

    fn plan_union(&self, plan: RecordId) -> Option<RecordId> {
        self.plan.filter(|(which, _)| *which == plan).map(|(_, union)| union)
    }
}

#[test]
fn authority() {
    let rows = table("| kind | part | may be written by |");
    assert_eq!(rows.len(), parts().count(), "one row a part");
    for (row, (kind, part)) in rows.iter().zip(parts()) {
        assert_eq!([&row[0], &row[1]], [kind.name(), part.name()]);
        let found = grounds(kind, part);
        let told: BTreeSet<_> = items(&row[2]).into_iter().collect();
        assert_eq!(told, found, "who writes {} {}", kind.name(), part.name());
    }
}

/// Tries every reason to write on its own.
fn grounds(kind: Kind, part: Part) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let containers = Kind::ALL.iter().copied().filter(|space| kind.may_stand_in(Some(*space))).map(Some);
    for container in containers.chain(kind.may_stand_in(None).then_some(None)) {
        let space = if container.is_some() { RecordId([0x51; 16]) } else { RecordId::CITY };
        let (above, home_union, plan_union) = (RecordId([0x52; 16]), RecordId([0x53; 16]), RecordId([0x54; 16]));
        let (person, author, plan) = (RecordId([0x55; 16]), RecordId([0x56; 16]), RecordId([0x57; 16]));
        let salt = match kind {
            Kind::Enrolment => [&[0x57; 16][..], &[1]].concat(),
            Kind::Batch => vec![0x57; 16],
            _ => vec![9; 16],
        };
        let owner = (kind.owned() != Some(false)).then_some(person);
        let header = Header::new(kind, space, owner, salt.clone());
        let about = header.person().unwrap_or(person);
        let world = |role| OneGround {
            role,
            space,
            container: container.map(|kind| (kind, above)),
            home: Some((about, home_union)),
            plan: Some((plan, plan_union)),
        };
        let may = |header: &Header, author, role| may_write(header, part, Some(author), &world(role), 0).is_ok();
        assert!(!may(&header, author, None), "a stranger writes {} {}", kind.name(), part.name());
        if may(&header, header.id(), None) {
            found.insert("self".to_owned());
        }
        if kind.owned() != Some(false) && may(&Header { owner: Some(author), ..header.clone() }, author, None) {
            found.insert("owner".to_owned());
        }
        let places =
            [("here", space), ("itself", header.id()), ("above", above), ("home", home_union), ("plan", plan_union)];
        for role in Role::ALL {
            for (place, at) in places {
                if may(&header, author, Some((*role, at))) {
                    found.insert(format!("{} {place}", role.name()));
                }
            }
        }
    }
    found
}

#[test]
fn limits_are_the_codes_own() {
    macro_rules! all {
        ($($module:path: $($name:ident),+;)+) => {{
            let mut out: Vec<(&str, i64)> = Vec::new();
            $($({ use $module as module; out.push((stringify!($name), i64::try_from(module::$name).unwrap())); })+)+
            out
        }};
    }
    let code = all! {
        limits: PROTOCOL, REQUEST_MAX, REQUEST_INFLATED_MAX, OFFERS_MAX, OFFER_BYTES_TARGET, PAGE_BYTES_TARGET,
            ANSWER_BYTES_TARGET, FRAME_INFLATED_MAX, FOLLOW_MAX, SCOPES_MAX, CLAIMED_MIN_MS, GRACE_MS,
            GRACE_ENROLMENT_MS, GRACE_CIRCULATION_MS;
        zhijia_model::header: SALT_MAX;
        zhijia_model::change: CHANGE_MAX, PUTS_MAX, PREDS_MAX, DEPS_MAX, START_OP_STEP, KEY_MAX;
        zhijia_model::key: ELEMENT_MAX, UNKNOWN_VALUE_MAX;
        session: NONCE_MAX, CODE_MAX;
    };
    let told: BTreeSet<_> =
        table("| limit | value | what |").iter().map(|row| format!("{} = {}", row[0], row[1])).collect();
    let code: BTreeSet<_> = code.into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let sorted = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
    same("limits", &sorted(&told), &sorted(&code));
    // Whoever adds a limit tells it here.
    for line in include_str!("../../src/limits.rs").lines() {
        if let Some(name) = line.strip_prefix("pub const ").and_then(|rest| rest.split(':').next()) {
            assert!(told.iter().any(|row| row.starts_with(&format!("{name} = "))), "{name} is not in the table");
        }
    }
    assert_eq!(limits::PROTOCOL, session::PROTOCOL);
}

#[test]
fn refusal_codes() {
    let told: Vec<_> = table("| code | meaning | from |").into_iter().map(|row| row[0].clone()).collect();
    let refusals: Vec<_> = Code::ALL.iter().copied().filter(|code| code.is_refusal()).collect();
    same("refusal codes", &told, &names(&refusals, Code::as_str));
}

#[test]
fn outcomes_facts_and_answers_have_their_numbers() {
    let number = |bytes: &[u8]| {
        let mut input = minicbor::Decoder::new(bytes);
        input.array().unwrap();
        input.u8().unwrap().to_string()
    };
    let told = |header: &str| -> BTreeSet<String> {
        table(header).iter().map(|row| format!("{} {}", row[0], row[1])).collect()
    };
    let outcomes: BTreeSet<_> = examples::verdicts()
        .iter()
        .map(|(name, verdict)| {
            let name = name.trim_start_matches("verdict-").trim_end_matches("-back");
            let name = if name == "cover-waiting" { "cover" } else { name };
            format!("{} {name}", number(&minicbor::to_vec(&verdict.outcome).unwrap()))
        })
        .collect();
    assert_eq!(told("| n | outcome | meaning |"), outcomes);
    let facts: BTreeSet<_> = examples::facts()
        .iter()
        .map(|(name, fact)| format!("{} {}", number(&minicbor::to_vec(fact).unwrap()), &name["fact-".len()..]))
        .collect();
    assert_eq!(told("| n | fact | meaning |"), facts);
    let zhijia_sync::wire::Frame::Fates(fates) = &examples::frames()[2].1 else { panic!("the fates moved") };
    let answers: BTreeSet<_> = fates
        .iter()
        .map(|fate| {
            let name = format!("{:?}", fate.answer);
            let name = name.split(' ').next().unwrap_or_default().to_lowercase();
            format!("{} {name}", number(&minicbor::to_vec(&fate.answer).unwrap()))
        })
        .collect();
    let header = "| n | answer | what the hub did | what the phone does |";
    assert_eq!(told(header), answers);
}

#[test]
fn the_page_speaks_of_every_message_once() {
    for name in ["/v1/hello", "/v1/join", "/v1/session", "/v1/sync", "/v1/live", "/healthz"] {
        assert!(PAGE.contains(&format!("`{name}`")), "{name}");
    }
}
