//! Closed lists: what is in them has a number on the wire, a name in documents, or both.

/// A member of a closed list that is written by its name.
pub trait Named: Copy + PartialEq {
    /// The name.
    fn name(self) -> &'static str;
    /// The one with this name; `None` for one that this version does not know.
    fn from_name(name: &str) -> Option<Self>;
}

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:tt $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant = $number),+
        }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number on the wire.
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The meaning of a number from the wire; `None` where this version does not know it.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The name in documents, commands and logs.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl crate::named::Named for $name {
            fn name(self) -> &'static str {
                Self::name(self)
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::from_name(name)
            }
        }
    };
}

pub(crate) use numbered;
