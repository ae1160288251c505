//! Values as a part holds them: absent, one, several concurrent, or of the wrong type. None of these is an error.

/// A value under a key: the only types that the gate lets in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// UTF-8 text.
    Text(String),
    /// A whole number: a count, an amount in fen, or milliseconds since the Unix epoch.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Raw bytes, such as a record id.
    Bytes(Vec<u8>),
}

/// Prints the type only: values are often personal.
impl core::fmt::Debug for Scalar {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Int(_) => "Int(..)",
            Self::Bool(_) => "Bool(..)",
            Self::Bytes(_) => "Bytes(..)",
        })
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Scalar {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<crate::RecordId> for Scalar {
    fn from(id: crate::RecordId) -> Self {
        Self::Bytes(id.0.to_vec())
    }
}

/// What stands under a key. Equal concurrent values are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field<T> {
    /// Nothing was ever put.
    Absent,
    /// One value.
    One(T),
    /// Values put by people who did not know of each other. The first is shown: it comes
    /// first by (rank time, change hash) descending, so the latest believed writer; the others stay restorable (P9).
    Several(Vec<T>),
    /// Only values that this version cannot read as the type that it expects.
    Wrong,
}

impl<T> Field<T> {
    /// The value that is shown: the only one, or the first of several.
    pub fn one(self) -> Option<T> {
        match self {
            Self::One(value) => Some(value),
            Self::Several(values) => values.into_iter().next(),
            Self::Absent | Self::Wrong => None,
        }
    }

    /// Every value, the shown one first.
    pub fn all(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Several(values) => values,
            Self::Absent | Self::Wrong => Vec::new(),
        }
    }

    /// Whether people disagree.
    pub const fn is_contested(&self) -> bool {
        matches!(self, Self::Several(_))
    }

    /// Whether nothing was ever put.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}
