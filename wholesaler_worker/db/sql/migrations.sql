-- lock_migrations --
-- Two programs that migrate at the same time take turns; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(7305001);

-- create_migration_table --
-- The history itself, made on first use.
CREATE TABLE IF NOT EXISTS schema_migration (
    number     integer PRIMARY KEY,
    title      text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- applied_migrations --
-- What was applied so far, in order.
SELECT number, title, checksum FROM schema_migration ORDER BY number;

-- record_migration --
-- Remember that a migration was applied, and with which content.
INSERT INTO schema_migration (number, title, checksum) VALUES (%s, %s, %s);
