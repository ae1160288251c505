//! What the registrar says: verdicts (judgements that are kept) and facts (replaced values that only the hub knows).
//!
//! Both travel as CBOR arrays; a number that this version does not know is carried as bytes by the store.

use minicbor::{Decode, Encode};

use crate::id::{IntentId, RecordId};

/// The judgement of one record. It names a rule and parameters, and no other record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Verdict {
    /// The greatest sequence among the record's changes that it has judged.
    #[n(0)]
    pub judged: u64,
    /// The id of the rule in the list of people's rules, such as `E-C1`.
    #[n(1)]
    pub rule: String,
    /// What follows.
    #[n(2)]
    pub outcome: Outcome,
    /// Annotations that change nothing by themselves (P2): rule ids such as `L-C14`, some with a code behind a colon.
    #[n(3)]
    pub flags: Vec<String>,
}

/// What follows from the rule.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Outcome {
    /// A sign-up has a place. Frozen until a person with the right undoes it (P3).
    #[n(1)]
    Seat {
        /// The place's number, from 1.
        #[n(0)]
        number: u32,
    },
    /// A sign-up or hold waits, in the order (rank, record id) (E-04, L-C12).
    #[n(2)]
    Waiting {
        /// Rank time R, in milliseconds.
        #[n(0)]
        rank: i64,
        /// It came after the close (E-C23).
        #[n(1)]
        late: bool,
    },
    /// A sign-up, hold or claim that its person withdrew.
    #[n(3)]
    Withdrawn,
    /// A sign-up that the organiser removed, a hold that a keeper cancelled; the reason stands in their part.
    #[n(4)]
    Removed,
    /// A walk-in: a person at the door without a place (E-C19).
    #[n(5)]
    WalkIn,
    /// The state of a loan.
    #[n(6)]
    Loan {
        /// Closed by inference at this time because the copy was lent again (L-C1).
        #[n(0)]
        inferred_return: Option<i64>,
        /// Two loans of one copy within five minutes (L-C2).
        #[n(1)]
        disputed: bool,
        /// The time of a return that was recorded apart from the loan and matched to it (L-C5).
        #[n(2)]
        matched_return: Option<i64>,
        /// The answers to the renewals asked for.
        #[n(3)]
        renewals: Vec<Renewal>,
        /// The due date, `YYYY-MM-DD`, where the lending phone's clock could not be believed (X-C3). Frozen (P3).
        #[n(4)]
        due: Option<String>,
    },
    /// A return found its loan (L-C5); a hold's reader got the book (L-05).
    #[n(7)]
    Matched,
    /// A return waits for a loan that it belongs to (L-C5).
    #[n(8)]
    Unmatched,
    /// An enrolment gives cover. Frozen (P3).
    #[n(9)]
    Cover {
        /// First day, `YYYY-MM-DD` (M-02).
        #[n(0)]
        from: String,
        /// Last day.
        #[n(1)]
        to: String,
        /// The last day of waiting, after which benefits begin (M-03).
        #[n(2)]
        waiting_until: Option<String>,
        /// The shares, where they are more than one (M-C2).
        #[n(3)]
        shares: Option<u32>,
    },
    /// An enrolment is listed and waits for the office to record the payment (M-10).
    #[n(10)]
    Listed,
    /// Another enrolment of the same person, plan and period counts (M-01, M-C1); another claim upon the same bill does
    /// (M-07, M-C12).
    #[n(11)]
    Duplicate,
    /// An enrolment came after the window and its grace (M-C7).
    #[n(12)]
    MissedWindow,
    /// A member's home union.
    #[n(13)]
    Home {
        /// The union.
        #[n(0)]
        union: RecordId,
        /// Since when, in milliseconds.
        #[n(1)]
        since: i64,
    },
    /// The hub recognised the person of an ownerless record.
    #[n(14)]
    Person {
        /// The member.
        #[n(0)]
        member: RecordId,
    },
    /// The record stands as written.
    #[n(15)]
    Stands,
    /// Written by someone whose role had ended; waits for a person with the role to confirm it (A-C16).
    #[n(16)]
    Quarantined,
    /// A copy is kept for a hold (L-05). Frozen until the day is past or the copy is in somebody else's hands (L-C10).
    #[n(17)]
    Ready {
        /// The last day on which it is kept, `YYYY-MM-DD`.
        #[n(0)]
        until: String,
        /// Rank time R of the ask, in milliseconds.
        #[n(1)]
        rank: i64,
        /// The day from which it is kept, `YYYY-MM-DD`.
        #[n(2)]
        since: String,
    },
    /// A unit has the person on a list that is not handed in yet (M-10).
    #[n(32)]
    OnList {
        /// It counts only once the person agrees (M-C3).
        #[n(0)]
        agreement: bool,
    },
    /// A sign-up waits for somebody's word: the organiser's, or that of the person's unit. It is in nobody's way.
    #[n(18)]
    UnderReview {
        /// Rank time R, in milliseconds.
        #[n(0)]
        rank: i64,
    },
    /// The places of an event were given to all who were in time, in their order (E-C1). Frozen (P3).
    #[n(21)]
    Settled {
        /// When, in milliseconds.
        #[n(0)]
        at: i64,
    },
    /// The places of an event are drawn, by a seed of which this is the seal (E-C25).
    #[n(22)]
    Sealed {
        /// The seal.
        #[cbor(n(0), with = "minicbor::bytes")]
        seal: [u8; 32],
    },
    /// The places of an event were drawn, and given by that (E-C25). Frozen (P3).
    #[n(23)]
    Drawn {
        /// When, in milliseconds.
        #[n(0)]
        at: i64,
        /// The seed.
        #[cbor(n(1), with = "minicbor::bytes")]
        seed: [u8; 32],
        /// The numbers of all who took part, in their order, 8 bytes each.
        #[cbor(n(2), with = "minicbor::bytes")]
        numbers: Vec<u8>,
    },
    /// What a claim is about is not covered, as far as the hub knows (M-08): a person decides, the hub never does (P6).
    #[n(38)]
    Ineligible {
        /// Why: a name of [`crate::kinds::claim::NotCovered`].
        #[n(0)]
        why: String,
    },
}

/// The answer to one renewal.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Renewal {
    /// The intent that asked.
    #[n(0)]
    pub ask: IntentId,
    /// The new due date, `YYYY-MM-DD`, where it was granted. Frozen (P3).
    #[n(1)]
    pub due: Option<String>,
    /// The refusal's code where it was not, such as `renewed-out`; `awaited` where it is short (L-C9).
    #[n(2)]
    pub reason: Option<String>,
}

/// A value that only the hub can know; replaced, without history.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Fact {
    /// An event's places.
    #[n(1)]
    Seats {
        /// Places taken.
        #[n(0)]
        taken: u32,
        /// People waiting.
        #[n(1)]
        waiting: u32,
    },
    /// A title's copies.
    #[n(2)]
    Copies {
        /// Copies on loan or kept for a hold: nobody else can have them now.
        #[n(0)]
        out: u32,
    },
    /// A pass for the person whom the record is about, and sent to that person alone: what [`crate::pass`] reads.
    #[n(6)]
    Pass {
        /// As the hub signed it.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
}
