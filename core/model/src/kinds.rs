//! The kinds: one file each, with its keys, what its parts say, its views and its rules.

use crate::key::KeySpec;
use crate::kind::{Audience, Kind, Part};
pub use crate::record::Record;
use crate::spec::{KindSpec, Owner, part_names, view_names};
use crate::state::PartState;

/// Names each kind's file, and reads its `SPEC` from there.
macro_rules! kinds {
    ($($kind:ident in $file:ident),+ $(,)?) => {
        $(pub mod $file;)+

        impl Kind {
            /// Everything about the kind.
            pub const fn spec(self) -> &'static KindSpec {
                match self {
                    $(Self::$kind => const { &$file::SPEC },)+
                }
            }

            /// The parts of a record of this kind.
            pub const fn parts(self) -> &'static [Part] {
                match self {
                    $(Self::$kind => const { &part_names::<{ $file::SPEC.parts.len() }>($file::SPEC.parts) },)+
                }
            }

            /// The audiences that see a view of the record where they do not read its parts.
            pub const fn viewers(self) -> &'static [Audience] {
                match self {
                    $(Self::$kind => const { &view_names::<{ $file::SPEC.views.len() }>($file::SPEC.views) },)+
                }
            }
        }

        $(const _: () = assert!($file::SPEC.kind as u8 == Kind::$kind as u8, "another kind's spec");)+
    };
}

kinds! {
    Union in union,
    Member in member,
    Appointment in appointment,
    House in house,
    Title in title,
    Loan in loan,
    Return in return_,
    Event in event,
    SignUp in sign_up,
    Plan in plan,
    Enrolment in enrolment,
    Hold in hold,
    Batch in batch,
    Claim in claim,
}

impl Kind {
    /// Whether a record of this kind may stand in a space of `container` (`None`: the city).
    pub fn may_stand_in(self, container: Option<Self>) -> bool {
        self.spec().stands_in.contains(&container)
    }

    /// Whether the header must, may (`None`) or must not name an owner.
    pub const fn owned(self) -> Option<bool> {
        match self.spec().owner {
            Owner::Always => Some(true),
            Owner::Maybe => None,
            Owner::Never => Some(false),
        }
    }

    /// Who reads the part as it is, its changes included.
    pub fn readers(self, part: Part) -> &'static [Audience] {
        self.spec().part(part).map_or(&[], |spec| spec.readers)
    }
}

/// The keys of a part.
pub fn keys(kind: Kind, part: Part) -> &'static [KeySpec] {
    kind.spec().part(part).map_or(&[], |spec| spec.keys)
}

/// The keys of a view.
pub fn view_keys(kind: Kind, audience: Audience) -> &'static [KeySpec] {
    kind.spec().view(audience).map_or(&[], |spec| spec.keys)
}

/// The view of a record for an audience; `None` where the audience sees nothing of it (an unpublished event, an
/// appointment that has not ended).
pub fn view(record: &Record, audience: Audience) -> Option<PartState> {
    let spec = record.header.kind()?.spec();
    let view = spec.view(audience)?;
    if !(view.shown)(record) {
        return None;
    }
    let mut state = PartState::default();
    for part in spec.parts.iter().filter(|part| !part.readers.contains(&audience)) {
        copy_seen(record.part(part.part), part.keys, audience, &mut state);
    }
    (view.compute)(record, &mut state);
    (!state.is_empty()).then_some(state)
}

/// The bytes of a view, as they travel and are stored.
pub fn view_bytes(record: &Record, audience: Audience) -> Option<Vec<u8>> {
    let state = view(record, audience)?;
    Some(crate::view::encode(view_keys(record.header.kind()?, audience), &state))
}

/// Copies the shown values that an audience sees, without their changes.
fn copy_seen(from: &PartState, keys: &[KeySpec], audience: Audience, into: &mut PartState) {
    for (key, entries) in from.iter() {
        let seen = |spec: &KeySpec| spec.number_for(audience).is_some() && spec.element(key).is_some();
        if keys.iter().any(seen)
            && let Some(entry) = entries.first()
        {
            into.set(key, entry.value.clone());
        }
    }
}
