-- customers --
-- Whom these numbers work for: the customer's record, and what is under way on it. A number that works for nobody known
-- here has a row without one.
SELECT s.telephone_number, a.telephone_number, a.reseller, a.suspended, a.central_office, a.switch, a.customer_class,
       a.end_user, a.address, a.lines,
       ARRAY(SELECT v.reseller || ' ' || v.pon FROM order_version v
             WHERE v.account = a.telephone_number AND v.state IN ('confirmed', 'jeopardy')
             ORDER BY v.reseller, v.pon)
FROM service_address s
JOIN inventory_number n ON n.telephone_number = s.telephone_number AND n.state = 'assigned'
LEFT JOIN customer_account a ON a.telephone_number = s.account
WHERE s.telephone_number = ANY (%(telephone_numbers)s::text[]);

-- stands --
-- How purchase orders stand, each with everything that has happened to it as one text of JSON.
SELECT o.reseller, o.pon, o.latest, latest.state, o.in_force,
       coalesce(in_force.order_number, latest.order_number), coalesce(in_force.due_date, latest.due_date),
       (SELECT coalesce(json_agg(json_build_array(e.sequence, e.event, e.occurred_at, e.version, e.detail)
                                 ORDER BY e.sequence), '[]')::text
        FROM order_event e WHERE e.reseller = o.reseller AND e.pon = o.pon)
FROM unnest(%(resellers)s::text[], %(pons)s::text[]) AS wanted (reseller, pon)
JOIN purchase_order o ON o.reseller = wanted.reseller AND o.pon = wanted.pon
JOIN order_version latest ON latest.reseller = o.reseller AND latest.pon = o.pon AND latest.version = o.latest
LEFT JOIN order_version in_force
       ON in_force.reseller = o.reseller AND in_force.pon = o.pon AND in_force.version = o.in_force;

-- open_orders --
-- The first purchase orders of resellers, by PON, of which a version is open.
SELECT wanted.reseller, open.pon
FROM unnest(%(resellers)s::text[]) AS wanted (reseller)
CROSS JOIN LATERAL (SELECT v.pon FROM order_version v
                    WHERE v.reseller = wanted.reseller AND v.state IN ('received', 'confirmed', 'jeopardy')
                    ORDER BY v.pon LIMIT %(limit)s) AS open
ORDER BY wanted.reseller, open.pon;

-- events --
-- Ranges of what has happened to purchase orders, and how much has in all; an order without any in its range has one
-- row, and one that is not known has none.
SELECT wanted.place, o.last_sequence, e.reseller, e.pon, e.sequence, e.version, e.event, e.occurred_at,
       e.transaction_number, e.order_number, e.reference, e.detail
FROM unnest(%(resellers)s::text[], %(pons)s::text[], %(firsts)s::integer[], %(lasts)s::integer[])
     WITH ORDINALITY AS wanted (reseller, pon, first, last, place)
JOIN purchase_order o ON o.reseller = wanted.reseller AND o.pon = wanted.pon
LEFT JOIN order_event e ON e.reseller = o.reseller AND e.pon = o.pon
                       AND e.sequence BETWEEN wanted.first AND wanted.last
ORDER BY wanted.place, e.sequence;

-- working_offices --
-- Which of these offices carry out orders at all.
SELECT clli FROM central_office WHERE clli = ANY (%(offices)s::text[]) AND daily_capacity > 0;

-- full_days --
-- On which days of some periods offices have as much to do as they can.
SELECT DISTINCT d.central_office, d.day
FROM unnest(%(offices)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS wanted (office, first, last)
JOIN central_office c ON c.clli = wanted.office
JOIN office_day d ON d.central_office = wanted.office AND d.day BETWEEN wanted.first AND wanted.last
WHERE d.booked >= c.daily_capacity;
