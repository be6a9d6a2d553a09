-- list_resellers --
-- Every reseller with its named answers queues, by name.
SELECT r.name, r.state, r.require_user_id, r.areas, r.transactions,
       ARRAY(SELECT q.name FROM reseller_answers_queue q WHERE q.reseller = r.name ORDER BY q.name),
       r.provisioned_at IS NOT NULL
FROM reseller r
ORDER BY r.name;

-- add_reseller --
-- Record a reseller; one that was recorded and never provisioned may be recorded again.
INSERT INTO reseller (name, require_user_id, areas, transactions) VALUES (%s, %s, %s, %s)
ON CONFLICT (name) DO UPDATE
    SET require_user_id = excluded.require_user_id, areas = excluded.areas, transactions = excluded.transactions,
        state = 'active'
    WHERE reseller.provisioned_at IS NULL
RETURNING name;

-- mark_provisioned --
-- The broker knows the reseller, and its credentials were handed out.
UPDATE reseller SET provisioned_at = coalesce(provisioned_at, now()) WHERE name = %s;

-- set_reseller_state --
-- Disable or enable a reseller.
UPDATE reseller SET state = %s WHERE name = %s RETURNING name;

-- add_answers_queue --
-- Record a named answers queue; recording it again changes nothing.
INSERT INTO reseller_answers_queue (reseller, name) VALUES (%s, %s) ON CONFLICT DO NOTHING;
