-- Who may speak to this hub: its own identity, invitations, devices, revocations.
-- Records of members are the ledger's; here a member is only a record id.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The code itself is never stored, only its keyed hash.
CREATE TABLE invitation (
    code_hash  BLOB    NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    union_id   BLOB    NOT NULL CHECK (length(union_id) = 16),
    -- An existing member's further device; NULL where joining creates the member.
    member     BLOB    CHECK (length(member) = 16),
    -- The name that the officer typed; emptied when the invitation is used.
    name       TEXT,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER,
    used_by    BLOB    CHECK (length(used_by) = 16),
    CHECK ((used_ms IS NULL) = (used_by IS NULL))
) STRICT, WITHOUT ROWID;

-- The roles that the invited person is appointed to on joining.
CREATE TABLE invitation_role (
    code_hash BLOB NOT NULL REFERENCES invitation (code_hash) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    role      TEXT NOT NULL,
    space     BLOB NOT NULL CHECK (length(space) = 16),
    PRIMARY KEY (code_hash, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key         BLOB    NOT NULL UNIQUE CHECK (length(key) = 32),
    member      BLOB    NOT NULL CHECK (length(member) = 16),
    joined_ms   INTEGER NOT NULL,
    certificate BLOB    NOT NULL,
    revoked_ms  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX device_by_member ON device (member);

CREATE TABLE revoked_member (
    member     BLOB    NOT NULL PRIMARY KEY CHECK (length(member) = 16),
    revoked_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
