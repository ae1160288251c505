//! The types of fields and of what names an element of a set: how each stands under its key, is read and is given.

use core::marker::PhantomData;

use jiff::civil::Date;

use crate::field::Scalar;
use crate::id::{DeviceId, IntentId, RecordId};
use crate::key::Type;
use crate::named::Named;

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

impl Element for DeviceId {
    type Given = Self;

    fn write(given: &Self) -> String {
        given.to_string()
    }

    fn read(element: &str) -> Option<Self> {
        element.parse().ok()
    }
}

/// Whom or what the element is about.
impl Element for RecordId {
    type Given = Self;

    fn write(given: &Self) -> String {
        given.to_string()
    }

    fn read(element: &str) -> Option<Self> {
        element.parse().ok()
    }
}

/// A number.
impl Element for u32 {
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
