//! What the town is made of: a real catalogue, real places, names and employers that nobody has
//! (`data/SOURCES.md`). It is part of the program, so that the demo needs nothing beside it.

use crate::error::DemoError;

/// A book-house's catalogue as an office has it: 4,005 real titles, with barcodes of our own.
pub const CATALOGUE: &[u8] = include_bytes!("../data/catalogue.csv");

const PEOPLE: &[u8] = include_bytes!("../data/people.csv");

/// One of the townspeople.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The employer.
    pub employer: String,
}

/// The townspeople.
pub fn people() -> Result<Vec<Person>, DemoError> {
    let rows = csv::Reader::from_reader(PEOPLE).into_deserialize();
    rows.collect::<Result<_, _>>().map_err(|error| DemoError::Data(error.to_string()))
}

/// A mobile number that no one is called at: the exchange 1990000 with four digits of ours.
pub fn mobile(number: usize) -> String {
    format!("1990000{:04}", 1000 + number % 9000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_town_has_people_of_distinct_names_and_a_catalogue_without_a_bad_row() {
        let people = people().unwrap();
        let mut names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() == people.len() && people.len() >= 50, "{} of {}", names.len(), people.len());
        let read = zhijia_model::catalogue_csv::parse_catalogue(CATALOGUE).unwrap();
        assert_eq!(read.errors.len(), 0, "{:?}", read.errors.first());
        // Five titles have two copies, each in a row of its own.
        assert_eq!(read.rows.len(), 4010);
        assert_eq!(read.rows.iter().map(|row| row.labels().len()).sum::<usize>(), 4010);
    }
}
