//! Fields: each declared once, with its number, name, type and the audiences that see it. From the declaration come the
//! table of keys, the reader and the writer.
//!
//! ```text
//! fields! {
//!     /// What an organiser writes.
//!     Event {
//!         /// The name of the event.
//!         1 title: Text<200>, Public 1;
//!         /// A remark of the organisers.
//!         13 note: Text<2000>;
//!         set scans: Scan<IntentId> = "scan" {
//!             /// When the person came in, in milliseconds.
//!             14 at: Int;
//!         }
//!     }
//! }
//! ```
//!
//! The key of `title` is `title`, with number 1, and 1 in the view of everyone; that of a scan is `scan/<intent>/at`.
//! `Event::KEYS` is the table; `Event::of(state).title().one()` reads; `Event::write().title("…").puts()` writes.

use core::marker::PhantomData;

use crate::field::{Field, Scalar};
use crate::state::VisibleValue;

mod value;

pub use value::{Choice, Day, Element, Flag, Id, Int, OneOf, Text, Value};

/// What stands under a key: nothing, one value, or several that were put by people who did not know of each other.
#[derive(Debug, Clone, Copy)]
pub struct Values<'r, V> {
    entries: &'r [VisibleValue],
    of: PhantomData<V>,
}

impl<'r, V: Value> Values<'r, V> {
    pub(crate) const fn new(entries: &'r [VisibleValue]) -> Self {
        Self { entries, of: PhantomData }
    }

    fn readable(self) -> impl Iterator<Item = V::Read<'r>> {
        self.entries.iter().filter_map(|entry| V::read(&entry.value))
    }

    /// The value that is shown: the one of the latest believed writer (P9).
    pub fn one(self) -> Option<V::Read<'r>> {
        self.readable().next()
    }

    /// Every value, the shown one first; equal ones are one.
    pub fn all(self) -> Vec<V::Read<'r>> {
        let mut out = Vec::new();
        for value in self.readable() {
            if !out.contains(&value) {
                out.push(value);
            }
        }
        out
    }

    /// The same as one value that tells what it is.
    pub fn field(self) -> Field<V::Read<'r>> {
        let mut all = self.all();
        match (all.len(), self.entries) {
            (0, []) => Field::Absent,
            (1, _) => all.pop().map_or(Field::Wrong, Field::One),
            (0, _) => Field::Wrong,
            _ => Field::Several(all),
        }
    }

    /// Whether nothing was ever put.
    pub const fn is_absent(self) -> bool {
        self.entries.is_empty()
    }

    /// Every entry that stands there, the shown one first.
    pub const fn entries(self) -> &'r [VisibleValue] {
        self.entries
    }

    /// The entry that is shown: the value with the change that put it and what the hub said of that.
    pub fn shown(self) -> Option<&'r VisibleValue> {
        self.entries.first()
    }
}

/// What is put by one change, field by field.
#[must_use]
#[derive(Debug, Clone)]
pub struct Puts<F> {
    within: String,
    list: Vec<(String, Scalar)>,
    of: PhantomData<F>,
}

impl<F> Puts<F> {
    pub(crate) const fn within(within: String) -> Self {
        Self { within, list: Vec::new(), of: PhantomData }
    }

    pub(crate) fn put<V: Value>(mut self, key: &str, value: Option<V::Given<'_>>) -> Self {
        if let Some(value) = value {
            self.list.push((format!("{}{key}", self.within), V::scalar(value)));
        }
        self
    }

    pub(crate) fn add<E>(mut self, element: Puts<E>) -> Self {
        self.list.extend(element.list);
        self
    }

    /// Whether nothing is put.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The puts, by key, in the order in which they were given.
    pub fn puts(self) -> Vec<(String, Scalar)> {
        self.list
    }
}

