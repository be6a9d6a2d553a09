-- orders --
-- Lock purchase orders, in one order whoever asks: two programs never wait for each other.
SELECT o.reseller, o.pon, o.latest, o.in_force, o.last_sequence
FROM purchase_order o
JOIN unnest(%(resellers)s::text[], %(pons)s::text[]) AS wanted (reseller, pon)
  ON o.reseller = wanted.reseller AND o.pon = wanted.pon
ORDER BY o.reseller, o.pon
FOR UPDATE OF o;

-- versions --
-- These versions; their orders are locked already.
SELECT v.reseller, v.pon, v.version, v.state, v.activity, v.supplement, v.transaction_number, v.reference,
       v.content_hash, v.answer, v.order_number, v.due_date, v.central_office, v.switch, v.customer_class, v.end_user,
       v.address, v.account, v.lines, v.numbers, v.decided_at
FROM order_version v
JOIN unnest(%(resellers)s::text[], %(pons)s::text[], %(versions)s::integer[]) AS wanted (reseller, pon, version)
  ON v.reseller = wanted.reseller AND v.pon = wanted.pon AND v.version = wanted.version;

-- numbers_of_tokens --
-- Which numbers these tokens hold, to be locked next.
SELECT telephone_number FROM number_hold WHERE token = ANY (%(tokens)s::text[]);

-- accounts_of_numbers --
-- The main numbers under which these numbers work, and all numbers that work under those, to be locked next.
SELECT s.account, s.telephone_number FROM service_address s
WHERE s.account IN (SELECT account FROM service_address WHERE telephone_number = ANY (%(numbers)s::text[]));

-- numbers --
-- Lock numbers, in one order whoever asks.
SELECT telephone_number, rate_center, switch, state, until FROM inventory_number
WHERE telephone_number = ANY (%(numbers)s::text[])
ORDER BY telephone_number
FOR UPDATE;

-- holds_and_accounts --
-- What locked numbers are held by and work for: read after the lock, so that it is the last word.
SELECT n.telephone_number, h.token, h.reseller, h.held_since, h.held_until, h.extensions, s.account
FROM unnest(%(numbers)s::text[]) AS n (telephone_number)
LEFT JOIN number_hold h ON h.telephone_number = n.telephone_number
LEFT JOIN service_address s ON s.telephone_number = n.telephone_number
WHERE h.token IS NOT NULL OR s.account IS NOT NULL;

-- accounts --
-- Lock customers' records, in one order whoever asks.
SELECT telephone_number, reseller, suspended, central_office, switch, customer_class, end_user, address, lines
FROM customer_account
WHERE telephone_number = ANY (%(accounts)s::text[])
ORDER BY telephone_number
FOR UPDATE;

-- open_orders_of_accounts --
-- What is under way on locked accounts.
SELECT account, reseller, pon FROM order_version
WHERE account = ANY (%(accounts)s::text[]) AND state IN ('confirmed', 'jeopardy')
ORDER BY account, reseller, pon;

-- days --
-- What offices can do on these days, and what they have to do so far; nothing is locked.
SELECT c.clli, wanted.day, c.daily_capacity, coalesce(d.booked, 0)
FROM unnest(%(offices)s::text[], %(days)s::date[]) AS wanted (office, day)
JOIN central_office c ON c.clli = wanted.office
LEFT JOIN office_day d ON d.central_office = wanted.office AND d.day = wanted.day;

-- change_numbers --
-- New states of locked numbers.
UPDATE inventory_number n SET state = r.state, until = r.until
FROM json_to_recordset(%(rows)s) AS r (telephone_number text, state text, until date)
WHERE n.telephone_number = r.telephone_number;

-- end_holds --
-- Remove holds.
DELETE FROM number_hold WHERE token = ANY (%(tokens)s::text[]);

-- keep_holds --
-- New holds, and new ends of holds.
INSERT INTO number_hold
SELECT * FROM json_populate_recordset(NULL::number_hold, %(rows)s)
ON CONFLICT (token) DO UPDATE SET held_until = EXCLUDED.held_until, extensions = EXCLUDED.extensions;

