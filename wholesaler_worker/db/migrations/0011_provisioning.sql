-- Messages of the network's systems that were carried out, by the name that they have there: one that comes again
-- changes nothing.
CREATE TABLE provisioning_event (
    event_id     text COLLATE "C" PRIMARY KEY CHECK (event_id ~ '^[A-Za-z0-9._:-]{1,64}$'),
    order_number text COLLATE "C" NOT NULL,
    event        text NOT NULL CHECK (event IN ('completed', 'jeopardy', 'recovered')),
    received_at  timestamptz NOT NULL
);
CREATE INDEX provisioning_event_by_time ON provisioning_event (received_at);

-- The network's systems may speak of an order that is not open any more. New versions are open, and not in here.
CREATE INDEX closed_order_number ON order_version (order_number)
    WHERE order_number IS NOT NULL AND state NOT IN ('confirmed', 'jeopardy');
