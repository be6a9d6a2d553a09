-- The network: buildings, the switches in them, what the switches can do, and which building serves where.
-- The patterns are the wire format's identifiers; a domain says each of them once.
CREATE DOMAIN office_clli AS text COLLATE "C"
    CHECK (VALUE ~ '^[A-Z]{6}([A-Z]{2}|[0-9]{2})$');
CREATE DOMAIN switch_clli AS text COLLATE "C"
    CHECK (VALUE ~ '^[A-Z]{6}([A-Z]{2}|[0-9]{2})[A-Z0-9]{3}$');
CREATE DOMAIN usoc AS text COLLATE "C"
    CHECK (VALUE ~ '^([A-HJ-Z1-9]{3}|[A-HJ-Z1-9]{5})$');
CREATE DOMAIN state_code AS text COLLATE "C"
    CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN zip_code AS text COLLATE "C"
    CHECK (VALUE ~ '^[0-9]{5}$');

CREATE TABLE central_office (
    clli        office_clli PRIMARY KEY,
    name        text NOT NULL CHECK (name <> ''),
    rate_center text NOT NULL CHECK (rate_center <> '')
);

-- A ZIP, a community, or a community's part of a ZIP; the narrowest row that fits an address wins, then the ZIP.
CREATE TABLE serving_area (
    central_office office_clli NOT NULL REFERENCES central_office (clli) ON DELETE CASCADE,
    state          state_code NOT NULL,
    zip            zip_code,
    community      text CHECK (community <> '' AND community = upper(community)),
    CHECK (num_nonnulls(zip, community) > 0),
    -- One place has one office: otherwise two answers would be right.
    CONSTRAINT serving_area_has_one_office UNIQUE NULLS NOT DISTINCT (state, zip, community)
);
CREATE INDEX serving_area_by_office ON serving_area (central_office);

CREATE TABLE switch (
    clli           switch_clli PRIMARY KEY,
    -- The first eight characters of a switch's code name its building: never two truths.
    central_office text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(clli, 8)) STORED
        REFERENCES central_office (clli),
    type           text NOT NULL CHECK (type <> ''),
    npa_nxx        text[] NOT NULL DEFAULT '{}'
        CHECK (array_to_string(npa_nxx, ',', '?') ~ '^([2-9][0-8][0-9][2-9](?!11)[0-9]{2}(,|$))*$')
);
CREATE INDEX switch_by_office ON switch (central_office);

CREATE TABLE feature (
    switch         switch_clli NOT NULL REFERENCES switch (clli) ON DELETE CASCADE,
    usoc           usoc NOT NULL,
    name           text NOT NULL CHECK (name <> ''),
    customer_class text NOT NULL CHECK (customer_class IN ('residence', 'business', 'both')),
    status         text NOT NULL CHECK (status IN ('available', 'conditional', 'unavailable')),
    condition      text NOT NULL DEFAULT '',
    requires       usoc[] NOT NULL DEFAULT '{}',
    excludes       usoc[] NOT NULL DEFAULT '{}',
    valid_from     date,
    valid_to       date CHECK (valid_to >= valid_from),
    CHECK (status <> 'conditional' OR condition <> ''),
    CONSTRAINT feature_is_said_once UNIQUE NULLS NOT DISTINCT (switch, usoc, customer_class, valid_from)
);
