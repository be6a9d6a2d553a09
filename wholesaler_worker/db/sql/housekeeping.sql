-- take_turn --
-- Whether this transaction may keep house: one of all workers does at a time. Nobody waits for it.
SELECT pg_try_advisory_xact_lock(7305004);

-- wait_briefly --
-- Traffic queues up behind whoever waits for a lock of a whole table: give up before it is noticed.
SET LOCAL lock_timeout = '50ms';

-- forget_keys --
-- Delete documents that came before a moment and whose answer the broker has; the oldest first.
WITH old AS MATERIALIZED (
    SELECT reseller, transaction_number FROM ledger
    WHERE received_at < %(before)s AND answered_at IS NOT NULL
    ORDER BY received_at LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
DELETE FROM ledger l USING old
WHERE l.reseller = old.reseller AND l.transaction_number = old.transaction_number;

-- forget_tokens --
-- Delete tokens that expired before a moment.
WITH old AS MATERIALIZED (
    SELECT token FROM expired_hold WHERE held_until < %(before)s
    ORDER BY held_until LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
DELETE FROM expired_hold e USING old WHERE e.token = old.token;

-- old_answer_partition --
-- The oldest partition of answers from before a day, unless documents of its day are still known: one whose answer the
-- broker does not have is, however old it is. The planner may look at the names of other tables first: they are no days.
SELECT partition FROM (
    SELECT c.relname::text AS partition,
           CASE WHEN c.relname ~ '^stored_answer_[0-9]{8}$' THEN to_date(right(c.relname, 8), 'YYYYMMDD') END AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'stored_answer'::regclass) AS partitions
WHERE day < %(before)s
  AND NOT EXISTS (SELECT FROM ledger WHERE received_at >= day::timestamp AT TIME ZONE 'UTC'
                                       AND received_at < (day + 1)::timestamp AT TIME ZONE 'UTC')
ORDER BY day LIMIT 1;

-- missing_answer_partitions --
-- How many of the partitions of some days are not there yet.
SELECT count(*) FROM generate_series(0, %(days)s - 1) AS n
WHERE to_regclass('stored_answer_' || to_char(%(first_day)s::date + n, 'YYYYMMDD')) IS NULL;

-- make_answer_partitions --
-- Make them.
SELECT make_answer_partitions(%(first_day)s, %(days)s);