-- add_orders --
-- New purchase orders, in one order whoever adds them. One that somebody else has just added is refused by its key:
-- nothing is overwritten.
INSERT INTO purchase_order SELECT * FROM json_populate_recordset(NULL::purchase_order, %(rows)s) ORDER BY reseller, pon;

-- change_orders --
-- New standings of locked orders.
UPDATE purchase_order o SET latest = r.latest, in_force = r.in_force, last_sequence = r.last_sequence
FROM json_populate_recordset(NULL::purchase_order, %(rows)s) AS r
WHERE o.reseller = r.reseller AND o.pon = r.pon;

-- change_versions --
-- New standings of versions; what a version said when it was decided stays.
UPDATE order_version v SET state = r.state, due_date = r.due_date
FROM json_to_recordset(%(rows)s) AS r (reseller text, pon text, version integer, state text, due_date date)
WHERE v.reseller = r.reseller AND v.pon = r.pon AND v.version = r.version;

-- add_versions --
-- New versions.
INSERT INTO order_version SELECT * FROM json_populate_recordset(NULL::order_version, %(rows)s);

-- add_events --
-- What happened, and is to be notified.
INSERT INTO order_event (reseller, pon, sequence, version, event, occurred_at, transaction_number, order_number,
                         reference, detail)
SELECT reseller, pon, sequence, version, event, occurred_at, transaction_number, order_number, reference, detail
FROM json_populate_recordset(NULL::order_event, %(rows)s)
ORDER BY reseller, pon, sequence;

-- forget_places --
-- Customers' numbers stop working where they did; those that still work are written again.
DELETE FROM service_address WHERE account = ANY (%(accounts)s::text[]) OR telephone_number = ANY (%(numbers)s::text[]);

-- end_accounts --
-- Remove customers' records.
DELETE FROM customer_account WHERE telephone_number = ANY (%(accounts)s::text[]);

-- keep_accounts --
-- New and changed customers' records.
INSERT INTO customer_account SELECT * FROM json_populate_recordset(NULL::customer_account, %(rows)s)
ON CONFLICT (telephone_number) DO UPDATE
SET reseller = EXCLUDED.reseller, suspended = EXCLUDED.suspended, central_office = EXCLUDED.central_office,
    switch = EXCLUDED.switch, customer_class = EXCLUDED.customer_class, end_user = EXCLUDED.end_user,
    address = EXCLUDED.address, lines = EXCLUDED.lines;

-- keep_places --
-- Where customers' numbers work.
INSERT INTO service_address SELECT * FROM json_populate_recordset(NULL::service_address, %(rows)s);

-- begin_days --
-- Days that nobody has booked yet have no order.
INSERT INTO office_day (central_office, day, booked)
SELECT r.central_office, r.day, 0
FROM json_to_recordset(%(rows)s) AS r (central_office text, day date)
ORDER BY r.central_office, r.day
ON CONFLICT DO NOTHING;

-- lock_days --
-- Lock days in one order whoever does, before orders are taken from some of them and added to others.
SELECT d.day
FROM office_day d
JOIN json_to_recordset(%(rows)s) AS r (central_office text, day date)
  ON d.central_office = r.central_office AND d.day = r.day
ORDER BY d.central_office, d.day
FOR UPDATE OF d;

-- book_days --
-- Add orders to days of offices, in one order whoever does; a day without room for them is left out.
INSERT INTO office_day AS d (central_office, day, booked)
SELECT r.central_office, r.day, r.orders
FROM json_to_recordset(%(rows)s) AS r (central_office text, day date, orders integer)
JOIN central_office c ON c.clli = r.central_office
WHERE %(beyond)s OR r.orders <= c.daily_capacity
ORDER BY r.central_office, r.day
ON CONFLICT (central_office, day) DO UPDATE SET booked = d.booked + EXCLUDED.booked
WHERE %(beyond)s OR d.booked + EXCLUDED.booked <=
      (SELECT c.daily_capacity FROM central_office c WHERE c.clli = d.central_office);

-- give_days_back --
-- Take orders from locked days of offices.
UPDATE office_day d SET booked = d.booked - r.orders
FROM json_to_recordset(%(rows)s) AS r (central_office text, day date, orders integer)
WHERE d.central_office = r.central_office AND d.day = r.day;
