-- specific_numbers --
-- These numbers, as far as the inventory has them. One whose aging has ended is free, although nobody has said so yet.
SELECT telephone_number, rate_center, switch, CASE WHEN rested THEN 'available' ELSE state END,
       CASE WHEN rested THEN NULL ELSE until END
FROM (SELECT *, state = 'aging' AND until < (now() AT TIME ZONE 'UTC')::date AS rested
      FROM inventory_number WHERE telephone_number = ANY (%(telephone_numbers)s::text[])) AS asked;

-- random_numbers --
-- Draw from a random place of the drum onwards, and from its beginning when the end is reached.
SELECT telephone_number, rate_center, switch, state, until
FROM (
    (SELECT *, 1 AS turn FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND draw >= %(place)s::real
     ORDER BY draw LIMIT %(quantity)s)
    UNION ALL
    (SELECT *, 2 AS turn FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND draw < %(place)s::real
     ORDER BY draw LIMIT %(quantity)s)
) AS drawn
ORDER BY turn, draw
LIMIT %(quantity)s;

-- first_run_from --
-- The first number of a run of consecutive available ones of one NPA-NXX, at or after a given number. The window is
-- read along the index and stops at the first run that is long enough.
SELECT first
FROM (
    SELECT telephone_number AS first,
           lead(telephone_number, %(quantity)s - 1) OVER (ORDER BY telephone_number) AS last
    FROM inventory_number
    WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number >= %(start)s
) AS possible
WHERE last::bigint - first::bigint = %(quantity)s - 1 AND left(last, 6) = left(first, 6)
LIMIT 1;

-- longest_run --
-- The first of the longest runs, and its length, when no run is long enough.
SELECT min(telephone_number), count(*)
FROM (
    SELECT telephone_number, left(telephone_number, 6) AS npa_nxx,
           telephone_number::bigint - row_number() OVER (ORDER BY telephone_number) AS run
    FROM inventory_number
    WHERE rate_center = %(rate_center)s AND state = 'available'
) AS numbered
GROUP BY npa_nxx, run
ORDER BY count(*) DESC, min(telephone_number)
LIMIT 1;

-- run_from --
-- The available numbers from a number on, in order.
SELECT telephone_number, rate_center, switch, state, until
FROM inventory_number
WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number >= %(start)s
ORDER BY telephone_number LIMIT %(quantity)s;

-- numbers_like --
-- The lowest numbers of a pattern. The bounds say to the index what LIKE alone cannot say with a parameter.
SELECT telephone_number, rate_center, switch, state, until
FROM inventory_number
WHERE rate_center = %(rate_center)s AND state = 'available'
  AND telephone_number BETWEEN %(lowest)s AND %(highest)s AND telephone_number LIKE %(like)s
ORDER BY telephone_number LIMIT %(quantity)s;

-- service_addresses --
-- Where these numbers work.
SELECT s.telephone_number, s.line, s.city, s.state, s.zip
FROM service_address s JOIN inventory_number n USING (telephone_number)
WHERE s.telephone_number = ANY (%(telephone_numbers)s::text[]) AND n.state = 'assigned';
