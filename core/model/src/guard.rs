//! The bounded reader of changes: the bytes of a change chunk in, its puts out.
//!
//! Whatever comes from elsewhere is read here and nowhere else, on the hub and on the phone, so that no foreign byte
//! reaches automerge (`docs/adr/0010`). What is read is a part of what automerge reads, and says the same
//! (`tests/guard.rs`): one change chunk as automerge writes it for puts of scalars on the root. The time it takes
//! grows with the bytes that are there, never with a number that stands in them.

use crate::change::{Actor, CHANGE_MAX, ChangeError, ChangeHash, DEPS_MAX, Decoded, KEY_MAX, PREDS_MAX, PUTS_MAX, Put};
use crate::field::Scalar;

mod columns;

use columns::{Bytes, Columns, Runs};

type Result<T> = core::result::Result<T, ChangeError>;

/// What a change chunk begins with.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Where the type stands: behind the magic bytes and the checksum. The hash covers everything from here on.
const TYPE: usize = 8;
/// The type of a change that is not compressed; 0 is a document, 2 a compressed change, 3 a bundle.
const PLAIN: u8 = 1;
/// The only action: set, as automerge numbers it.
const SET: u64 = 1;
/// The greatest operation number that automerge can hold.
const OP_MAX: u64 = u32::MAX as u64;

impl Decoded {
    /// Reads one change chunk. Whatever the bytes are, it answers, in a time that grows with their number only.
    ///
    /// # Errors
    /// [`ChangeError`] says what the bytes are not.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        read(bytes)
    }
}

fn read(bytes: &[u8]) -> Result<Decoded> {
    if bytes.len() > CHANGE_MAX {
        return Err(ChangeError::TooLarge);
    }
    let (start, hashed) = bytes.split_at_checked(TYPE).ok_or(ChangeError::Malformed)?;
    let checksum = start.strip_prefix(&MAGIC).ok_or(ChangeError::Malformed)?;
    let mut body = Bytes(hashed);
    if body.byte()? != PLAIN {
        return Err(ChangeError::NotPlain);
    }
    if body.unsigned()? != body.0.len() as u64 {
        return Err(ChangeError::Malformed);
    }
    let mut decoded = read_contents(body)?;
    let digest = ring::digest::digest(&ring::digest::SHA256, hashed);
    if !digest.as_ref().starts_with(checksum) {
        return Err(ChangeError::Malformed);
    }
    decoded.hash = ChangeHash(digest.as_ref().try_into().map_err(|_| ChangeError::Malformed)?);
    Ok(decoded)
}

/// Reads what stands behind the length; the hash is left open.
fn read_contents(mut body: Bytes<'_>) -> Result<Decoded> {
    let deps = read_deps(&mut body)?;
    let actor = read_actor(&mut body)?;
    let seq = body.unsigned()?;
    let start_op = body.unsigned()?;
    let claimed = body.signed()?;
    if body.unsigned()? != 0 {
        return Err(ChangeError::Extra);
    }
    let actors = read_actors(&mut body, actor)?;
    let columns = Columns::read(&mut body)?;
    if !body.is_empty() {
        return Err(ChangeError::Extra);
    }
    let puts = read_puts(&columns, &actors)?;
    if start_op == 0 {
        return Err(ChangeError::Malformed);
    }
    if start_op > OP_MAX - (puts.len() as u64 - 1) {
        return Err(ChangeError::StartOp);
    }
    Ok(Decoded { hash: ChangeHash([0; 32]), actor, seq, start_op, claimed, deps, puts })
}

/// The hashes of what the change builds upon, each once.
fn read_deps(body: &mut Bytes<'_>) -> Result<Vec<ChangeHash>> {
    let count = body.unsigned()?;
    if count > DEPS_MAX as u64 {
        return Err(ChangeError::Count);
    }
    let mut deps = Vec::new();
    for _ in 0..count {
        let hash = body.take(32)?.try_into().map(ChangeHash).map_err(|_| ChangeError::Malformed)?;
        if deps.contains(&hash) {
            return Err(ChangeError::Malformed);
        }
        deps.push(hash);
    }
    Ok(deps)
}

fn read_actor(body: &mut Bytes<'_>) -> Result<Actor> {
    let length = body.unsigned()?;
    Actor::from_slice(body.take(length)?).ok_or(ChangeError::BadActor)
}

/// The author, then the others that the puts name, in ascending order: a predecessor's actor is a place among them.
fn read_actors(body: &mut Bytes<'_>, author: Actor) -> Result<Vec<Actor>> {
    let count = body.unsigned()?;
    let mut actors = vec![author];
    for at in 0..count {
        // As many as their bytes last.
        let other = read_actor(body)?;
        if other == author || (at > 0 && actors.last() >= Some(&other)) {
            return Err(ChangeError::Malformed);
        }
        actors.push(other);
    }
    Ok(actors)
}

