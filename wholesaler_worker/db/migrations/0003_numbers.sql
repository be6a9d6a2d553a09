-- The number inventory. Searches read only available numbers, so every index is partial: 10,000,000 numbers, most of
-- them assigned, leave small indexes.
CREATE DOMAIN telephone_number AS text COLLATE "C"
    CHECK (VALUE ~ '^[2-9][0-8][0-9][2-9](?!11)[0-9]{6}$');

CREATE TABLE inventory_number (
    telephone_number telephone_number PRIMARY KEY,
    switch           switch_clli NOT NULL REFERENCES switch (clli),
    rate_center      text NOT NULL CHECK (rate_center <> ''),
    state            text NOT NULL CHECK (state IN ('available', 'held', 'assigned', 'aging', 'restricted')),
    until            date,
    -- The number's place in the drum from which random numbers are drawn: one index scan in place of a sort.
    draw             real NOT NULL DEFAULT random(),
    CONSTRAINT only_a_passing_state_ends CHECK (
        CASE WHEN state IN ('held', 'aging') THEN until IS NOT NULL
             WHEN state IN ('available', 'assigned') THEN until IS NULL
             ELSE true END)
);
CREATE INDEX available_number_by_draw ON inventory_number (rate_center, draw)
    INCLUDE (telephone_number, switch) WHERE state = 'available';
CREATE INDEX available_number_in_order ON inventory_number (rate_center, telephone_number)
    INCLUDE (switch) WHERE state = 'available';
CREATE INDEX inventory_number_by_switch ON inventory_number (switch);

-- Where a working number works.
CREATE TABLE service_address (
    telephone_number telephone_number PRIMARY KEY REFERENCES inventory_number ON DELETE CASCADE,
    line             text NOT NULL CHECK (line <> ''),
    city             text NOT NULL DEFAULT '',
    state            text NOT NULL DEFAULT '' CHECK (state ~ '^([A-Z]{2})?$'),
    zip              text NOT NULL DEFAULT '' CHECK (zip ~ '^([0-9]{5}([0-9]{4})?)?$')
);
