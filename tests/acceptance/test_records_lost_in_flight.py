"""The database is lost while documents are under way: every document is carried out once all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.commit_cutter import CommitCutter, Cut
from tests.acceptance.documents_in_flight import (
    account_of,
    add_inventory,
    holds_of,
    in_flight,
    reservation,
    told_tokens,
)
from tests.acceptance.order_line import OrderLine, Sent
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.integration.wholesaler_worker.worker_program import Wholesale

DOCUMENTS = 600
CHANGE, RECEIPT = b'"content_hash"', b"R-0"
"""What only a transaction sends that enters documents, and what also one sends that notes answers."""


@pytest.fixture
def cutter(stillness: Stillness) -> Iterator[CommitCutter]:
    with CommitCutter(stillness.dsn, {CHANGE: [Cut.BEFORE, Cut.AFTER] * 3, RECEIPT: [Cut.AFTER, Cut.BEFORE]}) as made:
        yield made


def nothing_is_lost_or_doubled(sent: list[Sent], line: OrderLine, stillness: Stillness) -> None:
    assert stillness.left() == {}
    account = account_of(sent, line, stillness.dsn)
    assert not account.faults, account
    holds = holds_of(stillness.dsn)
    assert len(holds) == account.documents
    assert holds == told_tokens(line)


def test_documents_whose_commit_nobody_knows_of_are_carried_out_once(
    acme: str, wholesale: Wholesale, cutter: CommitCutter, line: OrderLine, stillness: Stillness, tmp_path: Path
) -> None:
    add_inventory(stillness.dsn, DOCUMENTS + 100)
    sent = in_flight([reservation(acme, n) for n in range(DOCUMENTS)], twice=60, reused=5, seed=17)
    line.send(sent)
    with Shift(wholesale.environment | {"WHOLESALE_POSTGRES_DSN": cutter.dsn}, tmp_path) as shift:
        shift.start(2)
        line.wait(lambda came: len(came.answers) == len(sent), shift.log)
        stillness.await_it(shift)
    assert not any(cutter.left.values())
    nothing_is_lost_or_doubled(sent, line, stillness)
