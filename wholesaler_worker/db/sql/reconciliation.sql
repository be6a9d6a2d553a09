-- as_of_one_moment --
-- Everything below is read as of one moment, and nothing is changed.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- documents --
-- By reseller: documents that change something, those that are answered for certain, and those just under way.
SELECT l.reseller, count(*), count(*) FILTER (WHERE s.received_on IS NOT NULL AND l.answered_at IS NOT NULL),
       count(*) FILTER (WHERE s.received_on IS NOT NULL AND l.answered_at IS NULL AND l.received_at >= %(settled)s)
FROM ledger l
LEFT JOIN stored_answer s ON s.received_on = l.received_on AND s.reseller = l.reseller
                         AND s.transaction_number = l.transaction_number
WHERE l.received_at >= %(since)s AND l.received_at < %(until)s AND (%(reseller)s::text IS NULL OR l.reseller = %(reseller)s)
GROUP BY l.reseller ORDER BY l.reseller;

-- notifications --
-- By reseller: notifications, those that the broker has, and those just under way.
SELECT reseller, count(*), count(sent_at), count(*) FILTER (WHERE sent_at IS NULL AND occurred_at >= %(settled)s)
FROM order_event
WHERE occurred_at >= %(since)s AND occurred_at < %(until)s AND (%(reseller)s::text IS NULL OR reseller = %(reseller)s)
GROUP BY reseller ORDER BY reseller;

-- known_documents --
-- What the ledger knows of these documents, whenever they came.
SELECT l.reseller, l.transaction_number, l.content_hash, l.message_id
FROM unnest(%(resellers)s::text[], %(transaction_numbers)s::text[]) AS wanted (reseller, transaction_number)
JOIN ledger l ON l.reseller = wanted.reseller AND l.transaction_number = wanted.transaction_number;

