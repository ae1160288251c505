//! What is made of the values that both sides gave: ratio, spread, and whether the work tree is as fast as asked.

/// Figures that are to be faster by so much; every other is to be no worse.
const GOALS: &[(&str, f64)] = &[
    ("roster_walk_in_600", 0.2),
    ("rush_cpu", 0.55),
    ("rush_single_cpu", 0.55),
    ("tap_to_roster_p50", 0.45),
    ("tap_to_roster_p99", 0.45),
    ("cold_member_time", 0.5),
    ("cold_keeper_time", 0.67),
];

/// "No worse" leaves room for what differs between two runs of the same program: time depends on what else the
/// computer does, memory on when it is looked at.
const TIME_TOLERANCE: f64 = 0.10;
const SIZE_TOLERANCE: f64 = 0.03;

/// One figure as both sides gave it: the best value of each turn. The turns stand in the order of the rounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) unit: String,
    /// Empty where the old commit does not know the figure.
    pub(crate) old: Vec<f64>,
    pub(crate) new: Vec<f64>,
}

/// A figure's value: the best, since whatever else the computer does only adds to it.
pub(crate) fn best(turns: &[f64]) -> Option<f64> {
    turns.iter().copied().reduce(f64::min)
}

/// The most that the ratio may be, for a figure of this name and unit.
pub(crate) fn at_most(name: &str, unit: &str) -> f64 {
    let asked = GOALS.iter().find(|(goal, _)| *goal == name).map(|(_, ratio)| *ratio);
    let tolerance = if matches!(unit, "KB" | "MB") { SIZE_TOLERANCE } else { TIME_TOLERANCE };
    asked.unwrap_or(1.0 + tolerance)
}

/// Whether the figure is to be faster, not only no worse.
pub(crate) fn is_asked(name: &str) -> bool {
    GOALS.iter().any(|(goal, _)| *goal == name)
}

impl Pair {
    /// New over old; none where one of them has no value, or the old one is nothing.
    pub(crate) fn ratio(&self) -> Option<f64> {
        ratio(best(&self.old)?, best(&self.new)?)
    }

    /// The lowest and highest ratio of one round.
    pub(crate) fn spread(&self) -> Option<(f64, f64)> {
        let rounds: Vec<f64> = self.old.iter().zip(&self.new).filter_map(|(old, new)| ratio(*old, *new)).collect();
        Some((rounds.iter().copied().reduce(f64::min)?, rounds.iter().copied().reduce(f64::max)?))
    }

    /// Whether the ratio is low enough; none where there is no ratio.
    pub(crate) fn met(&self) -> Option<bool> {
        self.ratio().map(|ratio| ratio <= at_most(&self.name, &self.unit))
    }
}

fn ratio(old: f64, new: f64) -> Option<f64> {
    (old > 0.0).then_some(new / old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, unit: &str, old: &[f64], new: &[f64]) -> Pair {
        Pair { name: name.to_owned(), unit: unit.to_owned(), old: old.to_vec(), new: new.to_vec() }
    }

    #[test]
    fn the_ratio_is_of_the_best_and_the_spread_of_the_rounds() {
        let pair = pair("rush_cpu", "s", &[0.4, 0.8, 0.5], &[0.2, 0.2, 0.4]);
        assert_eq!(pair.ratio(), Some(0.5));
        assert_eq!(pair.spread(), Some((0.25, 0.8)));
        assert_eq!(pair.met(), Some(true));
    }

    #[test]
    fn a_figure_with_a_goal_has_no_tolerance_and_one_without_has() {
        assert_eq!(pair("rush_cpu", "s", &[1.0], &[0.56]).met(), Some(false));
        assert_eq!(pair("local_action", "ms", &[1.0], &[1.09]).met(), Some(true));
        assert_eq!(pair("local_action", "ms", &[1.0], &[1.11]).met(), Some(false));
        assert_eq!(pair("cold_member_bytes", "KB", &[100.0], &[104.0]).met(), Some(false));
    }

    #[test]
    fn a_figure_that_the_old_commit_does_not_know_is_neither_met_nor_missed() {
        let pair = pair("guard", "µs", &[], &[2.0]);
        assert_eq!((pair.ratio(), pair.spread(), pair.met()), (None, None, None));
    }

    #[test]
    fn an_old_value_of_nothing_gives_no_ratio() {
        assert_eq!(pair("followers", "MB", &[0.0], &[1.0]).ratio(), None);
    }
}
