//! What a cursor's number says to the hub; to a phone it says nothing but "where I stand".

/// Marks a cursor that stands within a run of pages.
const PARTIAL: u64 = 1 << 62;
/// The bits of the sequence up to which a run has come.
const AT_BITS: u32 = 32;
/// The greatest sequence that a run may have begun from to be cut into pages.
const BASE_MAX: u64 = (1 << 30) - 1;

/// Where a phone stands in a scope.
///
/// A phone that stands at `base` has everything up to there. While a run of pages brings it to the scope's head, a
/// record may have entered before the last page's end and yet be outside of the pages so far, because its one row has
/// moved on. So what a page must hold is counted from `base` until the run is complete, and the cursor carries both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Up to here the phone has everything.
    pub(super) base: u64,
    /// The rows up to here were sent.
    pub(super) at: u64,
}

impl Position {
    /// Reads a cursor's number.
    pub(super) const fn read(token: u64) -> Self {
        if token & PARTIAL == 0 {
            return Self { base: token, at: token };
        }
        let rest = token & !PARTIAL;
        Self { base: rest >> AT_BITS, at: rest & ((1 << AT_BITS) - 1) }
    }

    /// The cursor at which the phone has everything.
    pub(super) const fn complete(at: u64) -> u64 {
        at
    }

    /// The cursor within a run; `None` where the numbers are too great to be carried, so that the run may not be cut.
    pub(super) const fn within(base: u64, at: u64) -> Option<u64> {
        if base <= BASE_MAX && at < (1 << AT_BITS) { Some(PARTIAL | (base << AT_BITS) | at) } else { None }
    }

    /// Whether the phone has everything up to where it stands.
    pub(super) const fn is_complete(self) -> bool {
        self.base == self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_where_its_run_began() {
        assert_eq!(Position::read(7), Position { base: 7, at: 7 });
        for (base, at) in [(0, 1), (5, 9), (BASE_MAX, u64::from(u32::MAX))] {
            let token = Position::within(base, at);
            assert_eq!(token.map(Position::read), Some(Position { base, at }));
            assert!(token.is_some_and(|token| i64::try_from(token).is_ok() && token != 0));
        }
        assert_eq!(Position::within(BASE_MAX + 1, BASE_MAX + 2), None);
        assert_eq!(Position::within(0, 1 << AT_BITS), None);
        assert!(Position::read(Position::complete(9)).is_complete());
    }
}
