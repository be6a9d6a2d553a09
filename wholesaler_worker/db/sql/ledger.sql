-- claim_keys --
-- Enter documents, in one order whoever does; a key that is there already is left alone. A key that another program is
-- just entering is waited for.
INSERT INTO ledger (reseller, transaction_number, transaction, content_hash, message_id, segments, received_on,
                    received_at)
SELECT reseller, transaction_number, transaction, content_hash, message_id, segments, received_on, received_at
FROM json_populate_recordset(NULL::ledger, %(rows)s)
ORDER BY reseller, transaction_number
ON CONFLICT DO NOTHING
RETURNING reseller, transaction_number;

-- known_documents --
-- What was answered to documents that were there already.
SELECT l.reseller, l.transaction_number, l.content_hash, l.message_id, s.body
FROM unnest(%(resellers)s::text[], %(transaction_numbers)s::text[]) AS wanted (reseller, transaction_number)
JOIN ledger l ON l.reseller = wanted.reseller AND l.transaction_number = wanted.transaction_number
JOIN stored_answer s ON s.received_on = l.received_on AND s.reseller = l.reseller
                    AND s.transaction_number = l.transaction_number;

-- give_keys_back --
-- Take documents out again that were not answered after all.
DELETE FROM ledger l
USING unnest(%(resellers)s::text[], %(transaction_numbers)s::text[]) AS given (reseller, transaction_number)
WHERE l.reseller = given.reseller AND l.transaction_number = given.transaction_number;

-- keep_answers --
-- The answers, word for word.
INSERT INTO stored_answer (received_on, reseller, transaction_number, body)
SELECT * FROM unnest(%(days)s::date[], %(resellers)s::text[], %(transaction_numbers)s::text[], %(bodies)s::bytea[]);

-- note_answered --
-- The broker has confirmed these answers; the first time counts.
UPDATE ledger l SET answered_at = %(now)s
FROM unnest(%(resellers)s::text[], %(transaction_numbers)s::text[]) AS given (reseller, transaction_number)
WHERE l.reseller = given.reseller AND l.transaction_number = given.transaction_number AND l.answered_at IS NULL;

-- note_sent --
-- The broker has confirmed these notifications; the first time counts.
UPDATE order_event e SET sent_at = %(now)s
FROM unnest(%(resellers)s::text[], %(pons)s::text[], %(sequences)s::integer[]) AS given (reseller, pon, sequence)
WHERE e.reseller = given.reseller AND e.pon = given.pon AND e.sequence = given.sequence AND e.sent_at IS NULL;

-- unsent_events --
-- Notifications that should have been sent by now: whoever wrote them has not sent them, or not in time.
SELECT reseller, pon, sequence, version, event, occurred_at, transaction_number, order_number, reference, detail
FROM order_event
WHERE sent_at IS NULL AND occurred_at < %(before)s AND reseller <> ALL (%(but)s::text[])
ORDER BY occurred_at, reseller, pon, sequence
LIMIT %(limit)s;
