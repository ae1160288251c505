//! Loans and returns by copy, title and reader.

use zhijia_model::RecordId;

use super::{Num, Result};

/// A loan, as judging and counting need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanRow {
    /// The record's number.
    pub num: Num,
    /// The record.
    pub id: RecordId,
    /// The house.
    pub house: RecordId,
    /// The copy's id within the house.
    pub copy: String,
    /// The title, where the loan names it.
    pub title: Option<RecordId>,
    /// The borrower, where a member.
    pub person: Option<RecordId>,
    /// Who has it: the member's id, or a hash of the name as given.
    pub reader: Vec<u8>,
    /// Rank time of the lending.
    pub rank: i64,
    /// When it was lent, in milliseconds.
    pub lent: i64,
    /// Its own recorded return.
    pub returned: Option<i64>,
    /// Whether the copy is out, by the last judgement.
    pub out: bool,
    /// When it came back, by the last judgement, in milliseconds.
    pub closed: Option<i64>,
}

/// A return that was recorded apart from a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBackRow {
    /// The record's number.
    pub num: Num,
    /// The record.
    pub id: RecordId,
    /// The house.
    pub house: RecordId,
    /// The copy.
    pub copy: String,
    /// When, in milliseconds.
    pub at: i64,
}

/// Loans and returns.
pub trait Lending {
    /// Sets a loan.
    fn set_loan(&self, row: &LoanRow) -> Result<()>;
    /// Loans that came back before a time and have not left the keepers' scope since they were last set.
    fn to_retire(&self, before: i64, limit: usize) -> Result<Vec<LoanRow>>;
    /// Notes that a loan has left the keepers' scope.
    fn note_retired(&self, record: Num) -> Result<()>;
    /// A loan.
    fn loan(&self, record: Num) -> Result<Option<LoanRow>>;
    /// Removes a loan that was recorded by mistake.
    fn remove_loan(&self, record: Num) -> Result<()>;
    /// The loans under a copy's label, of all titles or of one.
    fn loans_of_copy(&self, house: RecordId, copy: &str, title: Option<RecordId>) -> Result<Vec<LoanRow>>;
    /// How many copies of a house's title are out; one that was lent twice is one (L-C2).
    fn out_of_title(&self, house: RecordId, title: RecordId) -> Result<u32>;
    /// The loans that a member has out, in every house.
    fn out_of_person(&self, person: RecordId) -> Result<Vec<LoanRow>>;
    /// Sets or removes a return.
    fn set_came_back(&self, record: Num, row: Option<&CameBackRow>) -> Result<()>;
    /// What stands of a return.
    fn came_back(&self, record: Num) -> Result<Option<CameBackRow>>;
    /// The returns of a copy that were recorded apart from a loan.
    fn came_back_of_copy(&self, house: RecordId, copy: &str) -> Result<Vec<CameBackRow>>;
}
