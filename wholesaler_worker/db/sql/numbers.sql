-- specific_numbers --
-- These numbers, as far as the inventory has them. One that has rested, or whose hold has expired, is free, although
-- nobody has said so yet.
SELECT telephone_number, rate_center, switch, CASE WHEN ended THEN 'available' ELSE state END,
       CASE WHEN ended THEN NULL ELSE until END
FROM (SELECT n.*, CASE WHEN n.state = 'held' AND h.token IS NOT NULL THEN h.held_until <= %(now)s
                       ELSE n.state IN ('aging', 'held') AND n.until < %(today)s END AS ended
      FROM inventory_number n LEFT JOIN number_hold h USING (telephone_number)
      WHERE telephone_number = ANY (%(telephone_numbers)s::text[])) AS asked;

-- random_numbers --
-- Draw from a random place of the drum onwards, and from its beginning when the end is reached.
SELECT telephone_number, rate_center, switch, 'available', NULL::date
FROM (
    (SELECT telephone_number, rate_center, switch, draw, 1 AS turn FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND draw >= %(place)s::real
     ORDER BY draw LIMIT %(quantity)s)
    UNION ALL
    (SELECT telephone_number, rate_center, switch, draw, 2 AS turn FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND draw < %(place)s::real
     ORDER BY draw LIMIT %(quantity)s)
) AS drawn
ORDER BY turn, draw
LIMIT %(quantity)s;

-- numbers_around --
-- The available numbers from a number on, and from the first one when the last is reached, all in one text: that is
-- read many times as fast as a row each.
SELECT string_agg(telephone_number, '')
FROM (
    (SELECT telephone_number FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number >= %(start)s
     ORDER BY telephone_number LIMIT %(reading)s)
    UNION ALL
    (SELECT telephone_number FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number < %(start)s
     ORDER BY telephone_number LIMIT %(reading)s)
    LIMIT %(reading)s
) AS around;

-- run_from --
-- The available numbers from a number on, in order.
SELECT telephone_number, rate_center, switch, 'available', NULL::date
FROM inventory_number
WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number >= %(start)s
ORDER BY telephone_number LIMIT %(quantity)s;

-- numbers_like_in_order --
-- The lowest that fit. The first part jumps from one NPA-NXX to the next, and of each that fits the numbers are read
-- from the lowest line that can fit to the highest. The nested loop gives them in order, so that the reading ends with
-- the last one that is wanted: sorting would read on. What is available has no `until`, which the index lacks.
WITH RECURSIVE block AS (
    (SELECT left(telephone_number, 6) AS npa_nxx FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number BETWEEN %(lowest)s AND %(highest)s
     ORDER BY telephone_number LIMIT 1)
    UNION ALL
    SELECT (SELECT left(n.telephone_number, 6) FROM inventory_number n
            WHERE n.rate_center = %(rate_center)s AND n.state = 'available'
              AND n.telephone_number > block.npa_nxx || ':' -- the character after 9
              AND n.telephone_number <= %(highest)s
            ORDER BY n.telephone_number LIMIT 1)
    FROM block WHERE npa_nxx IS NOT NULL
)
SELECT telephone_number, rate_center, switch, 'available', NULL::date
FROM (SELECT found.* FROM block CROSS JOIN LATERAL (
          SELECT telephone_number, rate_center, switch FROM inventory_number
          WHERE rate_center = %(rate_center)s AND state = 'available'
            AND telephone_number BETWEEN npa_nxx || %(line_lowest)s AND npa_nxx || %(line_highest)s
          ORDER BY telephone_number OFFSET 0) AS found
      WHERE npa_nxx LIKE %(npa_nxx_like)s
      LIMIT %(reading)s) AS read
WHERE telephone_number LIKE %(like)s
LIMIT %(quantity)s;

-- numbers_like_from_the_end --
-- Those that fit among the ones with the right last digits, and first how many of these were read.
WITH alike AS MATERIALIZED (
    SELECT found.* FROM unnest(%(ends)s::text[]) AS ending CROSS JOIN LATERAL (
        SELECT telephone_number, rate_center, switch FROM inventory_number
        WHERE rate_center = %(rate_center)s AND state = 'available'
          AND reverse(telephone_number) BETWEEN ending AND ending || ':'
        ORDER BY reverse(telephone_number) OFFSET 0) AS found
    LIMIT %(reading)s
)
(SELECT '' AS telephone_number, '' AS rate_center, count(*)::text AS switch, 'available', NULL::date FROM alike)
UNION ALL
(SELECT telephone_number, rate_center, switch, 'available', NULL::date FROM alike WHERE telephone_number LIKE %(like)s
 ORDER BY telephone_number LIMIT %(quantity)s)
ORDER BY telephone_number;

-- service_addresses --
-- Where these numbers work.
SELECT s.telephone_number, s.line, s.city, s.state, s.zip
FROM service_address s JOIN inventory_number n USING (telephone_number)
WHERE s.telephone_number = ANY (%(telephone_numbers)s::text[]) AND n.state = 'assigned';