-- documents_unanswered --
-- Documents with an answer that the broker has not confirmed, newest first.
SELECT l.reseller, l.transaction_number, to_char(l.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM ledger l
WHERE l.received_at >= %(since)s AND l.received_at < least(%(until)s, %(settled)s) AND l.answered_at IS NULL
  AND (%(reseller)s::text IS NULL OR l.reseller = %(reseller)s)
  AND EXISTS (SELECT FROM stored_answer s WHERE s.received_on = l.received_on AND s.reseller = l.reseller
                                            AND s.transaction_number = l.transaction_number)
ORDER BY l.received_at DESC, l.reseller, l.transaction_number;

-- documents_without_answer --
-- Documents whose answer was not kept: key, effect and answer are committed together.
SELECT l.reseller, l.transaction_number, to_char(l.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM ledger l
WHERE l.received_at >= %(since)s AND l.received_at < %(until)s
  AND (%(reseller)s::text IS NULL OR l.reseller = %(reseller)s)
  AND NOT EXISTS (SELECT FROM stored_answer s WHERE s.received_on = l.received_on AND s.reseller = l.reseller
                                                AND s.transaction_number = l.transaction_number)
ORDER BY l.received_at, l.reseller, l.transaction_number;

-- documents_entered_twice --
-- One transaction number that stands in the ledger more than once.
SELECT reseller, transaction_number, count(*)::text FROM ledger
WHERE received_at >= %(since)s AND received_at < %(until)s AND (%(reseller)s::text IS NULL OR reseller = %(reseller)s)
GROUP BY reseller, transaction_number HAVING count(*) > 1
ORDER BY reseller, transaction_number;

-- answers_kept_twice --
-- One document with more than one stored answer.
SELECT s.reseller, s.transaction_number, count(*)::text
FROM stored_answer s
WHERE s.received_on >= (%(since)s::timestamptz AT TIME ZONE 'UTC')::date
  AND s.received_on <= (%(until)s::timestamptz AT TIME ZONE 'UTC')::date
  AND (%(reseller)s::text IS NULL OR s.reseller = %(reseller)s)
GROUP BY s.reseller, s.transaction_number HAVING count(*) > 1
ORDER BY s.reseller, s.transaction_number;

-- versions_recorded_twice --
-- One version of an order that stands there more than once.
SELECT reseller, pon, version::text FROM order_version
WHERE %(reseller)s::text IS NULL OR reseller = %(reseller)s
GROUP BY reseller, pon, version HAVING count(*) > 1
ORDER BY reseller, pon, version;

-- versions_decided_twice --
-- One version that was confirmed or rejected more than once.
SELECT reseller, pon, version::text FROM order_event
WHERE event IN ('order.confirmed', 'order.rejected') AND (%(reseller)s::text IS NULL OR reseller = %(reseller)s)
GROUP BY reseller, pon, version HAVING count(*) > 1
ORDER BY reseller, pon, version;

-- versions_in_force_twice --
-- Orders of which more than one version is in force.
SELECT reseller, pon, string_agg(version::text, ', ' ORDER BY version) FROM order_version
WHERE state IN ('received', 'confirmed', 'jeopardy') AND (%(reseller)s::text IS NULL OR reseller = %(reseller)s)
GROUP BY reseller, pon HAVING count(*) > 1
ORDER BY reseller, pon;

-- order_numbers_given_twice --
-- One order number that more than one open order has.
SELECT min(reseller::text), order_number, string_agg(reseller || ' ' || pon, ', ' ORDER BY reseller, pon)
FROM order_version
WHERE state IN ('confirmed', 'jeopardy')
GROUP BY order_number
HAVING count(*) > 1 AND (%(reseller)s::text IS NULL OR bool_or(reseller = %(reseller)s))
ORDER BY 1, 2;

-- numbers_assigned_twice --
-- One telephone number that more than one open order has taken.
SELECT min(v.reseller::text), n.number, string_agg(v.reseller || ' ' || v.pon, ', ' ORDER BY v.reseller, v.pon)
FROM order_version v CROSS JOIN LATERAL unnest(v.numbers) AS n (number)
WHERE v.state IN ('confirmed', 'jeopardy')
GROUP BY n.number
HAVING count(*) > 1 AND (%(reseller)s::text IS NULL OR bool_or(v.reseller = %(reseller)s))
ORDER BY 1, 2;

-- numbers_held_twice --
-- One telephone number with more than one hold.
SELECT min(reseller::text), telephone_number::text, string_agg(reseller::text, ', ' ORDER BY reseller::text)
FROM number_hold
GROUP BY telephone_number
HAVING count(*) > 1 AND (%(reseller)s::text IS NULL OR bool_or(reseller = %(reseller)s))
ORDER BY 1, 2;

-- sequences_used_twice --
-- One number of a notification that was used more than once within an order.
SELECT reseller, pon, sequence::text FROM order_event
WHERE %(reseller)s::text IS NULL OR reseller = %(reseller)s
GROUP BY reseller, pon, sequence HAVING count(*) > 1
ORDER BY reseller, pon, sequence;

-- notifications_unsent --
-- Notifications that the broker does not have, although they happened long enough ago.
SELECT reseller, pon, sequence || ' (' || event || ')' FROM order_event
WHERE sent_at IS NULL AND occurred_at >= %(since)s AND occurred_at < least(%(until)s, %(settled)s)
  AND (%(reseller)s::text IS NULL OR reseller = %(reseller)s)
ORDER BY reseller, pon, sequence;

-- sequences_missing --
-- Numbers of notifications that were left out: from 1 to the last one that the order or its notifications say.
SELECT o.reseller, o.pon, s.number::text
FROM (SELECT reseller, pon, max(last) AS last
      FROM (SELECT reseller::text, pon, max(last_sequence) AS last FROM purchase_order GROUP BY reseller, pon
            UNION ALL
            SELECT reseller::text, pon, max(sequence) FROM order_event GROUP BY reseller, pon) AS said
      WHERE %(reseller)s::text IS NULL OR reseller = %(reseller)s
      GROUP BY reseller, pon) AS o
JOIN (SELECT reseller::text, pon, count(DISTINCT sequence) AS events, min(sequence) AS lowest, max(sequence) AS highest
      FROM order_event GROUP BY reseller, pon) AS e ON e.reseller = o.reseller AND e.pon = o.pon
CROSS JOIN LATERAL generate_series(1, o.last) AS s (number)
WHERE (e.events <> o.last OR e.lowest <> 1 OR e.highest <> o.last)
  AND NOT EXISTS (SELECT FROM order_event one
                  WHERE one.reseller = o.reseller AND one.pon = o.pon AND one.sequence = s.number)
ORDER BY o.reseller, o.pon, s.number;

-- orders_without_notification --
-- Orders of which nothing was ever noted.
SELECT o.reseller, o.pon, o.last_sequence::text FROM purchase_order o
WHERE (%(reseller)s::text IS NULL OR o.reseller = %(reseller)s)
  AND NOT EXISTS (SELECT FROM order_event e WHERE e.reseller = o.reseller AND e.pon = o.pon)
ORDER BY o.reseller, o.pon;

-- decisions_missing --
-- Versions that are decided, and neither their confirmation nor their rejection was noted. Whatever became of a version
-- that was not rejected, it was confirmed first.
SELECT v.reseller, v.pon, v.version::text FROM order_version v
WHERE v.state <> 'received' AND (%(reseller)s::text IS NULL OR v.reseller = %(reseller)s)
  AND NOT EXISTS (SELECT FROM order_event e
                  WHERE e.reseller = v.reseller AND e.pon = v.pon AND e.version = v.version
                    AND e.event = CASE v.state WHEN 'rejected' THEN 'order.rejected' ELSE 'order.confirmed' END)
ORDER BY v.reseller, v.pon, v.version;

-- ends_missing --
-- Versions that have ended after their confirmation, and no notification says how.
SELECT v.reseller, v.pon, v.version || ' is ' || v.state FROM order_version v
WHERE v.state IN ('completed', 'cancelled', 'superseded') AND (%(reseller)s::text IS NULL OR v.reseller = %(reseller)s)
  AND NOT EXISTS (SELECT FROM order_event e
                  WHERE e.reseller = v.reseller AND e.pon = v.pon AND e.version = v.version
                    AND e.event = 'order.' || v.state)
ORDER BY v.reseller, v.pon, v.version;

-- orders_not_as_their_versions --
-- Orders whose version in force is not the one that is open or completed.
SELECT coalesce(o.reseller, v.reseller)::text, coalesce(o.pon, v.pon),
       coalesce(o.in_force::text, 'none') || ' by the order, and '
       || coalesce(v.version || ' is ' || v.state, 'that one is not open')
FROM (SELECT reseller, pon, in_force FROM purchase_order WHERE in_force IS NOT NULL) AS o
FULL JOIN (SELECT reseller, pon, version, state FROM order_version
           WHERE state IN ('confirmed', 'jeopardy', 'completed')) AS v
       ON v.reseller = o.reseller AND v.pon = o.pon AND v.version = o.in_force
WHERE (o.pon IS NULL OR v.pon IS NULL)
  AND (%(reseller)s::text IS NULL OR coalesce(o.reseller, v.reseller) = %(reseller)s)
ORDER BY 1, 2, 3;

-- numbers_not_assigned --
-- Numbers that open orders have taken and that the inventory does not give as assigned.
SELECT v.reseller, n.number, v.pon || ', state ' || coalesce(i.state, 'unknown')
FROM order_version v
CROSS JOIN LATERAL unnest(v.numbers) AS n (number)
LEFT JOIN inventory_number i ON i.telephone_number = n.number
WHERE v.state IN ('confirmed', 'jeopardy') AND i.state IS DISTINCT FROM 'assigned'
  AND (%(reseller)s::text IS NULL OR v.reseller = %(reseller)s)
ORDER BY v.reseller, n.number, v.pon;

-- holds_of_numbers_not_held --
-- Holds of numbers that the inventory does not give as held.
SELECT h.reseller, h.telephone_number::text, coalesce(i.state, 'unknown')
FROM number_hold h LEFT JOIN inventory_number i ON i.telephone_number = h.telephone_number
WHERE i.state IS DISTINCT FROM 'held' AND (%(reseller)s::text IS NULL OR h.reseller = %(reseller)s)
ORDER BY h.reseller, h.telephone_number;

-- days_booked_too_often --
-- Days of offices with more bookings than orders that are or were due there: one that is completed keeps its place.
SELECT NULL::text, d.central_office || ' ' || d.day, d.booked || ' booked, ' || coalesce(o.due, 0) || ' orders'
FROM office_day d
LEFT JOIN (SELECT central_office, due_date, count(*) AS due FROM order_version
           WHERE state IN ('confirmed', 'jeopardy', 'completed') GROUP BY central_office, due_date) AS o
       ON o.central_office = d.central_office AND o.due_date = d.day
WHERE d.booked > coalesce(o.due, 0) AND %(reseller)s::text IS NULL
ORDER BY d.central_office, d.day;

-- days_promised_twice --
-- Days of offices with fewer bookings than orders.
SELECT NULL::text, o.central_office || ' ' || o.due_date, coalesce(d.booked, 0) || ' booked, ' || o.due || ' orders'
FROM (SELECT central_office, due_date, count(*) AS due FROM order_version
      WHERE state IN ('confirmed', 'jeopardy', 'completed') AND central_office IS NOT NULL
      GROUP BY central_office, due_date) AS o
LEFT JOIN office_day d ON d.central_office = o.central_office AND d.day = o.due_date
WHERE o.due > coalesce(d.booked, 0) AND %(reseller)s::text IS NULL
ORDER BY o.central_office, o.due_date;
