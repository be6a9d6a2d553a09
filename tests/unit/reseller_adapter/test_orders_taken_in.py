"""Orders in the reseller's own format through the adapter: split between orders, never within one."""

import csv
import io
from dataclasses import replace

import pytest

from broker_config.memory import MemoryBroker
from contracts.document import Document
from contracts.reply import Reply
from reseller_adapter.adapter import Tuning
from reseller_adapter.errors import InputRefused
from reseller_adapter.splitting import Limits
from reseller_adapter.store.store import Store
from reseller_adapter.submitting import take_in
from tests.plugins.order_system import OrderSystem
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import StartAdapter

SHORT = Tuning(limits=Limits(segments=2))


def orders(count: int, *, mode: str = "each") -> bytes:
    """So many orders of two lines each."""
    rows = ["ask,mode,order_reference,pon,activity,customer_name,address,zip,line_service"]
    for number in range(1, count + 1):
        rows.append(f"order,{mode},r-{number},PO-{number},new,Jane Doe,1 Main St,94601,1FR")
        rows.append(f"order,{mode},,PO-{number},,,,,1MR")
    return "\n".join([*rows, ""]).encode()


def confirmed(document: Document) -> Reply:
    reply = everything_is_available(document)
    result = {"status": "confirmed", "order_number": "W1", "due_date": "2026-12-01", "numbers": ["4155550122"]}
    return replace(reply, segments=tuple(replace(segment, result=result) for segment in reply.segments))


def test_long_orders_are_split_between_orders_and_answered_as_one(
    start_adapter: StartAdapter, wholesaler: StubWholesaler, broker: MemoryBroker
) -> None:
    wholesaler.answer_of = confirmed
    start_adapter(tuning=SHORT)
    system = OrderSystem.of(broker)
    system.listen()
    system.send(orders(3))
    rows = list(csv.DictReader(io.StringIO(system.next().body.decode(), newline="")))
    assert [(row["order_reference"], row["order_status"], row["due_date"]) for row in rows] == [
        (f"r-{number}", "confirmed", "2026-12-01") for number in (1, 2, 3)
    ]
    assert sorted(len(document.segments) for document in wholesaler.documents) == [1, 2]
    for document in wholesaler.documents:
        assert all(len(segment.request.lines) == 2 for segment in document.segments)  # type: ignore[union-attr]


def test_an_atomic_document_that_is_too_long_is_refused_and_nothing_is_sent(store: Store) -> None:
    with pytest.raises(InputRefused, match="atomic") as raised:
        take_in(store, "acme", (orders(3, mode="atomic"), "csv", ""), SHORT)
    assert raised.value.code == "E005"
    assert store.submissions.open() == []


def test_an_atomic_document_that_is_short_enough_stays_one(store: Store) -> None:
    name = take_in(store, "acme", (orders(2, mode="atomic"), "csv", ""), SHORT)
    (document,) = store.documents.of(name)
    assert document.segments == 2
    assert b'"mode":"atomic"' in store.documents.body(document.id)
