-- TIGER/Line has ranges of which it knows the state alone: no ZIP, and it never names a community. They are addresses
-- that exist, and no office serves them.
ALTER TABLE address_range DROP CONSTRAINT address_range_check1;
