-- see_order --
-- Something came about this purchase order.
INSERT INTO order_thread (pon, seen_at) VALUES (?1, ?2) ON CONFLICT (pon) DO UPDATE SET seen_at = max(seen_at, ?2)

-- thread --
-- How far one purchase order is told.
SELECT pon, delivered, ask_at, asked, tries, trouble FROM order_thread WHERE pon = ?

-- threads --
-- Every purchase order that was heard of, the latest last.
SELECT pon, delivered, ask_at, asked, tries, trouble FROM order_thread ORDER BY seen_at, pon

-- add_notification --
-- A notification, once.
INSERT INTO notification (pon, sequence, version, event, message_id, received_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING

-- notification_body --
-- A notification as it came.
SELECT body FROM notification WHERE pon = ? AND sequence = ?

-- notifications --
-- What is kept of one purchase order, in order.
SELECT pon, sequence, version, event, message_id, received_at, delivered_at FROM notification
WHERE pon = ? ORDER BY sequence

-- waiting_sequences --
-- What came ahead of its turn or was not delivered yet.
SELECT n.sequence FROM notification AS n JOIN order_thread AS t ON t.pon = n.pon
WHERE n.pon = ? AND n.delivered_at IS NULL AND n.sequence > t.delivered ORDER BY n.sequence

-- next_notifications --
-- The one of each purchase order whose turn it is; in the order of the index, so that a long backlog is not sorted.
SELECT n.pon, n.sequence, n.version, n.event, n.message_id, n.received_at, n.delivered_at
FROM notification AS n JOIN order_thread AS t ON t.pon = n.pon AND n.sequence = t.delivered + 1
WHERE n.delivered_at IS NULL ORDER BY n.pon, n.sequence LIMIT ?

-- notification_delivered --
-- It arrived, for certain.
UPDATE notification SET delivered_at = ? WHERE pon = ? AND sequence = ? AND delivered_at IS NULL

-- thread_delivered --
-- The next one may follow.
UPDATE order_thread SET delivered = ?2, trouble = '' WHERE pon = ?1 AND delivered = ?2 - 1

-- skip_to --
-- A person does without what is missing before this one.
UPDATE order_thread SET delivered = ?2 - 1, ask_at = NULL, tries = 0, trouble = '' WHERE pon = ?1 AND delivered < ?2 - 1

-- tell_again_from --
-- The order system wants them once more, from this one on.
UPDATE order_thread SET delivered = ?2 - 1 WHERE pon = ?1 AND delivered >= ?2

-- undelivered_from --
-- They wait for their turn again.
UPDATE notification SET delivered_at = NULL WHERE pon = ? AND sequence >= ?

-- to_ask --
-- Purchase orders whose missing notifications are to be asked for now. A time further ahead than any pause of ours means
-- that the clock was set back: that is due too.
SELECT pon, delivered, ask_at, asked, tries, trouble FROM order_thread
WHERE ask_at IS NOT NULL AND (ask_at <= ? OR ask_at > ?) ORDER BY ask_at LIMIT ?

-- next_ask --
-- When the next one is.
SELECT min(ask_at) FROM order_thread WHERE ask_at > ?

-- ask_later --
-- A gap was seen, or a question is still under way.
UPDATE order_thread SET ask_at = ? WHERE pon = ?

-- asked --
-- The wholesaler is being asked; asked again then.
UPDATE order_thread SET ask_at = ?, asked = asked + 1, tries = tries + 1 WHERE pon = ?

-- no_gap --
-- Nothing is missing any more.
UPDATE order_thread SET ask_at = NULL, tries = 0, trouble = '' WHERE pon = ? AND (ask_at IS NOT NULL OR tries > 0)

-- give_up --
-- Asking again is of no use until something changes.
UPDATE order_thread SET ask_at = NULL, tries = 0, trouble = ? WHERE pon = ?

-- note_trouble --
-- What went wrong last with one purchase order.
UPDATE order_thread SET trouble = ? WHERE pon = ?

-- hope_again --
-- At a start: what was given up is asked for once more.
UPDATE order_thread SET ask_at = ?, tries = 0
WHERE pon IN (SELECT n.pon FROM notification AS n JOIN order_thread AS t ON t.pon = n.pon
              WHERE n.delivered_at IS NULL GROUP BY n.pon, t.delivered
              HAVING max(n.sequence) - t.delivered > count(*))

-- keep_odd --
-- What cannot be taken as a notification; the same one again changes nothing.
INSERT INTO odd_notification (received_at, message_id, reason, body)
SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM odd_notification WHERE message_id IS ?2 AND body = ?4)

-- odd --
-- What cannot be taken as a notification, oldest first.
SELECT id, received_at, message_id, reason, length(body) FROM odd_notification ORDER BY id

-- odd_body --
-- One of them, byte for byte.
SELECT body FROM odd_notification WHERE id = ?

-- notification_counts --
-- Purchase orders, waiting notifications, the purchase orders among those that miss one, and what was set aside.
SELECT (SELECT count(*) FROM order_thread),
       (SELECT count(*) FROM notification WHERE delivered_at IS NULL),
       (SELECT count(*) FROM (SELECT n.pon FROM notification AS n JOIN order_thread AS t ON t.pon = n.pon
                              WHERE n.delivered_at IS NULL GROUP BY n.pon, t.delivered
                              HAVING max(n.sequence) - t.delivered > count(*))),
       (SELECT count(*) FROM odd_notification)

-- prune_notifications --
-- Forget what was delivered long ago.
DELETE FROM notification WHERE delivered_at < ?

-- prune_threads --
-- Forget purchase orders of which nothing was heard for very long and nothing waits.
DELETE FROM order_thread
WHERE seen_at < ? AND NOT EXISTS (SELECT 1 FROM notification AS n WHERE n.pon = order_thread.pon)

-- prune_odd --
-- Forget what was set aside and nobody looked at for very long.
DELETE FROM odd_notification WHERE received_at < ?
