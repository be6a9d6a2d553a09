-- versions_of_order_numbers --
-- Which versions these order numbers belong to; they are not locked yet.
SELECT reseller, pon, version FROM order_version
WHERE order_number = ANY (%(order_numbers)s::text[]) AND state IN ('confirmed', 'jeopardy')
UNION ALL
SELECT reseller, pon, version FROM order_version
WHERE order_number = ANY (%(order_numbers)s::text[]) AND order_number IS NOT NULL
  AND state NOT IN ('confirmed', 'jeopardy');

-- known_events --
-- Which of these messages were carried out before.
SELECT event_id FROM provisioning_event WHERE event_id = ANY (%(event_ids)s::text[]);

-- latest_events --
-- When the latest happened that was carried out for each of these orders.
SELECT order_number, max(occurred_at) FROM provisioning_event
WHERE order_number = ANY (%(order_numbers)s::text[])
GROUP BY order_number;

-- keep_events --
-- These messages are carried out with this transaction.
INSERT INTO provisioning_event (event_id, order_number, event, occurred_at, received_at)
SELECT event_id, order_number, event, occurred_at, %(now)s
FROM unnest(%(event_ids)s::text[], %(order_numbers)s::text[], %(events)s::text[], %(moments)s::timestamptz[])
     AS kept (event_id, order_number, event, occurred_at);

-- forget_events --
-- Remove some of the oldest messages; nobody waits for a lock of theirs.
DELETE FROM provisioning_event WHERE event_id IN (
    SELECT event_id FROM provisioning_event WHERE received_at < %(before)s
    ORDER BY received_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED);

-- due_orders --
-- Confirmed orders that are due, after the place where the last reading ended.
SELECT order_number, due_date, state FROM order_version
WHERE state IN ('confirmed', 'jeopardy') AND due_date <= %(until)s
  AND (due_date, order_number) > (%(after_day)s, %(after_number)s)
ORDER BY due_date, order_number LIMIT %(limit)s;

-- count_due_orders --
-- How many there are.
SELECT count(*) FROM order_version WHERE state IN ('confirmed', 'jeopardy') AND due_date <= %(until)s;
