//! Photographs of a claim's papers, each named by the hash of what is stored.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::fields::number;
use crate::intents::{Act, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, ATTACHMENTS_MAX, Filed, Paper};
use crate::refusal::{Code, Refusal};

/// The largest photograph, in bytes.
const SIZE_MAX: i64 = 20 * 1024 * 1024;

/// Adds a photograph.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachToClaim {
    /// The claim.
    pub claim: RecordId,
    /// SHA-256 of what is stored, as 64 small hexadecimal digits.
    pub hash: String,
    /// How many bytes it has.
    #[serde(deserialize_with = "number")]
    pub size: i64,
    /// Its media type.
    pub media: String,
    /// What it shows: `settlement`, `discharge`, `invoice` or `other`.
    pub shows: String,
}

impl Act for AttachToClaim {
    const CODE: &'static str = "attach-to-claim";
    const WORDS: Words = words("添加申领照片", "Adding a photograph to a claim");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let wrong = |field: &str| Refusal::about(Code::BadField, field);
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if self.hash.len() != 64 || !self.hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(wrong("hash").into());
        }
        let shows = Paper::from_name(&self.shows).ok_or_else(|| wrong("shows"))?;
        let media = one_line(&self.media, "media", 60)?;
        if !(1..=SIZE_MAX).contains(&self.size) {
            return Err(Refusal::about(Code::TooLarge, "size").into());
        }
        let others = claim::attachments(&record).filter(|(hash, _)| *hash != self.hash).count();
        if others >= ATTACHMENTS_MAX {
            return Err(Refusal::about(Code::TooManyPhotographs, ATTACHMENTS_MAX.to_string()).into());
        }
        let fields = Filed::write().attachments(&self.hash, |one| one.size(self.size).media(media).shows(shows));
        Ok(Writes::to(&record, Part::Member, fields))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(DetachFromClaim { claim: record, hash: self.hash.clone() }.into())
    }
}

/// Takes a photograph out of a claim.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetachFromClaim {
    /// The claim.
    pub claim: RecordId,
    /// Which one.
    pub hash: String,
}

impl Act for DetachFromClaim {
    const CODE: &'static str = "detach-from-claim";
    const WORDS: Words = words("拿掉申领照片", "Taking a photograph out of a claim");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if !claim::attachments(&record).any(|(hash, _)| hash == self.hash) {
            return Err(Refusal::about(Code::NotFound, "hash").into());
        }
        let fields = Filed::write().attachments(&self.hash, |one| one.removed(context.now()));
        Ok(Writes::to(&record, Part::Member, fields))
    }
}
