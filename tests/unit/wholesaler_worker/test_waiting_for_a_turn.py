"""A version of an order that comes before its turn waits in short steps, which are no failures of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from broker_config import names
from broker_config.transport import Delivery, Properties, Publication
from serviceability.index import ReferenceIndex
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale, document
from wholesaler_worker.changing.documents import Outcome, Received
from wholesaler_worker.outcomes import Await, Retry
from wholesaler_worker.receiving.arrival import Arrival, arrival_of
from wholesaler_worker.serving.dispatch import Dispatcher
from wholesaler_worker.serving.report import Report
from wholesaler_worker.serving.roster import Roster

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ORIGIN = {names.X_ORIGIN: "documents.acme.order", names.X_FIRST_SEEN: NOW.isoformat()}


def come_back(**headers: Any) -> Arrival:
    return arrival_of(
        Delivery(
            queue=names.RETRIED,
            exchange=names.RETRIED,
            routing_key="order.supplement",
            redelivered=False,
            properties=Properties(headers=ORIGIN | {name.replace("_", "-"): value for name, value in headers.items()}),
            body=b"{}",
            generation=1,
            tag=1,
        )
    )


def put_back(arrival: Arrival, outcome: Retry) -> Publication:
    (copy,) = Dispatcher(Roster(), Report()).not_answered(arrival, outcome).copies
    return copy


@pytest.mark.parametrize(("waits", "rung"), [(0, "1s"), (1, "5s"), (2, "5s"), (7, "5s")])
def test_it_comes_back_after_a_second_and_then_every_five(waits: int, rung: str) -> None:
    again = put_back(come_back(x_waits=waits, x_attempt=2), Await("version 4 waits for version 3"))
    assert again.exchange == names.retry_exchange(rung)
    assert (again.properties.headers[names.X_WAITS], again.properties.headers[names.X_ATTEMPT]) == (waits + 1, 2)


def test_a_failure_in_between_forgets_no_wait_and_counts_as_the_first() -> None:
    again = put_back(come_back(x_waits=6), Retry("a deadlock"))
    assert again.exchange == names.retry_exchange("1s")
    assert (again.properties.headers[names.X_WAITS], again.properties.headers[names.X_ATTEMPT]) == (6, 1)


@pytest.mark.parametrize("waits", ["6", None, 1.5])
def test_a_count_that_is_none_counts_nothing(waits: object) -> None:
    origin = come_back(x_waits=waits).origin
    assert origin is not None
    assert origin.waits == 0


def test_it_may_wait_eight_times_and_is_answered_in_any_case(
    wholesale: Wholesale, acme: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = wholesale.changes.answer

    def wait_as_long_as_one_may(received: Sequence[Received], index: ReferenceIndex) -> list[Outcome]:
        return [Await("version 2")] if received[0].may_wait else answer(received, index)

    monkeypatch.setattr(wholesale.changes, "answer", wait_as_long_as_one_may)
    acme.send(document({"number": 1, "request": {"hold_tokens": ["x" * 24]}}, transaction="number.release"))
    for time in range(1, 9):
        wholesale.journal.wait_for("document.retried", time)
        wholesale.settle_down()
        wholesale.broker.advance(5)
    assert acme.reply()["header"]["transaction_number"] == "A-1"
    assert wholesale.journal.of("document.retried")[8:] == []
