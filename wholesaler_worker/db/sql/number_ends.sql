-- free_expired_holds --
-- Make numbers of a rate center available whose hold has expired, and remember the tokens. Nothing is waited for. Who
-- changes a hold has locked its number before: so the number is locked first here, too, and with it passed over, the
-- hold is left alone.
WITH ended AS MATERIALIZED (
    SELECT h.token, h.telephone_number, h.reseller, h.held_until
    FROM number_hold h JOIN inventory_number n USING (telephone_number)
    WHERE h.held_until <= %(now)s AND (%(rate_center)s::text IS NULL OR n.rate_center = %(rate_center)s::text)
    ORDER BY h.held_until LIMIT %(limit)s
    FOR UPDATE OF n, h SKIP LOCKED
), gone AS (
    DELETE FROM number_hold h USING ended WHERE h.token = ended.token
), kept AS (
    INSERT INTO expired_hold (token, reseller, held_until) SELECT token, reseller, held_until FROM ended
    ON CONFLICT DO NOTHING
)
UPDATE inventory_number n SET state = 'available', until = NULL
FROM ended WHERE n.telephone_number = ended.telephone_number AND n.state = 'held';

-- free_rested_numbers --
-- Make numbers of a rate center available that have rested for long enough, or whose hold without an owner, from a
-- loaded inventory, has ended.
WITH ended AS MATERIALIZED (
    SELECT telephone_number FROM inventory_number n
    WHERE state IN ('aging', 'held') AND until < %(today)s
      AND (%(rate_center)s::text IS NULL OR rate_center = %(rate_center)s::text)
      AND (state = 'aging'
           OR NOT EXISTS (SELECT FROM number_hold h WHERE h.telephone_number = n.telephone_number))
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE inventory_number n SET state = 'available', until = NULL
FROM ended WHERE n.telephone_number = ended.telephone_number;
