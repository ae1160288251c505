-- A label that is only counted (`#1`) means nothing without its title: its loans are looked for by both.
DROP INDEX loan_of_copy;
CREATE INDEX loan_of_copy ON loan (house, copy, title);
