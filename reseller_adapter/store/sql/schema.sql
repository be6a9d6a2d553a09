-- The store of one reseller's adapter, version 1. Times are seconds since 1970, UTC.

CREATE TABLE profile (
    digest TEXT PRIMARY KEY,
    text   TEXT NOT NULL
) STRICT;

-- What was handed over, once; its original bytes are kept as they came.
-- taken_in -> waiting -> answered -> ready -> done, or taken_in -> ready (the defects are the answer) -> done.
CREATE TABLE submission (
    id          TEXT PRIMARY KEY,
    source      TEXT NOT NULL CHECK (source IN ('queue', 'folder', 'command')),
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
CREATE INDEX submission_open ON submission (taken_in_at) WHERE state <> 'done';
CREATE INDEX submission_finished ON submission (finished_at) WHERE state = 'done';

-- A document as it is published; `ordinal` counts the documents of a submission, `piece` the pieces of a split one.
-- `id` is its correlation_id and message_id, the same on every try.
CREATE TABLE document (
    id                 TEXT PRIMARY KEY,
    submission         TEXT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    ordinal            INTEGER NOT NULL,
    piece              INTEGER NOT NULL,
    first_segment      INTEGER NOT NULL,
    segments           INTEGER NOT NULL,
    transaction_name   TEXT NOT NULL,
    transaction_number TEXT NOT NULL,
    body               BLOB NOT NULL,
    state              TEXT NOT NULL DEFAULT 'to_send' CHECK (state IN ('to_send', 'sent', 'answered')),
    attempts           INTEGER NOT NULL DEFAULT 0,
    due_at             REAL NOT NULL,
    last_error         TEXT NOT NULL DEFAULT '',
    UNIQUE (submission, ordinal, piece)
) STRICT;
CREATE INDEX document_due ON document (due_at) WHERE state <> 'answered';
CREATE INDEX document_number ON document (transaction_number);

-- What the wholesaler answered, as it came. Parts belong together when they were answered at the same moment: a document
-- that is asked again may be decided again, and parts of two decisions must not be mixed.
CREATE TABLE reply_part (
    document    TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    answered_at TEXT NOT NULL,
    part        INTEGER NOT NULL,
    parts       INTEGER NOT NULL,
    message_id  TEXT,
    body        BLOB NOT NULL,
    PRIMARY KEY (document, answered_at, parts, part)
) STRICT;

-- The answer in the reseller's format, one per document of the submission, in its order.
CREATE TABLE answer (
    submission   TEXT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    ordinal      INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body         BLOB NOT NULL,
    PRIMARY KEY (submission, ordinal)
) STRICT;

-- An answer that nobody here asked for, or that cannot be read: kept, never lost.
CREATE TABLE unmatched (
    id             INTEGER PRIMARY KEY,
    received_at    REAL NOT NULL,
    queue          TEXT NOT NULL,
    correlation_id TEXT,
    message_id     TEXT,
    reason         TEXT NOT NULL,
    body           BLOB NOT NULL
) STRICT;

-- End users' requests that wait to be sent together.
CREATE TABLE collected (
    id           INTEGER PRIMARY KEY,
    collected_at REAL NOT NULL,
    name         TEXT NOT NULL,
    format       TEXT NOT NULL,
    profile      TEXT NOT NULL REFERENCES profile (digest),
    requests     INTEGER NOT NULL,
    body         BLOB NOT NULL
) STRICT;
