-- How an event gives its places (0: at once), and whether those that are settled after the close were.
ALTER TABLE event ADD COLUMN mode INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
