-- People wait for more than a place at an event: a list belongs to the record that is waited for.
ALTER TABLE waiting RENAME COLUMN event TO list;
