-- Claims upon mutual-aid plans, by plan, person and the numbers of their bill as they are compared.
CREATE TABLE claim (
    record     INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL,
    plan       BLOB    NOT NULL,
    person     BLOB    NOT NULL,
    settlement TEXT,
    invoice    TEXT
) STRICT;

CREATE INDEX claim_of ON claim (plan, person);
CREATE INDEX claim_of_settlement ON claim (plan, settlement) WHERE settlement IS NOT NULL;
CREATE INDEX claim_of_invoice ON claim (plan, invoice) WHERE invoice IS NOT NULL;
