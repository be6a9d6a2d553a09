-- rules --
-- All that the wholesaler has laid down, in one row; the last three are the services that take longer or shorter than
-- the others, how many working days each takes, and the days on which nobody works.
SELECT hold_minutes, longest_hold_minutes, hold_extensions, holds_each, aging_days, interval_days,
       ARRAY(SELECT usoc::text FROM installation_interval ORDER BY usoc),
       ARRAY(SELECT working_days FROM installation_interval ORDER BY usoc),
       ARRAY(SELECT day FROM holiday)
FROM terms;

-- change_term --
-- Change one of the numbers that the wholesaler has laid down.
UPDATE terms SET
    hold_minutes = CASE %(name)s WHEN 'hold_minutes' THEN %(value)s ELSE hold_minutes END,
    longest_hold_minutes = CASE %(name)s WHEN 'longest_hold_minutes' THEN %(value)s ELSE longest_hold_minutes END,
    hold_extensions = CASE %(name)s WHEN 'hold_extensions' THEN %(value)s ELSE hold_extensions END,
    holds_each = CASE %(name)s WHEN 'holds_each' THEN %(value)s ELSE holds_each END,
    aging_days = CASE %(name)s WHEN 'aging_days' THEN %(value)s ELSE aging_days END,
    interval_days = CASE %(name)s WHEN 'interval_days' THEN %(value)s ELSE interval_days END;

-- holidays --
-- The days on which nobody works, with their names.
SELECT day, name FROM holiday ORDER BY day;

-- add_holiday --
-- A day on which nobody works; one that is there already gets the new name.
INSERT INTO holiday (day, name) VALUES (%(day)s, %(name)s) ON CONFLICT (day) DO UPDATE SET name = EXCLUDED.name;

-- remove_holiday --
-- A day on which there is work after all.
DELETE FROM holiday WHERE day = %(day)s;

-- set_interval --
-- How long a service takes that takes longer or shorter than the others.
INSERT INTO installation_interval (usoc, working_days) VALUES (%(usoc)s, %(days)s)
ON CONFLICT (usoc) DO UPDATE SET working_days = EXCLUDED.working_days;

-- remove_interval --
-- A service takes as long as the others.
DELETE FROM installation_interval WHERE usoc = %(usoc)s;

-- set_capacity --
-- How many orders an office carries out on a working day.
UPDATE central_office SET daily_capacity = %(orders)s WHERE clli = %(office)s;
