-- What is published: the content of the two reference files as it follows from the records, and one row per epoch of
-- each with the checksum of its content, so that an unchanged source never makes a new epoch and no epoch is used twice.
CREATE TABLE publication (
    area         text NOT NULL CHECK (area ~ '^[a-z][a-z0-9]{1,15}$'),
    file         text NOT NULL CHECK (file IN ('address', 'feature')),
    epoch        integer NOT NULL CHECK (epoch > 0),
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    row_count    bigint NOT NULL CHECK (row_count >= 0),
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (area, file, epoch)
);

-- The ranges with their office: the one that the range's own file names, else the narrowest serving area that fits:
-- the community's part of the ZIP, then the ZIP, then the community.
CREATE VIEW published_address AS
SELECT r.range_id, r.state, r.zip, r.community, r.pre_direction, r.street, r.street_type, r.post_direction, r.low,
       r.high, r.parity, r.prefix, r.number_suffixes, r.units, coalesce(o.clli, '') AS central_office,
       coalesce(o.rate_center, '') AS rate_center, r.valid_from, r.valid_to
FROM address_range r
LEFT JOIN serving_area part ON part.state = r.state AND part.zip = r.zip AND part.community = r.community
LEFT JOIN serving_area whole ON whole.state = r.state AND whole.zip = r.zip AND whole.community IS NULL
LEFT JOIN serving_area town ON town.state = r.state AND town.zip IS NULL AND town.community = r.community
LEFT JOIN central_office o
       ON o.clli = coalesce(r.given_office, part.central_office, whole.central_office, town.central_office);

CREATE VIEW published_feature AS
SELECT s.central_office, s.clli AS switch, s.type AS switch_type, s.npa_nxx, f.usoc, f.name, f.customer_class AS class,
       f.status, f.condition, f.requires::text[] AS requires, f.excludes::text[] AS excludes, f.valid_from, f.valid_to
FROM feature f JOIN switch s ON s.clli = f.switch;
