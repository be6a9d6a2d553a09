-- Who may send documents. The name rule is the wire format's: a name is part of queue names and of permission patterns.
CREATE DOMAIN reseller_name AS text COLLATE "C"
    CHECK (VALUE ~ '^[a-z][a-z0-9]{1,15}$');

CREATE TABLE reseller (
    name            reseller_name PRIMARY KEY,
    state           text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    require_user_id boolean NOT NULL DEFAULT false,
    areas           text[] NOT NULL DEFAULT '{all}' CHECK (cardinality(areas) > 0),
    transactions    text[] NOT NULL CHECK (cardinality(transactions) > 0),
    added_at        timestamptz NOT NULL DEFAULT now(),
    -- Null until the broker knows the reseller and its credentials were handed out: `reseller add` may be repeated.
    provisioned_at  timestamptz
);

-- Named answers queues next to the one that every reseller has.
CREATE TABLE reseller_answers_queue (
    reseller       reseller_name NOT NULL REFERENCES reseller (name) ON DELETE CASCADE,
    name           text COLLATE "C" NOT NULL CHECK (name ~ '^[a-z][a-z0-9]{0,31}$'),
    PRIMARY KEY (reseller, name)
);

-- Running workers listen: a reseller that is added or disabled counts at once, without a restart.
CREATE FUNCTION announce_reseller_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('reseller_changed', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER reseller_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON reseller
    FOR EACH STATEMENT EXECUTE FUNCTION announce_reseller_change();
CREATE TRIGGER reseller_answers_queue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON reseller_answers_queue
    FOR EACH STATEMENT EXECUTE FUNCTION announce_reseller_change();
