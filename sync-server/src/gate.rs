//! The gate: for each incoming change its fate, cheapest checks first.
//!
//! [`read`] needs no stored state and runs on the request's own task; [`judge`] runs inside the write transaction.
//! The gate takes a record's space and owner from the header, never from contents, and it answers the same where a
//! thing exists, where it does not, and where it is not the caller's to see: authority is looked at before anything
//! that the ledger holds of the record, and it follows from the header alone.

use zhijia_model::key::{is_foul, well_formed};
use zhijia_model::kinds::appointment;
use zhijia_model::{ChangeError, ChangeHash, Code, Decoded, DeviceId, Header, Kind, Part, RecordId};
use zhijia_sync::limits::CLAIMED_MIN_MS;
use zhijia_sync::wire::{Answer, Fate, Hello, Malformed, Offer, decode_request};

use crate::ledger::{Backing, ChangeRow, Offered, RefusedRow, Result, UNJUDGED};
use crate::registrar;
use crate::work::Work;

mod authority;
mod rank;
mod space;

/// The most changes of one part: an honest one has a few, and each is read again with every write to it.
const PART_CHANGES_MAX: usize = 2_000;
/// The most bytes of them together.
const PART_BYTES_MAX: usize = 1024 * 1024;

/// Who offers: a device with its member, or the hub itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Author {
    /// The device.
    pub(crate) device: DeviceId,
    /// Its member; `None` for the hub.
    pub(crate) member: Option<RecordId>,
}

/// An offer as far as it can be read without stored state.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    offer: Offer,
    hash: ChangeHash,
    header: Option<Header>,
    decoded: std::result::Result<Decoded, Code>,
}

/// A request, read.
#[derive(Debug)]
pub(crate) struct Request {
    /// What the phone says first.
    pub(crate) hello: Hello,
    /// Its offers, in order.
    pub(crate) offers: Vec<Read>,
}

/// Reads a request's body without stored state.
pub(crate) fn read_request(body: &[u8]) -> std::result::Result<Request, Malformed> {
    let (hello, offers) = decode_request(body)?;
    Ok(Request { hello, offers: offers.into_iter().map(read).collect() })
}

/// Reads one offer: form, size, and that the id belongs to the header.
pub(crate) fn read(offer: Offer) -> Read {
    let decoded = Decoded::read(&offer.change).map_err(code_of);
    // The hash covers what stands behind the checksum, also where the bytes are no change.
    let hash = decoded.as_ref().map_or_else(
        |_| {
            let digest = ring::digest::digest(&ring::digest::SHA256, offer.change.get(8..).unwrap_or_default());
            ChangeHash(digest.as_ref().try_into().unwrap_or_default())
        },
        |decoded| decoded.hash,
    );
    let header = offer.header.as_deref().and_then(Header::from_bytes);
    let belongs = header.as_ref().is_none_or(|header| header.id() == offer.record);
    let decoded = match decoded {
        Ok(decoded) if decoded.claimed < CLAIMED_MIN_MS => Err(Code::BadTime),
        Ok(_) if !belongs || (offer.header.is_some() && header.is_none()) => Err(Code::BadHeader),
        other => other,
    };
    Read { offer, hash, header, decoded }
}

/// Why a change that cannot be taken is refused.
const fn code_of(error: ChangeError) -> Code {
    match error {
        ChangeError::TooLarge | ChangeError::Count => Code::TooLarge,
        _ => Code::BadForm,
    }
}

