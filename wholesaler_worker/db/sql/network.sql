-- stage_network --
-- Where the rows of a network wait until they have been compared with the records; gone with the transaction.
CREATE TEMPORARY TABLE staged_office (clli text, name text, rate_center text) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_serving (central_office text, state text, zip text, community text) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_switch (clli text, type text, npa_nxx text[]) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_feature (
    switch text, usoc text, name text, customer_class text, status text, condition text, requires text[],
    excludes text[], valid_from date, valid_to date
) ON COMMIT DROP;

-- copy_offices --
-- Stream offices into the staging table.
COPY staged_office FROM STDIN;

-- copy_serving --
-- Stream serving areas into the staging table.
COPY staged_serving FROM STDIN;

-- copy_switches --
-- Stream switches into the staging table.
COPY staged_switch FROM STDIN;

-- copy_features --
-- Stream features into the staging table.
COPY staged_feature FROM STDIN;

-- places_of_other_offices --
-- A place that an office serves which is not staged: one place has one office.
SELECT concat_ws(' ', s.community, s.zip, s.state), a.central_office
FROM staged_serving s
JOIN serving_area a ON a.state = s.state AND a.zip IS NOT DISTINCT FROM s.zip
                   AND a.community IS NOT DISTINCT FROM s.community
WHERE a.central_office NOT IN (SELECT clli FROM staged_office)
ORDER BY 1 LIMIT 1;

-- removed_switches_with_numbers --
-- A switch of a staged office that is not staged any more, although numbers are on it.
SELECT w.clli, n.count
FROM switch w, LATERAL (SELECT count(*) FROM inventory_number i WHERE i.switch = w.clli) n
WHERE w.central_office IN (SELECT clli FROM staged_office) AND w.clli NOT IN (SELECT clli FROM staged_switch)
  AND n.count > 0
ORDER BY w.clli LIMIT 1;

-- keep_offices --
-- Add new offices and change those that differ.
INSERT INTO central_office AS o (clli, name, rate_center)
SELECT clli, name, rate_center FROM staged_office
ON CONFLICT (clli) DO UPDATE SET name = excluded.name, rate_center = excluded.rate_center
WHERE (o.name, o.rate_center) IS DISTINCT FROM (excluded.name, excluded.rate_center);

-- remove_serving --
-- Places that a staged office serves no more, or that another one serves now.
DELETE FROM serving_area a
WHERE a.central_office IN (SELECT clli FROM staged_office)
  AND NOT EXISTS (SELECT FROM staged_serving s
                  WHERE s.central_office = a.central_office AND s.state = a.state
                    AND s.zip IS NOT DISTINCT FROM a.zip AND s.community IS NOT DISTINCT FROM a.community);

-- keep_serving --
-- Places that are new.
INSERT INTO serving_area (central_office, state, zip, community)
SELECT central_office, state, zip, community FROM staged_serving
ON CONFLICT ON CONSTRAINT serving_area_has_one_office DO NOTHING;

-- remove_switches --
-- Switches that a staged office has no more; their features go with them.
DELETE FROM switch
WHERE central_office IN (SELECT clli FROM staged_office) AND clli NOT IN (SELECT clli FROM staged_switch);

-- keep_switches --
-- Add new switches and change those that differ.
INSERT INTO switch AS w (clli, type, npa_nxx)
SELECT clli, type, npa_nxx FROM staged_switch
ON CONFLICT (clli) DO UPDATE SET type = excluded.type, npa_nxx = excluded.npa_nxx
WHERE (w.type, w.npa_nxx) IS DISTINCT FROM (excluded.type, excluded.npa_nxx);

-- remove_features --
-- Features that a staged switch has no more.
DELETE FROM feature f
WHERE f.switch IN (SELECT clli FROM staged_switch)
  AND NOT EXISTS (SELECT FROM staged_feature s
                  WHERE s.switch = f.switch AND s.usoc = f.usoc AND s.customer_class = f.customer_class
                    AND s.valid_from IS NOT DISTINCT FROM f.valid_from);

-- keep_features --
-- Add new features and change those that differ.
INSERT INTO feature AS f (switch, usoc, name, customer_class, status, condition, requires, excludes, valid_from,
                          valid_to)
SELECT switch, usoc, name, customer_class, status, condition, requires, excludes, valid_from, valid_to
FROM staged_feature
ON CONFLICT ON CONSTRAINT feature_is_said_once DO UPDATE SET
    name = excluded.name, status = excluded.status, condition = excluded.condition, requires = excluded.requires,
    excludes = excluded.excludes, valid_to = excluded.valid_to
WHERE (f.name, f.status, f.condition, f.requires::text[], f.excludes::text[], f.valid_to)
   IS DISTINCT FROM (excluded.name, excluded.status, excluded.condition, excluded.requires::text[],
                     excluded.excludes::text[], excluded.valid_to);

-- switch_rate_centers --
-- Every switch with its office's rate center.
SELECT s.clli, o.rate_center FROM switch s JOIN central_office o ON o.clli = s.central_office;
