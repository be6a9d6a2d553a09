-- stage_points --
-- Where the points of a load wait; gone with the transaction.
CREATE TEMPORARY TABLE staged_point (
    state text, pre_direction text, street text, street_type text, post_direction text,
    prefix text, number integer, number_suffix text, unit text, zip text, community text
) ON COMMIT DROP;

-- copy_points --
-- Stream points into the staging table.
COPY staged_point FROM STDIN;

-- keep_points --
-- Keep the points that are new, and remember whose streets they are on. Returns how many are new.
WITH added AS (
    INSERT INTO address_point (state, pre_direction, street, street_type, post_direction, prefix, number,
                               number_suffix, unit, zip, community)
    SELECT DISTINCT state, pre_direction, street, street_type, post_direction, prefix, number,
                    number_suffix, unit, zip, community
    FROM staged_point
    ON CONFLICT DO NOTHING
    RETURNING state, pre_direction, street, street_type, post_direction, prefix
), remembered AS (
    INSERT INTO changed_street SELECT DISTINCT * FROM added
)
SELECT count(*) FROM added;

-- stage_changed_streets --
-- Where the streets wait whose ranges are to be made again.
CREATE TEMPORARY TABLE changed_street (
    state text, pre_direction text, street text, street_type text, post_direction text, prefix text
) ON COMMIT DROP;

-- drop_ranges_of_changed_streets --
-- The ranges that the points made before.
DELETE FROM address_range r USING changed_street c
WHERE r.origin = 'points' AND r.street = c.street AND r.state = c.state AND r.pre_direction = c.pre_direction
  AND r.street_type = c.street_type AND r.post_direction = c.post_direction AND r.prefix = c.prefix;

-- make_ranges_of_changed_streets --
-- One range per unbroken row of points: same street, same side, same ZIP and community, and no point of another ZIP or
-- community between them; a point that leaves one of the two out interrupts only its like. Its ends are existing
-- points. The name is made of what identifies it, so that the same points always make the same range.
WITH point AS (
    SELECT p.*, p.number % 2 AS side, p.zip = '' AS no_zip, p.community = '' AS no_community
    FROM address_point p JOIN changed_street c USING (street, state, pre_direction, street_type, post_direction, prefix)
), marked AS (
    SELECT *, (zip, community) IS DISTINCT FROM (lag(zip) OVER along, lag(community) OVER along) AS begins
    FROM point
    WINDOW along AS (PARTITION BY street, state, pre_direction, street_type, post_direction, prefix, side, no_zip,
                     no_community ORDER BY number, zip, community)
), rowed AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER (
        PARTITION BY street, state, pre_direction, street_type, post_direction, prefix, side, no_zip, no_community
        ORDER BY number, zip, community) AS unbroken
    FROM marked
), made AS (
    SELECT state, zip, community, pre_direction, street, street_type, post_direction, prefix,
           min(number) AS low, max(number) AS high, CASE side WHEN 1 THEN 'O' ELSE 'E' END AS parity,
           array_agg(DISTINCT number || ' ' || number_suffix) FILTER (WHERE number_suffix <> '') AS number_suffixes,
           array_agg(DISTINCT number || ' ' || unit) FILTER (WHERE unit <> '') AS units
    FROM rowed
    GROUP BY state, zip, community, pre_direction, street, street_type, post_direction, prefix, side, unbroken
)
INSERT INTO address_range (range_id, origin, state, zip, community, pre_direction, street, street_type, post_direction,
                           prefix, low, high, parity, number_suffixes, units)
SELECT left(encode(sha256(convert_to(concat_ws('|', state, zip, community, pre_direction, street, street_type,
                                               post_direction, prefix, low, parity), 'UTF8')), 'hex'), 20),
       'points', state, zip, community, pre_direction, street, street_type, post_direction,
       prefix, low, high, parity, coalesce(number_suffixes, '{}'), coalesce(units, '{}')
FROM made
ON CONFLICT (range_id) DO NOTHING; -- a file of ranges has taken this one over

-- sort_in_memory --
-- A load sorts a whole file once; the server's default would do it on disk.
SET LOCAL work_mem TO '64MB';

-- stage_ranges --
-- Where the rows of a file of ranges wait.
CREATE TEMPORARY TABLE staged_range (file integer, line integer, LIKE address_range) ON COMMIT DROP;
ALTER TABLE staged_range ALTER origin SET DEFAULT 'rows';

-- copy_ranges --
-- Stream ranges into the staging table.
COPY staged_range (file, line, low, high, range_id, state, zip, community, pre_direction, street, street_type,
                   post_direction, parity, prefix, number_suffixes, units, given_office, valid_from, valid_to) FROM STDIN;

-- contradicting_ranges --
-- Rows about a range that an earlier row describes otherwise; one that only says the same again does no harm.
SELECT file, line, range_id
FROM (SELECT file, line, range_id, content, first_value(content) OVER (PARTITION BY range_id ORDER BY file, line) AS first
      FROM (SELECT file, line, range_id,
                   row(state, zip, community, pre_direction, street, street_type, post_direction, low, high, parity,
                       prefix, number_suffixes, units, given_office, valid_from, valid_to)::text AS content
            FROM staged_range
            WHERE range_id IN (SELECT range_id FROM staged_range GROUP BY range_id HAVING count(*) > 1)) AS repeated
     ) AS compared
WHERE content <> first
ORDER BY file, line;

-- keep_ranges --
-- Add the ranges that are new and replace those that differ. Returns how many.
WITH kept AS (
    INSERT INTO address_range AS r (range_id, origin, state, zip, community, pre_direction, street, street_type,
                                    post_direction, low, high, parity, prefix, number_suffixes, units, given_office,
                                    valid_from, valid_to)
    SELECT DISTINCT ON (range_id)
           range_id, origin, state, zip, community, pre_direction, street, street_type, post_direction, low, high,
           parity, prefix, number_suffixes, units, given_office, valid_from, valid_to
    FROM staged_range ORDER BY range_id, file, line
    ON CONFLICT (range_id) DO UPDATE SET
        origin = excluded.origin, state = excluded.state, zip = excluded.zip, community = excluded.community,
        pre_direction = excluded.pre_direction, street = excluded.street, street_type = excluded.street_type,
        post_direction = excluded.post_direction, low = excluded.low, high = excluded.high, parity = excluded.parity,
        prefix = excluded.prefix, number_suffixes = excluded.number_suffixes, units = excluded.units,
        given_office = excluded.given_office, valid_from = excluded.valid_from, valid_to = excluded.valid_to
    WHERE r IS DISTINCT FROM excluded
    RETURNING 1
)
SELECT count(*) FROM kept;

-- count_ranges --
-- How many ranges there are.
SELECT count(*) FROM address_range;

