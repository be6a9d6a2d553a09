-- The tokens of holds that have expired and whose numbers are free again: their reseller is told what became of them
-- for a month, in place of being told that nobody knows the token.
CREATE TABLE expired_hold (
    token      text COLLATE "C" PRIMARY KEY,
    reseller   reseller_name NOT NULL REFERENCES reseller (name),
    held_until timestamptz NOT NULL
);
CREATE INDEX expired_hold_by_end ON expired_hold (held_until);

-- What ends is looked for all the time, in every rate center.
CREATE INDEX number_by_end ON inventory_number (until) WHERE state IN ('aging', 'held');
