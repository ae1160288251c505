//! Bytes, numbers, columns and runs of a change chunk.

use super::Result;
use crate::change::ChangeError;

/// The columns that puts of scalars on the root have, in the order in which they stand: the number of what they are
/// about times 16, plus the number of their type.
const SPECIFICATIONS: [u64; COUNT] = [0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73];
const COUNT: usize = 8;

/// Bytes that are still to be read.
#[derive(Clone, Copy, Default)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().ok_or(ChangeError::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let split = usize::try_from(count).ok().and_then(|count| self.0.split_at_checked(count));
        let (taken, rest) = split.ok_or(ChangeError::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number in unsigned LEB128, in as few bytes as it needs.
    pub(super) fn unsigned(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let too_long = byte == 0 && shift > 0;
                let too_large = shift == 63 && byte > 1;
                return if too_long || too_large { Err(ChangeError::Malformed) } else { Ok(value) };
            }
        }
        Err(ChangeError::Malformed)
    }

    /// A number in signed LEB128, in as few bytes as it needs.
    pub(super) fn signed(&mut self) -> Result<i64> {
        let (mut value, mut before) = (0, 0);
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign_again = if before & 0x40 == 0 { 0x00 } else { 0x7f };
                let too_long = byte == sign_again && shift > 0;
                let too_large = shift == 63 && byte != 0x00 && byte != 0x7f;
                if too_long || too_large {
                    return Err(ChangeError::Malformed);
                }
                if byte & 0x40 != 0 && shift < 57 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            before = byte;
        }
        Err(ChangeError::Malformed)
    }
}

/// The columns of a change that only puts scalars on the root. One that is left out is empty.
pub(super) struct Columns<'a> {
    /// Keys.
    pub(super) key: Bytes<'a>,
    /// Whether the operation inserts into a list: never.
    pub(super) insert: Bytes<'a>,
    /// What the operation does.
    pub(super) action: Bytes<'a>,
    /// Types and lengths of the values.
    pub(super) meta: Bytes<'a>,
    /// Bytes of the values.
    pub(super) raw: Bytes<'a>,
    /// How many predecessors each operation has.
    pub(super) pred_count: Bytes<'a>,
    /// Actors of the predecessors.
    pub(super) pred_actor: Bytes<'a>,
    /// Operation numbers of the predecessors.
    pub(super) pred_number: Bytes<'a>,
}

impl<'a> Columns<'a> {
    /// Reads specifications and lengths, then the columns themselves. Others than those of a put are refused: objects,
    /// elements of lists, marks and their borders, what is compressed, what a later automerge may add.
    pub(super) fn read(body: &mut Bytes<'a>) -> Result<Self> {
        let count = body.unsigned()?;
        let mut lengths = [0; COUNT];
        let mut open = SPECIFICATIONS.iter().zip(&mut lengths);
        for _ in 0..count {
            let (specification, length) = (body.unsigned()?, body.unsigned()?);
            let (_, slot) = open.find(|(known, _)| **known == specification).ok_or(ChangeError::NotFlat)?;
            if length == 0 {
                return Err(ChangeError::Malformed);
            }
            *slot = length;
        }
        let mut columns = [Bytes::default(); COUNT];
        for (column, length) in columns.iter_mut().zip(lengths) {
            *column = Bytes(body.take(length)?);
        }
        let [key, insert, action, meta, raw, pred_count, pred_actor, pred_number] = columns;
        Ok(Self { key, insert, action, meta, raw, pred_count, pred_actor, pred_number })
    }
}

/// A run-length column, read value by value: a run that claims more values than are asked for costs nothing.
pub(super) struct Runs<'a, T> {
    column: Bytes<'a>,
    read: fn(&mut Bytes<'a>) -> Result<T>,
    /// The values of the present run that were not given yet.
    left: u64,
    /// What the present run repeats; `None` where its values stand one behind the other.
    repeated: Option<T>,
}

impl<'a, T: Copy> Runs<'a, T> {
    pub(super) const fn new(column: Bytes<'a>, read: fn(&mut Bytes<'a>) -> Result<T>) -> Self {
        Self { column, read, left: 0, repeated: None }
    }

    /// Whether every value was given and every byte read.
    pub(super) const fn is_done(&self) -> bool {
        self.left == 0 && self.column.is_empty()
    }

    /// The next value; there has to be one.
    pub(super) fn next(&mut self) -> Result<T> {
        if self.left == 0 {
            let run = self.column.signed()?;
            self.left = run.unsigned_abs();
            self.repeated = match run {
                // A run of nothing: no column of a put has one.
                0 => return Err(ChangeError::Malformed),
                1.. => Some((self.read)(&mut self.column)?),
                ..0 => None,
            };
        }
        self.left -= 1;
        self.repeated.map_or_else(|| (self.read)(&mut self.column), Ok)
    }
}
