//! What a part says: the visible values of its changes, or of a view that the hub computed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::change::{ChangeHash, PartChange, Witness};
use crate::field::{Field, Scalar};
use crate::id::RecordId;

/// One visible value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleValue {
    /// The value.
    pub value: Scalar,
    /// The change that put it; `None` in a view.
    pub change: Option<ChangeHash>,
    /// What the hub said of that change; `None` while it is pending, and in a view.
    pub witness: Option<Witness>,
    /// When the device claims to have put it, in milliseconds; while it is pending, always later than what it builds
    /// upon, as the hub will rank it; 0 in a view.
    pub claimed: i64,
}

impl VisibleValue {
    /// The order among values of one key: what the hub has not seen yet is the newest, then by (R, hash).
    fn order(&self) -> (i64, Option<ChangeHash>) {
        (self.witness.map_or(i64::MAX, |witness| witness.rank), self.change)
    }

    /// The time by which rules order this entry: R where the hub gave one, else the claim.
    pub fn rank(&self) -> i64 {
        self.witness.map_or(self.claimed, |witness| witness.rank)
    }
}

/// The claimed time of a change; where the hub has not ranked it yet, never before what it builds upon.
fn claimed_behind(change: &PartChange, ranks: &mut HashMap<ChangeHash, i64>) -> i64 {
    let decoded = &change.decoded;
    let below = || decoded.deps.iter().filter_map(|dep| ranks.get(dep)).max();
    let claimed = match change.witness {
        Some(_) => decoded.claimed,
        None => below().map_or(decoded.claimed, |below| decoded.claimed.max(below.saturating_add(1))),
    };
    ranks.insert(decoded.hash, change.witness.map_or(claimed, |witness| witness.rank));
    claimed
}

/// The visible values of a part, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartState {
    entries: BTreeMap<String, Vec<VisibleValue>>,
}

impl PartState {
    /// Reads changes: a put is visible until another put names it as replaced.
    pub fn read(changes: &[PartChange]) -> Self {
        let mut replaced = HashSet::new();
        for change in changes {
            for put in &change.decoded.puts {
                replaced.extend(put.replaces.iter().map(|(op, actor)| (*op, *actor)));
            }
        }
        let mut entries: BTreeMap<String, Vec<VisibleValue>> = BTreeMap::new();
        let mut ranks = HashMap::new();
        // Whatever order they came in: a change's operations begin behind those of what it builds upon.
        let mut in_order: Vec<&PartChange> = changes.iter().collect();
        in_order.sort_by_key(|change| change.decoded.start_op);
        for change in in_order {
            let decoded = &change.decoded;
            let claimed = claimed_behind(change, &mut ranks);
            for (op, put) in (decoded.start_op..).zip(&decoded.puts) {
                if replaced.contains(&(op, decoded.actor)) {
                    continue;
                }
                entries.entry(put.key.clone()).or_default().push(VisibleValue {
                    value: put.value.clone(),
                    change: Some(decoded.hash),
                    witness: change.witness,
                    claimed,
                });
            }
        }
        for values in entries.values_mut() {
            values.sort_by_key(|entry| core::cmp::Reverse(entry.order()));
        }
        Self { entries }
    }

    /// What says nothing.
    pub(crate) const EMPTY: Self = Self { entries: BTreeMap::new() };

    /// Puts a value that comes from a view.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Scalar>) {
        let entry = VisibleValue { value: value.into(), change: None, witness: None, claimed: 0 };
        self.entries.insert(key.into(), vec![entry]);
    }

    /// Puts what a view computes.
    pub(crate) fn put(&mut self, puts: Vec<(String, Scalar)>) {
        for (key, value) in puts {
            self.set(key, value);
        }
    }

    /// Whether nothing was ever put.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All visible values with their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[VisibleValue])> {
        self.entries.iter().map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }

    /// The visible entries under a key, the shown one first.
    pub fn entries(&self, key: &str) -> &[VisibleValue] {
        self.entries.get(key).map_or(&[], Vec::as_slice)
    }

    /// The entry that is shown under a key.
    pub fn shown(&self, key: &str) -> Option<&VisibleValue> {
        self.entries(key).first()
    }

    fn field<'a, T: PartialEq>(&'a self, key: &str, read: impl Fn(&'a Scalar) -> Option<T>) -> Field<T> {
        let entries = self.entries(key);
        if entries.is_empty() {
            return Field::Absent;
        }
        let mut values: Vec<T> = Vec::new();
        for value in entries.iter().filter_map(|entry| read(&entry.value)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        match values.len() {
            0 => Field::Wrong,
            1 => values.pop().map_or(Field::Wrong, Field::One),
            _ => Field::Several(values),
        }
    }

    /// Text under a key.
    pub fn text(&self, key: &str) -> Field<&str> {
        self.field(key, |value| if let Scalar::Text(text) = value { Some(text.as_str()) } else { None })
    }

    /// A whole number under a key.
    pub fn int(&self, key: &str) -> Field<i64> {
        self.field(key, |value| if let Scalar::Int(number) = value { Some(*number) } else { None })
    }

    /// Yes or no under a key.
    pub fn flag(&self, key: &str) -> Field<bool> {
        self.field(key, |value| if let Scalar::Bool(yes) = value { Some(*yes) } else { None })
    }

    /// A record id under a key.
    pub fn id(&self, key: &str) -> Field<RecordId> {
        self.field(key, |value| if let Scalar::Bytes(bytes) = value { RecordId::from_slice(bytes).ok() } else { None })
    }

    /// The elements of a set: the middle of keys such as `ask/<element>/at`.
    pub fn elements(&self, set: &str) -> BTreeSet<&str> {
        let keys = self.entries.keys();
        keys.filter_map(|key| key.strip_prefix(set)?.strip_prefix('/')?.split('/').next()).collect()
    }
}
