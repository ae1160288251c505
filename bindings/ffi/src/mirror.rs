//! Records of our own, filled from the client's: what an app sees changes when it is changed here, and only then.

use std::collections::HashMap;

/// Into the type that crosses the border.
pub(crate) trait Cross<T> {
    fn cross(self) -> T;
}

macro_rules! same {
    ($($ty:ty),*) => { $(impl Cross<$ty> for $ty { fn cross(self) -> $ty { self } })* };
}
same!(String, i64, u32, u64, bool, HashMap<String, String>, HashMap<String, Vec<String>>);

/// Closed sets cross as their names.
macro_rules! named {
    ($($ty:ty { $($variant:ident: $name:literal),* })*) => { $(
        impl Cross<String> for $ty {
            fn cross(self) -> String {
                match self { $(Self::$variant => $name),* }.to_owned()
            }
        }
    )* };
}
named! {
    zhijia_client::events::EventPhase { Draft: "draft", Upcoming: "upcoming", Open: "open", Closed: "closed", Cancelled: "cancelled", Finished: "finished" }
    zhijia_client::lending::LoanPhase { Out: "out", Due: "due", Overdue: "overdue", Returned: "returned", Check: "check" }
    zhijia_client::roster::RosterGroup { Seated: "seated", Waiting: "waiting", Out: "out" }
    zhijia_client::status::SyncTone { Ok: "ok", Pending: "pending", Offline: "offline", Trouble: "trouble" }
    zhijia_client::aid::Payer { Union: "union", Member: "member", Employer: "employer" }
    zhijia_client::who::OfficerRole { Desk: "desk", Verifier: "verifier", Keeper: "keeper", Organiser: "organiser", Handler: "handler", Office: "office", Other: "other" }
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
