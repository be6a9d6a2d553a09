-- order_standing --
-- What is under way: open orders, of them those in jeopardy and those past their date; numbers held; and what the broker
-- should have confirmed by now, an answer or a notification.
SELECT (SELECT count(*) FROM order_version WHERE state IN ('confirmed', 'jeopardy')),
       (SELECT count(*) FROM order_version WHERE state = 'jeopardy'),
       (SELECT count(*) FROM order_version WHERE state IN ('confirmed', 'jeopardy') AND due_date < %(today)s),
       (SELECT count(*) FROM number_hold WHERE held_until > %(now)s),
       (SELECT count(*) FROM ledger WHERE answered_at IS NULL AND received_at < %(before)s),
       (SELECT count(*) FROM order_event WHERE sent_at IS NULL AND occurred_at < %(before)s);
