-- The ledger: records with their changes, verdicts and views, the feed, and what the gate and the registrar look up.
--
-- A record has a small number (`num`, the sequence at which it began) beside its id, so that what names it is short.
-- `seq` is one number for the whole ledger, given inside the single write transaction; a row of the feed has a
-- sequence of its own, because no two records are touched under the same one.

CREATE TABLE ledger (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- NULL while the ledger is in its first epoch, which stands in `meta`.
    epoch BLOB    CHECK (length(epoch) = 16),
    -- The sequence at which this epoch began.
    since INTEGER NOT NULL,
    -- The last sequence that was given.
    seq   INTEGER NOT NULL
) STRICT;

-- Sequence 1 is never a row's: a cursor at 1 says that an empty scope is complete.
INSERT INTO ledger VALUES (1, NULL, 1, 1);

CREATE TABLE record (
    num         INTEGER NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    kind        INTEGER NOT NULL,
    space       BLOB    NOT NULL CHECK (length(space) = 16),
    owner       BLOB    CHECK (length(owner) = 16),
    salt        BLOB    NOT NULL,
    -- Whom the record is about: the owner, or whom the hub recognised.
    person      BLOB    CHECK (length(person) = 16),
    verdict     BLOB,
    verdict_seq INTEGER NOT NULL DEFAULT 0,
    fact        BLOB,
    fact_seq    INTEGER NOT NULL DEFAULT 0,
    -- The newest sequence at which a part or a view changed.
    content     INTEGER NOT NULL DEFAULT 0,
    erased      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Unions (1), houses (4) and events (8) are looked for by the space that contains them.
CREATE INDEX record_in_space ON record (space, kind) WHERE kind IN (1, 4, 8);

CREATE TABLE change (
    seq      INTEGER NOT NULL PRIMARY KEY,
    record   INTEGER NOT NULL,
    part     INTEGER NOT NULL,
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    bytes    BLOB    NOT NULL,
    -- By the device's clock, and rank time R.
    claimed  INTEGER NOT NULL,
    rank     INTEGER NOT NULL,
    arrived  INTEGER NOT NULL,
    author   BLOB    NOT NULL CHECK (length(author) = 16),
    device   BLOB    NOT NULL CHECK (length(device) = 16),
    intent   BLOB    NOT NULL CHECK (length(intent) = 16),
    -- The author's role: 0 held, 1 ended when it arrived, 2 ended when it was done.
    standing INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX change_of_record ON change (record);
CREATE INDEX change_of_intent ON change (intent);

CREATE TABLE past_verdict (
    record  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    verdict BLOB    NOT NULL,
    PRIMARY KEY (record, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE view (
    record   INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    bytes    BLOB    NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (record, audience)
) STRICT, WITHOUT ROWID;

-- A scope with its newest sequence and the digest of its rows.
CREATE TABLE scope (
    num      INTEGER NOT NULL PRIMARY KEY,
    space    BLOB    NOT NULL CHECK (length(space) = 16),
    audience INTEGER NOT NULL,
    head     INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    sum      INTEGER NOT NULL,
    UNIQUE (space, audience)
) STRICT;

-- One row per (scope, record), moved to the record's newest sequence.
CREATE TABLE feed (
    scope   INTEGER NOT NULL,
    record  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    -- 0 here, 1 left, 2 erased.
    gone    INTEGER NOT NULL,
    PRIMARY KEY (scope, record)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX feed_news ON feed (scope, seq);

-- Answers that are not "accepted". A change is refused for the device that offered it, so that nobody can spoil
-- another's.
CREATE TABLE refused (
    hash   BLOB    NOT NULL CHECK (length(hash) = 32),
    device BLOB    NOT NULL CHECK (length(device) = 16),
    record BLOB    NOT NULL CHECK (length(record) = 16),
    part   INTEGER NOT NULL,
    -- A refusal's code, or "unjudged".
    code   TEXT    NOT NULL,
    field  TEXT,
    at     INTEGER NOT NULL,
    PRIMARY KEY (hash, device, record, part)
) STRICT, WITHOUT ROWID;

-- When an intent arrived for the first time, where it was not accepted then: rank time is fixed by it.
CREATE TABLE arrival (
    device BLOB    NOT NULL CHECK (length(device) = 16),
    intent BLOB    NOT NULL CHECK (length(intent) = 16),
    at     INTEGER NOT NULL,
    PRIMARY KEY (device, intent)
) STRICT, WITHOUT ROWID;

-- When a device last declared its outbox empty.
CREATE TABLE outbox_empty (
    device BLOB    NOT NULL PRIMARY KEY CHECK (length(device) = 16),
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Members' home unions.
CREATE TABLE home (
    member   BLOB NOT NULL PRIMARY KEY CHECK (length(member) = 16),
    union_id BLOB NOT NULL CHECK (length(union_id) = 16)
) STRICT, WITHOUT ROWID;

-- What appointments give.
CREATE TABLE appointment (
    record INTEGER NOT NULL PRIMARY KEY,
    member BLOB    NOT NULL CHECK (length(member) = 16),
    space  BLOB    NOT NULL CHECK (length(space) = 16),
    role   INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    ends   INTEGER NOT NULL,
    -- Revoked so that nothing done under it counts.
    hard   INTEGER NOT NULL
) STRICT;

CREATE INDEX appointment_of ON appointment (member);

-- What admission needs of an event, and how its places stand.
CREATE TABLE event (
    record    INTEGER NOT NULL PRIMARY KEY,
    -- NULL: no limit.
    capacity  INTEGER,
    opens     INTEGER NOT NULL,
    closes    INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    published INTEGER NOT NULL,
    -- When it is over, for how long its sign-ups stay with the organisers.
    over      INTEGER NOT NULL,
    taken     INTEGER NOT NULL,
    waiting   INTEGER NOT NULL,
    -- The greatest place number that is taken.
    top       INTEGER NOT NULL
) STRICT;

CREATE TABLE seat (
    event  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

-- The waiting list, in its order. The person is whom the sign-up is about, where the hub knows.
CREATE TABLE waiting (
    event  INTEGER NOT NULL,
    rank   INTEGER NOT NULL,
    id     BLOB    NOT NULL,
    person BLOB,
    PRIMARY KEY (event, rank, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_of ON waiting (person) WHERE person IS NOT NULL;

CREATE TABLE loan (
    record   INTEGER NOT NULL PRIMARY KEY,
    id       BLOB    NOT NULL,
    house    BLOB    NOT NULL,
    copy     TEXT    NOT NULL,
    title    BLOB,
    -- The member; else NULL and the name as given is hashed into `reader`.
    person   BLOB,
    reader   BLOB    NOT NULL,
    rank     INTEGER NOT NULL,
    lent     INTEGER NOT NULL,
    returned INTEGER,
    -- Whether the copy is out by the last judgement.
    out      INTEGER NOT NULL,
    -- When it came back, by the last judgement.
    closed   INTEGER,
    -- Whether it has left the keepers' scope since then.
    retired  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (id)
) STRICT;

CREATE INDEX loan_to_retire ON loan (closed) WHERE retired = 0;
CREATE INDEX loan_of_copy ON loan (house, copy);
CREATE INDEX loan_of_title ON loan (title) WHERE out = 1;
CREATE INDEX loan_of_person ON loan (person) WHERE out = 1;

-- Returns that were recorded apart from a loan.
CREATE TABLE came_back (
    record INTEGER NOT NULL PRIMARY KEY,
    id     BLOB    NOT NULL,
    house  BLOB    NOT NULL,
    copy   TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

CREATE INDEX came_back_of_copy ON came_back (house, copy);

CREATE TABLE enrolment (
    record INTEGER NOT NULL PRIMARY KEY,
    id     BLOB    NOT NULL,
    plan   BLOB    NOT NULL,
    person BLOB    NOT NULL
) STRICT;

CREATE INDEX enrolment_of ON enrolment (plan, person);
