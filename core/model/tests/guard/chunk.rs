//! Change chunks written byte by byte, so that they can say what no encoder writes.

/// The parts of a change chunk.
pub(crate) struct Chunk {
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) start_op: u64,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
}

impl Chunk {
    /// Two puts: "a" is yes, "b" is 7.
    pub(crate) fn honest() -> Self {
        let columns = vec![
            (0x15, vec![0x7e, 1, b'a', 1, b'b']),
            (0x34, vec![2]),
            (0x42, vec![2, 1]),
            (0x56, vec![0x7e, 0x02, 0x14]),
            (0x57, vec![7]),
            (0x70, vec![2, 0]),
        ];
        Self { deps: Vec::new(), actor: vec![1; 24], start_op: 1, others: Vec::new(), columns }
    }

    /// Alters one column.
    pub(crate) fn set(&mut self, specification: u64, alter: impl FnOnce(&mut Vec<u8>)) {
        alter(&mut self.columns.iter_mut().find(|(known, _)| *known == specification).unwrap().1);
    }

    /// The whole chunk.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = unsigned(self.deps.len() as u64);
        out.extend(self.deps.iter().flatten());
        let named = |actor: &Vec<u8>| [unsigned(actor.len() as u64), actor.clone()].concat();
        out.extend(named(&self.actor));
        out.extend(unsigned(1));
        out.extend(unsigned(self.start_op));
        out.extend(signed(1_780_272_000_000));
        out.push(0);
        out.extend(unsigned(self.others.len() as u64));
        out.extend(self.others.iter().flat_map(named));
        out.extend(unsigned(self.columns.len() as u64));
        for (specification, bytes) in &self.columns {
            out.extend(unsigned(*specification));
            out.extend(unsigned(bytes.len() as u64));
        }
        out.extend(self.columns.iter().flat_map(|(_, bytes)| bytes));
        seal(&out)
    }
}

/// A chunk of these contents, with the right length and checksum.
pub(crate) fn seal(contents: &[u8]) -> Vec<u8> {
    let hashed = [vec![1], unsigned(contents.len() as u64), contents.to_vec()].concat();
    let digest = ring::digest::digest(&ring::digest::SHA256, &hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &digest.as_ref()[..4], &hashed].concat()
}

/// What stands behind the length.
pub(crate) fn contents(bytes: &[u8]) -> &[u8] {
    let length = bytes[9..].iter().position(|byte| byte & 0x80 == 0).unwrap();
    &bytes[9 + length + 1..]
}

/// A column of small numbers, each for itself.
pub(crate) fn column(numbers: &[u8]) -> Vec<u8> {
    [signed(-i64::try_from(numbers.len()).unwrap()), numbers.to_vec()].concat()
}

/// Unsigned LEB128.
pub(crate) fn unsigned(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

/// Signed LEB128.
pub(crate) fn signed(mut number: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if (number == 0 && byte & 0x40 == 0) || (number == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}
