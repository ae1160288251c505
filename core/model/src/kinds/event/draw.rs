//! A draw (抽签) whose result anybody can recompute (E-C25).
//!
//! The hub has a seed for each event, of which it publishes the **seal**, a hash, together with the event. When everybody
//! who asked in time has been heard, it reveals the seed and the **numbers** of all who took part, in their order: each is
//! a hash over the seed and a **ticket**. A ticket is made of a sign-up's id and of the ask that counts, whose id was drawn
//! by the person's own phone: nobody else can tell whose number stands in the list, and the hub could not choose it.

use ring::digest::{Context, SHA256};

use crate::id::{IntentId, RecordId};
use crate::kinds::Record;
use crate::kinds::sign_up;
use crate::verdict::Outcome;

/// A seed, or its seal.
pub type Hash = [u8; 32];

/// What a number of the list takes.
const WIDTH: usize = 8;

fn hash(pieces: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for piece in pieces {
        context.update(piece);
    }
    let mut out = [0; 32];
    out.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    out
}

/// The seal of a seed: who knows it before cannot tell the seed, and after cannot be given another one.
pub fn seal(seed: &Hash) -> Hash {
    hash(&[b"zhijia/1/draw-seal", seed])
}

/// The number that a ticket draws: the first 63 bits of its hash.
pub fn number(seed: &Hash, sign_up: RecordId, ask: IntentId) -> u64 {
    let drawn = hash(&[b"zhijia/1/draw-number", seed, &sign_up.0, &ask.0]);
    u64::from_be_bytes(drawn.first_chunk().copied().unwrap_or_default()) >> 1
}

/// The rank in the waiting list of whoever drew a number: before every rank time, which is no less than zero.
pub fn rank(number: u64) -> i64 {
    i64::MIN.saturating_add_unsigned(number)
}

/// The list of numbers as it is published.
pub fn list(mut numbers: Vec<u64>) -> Vec<u8> {
    numbers.sort_unstable();
    numbers.into_iter().flat_map(u64::to_be_bytes).collect()
}

/// How a draw stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw<'r> {
    /// The seal is known, the seed is not.
    Sealed(&'r Hash),
    /// The seed and everybody's number.
    Revealed {
        /// The seed.
        seed: &'r Hash,
        /// The numbers, in their order.
        numbers: &'r [u8],
    },
}

/// How the draw of an event stands; `None` where there is none.
pub fn draw(event: &Record) -> Option<Draw<'_>> {
    match &event.verdict.as_ref()?.outcome {
        Outcome::Sealed { seal } => Some(Draw::Sealed(seal)),
        Outcome::Drawn { seed, numbers, .. } => Some(Draw::Revealed { seed, numbers }),
        _ => None,
    }
}

/// What a person's own phone finds when it draws the number again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The place in the list of numbers, from 1.
    pub place: u32,
    /// How many took part.
    pub of: u32,
    /// Whether the seed is the one that was sealed when this phone signed up; `None` where it had not seen the seal.
    pub sealed: Option<bool>,
}

/// Draws the number of a sign-up again and looks it up; `None` where nothing is revealed, or the sign-up took no part.
pub fn check(event: &Record, sign_up: &Record, seen: Option<&Hash>) -> Option<Checked> {
    let Draw::Revealed { seed, numbers } = draw(event)? else { return None };
    let (numbers, _) = numbers.as_chunks::<WIDTH>();
    let own = sign_up::tickets(sign_up).map(|ask| number(seed, sign_up.id, ask).to_be_bytes());
    let at = own.filter_map(|own| numbers.binary_search(&own).ok()).min()?;
    Some(Checked {
        place: u32::try_from(at).ok()?.saturating_add(1),
        of: u32::try_from(numbers.len()).ok()?,
        sealed: seen.map(|seen| *seen == seal(seed)),
    })
}
