-- sort_in_memory --
-- A load sorts a whole file once; the server's default would do it on disk.
SET LOCAL work_mem TO '64MB';

-- stage_numbers --
-- Where the numbers of a load wait until they have been compared with the records; gone with the transaction.
CREATE TEMPORARY TABLE staged_number (
    telephone_number text COLLATE "C", switch text, rate_center text, state text, until date,
    line text, city text, address_state text, zip text, file integer, row integer
) ON COMMIT DROP;

-- copy_numbers --
-- Stream numbers into the staging table.
COPY staged_number FROM STDIN;

-- analyze_staged_numbers --
-- Without it the planner takes the staging table for empty.
ANALYZE staged_number;

-- free_rested_in_file --
-- A number whose aging has ended is available, in a file as in the records: otherwise each load would age it again.
UPDATE staged_number SET state = 'available', until = NULL
WHERE state = 'aging' AND until < (now() AT TIME ZONE 'UTC')::date;

-- repeated_numbers --
-- Rows about a number that an earlier row is about.
SELECT file, row, telephone_number, state
FROM (SELECT *, row_number() OVER (PARTITION BY telephone_number ORDER BY file, row) AS turn FROM staged_number) AS s
WHERE turn > 1
ORDER BY file, row;

-- drop_repeated_numbers --
-- They were refused: the first row counts.
DELETE FROM staged_number later USING staged_number earlier
WHERE later.telephone_number = earlier.telephone_number AND (later.file, later.row) > (earlier.file, earlier.row);

-- protected_numbers --
-- Rows that would change a number which is held or assigned in the records.
SELECT s.file, s.row, s.telephone_number, n.state
FROM staged_number s JOIN inventory_number n USING (telephone_number)
WHERE n.state IN ('held', 'assigned') AND (n.state, n.until) IS DISTINCT FROM (s.state, s.until)
ORDER BY s.file, s.row;

-- keep_numbers --
-- Add new numbers and change those that differ; returns how many of each. What is held or assigned is looked at again
-- here, because it may have become so since it was read.
WITH kept AS (
    INSERT INTO inventory_number AS n (telephone_number, switch, rate_center, state, until)
    SELECT telephone_number, switch, rate_center, state, until FROM staged_number
    ON CONFLICT (telephone_number) DO UPDATE
        SET switch = excluded.switch, rate_center = excluded.rate_center, state = excluded.state, until = excluded.until
        WHERE (n.switch, n.rate_center, n.state, n.until)
              IS DISTINCT FROM (excluded.switch, excluded.rate_center, excluded.state, excluded.until)
          AND (n.state NOT IN ('held', 'assigned')
               OR (n.state, n.until) IS NOT DISTINCT FROM (excluded.state, excluded.until))
    RETURNING xmax = 0 AS added
)
SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM kept;

-- keep_service_addresses --
-- Where working numbers work, as far as the rows say it and the number works. What an order has set up stays as it is.
INSERT INTO service_address AS a (telephone_number, line, city, state, zip)
SELECT s.telephone_number, s.line, s.city, s.address_state, s.zip
FROM staged_number s JOIN inventory_number n USING (telephone_number)
WHERE s.line <> '' AND n.state = 'assigned'
ON CONFLICT (telephone_number) DO UPDATE
    SET line = excluded.line, city = excluded.city, state = excluded.state, zip = excluded.zip
    WHERE a.account IS NULL
      AND (a.line, a.city, a.state, a.zip) IS DISTINCT FROM (excluded.line, excluded.city, excluded.state, excluded.zip);
