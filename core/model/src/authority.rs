//! Who may write which part: one rule for the phone's preview and the hub's gate. The reasons stand in each kind's
//! `SPEC`.

use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Kind, Part, Role};
use crate::kinds::enrolment;
use crate::refusal::Code;
use crate::spec::{Where, Writer};

/// How a role stands; the greater one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was never held, or was revoked hard.
    Never,
    /// It was held once, and had ended by then (A-C16).
    Ended,
    /// The role was held at the time in question.
    Held,
}

/// What the author of a change is, and what the world around the record looks like.
///
/// The phone answers from what it holds, the hub from its ledger; `at` is rank time R, because authority is
/// judged when a thing was done and not when it arrived (A-C16).
pub trait World {
    /// Whether the author holds `role` in `space` itself at `at`.
    fn holds(&self, role: Role, space: RecordId, at: i64) -> Standing;
    /// The record that contains `space`, with the kind of `space`; `None` where it is not known.
    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)>;
    /// The home union of a member.
    fn home(&self, member: RecordId) -> Option<RecordId>;
    /// The union of the plan that an enrolment's salt names.
    fn plan_union(&self, plan: RecordId) -> Option<RecordId>;
}

/// Whether the author (`None`: the hub itself) may write `part` of the record at `at`.
///
/// # Errors
/// [`Code::BadForm`] for a part that the kind has not, [`Code::RoleEnded`] where the role had ended by then, else
/// [`Code::NoAuthority`].
pub fn may_write(
    header: &Header,
    part: Part,
    author: Option<RecordId>,
    world: &dyn World,
    at: i64,
) -> Result<(), Code> {
    let Some(kind) = header.kind() else { return Err(Code::BadForm) };
    let Some(spec) = kind.spec().part(part) else { return Err(Code::BadForm) };
    let Some(author) = author else { return Ok(()) };
    let mut best = Standing::Never;
    for writer in spec.writers {
        let standing = match *writer {
            Writer::Itself if header.id() == author => Standing::Held,
            Writer::Owner if header.owner == Some(author) => Standing::Held,
            Writer::Itself | Writer::Owner => Standing::Never,
            Writer::Holds(role, place) => {
                space_at(header, kind, place, world).map_or(Standing::Never, |space| world.holds(role, space, at))
            }
        };
        if standing == Standing::Held {
            return Ok(());
        }
        best = best.max(standing);
    }
    Err(if best == Standing::Ended { Code::RoleEnded } else { Code::NoAuthority })
}

/// The space where a writer's role has to be held; `None` where it is not known.
fn space_at(header: &Header, kind: Kind, place: Where, world: &dyn World) -> Option<RecordId> {
    match place {
        Where::Space => Some(header.space),
        Where::Itself => Some(header.id()),
        // A role in a union covers the houses, events and plans in it.
        Where::Above => {
            let (space, above) = world.container(header.space)?;
            kind.may_stand_in(Some(space)).then_some(above)
        }
        Where::Home => header.person().and_then(|person| world.home(person)),
        Where::PlanUnion => enrolment::plan_of(header).and_then(|plan| world.plan_union(plan)),
    }
}
