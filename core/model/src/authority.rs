//! Who may write which part: one rule for the phone's preview and the hub's gate.

use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Kind, Part, Role};
use crate::refusal::Code;

/// Where a role is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The role was held at the time in question.
    Held,
    /// It was held once, and had ended by then (A-C16).
    Ended,
    /// It was never held, or was revoked hard.
    Never,
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

/// The plan that an enrolment is for: the first 16 bytes of its salt.
pub fn plan_of(enrolment: &Header) -> Option<RecordId> {
    enrolment.salt.first_chunk().copied().map(RecordId)
}

/// Whether the author (`None`: the hub itself) may write `part` of the record at `at`.
pub fn may_write(
    header: &Header,
    part: Part,
    author: Option<RecordId>,
    world: &dyn World,
    at: i64,
) -> Result<(), Code> {
    let Some(kind) = header.kind() else { return Err(Code::BadForm) };
    if !kind.parts().contains(&part) {
        return Err(Code::BadForm);
    }
    let Some(author) = author else { return Ok(()) };
    let standing = match (kind, part) {
        (Kind::Member, Part::Own) => return own(header.id() == author),
        (Kind::Loan, Part::Borrower) | (Kind::SignUp | Kind::Enrolment, Part::Member) => {
            return own(header.owner == Some(author));
        }
        // A desk of the union itself, or of the union (or city) above, which founded it.
        (Kind::Union, Part::Staff) => {
            best(world.holds(Role::Desk, header.id(), at), world.holds(Role::Desk, header.space, at))
        }
        (Kind::Member, Part::Staff | Part::Verified) => {
            let role = if part == Part::Staff { Role::Desk } else { Role::Verifier };
            world.home(header.id()).map_or(Standing::Never, |home| world.holds(role, home, at))
        }
        // A desk grants the roles of its own union, and the first desk of the unions that it founds.
        (Kind::Appointment, Part::Grant) => {
            let here = in_space(world, Role::Desk, header.space, at);
            let above = match world.container(header.space) {
                Some((Kind::Union, above)) => world.holds(Role::Desk, above, at),
                _ => Standing::Never,
            };
            best(here, above)
        }
        (Kind::House | Kind::Title | Kind::Loan | Kind::Return, Part::Keeper) => {
            in_space(world, Role::Keeper, header.space, at)
        }
        (Kind::Event, Part::Organiser) => {
            best(in_space(world, Role::Organiser, header.space, at), world.holds(Role::Organiser, header.id(), at))
        }
        (Kind::SignUp, Part::Door) => in_space(world, Role::Organiser, header.space, at),
        (Kind::SignUp, Part::Proxy) => {
            let home = header.owner.and_then(|person| world.home(person));
            home.map_or(Standing::Never, |home| {
                best(world.holds(Role::Desk, home, at), world.holds(Role::Handler, home, at))
            })
        }
        (Kind::Plan, Part::Office) => in_space(world, Role::Office, header.space, at),
        (Kind::Enrolment, Part::Unit) => in_space(world, Role::Handler, header.space, at),
        (Kind::Enrolment, Part::Office) => {
            let union = plan_of(header).and_then(|plan| world.plan_union(plan));
            union.map_or(Standing::Never, |union| world.holds(Role::Office, union, at))
        }
        _ => Standing::Never,
    };
    match standing {
        Standing::Held => Ok(()),
        Standing::Ended => Err(Code::RoleEnded),
        Standing::Never => Err(Code::NoAuthority),
    }
}

fn own(yes: bool) -> Result<(), Code> {
    if yes { Ok(()) } else { Err(Code::NoAuthority) }
}

/// A role in a union covers the houses, events and plans in it, not the unions below.
fn in_space(world: &dyn World, role: Role, space: RecordId, at: i64) -> Standing {
    let here = world.holds(role, space, at);
    match world.container(space) {
        Some((Kind::House | Kind::Event | Kind::Plan, union)) => best(here, world.holds(role, union, at)),
        _ => here,
    }
}

const fn best(a: Standing, b: Standing) -> Standing {
    match (a, b) {
        (Standing::Held, _) | (_, Standing::Held) => Standing::Held,
        (Standing::Ended, _) | (_, Standing::Ended) => Standing::Ended,
        _ => Standing::Never,
    }
}
