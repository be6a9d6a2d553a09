-- draw_numbers --
-- Lock random available numbers: from a random place of the drum onwards, then from its beginning. What somebody else
-- has locked is passed over, and so is what this transaction has locked already.
WITH ahead AS MATERIALIZED (
    SELECT telephone_number, rate_center, switch FROM inventory_number
    WHERE rate_center = %(rate_center)s AND state = 'available' AND draw >= %(place)s::real
      AND (%(switch)s::text IS NULL OR switch = %(switch)s::text)
      AND telephone_number <> ALL (%(locked)s::text[])
    ORDER BY draw LIMIT %(quantity)s
    FOR UPDATE SKIP LOCKED
), behind AS MATERIALIZED (
    SELECT telephone_number, rate_center, switch FROM inventory_number
    WHERE rate_center = %(rate_center)s AND state = 'available' AND draw < %(place)s::real
      AND (%(switch)s::text IS NULL OR switch = %(switch)s::text)
      AND telephone_number <> ALL (%(locked)s::text[])
    ORDER BY draw LIMIT (SELECT %(quantity)s - count(*) FROM ahead)
    FOR UPDATE SKIP LOCKED
)
SELECT * FROM ahead UNION ALL SELECT * FROM behind;

-- lock_numbers --
-- Lock the first of these numbers that are still available and that nobody else has locked.
SELECT telephone_number, rate_center, switch FROM inventory_number
WHERE telephone_number = ANY (%(numbers)s::text[]) AND state = 'available' AND rate_center = %(rate_center)s
ORDER BY telephone_number LIMIT %(quantity)s
FOR UPDATE SKIP LOCKED;

-- numbers_in_order --
-- The available numbers from a number on, and from the first one when the last is reached, all in one text.
SELECT string_agg(telephone_number, '')
FROM (
    (SELECT telephone_number FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number >= %(start)s
       AND (%(switch)s::text IS NULL OR switch = %(switch)s::text)
     ORDER BY telephone_number LIMIT %(reading)s)
    UNION ALL
    (SELECT telephone_number FROM inventory_number
     WHERE rate_center = %(rate_center)s AND state = 'available' AND telephone_number < %(start)s
       AND (%(switch)s::text IS NULL OR switch = %(switch)s::text)
     ORDER BY telephone_number LIMIT %(reading)s)
    LIMIT %(reading)s
) AS around;

-- lock_counts --
-- One transaction after the other counts and adds a reseller's holds; the locks are taken in one order by everybody.
SELECT pg_advisory_xact_lock(7305003, key)
FROM (SELECT DISTINCT hashtext(name) AS key FROM unnest(%(resellers)s::text[]) AS name ORDER BY key) AS keys;

-- count_holds --
-- How many numbers each of these resellers holds. A statement of its own: it must see what the lock has waited for.
SELECT reseller, count(*) FROM number_hold
WHERE reseller = ANY (%(resellers)s::text[]) AND held_until > %(now)s
GROUP BY reseller;

-- expired_tokens --
-- Which of these tokens were a reseller's and have expired.
SELECT token FROM expired_hold WHERE token = ANY (%(tokens)s::text[]) AND reseller = %(reseller)s;

-- note_expired --
-- Remember the tokens of holds that have expired and are about to be removed.
INSERT INTO expired_hold (token, reseller, held_until)
SELECT token, reseller, held_until FROM number_hold WHERE token = ANY (%(tokens)s::text[])
ON CONFLICT DO NOTHING;

-- order_numbers --
-- The next order numbers.
SELECT nextval('order_number') FROM generate_series(1, %(quantity)s);
