//! Records of our own, filled from the client's: what an app sees changes when it is changed here, and only then.

use std::collections::{BTreeMap, HashMap};

/// Into the type that crosses the border.
pub(crate) trait Cross<T> {
    fn cross(self) -> T;
}

macro_rules! same {
    ($($ty:ty),*) => { $(impl Cross<$ty> for $ty { fn cross(self) -> $ty { self } })* };
}
same!(String, i64, u32, u64, bool);

impl Cross<String> for &'static str {
    fn cross(self) -> String {
        self.to_owned()
    }
}

impl Cross<String> for Box<str> {
    fn cross(self) -> String {
        self.into()
    }
}

impl Cross<u64> for usize {
    fn cross(self) -> u64 {
        self as u64
    }
}

impl<From: Cross<To>, To> Cross<Option<To>> for Option<From> {
    fn cross(self) -> Option<To> {
        self.map(Cross::cross)
    }
}

impl<From: Cross<To>, To> Cross<Vec<To>> for Vec<From> {
    fn cross(self) -> Vec<To> {
        self.into_iter().map(Cross::cross).collect()
    }
}

impl<Value> Cross<HashMap<String, Value>> for BTreeMap<String, Value> {
    fn cross(self) -> HashMap<String, Value> {
        self.into_iter().collect()
    }
}

/// Declares a record and how it is filled, field by field of the same name.
macro_rules! mirror {
    (
        $(#[$about:meta])*
        $name:ident from $from:ty {
            $($(#[$field_about:meta])* $field:ident: $ty:ty),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_about])* pub $field: $ty),*
        }

        impl $crate::mirror::Cross<$name> for $from {
            fn cross(self) -> $name {
                $name { $($field: $crate::mirror::Cross::cross(self.$field)),* }
            }
        }
    };
}
pub(crate) use mirror;