fn read_puts(columns: &Columns<'_>, actors: &[Actor]) -> Result<Vec<Put>> {
    let mut actions = Runs::new(columns.action, Bytes::unsigned);
    let mut keys = Runs::new(columns.key, read_key);
    let mut metas = Runs::new(columns.meta, Bytes::unsigned);
    let mut raw = columns.raw;
    let mut preds = Preds::new(columns, actors);
    let mut puts = Vec::new();
    while !actions.is_done() {
        if puts.len() == PUTS_MAX {
            return Err(ChangeError::Count);
        }
        if actions.next()? != SET {
            return Err(ChangeError::NotFlat);
        }
        let key = keys.next()?.to_owned();
        let value = read_value(&mut raw, metas.next()?)?;
        puts.push(Put { key, value, replaces: preds.next()? });
    }
    if puts.is_empty() {
        return Err(ChangeError::Count);
    }
    // One run of "no insert" for all of them.
    let mut insert = columns.insert;
    if insert.unsigned()? != puts.len() as u64 || !insert.is_empty() {
        return Err(ChangeError::NotFlat);
    }
    // No column says more than there are puts.
    if keys.is_done() && metas.is_done() && raw.is_empty() && preds.is_done() {
        Ok(puts)
    } else {
        Err(ChangeError::Malformed)
    }
}

fn read_key<'a>(column: &mut Bytes<'a>) -> Result<&'a str> {
    let length = column.unsigned()?;
    if length == 0 || length > KEY_MAX as u64 {
        return Err(ChangeError::NotFlat);
    }
    core::str::from_utf8(column.take(length)?).map_err(|_| ChangeError::Malformed)
}

/// A value: its type and length stand in one column, its bytes in another.
fn read_value(raw: &mut Bytes<'_>, meta: u64) -> Result<Scalar> {
    let bytes = raw.take(meta >> 4)?;
    match meta & 0x0f {
        1 if bytes.is_empty() => Ok(Scalar::Bool(false)),
        2 if bytes.is_empty() => Ok(Scalar::Bool(true)),
        4 => {
            let mut bytes = Bytes(bytes);
            let number = bytes.signed()?;
            if bytes.is_empty() { Ok(Scalar::Int(number)) } else { Err(ChangeError::Malformed) }
        }
        6 => {
            let text = core::str::from_utf8(bytes).map_err(|_| ChangeError::Malformed)?;
            Ok(Scalar::Text(text.to_owned()))
        }
        7 => Ok(Scalar::Bytes(bytes.to_vec())),
        _ => Err(ChangeError::NotFlat),
    }
}

/// What the puts replace: how many each, then operation numbers and actors of all of them.
struct Preds<'a> {
    counts: Runs<'a, u64>,
    actors: Runs<'a, u64>,
    numbers: Runs<'a, i64>,
    /// Operation numbers are written as differences.
    number: i64,
    left: usize,
    names: &'a [Actor],
}

impl<'a> Preds<'a> {
    fn new(columns: &Columns<'a>, names: &'a [Actor]) -> Self {
        Self {
            counts: Runs::new(columns.pred_count, Bytes::unsigned),
            actors: Runs::new(columns.pred_actor, Bytes::unsigned),
            numbers: Runs::new(columns.pred_number, Bytes::signed),
            number: 0,
            left: PREDS_MAX,
            names,
        }
    }

    /// The predecessors of the next put, in ascending order.
    fn next(&mut self) -> Result<Vec<(u64, Actor)>> {
        let count = self.counts.next()?;
        let count = usize::try_from(count).ok().filter(|count| *count <= self.left).ok_or(ChangeError::Count)?;
        self.left -= count;
        let mut replaces = Vec::new();
        for _ in 0..count {
            let actor = usize::try_from(self.actors.next()?).ok().and_then(|at| self.names.get(at));
            let actor = *actor.ok_or(ChangeError::Malformed)?;
            self.number = self.number.checked_add(self.numbers.next()?).ok_or(ChangeError::Malformed)?;
            let number = u64::try_from(self.number).ok().filter(|number| (1..=OP_MAX).contains(number));
            let pred = (number.ok_or(ChangeError::Malformed)?, actor);
            if replaces.last() >= Some(&pred) {
                return Err(ChangeError::Malformed);
            }
            replaces.push(pred);
        }
        Ok(replaces)
    }

    fn is_done(&self) -> bool {
        self.counts.is_done() && self.actors.is_done() && self.numbers.is_done()
    }
}