/// A fate that is not "accepted".
#[derive(Debug)]
enum Not {
    Refused(Code),
    Unjudged,
    Later(&'static str),
}

/// Why a judgement ended.
enum End {
    Not(Not),
    Ledger(crate::ledger::DbError),
}

impl From<Not> for End {
    fn from(not: Not) -> Self {
        Self::Not(not)
    }
}

impl From<Code> for End {
    fn from(code: Code) -> Self {
        Self::Not(Not::Refused(code))
    }
}

impl From<crate::ledger::DbError> for End {
    fn from(error: crate::ledger::DbError) -> Self {
        Self::Ledger(error)
    }
}

/// Judges one offer inside the write transaction, and stores it with whatever was decided.
pub(crate) fn judge(work: &mut Work<'_>, author: &Author, read: Read) -> Result<Fate> {
    let (hash, device) = (read.hash, author.device);
    let offered = Offered { hash, device, record: read.offer.record, part: read.offer.part };
    let intent = read.offer.intent;
    if let Some(answer) = before(work, &offered, &read)? {
        return Ok(Fate { change: hash, answer });
    }
    let answer = match accept(work, author, read) {
        Ok(seq) => Answer::Accepted { seq },
        Err(End::Ledger(error)) => return Err(error),
        Err(End::Not(not)) => {
            work.ledger.note_arrival(device, intent, work.now)?;
            match not {
                Not::Later(why) => Answer::Later { why: why.to_owned() },
                Not::Unjudged => refuse(work, &offered, UNJUDGED)?,
                Not::Refused(code) => refuse(work, &offered, code.as_str())?,
            }
        }
    };
    Ok(Fate { change: hash, answer })
}

/// The answer that was given before: to this change, or to this intent in this part.
fn before(work: &mut Work<'_>, offered: &Offered, read: &Read) -> Result<Option<Answer>> {
    // Another device's change is no repetition, and whether it is here is not told.
    let own = read.decoded.as_ref().is_ok_and(|decoded| decoded.actor.device() == offered.device);
    if own
        && work.load(offered.record)?
        && let Some(slot) = work.slot(offered.record)
    {
        let known = slot.parts.get(&offered.part).into_iter().flat_map(zhijia_model::PartChanges::iter);
        let mut same = known.filter(|change| change.decoded.hash == offered.hash);
        if let Some(witness) = same.next().and_then(|change| change.witness) {
            return Ok(Some(Answer::Accepted { seq: witness.seq }));
        }
        let num = slot.row.num;
        let done = work.ledger.change_of_intent(offered.device, read.offer.intent, num, offered.part)?;
        if let Some(seq) = done {
            return Ok(Some(Answer::Accepted { seq }));
        }
    }
    Ok(work.ledger.refused(offered)?.map(answer_of))
}

fn answer_of(row: RefusedRow) -> Answer {
    if row.code == UNJUDGED { Answer::Unjudged } else { Answer::Refused { code: row.code, field: row.field } }
}

fn refuse(work: &Work<'_>, offered: &Offered, code: &str) -> Result<Answer> {
    let row = RefusedRow { code: code.to_owned(), field: None };
    work.ledger.add_refused(offered, &row, work.now)?;
    Ok(answer_of(row))
}

/// Checks a change that has no answer yet, and stores it; gives its sequence.
fn accept(work: &mut Work<'_>, author: &Author, read: Read) -> std::result::Result<u64, End> {
    let Read { offer, hash, header, decoded } = read;
    let decoded = decoded?;
    if decoded.actor.device() != author.device {
        return Err(Code::BadForm.into());
    }
    let Some(part) = Part::from_number(offer.part) else { return Err(Not::Later("unknown-part").into()) };
    follows_refused(work, author, &offer, &decoded)?;
    let stored = work.slot(offer.record).map(|slot| (slot.header().clone(), slot.row.erased));
    let (fresh, erased) = (stored.is_none(), stored.as_ref().is_some_and(|(_, erased)| *erased));
    let named = header.is_some();
    let Some(header) = stored.map(|(header, _)| header).or(header) else { return Err(unnamed()) };
    let Some(kind) = header.kind() else { return Err(Not::Later("unknown-kind").into()) };
    let spec = kind.spec().part(part).ok_or_else(|| if named { Code::BadForm.into() } else { unnamed() })?;
    space::header_fits(&header, kind)?;
    let rank = rank::of(work, author.device, &offer, &header, kind, &decoded)?;
    let standing = authority::check(work, author, &header, spec, rank).map_err(|end| match end {
        End::Not(_) if !named => unnamed(),
        end => end,
    })?;
    if erased {
        return Err(Code::NotFound.into());
    }
    if fresh {
        space::may_begin(work, author, &header, kind, spec)?;
        (kind.spec().begins_with)(&header, &decoded.puts)?;
    }
    if kind == Kind::Appointment && appointment::names_unknown_role(&decoded.puts) {
        return Err(Not::Later("unknown-role").into());
    }
    space::in_time(work, &header, kind, part, &decoded)?;
    // What happened is kept all the same; screens leave out what is no text.
    let foul = !spec.physical && decoded.puts.iter().any(|put| is_foul(&put.value));
    if foul || !decoded.puts.iter().all(|put| well_formed(spec.keys, &put.key, &put.value)) {
        return Err(Code::BadForm.into());
    }
    admit(work, &offer, &decoded)?;
    if fresh {
        work.add_record(offer.record, header);
    }
    let row = ChangeRow {
        seq: 0,
        part: offer.part,
        hash,
        bytes: offer.change,
        claimed: decoded.claimed,
        rank,
        arrived: work.now,
        author: author.member.unwrap_or(RecordId::CITY),
        device: author.device,
        intent: offer.intent,
        standing,
    };
    let seq = work.add_change(offer.record, row, decoded)?;
    registrar::accepted(work, offer.record, kind, part)?;
    Ok(seq)
}

/// What is said of a record without a header that is not there, and of one that is and not the author's to write.
fn unnamed() -> End {
    Not::Later("missing-dependency").into()
}

/// A change that builds upon a refused one is not judged: the phone does it again from the intent.
fn follows_refused(work: &Work<'_>, author: &Author, offer: &Offer, decoded: &Decoded) -> std::result::Result<(), End> {
    let known = work.slot(offer.record).and_then(|slot| slot.parts.get(&offer.part));
    for dep in &decoded.deps {
        if known.is_some_and(|changes| changes.iter().any(|change| change.decoded.hash == *dep)) {
            continue;
        }
        let below = Offered { hash: *dep, device: author.device, record: offer.record, part: offer.part };
        if work.ledger.refused(&below)?.is_some() {
            return Err(Not::Unjudged.into());
        }
    }
    Ok(())
}

/// What needs the part's stored changes: dependencies, `seq`, `start_op`, and what the puts replace.
fn admit(work: &Work<'_>, offer: &Offer, decoded: &Decoded) -> std::result::Result<(), End> {
    let empty = zhijia_model::PartChanges::default();
    let slot = work.slot(offer.record);
    let changes = slot.and_then(|slot| slot.parts.get(&offer.part)).unwrap_or(&empty);
    if changes.iter().count() >= PART_CHANGES_MAX || changes.size() + offer.change.len() > PART_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    match changes.admit(decoded) {
        Ok(()) => Ok(()),
        Err(ChangeError::MissingDependency) => Err(Not::Later("missing-dependency").into()),
        // The same number of the same actor stands for another change: a database restored from a copy.
        Err(ChangeError::SeqGap)
            if changes.iter().any(|other| other.decoded.actor == decoded.actor && other.decoded.seq == decoded.seq) =>
        {
            Err(Code::Forked.into())
        }
        Err(error) => Err(code_of(error).into()),
    }
}

/// How the author stood, from what authority said of the time it was done and of its arrival.
const fn standing(done: Option<Code>, arrived_held: bool) -> Backing {
    match (done, arrived_held) {
        (Some(_), _) => Backing::Quarantined,
        (None, true) => Backing::Held,
        (None, false) => Backing::EndedSince,
    }
}
