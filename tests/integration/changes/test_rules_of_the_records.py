"""What the records themselves rule out, whatever a program writes: each rule is broken, and says no by its name."""

from functools import partial
from itertools import product

import psycopg
import pytest

from tests.integration.changes.wholesale_records import NUMBERS
from tests.integration.reconciliation.seeded import Seeded
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.states import FOLLOWING

TABLES = ("ledger", "number_hold", "office_day", "order_event", "order_version", "provisioning_event", "purchase_order")
RULES_OF_TABLES = """
SELECT c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE r.relname = ANY (%(tables)s) AND c.contype IN ('p', 'u', 'c', 'f') AND c.conname NOT LIKE '%%_fkey'
UNION ALL
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
WHERE r.relname = ANY (%(tables)s) AND i.indisunique
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
"""Foreign keys to resellers, offices and inventories apart: none of them is about doing something twice."""

TOKEN = "t" * 22
SAME_EVENT = (
    "INSERT INTO order_event (reseller, pon, sequence, version, event, occurred_at, transaction_number, detail)"
    " SELECT reseller, pon, {sequence}, version, '{event}', occurred_at, transaction_number, detail"
    " FROM order_event WHERE pon = 'P-1' AND sequence = 2"
)
SAME_VERSION = (
    "INSERT INTO order_version SELECT (jsonb_populate_record(v, '{changed}')).*"
    " FROM order_version v WHERE pon = 'P-1' AND version = 1"
)
SAME_HOLD = "INSERT INTO number_hold SELECT (jsonb_populate_record(h, '{changed}')).* FROM number_hold h"
SAME_KEY = "INSERT INTO ledger SELECT (jsonb_populate_record(l, '{changed}')).* FROM ledger l"
NETWORK_EVENT = "INSERT INTO provisioning_event VALUES ('{name}', 'W0000001', '{event}', now(), now())"


def again(statement: str, changed: str = "{}") -> str:
    return statement.replace("{changed}", changed)


BROKEN: dict[str, list[str]] = {
    # One document has one key.
    "ledger_pkey": [again(SAME_KEY)],
    "ledger_content_hash_check": [again(SAME_KEY, r'{"transaction_number": "A-2", "content_hash": "\\x00"}')],
    "ledger_segments_check": [again(SAME_KEY, '{"transaction_number": "A-2", "segments": 0}')],
    "ledger_transaction_number_check": [again(SAME_KEY, '{"transaction_number": "A 2"}')],
    # A number has one hold, which ends.
    "number_hold_telephone_number_key": [again(SAME_HOLD, f'{{"token": "{"u" * 22}", "reseller": "beta"}}')],
    "number_hold_pkey": [again(SAME_HOLD, f'{{"telephone_number": "{NUMBERS[2]}"}}')],
    "number_hold_token_check": ["UPDATE number_hold SET token = 'short'"],
    "number_hold_check": ["UPDATE number_hold SET held_until = held_since"],
    "number_hold_extensions_check": ["UPDATE number_hold SET extensions = -1"],
    # A day has one count, which is never below zero.
    "office_day_pkey": ["INSERT INTO office_day SELECT * FROM office_day"],
    "office_day_booked_check": ["UPDATE office_day SET booked = -1"],
    # A version is confirmed or rejected, once.
    "one_decision_per_version": [
        SAME_EVENT.format(sequence=3, event="order.rejected"),
        SAME_EVENT.format(sequence=3, event="order.confirmed"),
    ],
    # Notifications are numbered 1, 2, 3 …
    "order_event_pkey": [SAME_EVENT.format(sequence=2, event="order.completed")],
    "no_gap_before": [
        SAME_EVENT.format(sequence=4, event="order.completed"),
        "DELETE FROM order_event WHERE pon = 'P-1' AND sequence = 1",
    ],
    "order_event_sequence_check": [SAME_EVENT.format(sequence=0, event="order.completed")],
    "order_event_event_check": [SAME_EVENT.format(sequence=3, event="order.forgotten")],
    # A purchase order has each version once, one of them in force, under an order number of its own.
    "purchase_order_pkey": ["INSERT INTO purchase_order VALUES ('acme', 'P-1', 1, NULL, 0)"],
    "purchase_order_check": ["UPDATE purchase_order SET in_force = latest + 1"],
    "purchase_order_latest_check": ["UPDATE purchase_order SET latest = 1000"],
    "purchase_order_last_sequence_check": ["UPDATE purchase_order SET last_sequence = -1"],
    "purchase_order_pon_check": ["INSERT INTO purchase_order VALUES ('acme', 'P 9', 1, NULL, 0)"],
    "order_version_pkey": [again(SAME_VERSION, '{"state": "rejected"}')],
    "one_version_in_force": [
        again(SAME_VERSION, f'{{"version": 2, "state": "{state}", "order_number": "W-2"}}')
        for state in ("received", "confirmed", "jeopardy")
    ],
    "open_order_number": [again(SAME_VERSION, '{"pon": "P-2", "version": 2}')],
    "what_was_confirmed_has_number_and_date": [
        again(SAME_VERSION, f'{{"version": 2, "state": "{state}", "{missing}": null}}')
        for state in ("confirmed", "jeopardy", "completed", "cancelled", "superseded")
        for missing in ("order_number", "due_date")
    ],
    "order_version_version_check": [again(SAME_VERSION, '{"version": 1000, "state": "rejected"}')],
    "order_version_state_check": [again(SAME_VERSION, '{"version": 2, "state": "forgotten"}')],
    "order_version_activity_check": [again(SAME_VERSION, '{"version": 2, "state": "rejected", "activity": "X"}')],
    "order_version_supplement_check": [again(SAME_VERSION, '{"version": 2, "state": "rejected", "supplement": "4"}')],
    "order_version_customer_class_check": [
        again(SAME_VERSION, '{"version": 2, "state": "rejected", "customer_class": "royal"}')
    ],
    "order_version_content_hash_check": [
        again(SAME_VERSION, r'{"version": 2, "state": "rejected", "content_hash": "\\x00"}')
    ],
    # What the network tells is carried out once.
    "provisioning_event_pkey": [NETWORK_EVENT.format(name="n-1", event="completed")],
    "provisioning_event_event_id_check": [NETWORK_EVENT.format(name="n 2", event="completed")],
    "provisioning_event_event_check": [NETWORK_EVENT.format(name="n-2", event="forgotten")],
}


@pytest.fixture
def seeded(postgres_dsn: str) -> Seeded:
    """Two orders, the first with a notified version 1; a hold; a document; a message of the network."""
    made = Seeded(postgres_dsn)
    made.document("A-1")
    made.order("P-1")
    made.do("INSERT INTO purchase_order VALUES ('acme', 'P-2', 2, NULL, 0)")
    made.hold(NUMBERS[1], TOKEN)
    made.do(NETWORK_EVENT.format(name="n-1", event="completed"))
    return made


def test_every_rule_is_broken(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        rules = connection.execute(RULES_OF_TABLES, {"tables": list(TABLES)}).fetchall()
    assert {name for (name,) in rules} == BROKEN.keys()


@pytest.mark.parametrize("rule", BROKEN)
def test_the_records_refuse_what_breaks_a_rule(seeded: Seeded, rule: str) -> None:
    for statement in BROKEN[rule]:
        with pytest.raises(psycopg.IntegrityError) as refused:
            seeded.do(statement)
        assert refused.value.diag.constraint_name == rule


def test_the_records_let_a_version_make_the_legal_moves_and_no_other(seeded: Seeded) -> None:
    with psycopg.connect(seeded.dsn, autocommit=True) as connection:
        for before, after in product(OrderState, OrderState):
            connection.execute("DELETE FROM order_version WHERE pon = 'P-2'")
            connection.execute(
                again(SAME_VERSION, f'{{"pon": "P-2", "state": "{before}", "order_number": "W-2"}}').encode()
            )
            move = partial(connection.execute, "UPDATE order_version SET state = %s WHERE pon = 'P-2'", (after,))
            if after in FOLLOWING[before] or before is after:
                assert move().rowcount == 1
                continue
            with pytest.raises(psycopg.errors.CheckViolation) as refused:
                move()
            assert refused.value.diag.constraint_name == "order_move"
