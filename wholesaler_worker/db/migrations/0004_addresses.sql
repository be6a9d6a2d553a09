-- The addresses. Points are what exists; ranges are what is published. A range comes from points, and is then made
-- again whenever a point of its street is added, or from a file of ranges, and then belongs to that file's row.
-- Empty text, not null, stands for "none": these columns are compared with each other all the time.
CREATE DOMAIN zip_or_none AS text COLLATE "C" NOT NULL DEFAULT ''
    CHECK (VALUE ~ '^([0-9]{5})?$');

CREATE TABLE address_point (
    state          state_code NOT NULL,
    pre_direction  text NOT NULL,
    street         text NOT NULL CHECK (street <> ''),
    street_type    text NOT NULL,
    post_direction text NOT NULL,
    prefix         text NOT NULL,
    number         integer NOT NULL CHECK (number > 0),
    number_suffix  text NOT NULL,
    unit           text NOT NULL,
    zip            zip_or_none,
    community      text NOT NULL,
    CHECK (zip <> '' OR community <> ''),
    PRIMARY KEY (street, state, pre_direction, street_type, post_direction, prefix, number, zip, community,
                 number_suffix, unit)
);

CREATE TABLE address_range (
    range_id        text COLLATE "C" PRIMARY KEY CHECK (range_id ~ '^[!-~]{1,64}$'),
    origin          text NOT NULL CHECK (origin IN ('points', 'rows')),
    state           state_code NOT NULL,
    zip             zip_or_none,
    community       text NOT NULL,
    pre_direction   text NOT NULL,
    street          text NOT NULL CHECK (street <> ''),
    street_type     text NOT NULL,
    post_direction  text NOT NULL,
    low             integer NOT NULL CHECK (low > 0),
    high            integer NOT NULL,
    parity          text NOT NULL CHECK (parity IN ('O', 'E', 'B')),
    prefix          text NOT NULL,
    number_suffixes text[] NOT NULL DEFAULT '{}',
    units           text[] NOT NULL DEFAULT '{}',
    -- Only where the file of ranges names the office itself; otherwise the serving areas decide at publication.
    given_office    office_clli,
    valid_from      date,
    valid_to        date CHECK (valid_to >= valid_from),
    CHECK (zip <> '' OR community <> ''),
    CONSTRAINT low_is_not_above_high CHECK (low <= high),
    CONSTRAINT ends_are_of_the_side CHECK (parity = 'B' OR (low % 2 = high % 2 AND (low % 2 = 1) = (parity = 'O')))
);
CREATE INDEX address_range_by_street ON address_range (street, state) WHERE origin = 'points';
