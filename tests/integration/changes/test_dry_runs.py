"""A dry run of every change is answered as if it were done, and leaves the whole database as it was."""

from typing import Any

import pytest

from contracts.transactions import TRANSACTIONS
from tests.integration.changes.test_once import EVERYTHING
from tests.integration.changes.test_recorded_orders import FRIDAY, MONDAY, answered, order, supplement
from tests.integration.changes.wholesale_records import NUMBERS, WholesaleRecords
from tests.unit.wholesaler_worker.wholesale import document

Sent = dict[str, Any]


def of_numbers(transaction: str, number: str, **request: Any) -> Sent:
    return document({"number": 1, "request": request}, transaction=transaction, transaction_number=number)


@pytest.fixture
def asked(records: WholesaleRecords) -> dict[str, Sent]:
    """A document of each transaction that can be carried out now: a number is held, and an order confirmed."""
    held = answered(records, of_numbers("number.reserve", "R-1", telephone_numbers=[NUMBERS[0]])).result["numbers"]
    answered(records, order(desired_due_date=FRIDAY))
    tokens = [one["hold_token"] for one in held]
    lines = [{"usoc": "1FR", "hold_token": tokens[0]}]
    return {
        "number.reserve": of_numbers("number.reserve", "R-2", telephone_numbers=[NUMBERS[1]]),
        "number.extend": of_numbers("number.extend", "E-1", hold_tokens=tokens),
        "number.release": of_numbers("number.release", "L-1", hold_tokens=tokens),
        "order.submit": order("PO-2", number="T-2", lines=lines, desired_due_date=MONDAY),
        "order.supplement": supplement("1"),
    }


def everything(records: WholesaleRecords) -> list[tuple[Any, ...]]:
    return records.rows(EVERYTHING) + records.rows("SELECT last_value, is_called FROM order_number")


@pytest.mark.parametrize("transaction", [name for name, one in TRANSACTIONS.items() if one.changes_state])
def test_it_is_answered_as_if_it_were_done_and_nothing_is_kept(
    records: WholesaleRecords, asked: dict[str, Sent], transaction: str
) -> None:
    sent = asked[transaction]
    trial = {**sent, "header": {**sent["header"], "dry_run": True}}
    before = everything(records)
    said = answered(records, trial)
    assert everything(records) == before
    done = answered(records, sent)
    assert everything(records) != before
    assert (said.outcome, said.errors, said.result.keys()) == (done.outcome, done.errors, done.result.keys())
    assert done.outcome.value == "answered"
