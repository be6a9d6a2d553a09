"""The database is lost while orders are under way: every order is carried out once all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.commit_cutter import CommitCutter, Cut
from tests.acceptance.documents_in_flight import in_flight
from tests.acceptance.order_line import OrderLine
from tests.acceptance.orders_in_flight import await_end, each_was_carried_out_once, make_orders
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.integration.wholesaler_worker.worker_program import Wholesale

ORDERS = 600
CHANGE, RECEIPT = b'"content_hash"', b"O-0"
"""What only a transaction sends that enters documents, and what also one sends that notes answers."""


@pytest.fixture
def cutter(stillness: Stillness) -> Iterator[CommitCutter]:
    with CommitCutter(stillness.dsn, {CHANGE: [Cut.BEFORE, Cut.AFTER] * 3, RECEIPT: [Cut.AFTER, Cut.BEFORE]}) as made:
        yield made


def test_orders_whose_commit_nobody_knows_of_are_carried_out_once(
    acme: str, wholesale: Wholesale, cutter: CommitCutter, line: OrderLine, stillness: Stillness, tmp_path: Path
) -> None:
    orders = make_orders(stillness.dsn, acme, ORDERS)
    sent = in_flight(orders, twice=60, reused=5, seed=17)
    line.send(sent)
    with Shift(wholesale.environment | {"WHOLESALE_POSTGRES_DSN": cutter.dsn}, tmp_path) as shift:
        shift.start(2)
        await_end(sent, line, shift, stillness)
    assert not any(cutter.left.values())
    each_was_carried_out_once(sent, line, stillness, ORDERS)
