"""An order that waited while another one about the same customer was completed is decided on what is so then."""

from typing import Any

import pytest

from tests.integration.changes.test_recorded_orders import answered, carry_out, order
from tests.integration.changes.wholesale_records import NUMBERS, WholesaleRecords
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.db.books import BookReader
from wholesaler_worker.outcomes import Retry

MAIN, OTHER = NUMBERS[:2]


def customer(records: WholesaleRecords) -> None:
    """Two lines, and an order under way that drops the one on the main number."""
    reserve = document(
        {"number": 1, "request": {"telephone_numbers": [MAIN, OTHER]}},
        transaction="number.reserve",
        transaction_number="R-1",
    )
    held = answered(records, reserve).result["numbers"]
    answered(records, order(lines=[{"usoc": "1FR", "hold_token": one["hold_token"]} for one in held]))
    carry_out(records)
    answered(records, change("PO-2", [{"usoc": "1FR", "telephone_number": OTHER}]))


def change(pon: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return order(pon, number=f"T-{pon}", activity="C", address={"telephone_number": OTHER}, lines=lines)


def test_a_customer_who_goes_on_under_another_number_is_found_under_it(
    records: WholesaleRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer(records)
    lock_numbers = BookReader._numbers

    def after_the_other_order(self: BookReader, wanted: set[str]) -> None:
        monkeypatch.undo()
        carry_out(records, pon="PO-2")
        lock_numbers(self, wanted)

    monkeypatch.setattr(BookReader, "_numbers", after_the_other_order)
    asked = order("PO-3", number="T-3", activity="S", address={"telephone_number": OTHER})
    del asked["segments"][0]["request"]["lines"]
    (outcome,) = records.answer(asked)
    assert isinstance(outcome, Retry)
    assert records.rows("SELECT * FROM order_version WHERE pon = 'PO-3'") == []
    told = answered(records, asked)
    assert (told.result["status"], told.result["numbers"]) == ("confirmed", [OTHER])
    assert records.rows("SELECT telephone_number FROM customer_account") == [(OTHER,)]
