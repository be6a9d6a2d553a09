-- The wholesaler's own terms; one row. Times in minutes, days and working days as the names say.
CREATE TABLE terms (
    single               boolean PRIMARY KEY DEFAULT true CHECK (single),
    hold_minutes         integer NOT NULL DEFAULT 240 CHECK (hold_minutes BETWEEN 1 AND 43200),
    longest_hold_minutes integer NOT NULL DEFAULT 43200 CHECK (longest_hold_minutes BETWEEN hold_minutes AND 43200),
    hold_extensions      integer NOT NULL DEFAULT 3 CHECK (hold_extensions BETWEEN 0 AND 100),
    holds_each           integer NOT NULL DEFAULT 1000 CHECK (holds_each BETWEEN 0 AND 1000000),
    aging_days           integer NOT NULL DEFAULT 90 CHECK (aging_days BETWEEN 0 AND 3650),
    interval_days        integer NOT NULL DEFAULT 3 CHECK (interval_days BETWEEN 0 AND 365)
);
INSERT INTO terms DEFAULT VALUES;

-- Days on which nobody works, besides Saturdays and Sundays; and services that take longer or shorter than the others.
CREATE TABLE holiday (
    day  date PRIMARY KEY,
    name text NOT NULL CHECK (name <> '')
);
CREATE TABLE installation_interval (
    usoc         usoc PRIMARY KEY,
    working_days integer NOT NULL CHECK (working_days BETWEEN 0 AND 365)
);

-- How many orders an office carries out on a working day, and how many it has for a day.
ALTER TABLE central_office ADD COLUMN daily_capacity integer NOT NULL DEFAULT 200 CHECK (daily_capacity >= 0);
CREATE TABLE office_day (
    central_office office_clli NOT NULL REFERENCES central_office (clli),
    day            date NOT NULL,
    booked         integer NOT NULL CHECK (booked >= 0),
    PRIMARY KEY (central_office, day)
) WITH (fillfactor = 50);

-- Numbers kept for a reseller. The token is the only way to them, and is given to its reseller alone.
CREATE TABLE number_hold (
    token            text COLLATE "C" PRIMARY KEY CHECK (token ~ '^[A-Za-z0-9_-]{22,64}$'),
    telephone_number telephone_number NOT NULL UNIQUE REFERENCES inventory_number (telephone_number),
    reseller         reseller_name NOT NULL REFERENCES reseller (name),
    held_since       timestamptz NOT NULL,
    held_until       timestamptz NOT NULL CHECK (held_until > held_since),
    extensions       integer NOT NULL CHECK (extensions >= 0)
);
CREATE INDEX number_hold_by_end ON number_hold (held_until);
CREATE INDEX number_hold_by_reseller ON number_hold (reseller, held_until);

-- The life of a version; the same moves stand in wholesaler_worker/ordering/states.py, and a test compares the two.
CREATE TABLE order_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO order_move VALUES
    ('received', 'confirmed'), ('received', 'rejected'), ('received', 'superseded'),
    ('confirmed', 'jeopardy'), ('confirmed', 'completed'), ('confirmed', 'cancelled'), ('confirmed', 'superseded'),
    ('jeopardy', 'confirmed'), ('jeopardy', 'completed'), ('jeopardy', 'cancelled'), ('jeopardy', 'superseded');

CREATE SEQUENCE order_number;

CREATE TABLE purchase_order (
    reseller      reseller_name NOT NULL REFERENCES reseller (name),
    pon           text COLLATE "C" NOT NULL CHECK (pon ~ '^[A-Za-z0-9.#_-]{1,25}$'),
    latest        integer NOT NULL CHECK (latest BETWEEN 1 AND 999),
    in_force      integer CHECK (in_force BETWEEN 1 AND latest),
    last_sequence integer NOT NULL CHECK (last_sequence >= 0),
    PRIMARY KEY (reseller, pon)
) WITH (fillfactor = 80);

