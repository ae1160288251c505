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

use jiff::civil::Date;

use crate::field::{Field, Scalar};
use crate::id::{IntentId, RecordId};
use crate::key::Type;
use crate::state::VisibleValue;

/// The type of a field: how its value stands under the key, and as what it is read and given.
pub trait Value: Copy {
    /// As what it is read.
    type Read<'v>: PartialEq;
    /// As what it is given to be written.
    type Given<'v>;
    /// The type of the value under the key.
    const TYPE: Type;
    /// Reads a value; `None` where it is of another type or form.
    fn read(value: &Scalar) -> Option<Self::Read<'_>>;
    /// The value as it stands under the key.
    fn scalar(given: Self::Given<'_>) -> Scalar;
}

/// Text of at most `MAX` bytes.
#[derive(Debug, Clone, Copy)]
pub struct Text<const MAX: usize>;

impl<const MAX: usize> Value for Text<MAX> {
    type Read<'v> = &'v str;
    type Given<'v> = &'v str;
    const TYPE: Type = Type::Text(MAX);

    fn read(value: &Scalar) -> Option<&str> {
        if let Scalar::Text(text) = value { Some(text) } else { None }
    }

    fn scalar(given: &str) -> Scalar {
        given.into()
    }
}

/// A whole number: a count, an amount in fen, or milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
pub struct Int;

impl Value for Int {
    type Read<'v> = i64;
    type Given<'v> = i64;
    const TYPE: Type = Type::Int;

    fn read(value: &Scalar) -> Option<i64> {
        if let Scalar::Int(number) = value { Some(*number) } else { None }
    }

    fn scalar(given: i64) -> Scalar {
        given.into()
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy)]
pub struct Flag;

impl Value for Flag {
    type Read<'v> = bool;
    type Given<'v> = bool;
    const TYPE: Type = Type::Bool;

    fn read(value: &Scalar) -> Option<bool> {
        if let Scalar::Bool(yes) = value { Some(*yes) } else { None }
    }

    fn scalar(given: bool) -> Scalar {
        given.into()
    }
}

/// A record's id.
#[derive(Debug, Clone, Copy)]
pub struct Id;

impl Value for Id {
    type Read<'v> = RecordId;
    type Given<'v> = RecordId;
    const TYPE: Type = Type::Id;

    fn read(value: &Scalar) -> Option<RecordId> {
        if let Scalar::Bytes(bytes) = value { RecordId::from_slice(bytes).ok() } else { None }
    }

    fn scalar(given: RecordId) -> Scalar {
        given.into()
    }
}

/// A day, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy)]
pub struct Day;

impl Value for Day {
    type Read<'v> = Date;
    type Given<'v> = Date;
    const TYPE: Type = Type::Text(10);

    fn read(value: &Scalar) -> Option<Date> {
        Text::<10>::read(value)?.parse().ok()
    }

    fn scalar(given: Date) -> Scalar {
        given.to_string().into()
    }
}

/// A member of a closed list that is written by its name.
pub trait Named: Copy + PartialEq {
    /// The name.
    fn name(self) -> &'static str;
    /// The one with this name; `None` for one that this version does not know.
    fn from_name(name: &str) -> Option<Self>;
}

/// One of a closed list as it was written; what a newer app wrote is carried (X-C5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'v, T> {
    /// One that this version knows.
    Known(T),
    /// The name of one that it does not know.
    Other(&'v str),
}

impl<T> Choice<'_, T> {
    /// The one, where this version knows it.
    pub fn known(self) -> Option<T> {
        if let Self::Known(one) = self { Some(one) } else { None }
    }
}

/// One of a closed list, by its name of at most `MAX` bytes.
#[derive(Debug, Clone, Copy)]
pub struct OneOf<T, const MAX: usize>(PhantomData<T>);

impl<T: Named, const MAX: usize> Value for OneOf<T, MAX> {
    type Read<'v> = Choice<'v, T>;
    type Given<'v> = T;
    const TYPE: Type = Type::Text(MAX);

    fn read(value: &Scalar) -> Option<Choice<'_, T>> {
        let name = Text::<MAX>::read(value)?;
        Some(T::from_name(name).map_or(Choice::Other(name), Choice::Known))
    }

    fn scalar(given: T) -> Scalar {
        given.name().into()
    }
}

/// What names an element of a set.
pub trait Element: Sized {
    /// As what it is given to be written.
    type Given: ?Sized;
    /// As it stands in the key: at most 64 bytes, without `/`.
    fn write(given: &Self::Given) -> String;
    /// Reads it; `None` where it is of another form.
    fn read(element: &str) -> Option<Self>;
}

/// The action that put the element.
impl Element for IntentId {
    type Given = Self;

    fn write(given: &Self) -> String {
        given.to_string()
    }

    fn read(element: &str) -> Option<Self> {
        element.parse().ok()
    }
}

/// A day, written `YYYY-MM-DD`.
impl Element for Date {
    type Given = Self;

    fn write(given: &Self) -> String {
        given.to_string()
    }

    fn read(element: &str) -> Option<Self> {
        element.parse().ok()
    }
}

/// Text that people chose, such as a barcode: `/` and `%` are written `%2F` and `%25`.
impl Element for String {
    type Given = str;

    fn write(given: &str) -> String {
        given.replace('%', "%25").replace('/', "%2F")
    }

    fn read(element: &str) -> Option<Self> {
        Some(element.replace("%2F", "/").replace("%25", "%"))
    }
}

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
