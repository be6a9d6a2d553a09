-- take_snapshot --
-- Everything that is read in this transaction is of one moment. The first statement of the transaction.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- write_days_as_iso --
-- The checksum must not depend on how a server is set to write days.
SET LOCAL DateStyle TO 'ISO, YMD';

-- copy_address_content --
-- The address file's content, for its checksum.
COPY (SELECT * FROM published_address ORDER BY range_id) TO STDOUT (FORMAT csv);

-- copy_feature_content --
-- The feature file's content, for its checksum.
COPY (SELECT * FROM published_feature ORDER BY switch, usoc, class, valid_from) TO STDOUT (FORMAT csv);

-- address_rows --
-- The rows of the address file, in its order.
SELECT range_id, state, zip, community, pre_direction, street, street_type, post_direction, low, high, parity, prefix,
       number_suffixes, units, central_office, rate_center, valid_from, valid_to
FROM published_address ORDER BY range_id;

-- feature_rows --
-- The rows of the feature file, in its order.
SELECT central_office, switch, switch_type, npa_nxx, usoc, name, class, status, condition, requires, excludes,
       valid_from, valid_to
FROM published_feature ORDER BY switch, usoc, class, valid_from;

-- count_unserved --
-- How many ranges no office serves.
SELECT count(*) FROM published_address WHERE central_office = '';

-- latest_publication --
-- The newest epoch of a file.
SELECT epoch, sha256, row_count, published_at FROM publication
WHERE area = %s AND file = %s ORDER BY epoch DESC LIMIT 1;

-- record_publication --
-- Remember a new epoch and what it holds.
INSERT INTO publication (area, file, epoch, sha256, row_count) VALUES (%s, %s, %s, %s, %s) RETURNING published_at;
