-- Every document that changes something, once per reseller and transaction number: the key that makes it idempotent.
-- `answered_at` is set when the broker has confirmed the answer, and before the document is acknowledged.
CREATE TABLE ledger (
    reseller           reseller_name NOT NULL REFERENCES reseller (name),
    transaction_number text COLLATE "C" NOT NULL CHECK (transaction_number ~ '^[A-Za-z0-9._:-]{1,36}$'),
    transaction        text NOT NULL,
    content_hash       bytea NOT NULL CHECK (length(content_hash) = 32),
    message_id         text NOT NULL,
    segments           integer NOT NULL CHECK (segments > 0),
    received_on        date NOT NULL,
    received_at        timestamptz NOT NULL,
    answered_at        timestamptz,
    PRIMARY KEY (reseller, transaction_number)
) WITH (fillfactor = 80);
CREATE INDEX ledger_by_time ON ledger (received_at);
CREATE INDEX unanswered_document ON ledger (received_at) WHERE answered_at IS NULL;

-- The answers, a partition for each day (UTC) on which documents were received, so that old ones go at once. PostgreSQL
-- wants the partition's column in every unique key: that is why the keys are in a table of their own.
CREATE TABLE stored_answer (
    received_on        date NOT NULL,
    reseller           reseller_name NOT NULL,
    transaction_number text COLLATE "C" NOT NULL,
    body               bytea NOT NULL,
    PRIMARY KEY (received_on, reseller, transaction_number)
) PARTITION BY RANGE (received_on);

-- Make the partitions of some days, as far as they are missing.
CREATE FUNCTION make_answer_partitions(first_day date, days integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    day date;
BEGIN
    FOR day IN SELECT first_day + n FROM generate_series(0, days - 1) AS n LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF stored_answer FOR VALUES FROM (%L) TO (%L)',
                       'stored_answer_' || to_char(day, 'YYYYMMDD'), day, day + 1);
    END LOOP;
END
$$;
SELECT make_answer_partitions((now() AT TIME ZONE 'UTC')::date, 7);
