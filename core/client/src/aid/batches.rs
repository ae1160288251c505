//! Units' lists: what handlers put together and hand in, and what the office of the plan's union does with them.

pub use zhijia_model::intents::aid::ListedPerson;
use zhijia_model::intents::aid::{
    AcceptBatch, AnswerListing, ListPeople, MARKS_MAX, MarkLines, NoteSignature, PEOPLE_MAX, PayBatch, ReturnBatch,
    SubmitBatch, UnlistPeople,
};
use zhijia_model::kinds::batch;
use zhijia_model::{Intent, Kind, RecordId};

use crate::error::Error;
pub use crate::lists::aid::batches::{BatchItem, BatchLine};
use crate::lists::aid::batches::{BatchLines, Batches};
use crate::perform::perform;
use crate::{Client, Watch};

impl Client {
    /// Units' lists that this phone's user edits or decides upon.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn batches(&self) -> Result<Vec<BatchItem>, Error> {
        self.0.list(Batches)
    }

    /// Watches [`Client::batches`].
    pub fn watch_batches(&self) -> Watch<BatchItem> {
        self.0.watch(Batches)
    }

    /// The lines of a unit's list, by name.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn batch_lines(&self, batch: RecordId) -> Result<Vec<BatchLine>, Error> {
        self.0.list(BatchLines(batch))
    }

    /// Watches [`Client::batch_lines`].
    pub fn watch_batch_lines(&self, batch: RecordId) -> Watch<BatchLine> {
        self.0.watch(BatchLines(batch))
    }

    /// Puts people on the list of a union for a plan, any number of them in one transaction: all or none. With
    /// `provisional` each counts once that person agrees. Gives the list.
    ///
    /// # Errors
    /// As [`Client::perform`]; then nobody is on it who was not before.
    pub fn list_people(
        &self,
        union: RecordId,
        plan: RecordId,
        people: &[ListedPerson],
        provisional: bool,
    ) -> Result<RecordId, Error> {
        let chunks = people.chunks(PEOPLE_MAX);
        self.together(chunks.map(|people| ListPeople { union, plan, people: people.to_vec(), provisional }.into()))?;
        Ok(batch::header(union, plan).id())
    }

    /// Takes people off a list.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn unlist_people(&self, list: RecordId, people: &[RecordId]) -> Result<(), Error> {
        let here = self.here(|here| zhijia_model::intents::Context::known(here, Kind::Batch, list, "batch"))?;
        let union = here.header.space;
        let plan = zhijia_model::kinds::enrolment::plan_of(&here.header).unwrap_or_default();
        let chunks = people.chunks(PEOPLE_MAX);
        self.together(chunks.map(|people| UnlistPeople { union, plan, people: people.to_vec() }.into()))
    }

    /// Notes that a handler saw a person's signature.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn note_signature(&self, batch: RecordId, who: RecordId) -> Result<(), Error> {
        self.perform(NoteSignature { batch, who }).map(drop)
    }

    /// Hands a list in, or what has changed of it since; `roster` is how many people the unit has.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn submit_batch(&self, batch: RecordId, roster: i64) -> Result<(), Error> {
        let lines = self.0.record(batch)?.as_ref().map_or(0, |record| batch::pending(record).len());
        // A long list is marked in several changes before it is handed in, all in one transaction.
        let marks = (0..lines / MARKS_MAX).map(|_| MarkLines { batch }.into());
        self.together(marks.chain([SubmitBatch { batch, roster }.into()]))
    }

    /// Gives a list back, as the office of the plan's union.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn return_batch(&self, batch: RecordId, reason: &str) -> Result<(), Error> {
        self.perform(ReturnBatch { batch, reason: reason.to_owned() }).map(drop)
    }

    /// Accepts a list, as the office of the plan's union; `exception`: although too few take part.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn accept_batch(&self, batch: RecordId, exception: bool) -> Result<(), Error> {
        self.perform(AcceptBatch { batch, exception }).map(drop)
    }

    /// Records on which day (`YYYY-MM-DD`) the payment of what was accepted was credited.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn pay_batch(&self, batch: RecordId, on: &str) -> Result<(), Error> {
        self.perform(PayBatch { batch, on: on.to_owned() }).map(drop)
    }

    /// Agrees to being listed by a unit, or declines it (M-C3).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn answer_listing(&self, enrolment: RecordId, agree: bool) -> Result<(), Error> {
        self.perform(AnswerListing { enrolment, agree }).map(drop)
    }

    /// Does several things in one transaction: all or none.
    fn together(&self, intents: impl Iterator<Item = Intent>) -> Result<(), Error> {
        let (inner, now) = (&self.0, self.0.now());
        let intents: Vec<_> = intents.map(|intent| (inner.intent(), intent)).collect();
        inner.store.write(|tx| {
            for (id, intent) in &intents {
                perform(tx, intent, *id, now)?;
            }
            Ok::<_, Error>(())
        })?;
        inner.link.wake.notify_one();
        Ok(())
    }
}
