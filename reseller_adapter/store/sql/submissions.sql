-- keep_profile --
-- A profile by its digest; the same one again changes nothing.
INSERT INTO profile (digest, text) VALUES (?, ?) ON CONFLICT DO NOTHING

-- profile --
-- The text of a profile.
SELECT text FROM profile WHERE digest = ?

-- add_submission --
-- Take something in; handed over again under the same key it is absorbed.
INSERT INTO submission (id, source, source_key, format, profile, body, route, state, taken_in_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 'taken_in', ?)
ON CONFLICT (source_key) DO NOTHING

-- submission --
-- One submission by its name.
SELECT id, source, format, profile, route, state, defective, taken_in_at, finished_at, last_error
FROM submission WHERE id = ?

-- submission_by_key --
-- One submission by what names it at its source.
SELECT id, source, format, profile, route, state, defective, taken_in_at, finished_at, last_error
FROM submission WHERE source_key = ?

-- submission_by_number --
-- The last submission that holds a document of this transaction number.
SELECT s.id, s.source, s.format, s.profile, s.route, s.state, s.defective, s.taken_in_at, s.finished_at, s.last_error
FROM submission AS s JOIN document AS d ON d.submission = s.id
WHERE d.transaction_number = ? ORDER BY s.taken_in_at DESC LIMIT 1

-- open_submissions --
-- What is not done yet, oldest first.
SELECT id, source, format, profile, route, state, defective, taken_in_at, finished_at, last_error
FROM submission WHERE state <> 'done' ORDER BY taken_in_at, id

-- submissions_in --
-- The names of what is in one state, oldest first.
SELECT id FROM submission WHERE state = ? ORDER BY taken_in_at, id

-- original --
-- The bytes as they were handed over.
SELECT body FROM submission WHERE id = ?

-- enter_state --
-- A step of a submission, only from the state before it.
UPDATE submission SET state = ? WHERE id = ? AND state = ?

-- note_error --
-- What went wrong last with a submission.
UPDATE submission SET last_error = ? WHERE id = ?

-- make_ready --
-- Its answer is here, or its defects are.
UPDATE submission SET state = 'ready', defective = ?, last_error = ? WHERE id = ? AND state IN ('taken_in', 'answered')

-- finish --
-- Delivered, for certain.
UPDATE submission SET state = 'done', finished_at = ? WHERE id = ? AND state = 'ready'

-- readdress --
-- Asked again from another place: its answer goes there.
UPDATE submission SET route = ? WHERE id = ?

-- deliver_again --
-- Its answer is wanted once more.
UPDATE submission SET state = 'ready', finished_at = NULL WHERE id = ? AND state = 'done'

-- prune --
-- Forget what was finished long ago.
DELETE FROM submission WHERE state = 'done' AND finished_at < ?

-- prune_profiles --
-- Forget profiles that nothing uses any more.
DELETE FROM profile WHERE digest NOT IN (SELECT profile FROM submission UNION SELECT profile FROM collected)

-- add_answer --
-- One answer in the reseller's format.
INSERT INTO answer (submission, ordinal, content_type, body) VALUES (?, ?, ?, ?)
ON CONFLICT (submission, ordinal) DO NOTHING

-- answers --
-- All answers of a submission, in the order of its documents.
SELECT ordinal, content_type, body FROM answer WHERE submission = ? ORDER BY ordinal
