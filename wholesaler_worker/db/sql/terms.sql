-- rules --
-- All that the wholesaler has laid down, in one row; the last three are the services that take longer or shorter than
-- the others, how many working days each takes, and the days on which nobody works.
SELECT hold_minutes, longest_hold_minutes, hold_extensions, holds_each, aging_days, interval_days,
       ARRAY(SELECT usoc::text FROM installation_interval ORDER BY usoc),
       ARRAY(SELECT working_days FROM installation_interval ORDER BY usoc),
       ARRAY(SELECT day FROM holiday)
FROM terms;