CREATE TABLE order_version (
    reseller           reseller_name NOT NULL,
    pon                text COLLATE "C" NOT NULL,
    version            integer NOT NULL CHECK (version BETWEEN 1 AND 999),
    state              text NOT NULL
        CHECK (state IN ('received', 'confirmed', 'jeopardy', 'rejected', 'completed', 'cancelled', 'superseded')),
    activity           text NOT NULL CHECK (activity IN ('N', 'C', 'D', 'T', 'V', 'W', 'S', 'B')),
    supplement         text CHECK (supplement IN ('1', '2', '3')),
    transaction_number text NOT NULL,
    reference          text,
    content_hash       bytea NOT NULL CHECK (length(content_hash) = 32),
    answer             jsonb NOT NULL,
    order_number       text COLLATE "C",
    due_date           date,
    central_office     office_clli,
    switch             switch_clli,
    customer_class     text CHECK (customer_class IN ('residence', 'business')),
    end_user           text,
    address            jsonb,
    account            telephone_number,
    lines              jsonb NOT NULL,
    numbers            text[] NOT NULL,
    decided_at         timestamptz NOT NULL,
    PRIMARY KEY (reseller, pon, version),
    FOREIGN KEY (reseller, pon) REFERENCES purchase_order (reseller, pon),
    CONSTRAINT what_was_confirmed_has_number_and_date CHECK (
        state IN ('received', 'rejected') OR (order_number IS NOT NULL AND due_date IS NOT NULL))
) WITH (fillfactor = 80);
-- One version at most is in force; the network's systems name it by its order number.
CREATE UNIQUE INDEX one_version_in_force ON order_version (reseller, pon)
    WHERE state IN ('received', 'confirmed', 'jeopardy');
CREATE UNIQUE INDEX open_order_number ON order_version (order_number) WHERE state IN ('confirmed', 'jeopardy');
CREATE INDEX open_order_by_due_date ON order_version (due_date) WHERE state IN ('confirmed', 'jeopardy');
CREATE INDEX open_order_by_account ON order_version (account) WHERE state IN ('confirmed', 'jeopardy');

CREATE FUNCTION refuse_illegal_order_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM order_move WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'version % of % cannot move from % to %', NEW.version, NEW.pon, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_move';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER order_moves BEFORE UPDATE OF state ON order_version FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_illegal_order_move();

-- What happened to a version, which is also what is notified. Each refers to the one before it: there is no gap.
CREATE TABLE order_event (
    reseller           reseller_name NOT NULL,
    pon                text COLLATE "C" NOT NULL,
    sequence           integer NOT NULL CHECK (sequence >= 1),
    previous           integer GENERATED ALWAYS AS (nullif(sequence - 1, 0)) STORED,
    version            integer NOT NULL,
    event              text NOT NULL CHECK (event IN (
        'order.acknowledged', 'order.confirmed', 'order.rejected', 'order.jeopardy', 'order.completed',
        'order.cancelled', 'order.superseded')),
    occurred_at        timestamptz NOT NULL,
    transaction_number text NOT NULL,
    order_number       text,
    reference          text,
    detail             jsonb NOT NULL,
    sent_at            timestamptz,
    PRIMARY KEY (reseller, pon, sequence),
    FOREIGN KEY (reseller, pon, version) REFERENCES order_version (reseller, pon, version),
    CONSTRAINT no_gap_before FOREIGN KEY (reseller, pon, previous) REFERENCES order_event (reseller, pon, sequence)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX one_decision_per_version ON order_event (reseller, pon, version)
    WHERE event IN ('order.confirmed', 'order.rejected');
CREATE INDEX unsent_order_event ON order_event (occurred_at) WHERE sent_at IS NULL;

-- What an end user has, under the main number; it follows from completed orders.
CREATE TABLE customer_account (
    telephone_number telephone_number PRIMARY KEY REFERENCES inventory_number (telephone_number),
    reseller         reseller_name NOT NULL REFERENCES reseller (name),
    suspended        boolean NOT NULL,
    central_office   office_clli NOT NULL,
    switch           switch_clli NOT NULL,
    customer_class   text CHECK (customer_class IN ('residence', 'business')),
    end_user         text,
    address          jsonb NOT NULL,
    lines            jsonb NOT NULL
);
CREATE INDEX customer_account_by_reseller ON customer_account (reseller);
-- A number that works for nobody known here has no account.
ALTER TABLE service_address ADD COLUMN account telephone_number REFERENCES customer_account (telephone_number);
CREATE INDEX service_address_by_account ON service_address (account);
