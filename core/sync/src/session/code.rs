//! Invitation codes: what a person reads from paper or hears over the telephone, and types once.
//!
//! Twelve characters carry about 59 bits, the thirteenth checks them. The alphabet has 31 characters,
//! a prime: the weighted sum modulo 31 finds every single wrong character and every pair of exchanged
//! ones. So the phone tells a typing error from an unknown code without a network.
//! Letters and digits that look alike (0 O, 1 I L) do not occur.

/// The 31 characters, in the order of their values.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Characters that carry the code.
const DATA: usize = 12;

/// A well-formed invitation code: thirteen characters without separators.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvitationCode([u8; DATA + 1]);

/// Why what was typed is not an invitation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A character that no code has, given with its place (from 1, separators not counted).
    #[error("character {0} of the code is not one that codes are made of")]
    Character(usize),
    /// Too few or too many characters: found, expected.
    #[error("the code has {0} characters, it must have {1}")]
    Length(usize, usize),
    /// The characters do not fit together: one is wrong, or two are exchanged.
    #[error("the code has a typing error")]
    Check,
}

impl InvitationCode {
    /// Draws a code from 16 random bytes.
    pub fn from_random(random: [u8; 16]) -> Self {
        let mut rest = u128::from_be_bytes(random);
        let mut values = [0_u8; DATA];
        for value in &mut values {
            *value = u8::try_from(rest % 31).unwrap_or(0);
            rest /= 31;
        }
        let mut out = [0; DATA + 1];
        let all = values.iter().copied().chain([check(&values)]);
        for (to, value) in out.iter_mut().zip(all) {
            *to = ALPHABET.get(usize::from(value)).copied().unwrap_or(b'2');
        }
        Self(out)
    }

    /// The first four characters: what tells nearly all codes apart, and opens nothing.
    pub fn beginning(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.0;
        [a, b, c, d]
    }

    /// Reads what a person typed: small letters, full-width forms, spaces and hyphens are fine.
    ///
    /// # Errors
    /// [`CodeError`] says what is wrong with what was typed, without repeating it.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut values = Vec::with_capacity(DATA + 1);
        for letter in typed.chars().map(half_width) {
            if letter.is_whitespace() || is_separator(letter) {
                continue;
            }
            let upper = letter.to_ascii_uppercase();
            let value = ALPHABET
                .iter()
                .position(|known| char::from(*known) == upper)
                .and_then(|at| u8::try_from(at).ok())
                .ok_or(CodeError::Character(values.len() + 1))?;
            values.push(value);
        }
        let Some((last, data)) = values.split_last().filter(|_| values.len() == DATA + 1) else {
            return Err(CodeError::Length(values.len(), DATA + 1));
        };
        if check(data) != *last {
            return Err(CodeError::Check);
        }
        let mut out = [0; DATA + 1];
        for (to, value) in out.iter_mut().zip(&values) {
            *to = ALPHABET.get(usize::from(*value)).copied().unwrap_or(b'2');
        }
        Ok(Self(out))
    }

    /// The thirteen characters without separators: what is hashed.
    pub fn canonical(&self) -> &[u8] {
        &self.0
    }
}

/// In groups, as it is printed and read aloud: `XXXX-XXXX-XXXXX`.
impl std::fmt::Display for InvitationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            if place == 4 || place == 8 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// A code opens a door once, so it is never shown by accident.
impl std::fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationCode(..)")
    }
}

fn check(data: &[u8]) -> u8 {
    let sum = data.iter().zip(1_u32..).fold(0_u32, |sum, (value, weight)| sum + weight * u32::from(*value));
    // The check character has weight 13 and brings the whole sum to zero: 13 · 12 ≡ 1 (mod 31).
    u8::try_from((31 - sum % 31) * 12 % 31).unwrap_or(0)
}

fn half_width(letter: char) -> char {
    match u32::from(letter) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(letter),
        _ => letter,
    }
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '-' | '_' | '.' | '·' | '‐'..='―' | '−' | 'ー')
}
