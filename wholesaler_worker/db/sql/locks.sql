-- lock --
-- Take a lock by name, or wait until its holder gives it back; it stays with the connection, not the transaction.
SELECT pg_advisory_lock(7305002, hashtext(%s));

-- unlock --
-- Give it back.
SELECT pg_advisory_unlock(7305002, hashtext(%s));
