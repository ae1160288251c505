//! The physical line on which a CSV record begins.
//!
//! The csv crate reports where it began to look, which is before blank lines that it skips; people count the lines of
//! their file, blank ones included.

/// Follows the records of a text from the front.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line, from 1, on which the record begins that was looked for from `byte` on. Bytes must not go back.
    pub(crate) fn of_record(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while self.at < byte && self.step() {}
        while matches!(self.bytes.get(self.at), Some(b'\n' | b'\r')) && self.step() {}
        self.line
    }

    /// One byte on; a carriage return and the line feed behind it end one line.
    fn step(&mut self) -> bool {
        let Some(byte) = self.bytes.get(self.at) else {
            return false;
        };
        let paired = *byte == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
        if (*byte == b'\n' || *byte == b'\r') && !paired {
            self.line += 1;
        }
        self.at += 1;
        true
    }
}