/// Declares the fields of a part, or of a view that is computed: see the module's text for the form.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $name:ident {
            $( $(#[$about:meta])* $number:literal $field:ident: $type:ty $(, $audience:ident $seen:literal)*; )*
            $( set $set:ident: $item:ident<$element:ty> = $prefix:literal {
                $( $(#[$inner:meta])* $n:literal $f:ident: $t:ty $(, $a:ident $s:literal)*; )+
            } )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'r>(&'r crate::state::PartState);

        impl<'r> $name<'r> {
            /// The keys, in the order of their numbers.
            pub const KEYS: &'static [crate::key::KeySpec] = &crate::key::sorted([
                $( crate::key::KeySpec {
                    number: $number,
                    pattern: stringify!($field),
                    kind: <$type as crate::fields::Value>::TYPE,
                    seen: &[$((crate::kind::Audience::$audience, $seen)),*],
                }, )*
                $( $( crate::key::KeySpec {
                    number: $n,
                    pattern: concat!($prefix, "/*/", stringify!($f)),
                    kind: <$t as crate::fields::Value>::TYPE,
                    seen: &[$((crate::kind::Audience::$a, $s)),*],
                }, )+ )*
            ]);

            /// Reads the fields of what a part or a view says.
            pub const fn of(state: &'r crate::state::PartState) -> Self {
                Self(state)
            }

            /// Begins a change.
            pub const fn write() -> crate::fields::Puts<$name<'static>> {
                crate::fields::Puts::within(String::new())
            }

            $(
                $(#[$about])*
                pub fn $field(self) -> crate::fields::Values<'r, $type> {
                    crate::fields::Values::new(self.0.entries(stringify!($field)))
                }
            )*

            $(
                #[doc = concat!("The elements of the set `", $prefix, "`.")]
                pub fn $set(self) -> impl DoubleEndedIterator<Item = $item<'r>> + ExactSizeIterator {
                    let all: Vec<_> = self.0.elements($prefix).into_iter().collect();
                    all.into_iter().map(move |element| $item { state: self.0, element })
                }
            )*
        }

        impl crate::fields::Puts<$name<'static>> {
            $(
                $(#[$about])*
                pub fn $field<'v>(
                    self,
                    value: impl Into<Option<<$type as crate::fields::Value>::Given<'v>>>,
                ) -> Self {
                    self.put::<$type>(stringify!($field), value.into())
                }
            )*

            $(
                #[doc = concat!("Puts an element of the set `", $prefix, "`.")]
                pub fn $set(
                    self,
                    element: &<$element as crate::fields::Element>::Given,
                    fill: impl FnOnce(crate::fields::Puts<$item<'static>>) -> crate::fields::Puts<$item<'static>>,
                ) -> Self {
                    let element = <$element as crate::fields::Element>::write(element);
                    self.add(fill(crate::fields::Puts::within(format!("{}/{element}/", $prefix))))
                }
            )*
        }

        $(
            #[doc = concat!("One element of the set `", $prefix, "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $item<'r> {
                state: &'r crate::state::PartState,
                element: &'r str,
            }

            impl<'r> $item<'r> {
                /// What names the element; `None` where it is of another form.
                pub fn element(self) -> Option<$element> {
                    <$element as crate::fields::Element>::read(self.element)
                }

                $(
                    $(#[$inner])*
                    pub fn $f(self) -> crate::fields::Values<'r, $t> {
                        let key = format!(concat!($prefix, "/{}/", stringify!($f)), self.element);
                        crate::fields::Values::new(self.state.entries(&key))
                    }
                )+
            }

            impl crate::fields::Puts<$item<'static>> {
                $(
                    $(#[$inner])*
                    pub fn $f<'v>(
                        self,
                        value: impl Into<Option<<$t as crate::fields::Value>::Given<'v>>>,
                    ) -> Self {
                        self.put::<$t>(stringify!($f), value.into())
                    }
                )+
            }
        )*
    };
}

/// The keys that an audience sees of the named tables, as a table.
macro_rules! seen {
    ($audience:ident: $($table:ident),+) => {{
        const TABLES: &[&[crate::key::KeySpec]] = &[$($table::KEYS),+];
        const SEEN: [crate::key::KeySpec; crate::key::count_seen(TABLES, crate::kind::Audience::$audience)] =
            crate::key::seen(TABLES, crate::kind::Audience::$audience);
        &SEEN
    }};
}

pub(crate) use {fields, seen};
