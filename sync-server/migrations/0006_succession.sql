-- Cover goes on from one plan in the next without a new waiting period.
CREATE TABLE succession (
    plan   BLOB NOT NULL,
    before BLOB NOT NULL,
    PRIMARY KEY (plan, before)
) STRICT, WITHOUT ROWID;

CREATE INDEX succession_of ON succession (before, plan);
