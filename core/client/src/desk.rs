//! A union's desk: founding the unions below, and what the desk keeps of a member.

use zhijia_model::{Code, Header, Kind, Part, RecordId, Refusal, Scalar};

use crate::Client;
use crate::error::Error;
use crate::inner::Act;

impl Client {
    /// Founds a union below `above`, as the desk there. Its first desk is invited by the hub's administrator.
    pub fn found_union(&self, above: RecordId, name: &str) -> Result<RecordId, Error> {
        checked(name, "name", 200)?;
        let header = Header::new(Kind::Union, above, None, self.0.random_16()?);
        let intent = self.0.intent();
        let puts = vec![("name".to_owned(), Scalar::from(name.trim()))];
        let input = vec![("above", above.to_string()), ("name", name.to_owned())];
        self.0.act(Act { intent, code: "found-union", header, part: Part::Staff, puts, input })
    }

    /// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
    pub fn set_employer(&self, member: RecordId, employer: &str) -> Result<(), Error> {
        checked(employer, "employer", 200)?;
        let Some(record) = self.0.record(member)?.filter(|record| record.header.kind() == Some(Kind::Member)) else {
            return Err(Code::NotFound.into());
        };
        let intent = self.0.intent();
        let puts = vec![("employer".to_owned(), Scalar::from(employer.trim()))];
        let input = vec![("member", member.to_string()), ("employer", employer.to_owned())];
        self.0.act(Act { intent, code: "set-employer", header: record.header, part: Part::Staff, puts, input })?;
        Ok(())
    }
}

/// A text that is not empty, and not longer in bytes than its key allows.
fn checked(text: &str, field: &str, longest: usize) -> Result<(), Refusal> {
    match text.trim() {
        "" => Err(Refusal::about(Code::EmptyField, field)),
        long if long.len() > longest => Err(Refusal::about(Code::BadField, field)),
        _ => Ok(()),
    }
}
