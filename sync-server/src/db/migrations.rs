//! Upgrades of the database: numbered SQL files, run in order, all of them in one transaction.
//!
//! A released file is never edited; a change of the schema is a new file and a line below.

use rusqlite::{Connection, TransactionBehavior};

use super::DbError;

/// Every migration with its number. Numbers rise by one.
const ALL: &[(u32, &str)] = &[
    (1, include_str!("../../migrations/0001_identity.sql")),
    (2, include_str!("../../migrations/0002_ledger.sql")),
    (3, include_str!("../../migrations/0003_labels.sql")),
    (4, include_str!("../../migrations/0004_waiting.sql")),
    (5, include_str!("../../migrations/0005_admission.sql")),
    (6, include_str!("../../migrations/0006_succession.sql")),
    (7, include_str!("../../migrations/0007_claims.sql")),
];

/// The version that a database has after all migrations.
pub fn newest() -> u32 {
    ALL.last().map_or(0, |(number, _)| *number)
}

/// Refuses a database that a newer program has written.
pub(super) fn check(connection: &Connection) -> Result<(), DbError> {
    let found = version(connection)?;
    let known = newest();
    if found > known {
        return Err(DbError::Newer { found, known });
    }
    Ok(())
}

/// Brings the database to the newest version, or leaves it as it was.
pub(super) fn run(connection: &mut Connection) -> Result<(), DbError> {
    run_all(connection, ALL)
}

fn run_all(connection: &mut Connection, all: &[(u32, &str)]) -> Result<(), DbError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found = version(&transaction)?;
    let mut reached = found;
    for (number, sql) in all.iter().filter(|(number, _)| *number > found) {
        transaction.execute_batch(sql)?;
        reached = *number;
    }
    if reached != found {
        transaction.pragma_update(None, "user_version", reached)?;
    }
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, DbError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn numbers_rise_by_one_and_name_their_place() {
        for ((number, _), expected) in ALL.iter().zip(1..) {
            assert_eq!(*number, expected);
        }
    }

    #[test]
    fn a_failing_migration_leaves_the_version_and_the_tables_as_they_were() {
        let mut connection = Connection::open_in_memory().unwrap();
        run_all(&mut connection, &[(1, "CREATE TABLE a (x)")]).unwrap();
        let broken = [(1, "CREATE TABLE a (x)"), (2, "CREATE TABLE b (x)"), (3, "CREATE TABLE a (x)")];
        assert!(run_all(&mut connection, &broken).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1);
    }
}
