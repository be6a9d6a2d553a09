"""Versions of a purchase order that are sent without waiting are carried out in order, whichever worker takes which."""

from collections import defaultdict

import psycopg

from tests.acceptance.documents_in_flight import account_of
from tests.acceptance.order_line import OrderLine, Sent, until
from tests.acceptance.orders_in_flight import (
    await_end,
    due_dates,
    faults_of_notifications,
    faults_of_orders,
    make_orders,
    postponement,
)
from tests.acceptance.reconciled import reconciled
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness

ORDERS, VERSIONS, WORKERS = 60, 5, 3


def confirmations(dsn: str) -> dict[str, list[int]]:
    """The versions of each order as they were confirmed, one after the other."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT pon, version FROM order_event WHERE event = 'order.confirmed' ORDER BY pon, sequence"
        ).fetchall()
    for pon, version in rows:
        found[pon].append(version)
    return dict(found)


def test_versions_that_are_sent_at_once_are_applied_in_order_by_three_workers(
    acme: str, line: OrderLine, shift: Shift, stillness: Stillness
) -> None:
    orders = make_orders(stillness.dsn, acme, ORDERS)
    shift.start(WORKERS)
    until(lambda: stillness.consumers() == WORKERS, shift.log)
    days = due_dates()
    documents = []
    for n, order in enumerate(orders):
        documents.append(order)
        documents += (
            postponement(acme, n, version, days[(n + version) % len(days)]) for version in range(2, VERSIONS + 1)
        )
    # One after the other in the lane, they go to different workers; and over several lines they overtake each other.
    sent = [Sent(document["header"]["transaction_number"], document) for document in documents]
    line.send(sent)

    await_end(sent, line, shift, stillness)
    assert stillness.left() == {}
    account = account_of(sent, line, stillness.dsn)
    assert not account.faults, account
    assert set(map(tuple, confirmations(stillness.dsn).values())) == {tuple(range(1, VERSIONS + 1))}
    assert [*faults_of_orders(stillness.dsn, ORDERS, VERSIONS)] == []
    assert [*faults_of_notifications(stillness.dsn, line)] == []
    assert reconciled(stillness) == ORDERS * VERSIONS
