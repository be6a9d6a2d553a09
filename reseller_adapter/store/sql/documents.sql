-- add_document --
-- A document to publish.
INSERT INTO document (id, submission, ordinal, piece, first_segment, segments, transaction_name, transaction_number,
                      body, due_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING

-- documents --
-- The documents of a submission, in order.
SELECT id, submission, ordinal, piece, first_segment, segments, transaction_name, transaction_number, state, attempts,
       due_at, last_error
FROM document WHERE submission = ? ORDER BY ordinal, piece

-- document --
-- One document by its correlation id.
SELECT id, submission, ordinal, piece, first_segment, segments, transaction_name, transaction_number, state, attempts,
       due_at, last_error
FROM document WHERE id = ?

-- due --
-- What is to be published now, first or again, longest waiting first. A time further ahead than any pause of ours means
-- that the clock was set back: that is due too.
SELECT id, submission, ordinal, piece, first_segment, segments, transaction_name, transaction_number, state, attempts,
       due_at, last_error
FROM document WHERE state <> 'answered' AND (due_at <= ? OR due_at > ?) ORDER BY due_at LIMIT ?

-- next_due --
-- When the next publication is due.
SELECT min(due_at) FROM document WHERE state <> 'answered' AND due_at > ?

-- body --
-- What is published.
SELECT body FROM document WHERE id = ?

-- sent --
-- The broker has it; when its answer has not come by then it is asked for again.
UPDATE document SET state = 'sent', attempts = attempts + 1, due_at = ?, last_error = ''
WHERE id = ? AND state <> 'answered'

-- not_sent --
-- The broker did not take it; tried again then.
UPDATE document SET attempts = attempts + 1, due_at = ?, last_error = ? WHERE id = ? AND state <> 'answered'

-- answered --
-- Its answer is complete.
UPDATE document SET state = 'answered', last_error = '' WHERE id = ?

-- unanswered --
-- How many documents of a submission still wait.
SELECT count(*) FROM document WHERE submission = ? AND state <> 'answered'

-- add_part --
-- An answer, or a part of one; the same one again changes nothing.
INSERT INTO reply_part (document, answered_at, part, parts, message_id, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING

-- parts_held --
-- How many parts of one decision are here.
SELECT count(*) FROM reply_part WHERE document = ? AND answered_at = ? AND parts = ?

-- drop_other_parts --
-- Parts of another decision on the same document, which stayed incomplete.
DELETE FROM reply_part WHERE document = ? AND NOT (answered_at = ? AND parts = ?)

-- replies --
-- What the wholesaler answered to a submission: document by document, part by part.
SELECT d.ordinal, d.piece, d.first_segment, p.body
FROM reply_part AS p JOIN document AS d ON d.id = p.document
WHERE d.submission = ? ORDER BY d.ordinal, d.piece, p.part

-- keep_unmatched --
-- An answer that nobody asked for; the same one again changes nothing.
INSERT INTO unmatched (received_at, queue, correlation_id, message_id, reason, body)
SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE NOT EXISTS (SELECT 1 FROM unmatched
                  WHERE queue = ?2 AND correlation_id IS ?3 AND message_id IS ?4 AND body = ?6)

-- unmatched_body --
-- The bytes of an answer that nobody asked for.
SELECT body FROM unmatched WHERE id = ?

-- count_unmatched --
-- How many answers nobody asked for.
SELECT count(*) FROM unmatched

-- unmatched --
-- The answers that nobody asked for, oldest first.
SELECT id, received_at, queue, correlation_id, message_id, reason, length(body) FROM unmatched ORDER BY id

-- prune_unmatched --
-- Forget answers that nobody asked for and nobody looked at for long.
DELETE FROM unmatched WHERE received_at < ?

-- progress --
-- Pieces of a submission, and how many of them are answered.
SELECT count(*), coalesce(sum(state = 'answered'), 0) FROM document WHERE submission = ?

-- waiting --
-- How many documents wait, how many of them have been asked for this often or more, and since when the oldest waits.
SELECT count(*), coalesce(sum(d.attempts >= ?), 0), min(s.taken_in_at)
FROM document AS d JOIN submission AS s ON s.id = d.submission WHERE d.state <> 'answered'
