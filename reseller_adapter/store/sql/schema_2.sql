-- Version 2: notifications of orders, and documents that the adapter itself asks for.

-- A submission can come from the adapter itself. SQLite cannot change a CHECK, so the table is made anew; foreign keys
-- are not enforced while the store is brought up to date.
CREATE TABLE submission_2 (
    id          TEXT PRIMARY KEY,
    source      TEXT NOT NULL CHECK (source IN ('queue', 'folder', 'command', 'adapter')),
    source_key  TEXT UNIQUE,
    format      TEXT NOT NULL,
    profile     TEXT NOT NULL REFERENCES profile (digest),
    body        BLOB NOT NULL,
    route       TEXT NOT NULL CHECK (json_valid(route)),
    state       TEXT NOT NULL CHECK (state IN ('taken_in', 'waiting', 'answered', 'ready', 'done')),
    defective   INTEGER NOT NULL DEFAULT 0 CHECK (defective IN (0, 1)),
    taken_in_at REAL NOT NULL,
    finished_at REAL,
    last_error  TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO submission_2 (id, source, source_key, format, profile, body, route, state, defective, taken_in_at,
                          finished_at, last_error)
SELECT id, source, source_key, format, profile, body, route, state, defective, taken_in_at, finished_at, last_error
FROM submission;
DROP TABLE submission;
ALTER TABLE submission_2 RENAME TO submission;
CREATE INDEX submission_open ON submission (taken_in_at) WHERE state <> 'done';
CREATE INDEX submission_finished ON submission (finished_at) WHERE state = 'done';

-- How far the notifications of one purchase order are told: 1 to `delivered`, in order. `ask_at` is when the wholesaler
-- is asked for what is missing (again); `asked` counts the questions ever, `tries` those since the last hope.
CREATE TABLE order_thread (
    pon       TEXT PRIMARY KEY,
    delivered INTEGER NOT NULL DEFAULT 0,
    seen_at   REAL NOT NULL,
    ask_at    REAL,
    asked     INTEGER NOT NULL DEFAULT 0,
    tries     INTEGER NOT NULL DEFAULT 0,
    trouble   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX order_thread_ask ON order_thread (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX order_thread_seen ON order_thread (seen_at);

-- A notification as it came; it waits until `delivered_at` is set.
CREATE TABLE notification (
    pon          TEXT NOT NULL REFERENCES order_thread (pon) ON DELETE CASCADE,
    sequence     INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    event        TEXT NOT NULL,
    message_id   TEXT,
    received_at  REAL NOT NULL,
    delivered_at REAL,
    body         BLOB NOT NULL,
    PRIMARY KEY (pon, sequence)
) STRICT;
CREATE INDEX notification_waiting ON notification (pon, sequence) WHERE delivered_at IS NULL;
CREATE INDEX notification_delivered ON notification (delivered_at) WHERE delivered_at IS NOT NULL;

-- What came as a notification and cannot be taken as one: kept for a person, never lost.
CREATE TABLE odd_notification (
    id          INTEGER PRIMARY KEY,
    received_at REAL NOT NULL,
    message_id  TEXT,
    reason      TEXT NOT NULL,
    body        BLOB NOT NULL
) STRICT;
