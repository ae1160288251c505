-- user_version 2
CREATE TABLE changes (
    record INTEGER NOT NULL,
    part   INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    rank   INTEGER NOT NULL,
    author BLOB NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (record, part, hash)
) WITHOUT ROWID;
CREATE TABLE copies (
    title     INTEGER NOT NULL,
    copy      TEXT NOT NULL,
    house     BLOB NOT NULL,
    barcode   TEXT,
    shelf     TEXT,
    withdrawn INTEGER NOT NULL,
    PRIMARY KEY (title, copy)
) WITHOUT ROWID;
CREATE INDEX copies_barcode ON copies (house, barcode) WHERE barcode IS NOT NULL;
CREATE TABLE drawer (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    why       INTEGER NOT NULL,
    intent    BLOB NOT NULL,
    record    BLOB NOT NULL,
    header    BLOB,
    part      INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    bytes     BLOB NOT NULL,
    code      TEXT,
    field     TEXT,
    at        INTEGER NOT NULL,
    attention INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX drawer_by_hash ON drawer (hash);
CREATE INDEX drawer_by_intent ON drawer (intent);
CREATE TABLE follows (
    house BLOB PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE intents (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,
    id      BLOB NOT NULL UNIQUE,
    record  BLOB NOT NULL,
    code    TEXT NOT NULL,
    version INTEGER NOT NULL,
    input   BLOB NOT NULL,
    seen    BLOB NOT NULL,
    created INTEGER NOT NULL,
    state   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX intents_of ON intents (record);
CREATE TABLE loans (
    n        INTEGER PRIMARY KEY,
    house    BLOB NOT NULL,
    title    BLOB,
    copy     TEXT NOT NULL,
    borrower BLOB,
    title_name TEXT NOT NULL,
    borrower_name TEXT NOT NULL,
    borrower_employer TEXT NOT NULL,
    lent     INTEGER NOT NULL,
    due      TEXT,
    state    INTEGER NOT NULL,
    returned INTEGER,
    inferred INTEGER NOT NULL
);
CREATE INDEX loans_in ON loans (house, state, due);
CREATE INDEX loans_of ON loans (borrower) WHERE borrower IS NOT NULL;
CREATE INDEX loans_of_copy ON loans (house, copy) WHERE state IN (0, 3);
CREATE INDEX loans_of_title ON loans (title) WHERE state IN (0, 3);
CREATE TABLE members (
    n        INTEGER PRIMARY KEY,
    home     BLOB,
    sort     TEXT NOT NULL,
    name     TEXT NOT NULL,
    employer TEXT NOT NULL,
    number   TEXT,
    keys     TEXT NOT NULL
);
CREATE INDEX members_in ON members (home, sort);
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE parked (
    record INTEGER NOT NULL,
    scope  INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (record, scope)
) WITHOUT ROWID;
CREATE TABLE part_actors (
    record     INTEGER NOT NULL,
    part       INTEGER NOT NULL,
    generation BLOB NOT NULL,
    PRIMARY KEY (record, part)
) WITHOUT ROWID;
CREATE TABLE past_verdicts (
    record INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (record, seq)
) WITHOUT ROWID;
CREATE TABLE pending (
    ord         INTEGER PRIMARY KEY AUTOINCREMENT,
    record      INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    intent      BLOB NOT NULL,
    hash        BLOB NOT NULL UNIQUE,
    bytes       BLOB NOT NULL,
    header      BLOB NOT NULL,
    state       INTEGER NOT NULL DEFAULT 0,
    seq         INTEGER,
    attempts    INTEGER NOT NULL DEFAULT 0,
    later_until INTEGER NOT NULL DEFAULT 0,
    later_why   TEXT
);
CREATE INDEX pending_of ON pending (record, part);
CREATE TABLE records (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    kind   INTEGER,
    space  BLOB,
    owner  BLOB,
    header BLOB,
    state  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX records_in ON records (kind, space);
CREATE INDEX records_of ON records (owner) WHERE owner IS NOT NULL;
CREATE TABLE rows (
    record      INTEGER NOT NULL,
    scope       INTEGER NOT NULL,
    seq         INTEGER NOT NULL DEFAULT 0,
    pass        INTEGER NOT NULL DEFAULT 0,
    verdict_seq INTEGER NOT NULL DEFAULT 0,
    view        BLOB,
    verdict     BLOB,
    fact        BLOB,
    queue       INTEGER,
    PRIMARY KEY (record, scope)
) WITHOUT ROWID;
CREATE TABLE scopes (
    n         INTEGER PRIMARY KEY,
    space     BLOB NOT NULL,
    audience  INTEGER NOT NULL,
    cursor    INTEGER NOT NULL DEFAULT 0,
    complete  INTEGER,
    reset     INTEGER NOT NULL DEFAULT 0,
    mismatches INTEGER NOT NULL DEFAULT 0,
    pass      INTEGER NOT NULL DEFAULT 0,
    unseen    INTEGER NOT NULL DEFAULT 0,
    count     INTEGER NOT NULL DEFAULT 0,
    digest    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (space, audience)
);
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE titles (
    n      INTEGER PRIMARY KEY,
    house  BLOB NOT NULL,
    sort   TEXT NOT NULL,
    isbn   TEXT,
    keys   TEXT NOT NULL
);
CREATE INDEX titles_in ON titles (house, sort);
