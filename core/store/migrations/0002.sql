-- Lists read the records themselves: these were written on every change and read by nobody.
DROP TABLE events;
DROP TABLE sign_ups;
DROP TABLE enrolments;

-- One row a title, with what search scans and what lists are sorted by; the rest is in the record. A scanned ISBN is
-- looked for in a scan of one house, which costs less than an index costs with every title.
DROP TABLE title_keys;
DROP TABLE titles;
CREATE TABLE titles (
    n      INTEGER PRIMARY KEY,
    house  BLOB NOT NULL,
    sort   TEXT NOT NULL,
    isbn   TEXT,
    keys   TEXT NOT NULL
);
CREATE INDEX titles_in ON titles (house, sort);

-- Whoever opens the file next rebuilds the read tables from the records.
DELETE FROM meta WHERE key = 'code';
