-- collect --
-- Keep end users' requests until they are sent together.
INSERT INTO collected (collected_at, name, format, profile, requests, body) VALUES (?, ?, ?, ?, ?, ?)

-- collected --
-- What waits to be sent together, in the order it came.
SELECT id, collected_at, name, format, profile, requests, body FROM collected ORDER BY id

-- drop_collected --
-- It became part of a submission.
DELETE FROM collected WHERE id = ?
