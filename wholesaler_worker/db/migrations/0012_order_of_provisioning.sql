-- Several workers may carry out messages of one order at once: when each happened tells which one has the last word.
ALTER TABLE provisioning_event ADD COLUMN occurred_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE provisioning_event ALTER COLUMN occurred_at DROP DEFAULT;
CREATE INDEX provisioning_event_by_order ON provisioning_event (order_number, occurred_at);
