"""An order on real servers: offered a date, confirmed, told of by the network, followed, its customer asked about."""

import json
import queue
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from broker_config import names
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.transport import Delivery, Properties, Publication, PublishOutcome, Settled
from contracts.notification import Notification
from contracts.notification_reading import read_notification
from tests.integration.wholesaler_worker.worker_program import PATIENCE, Reseller, Wholesale, WorkerProgram
from tests.unit.wholesaler_provisioning.network import message
from tests.unit.wholesaler_worker.territory import CENTER, FOLSOM, OFFICE, SWITCH
from tests.unit.wholesaler_worker.wholesale import codes, document, segment

Start = Callable[..., WorkerProgram]


class Line:
    """An administrator's line: publishes as the network would, and takes a reseller's notifications."""

    def __init__(self, url: str, reseller: str) -> None:
        self._transport = RabbitTransport(BrokerSettings.from_url(url))
        self._transport.open()
        self._found: queue.Queue[Delivery] = queue.Queue()
        self._transport.consume(names.notifications_queue(reseller), self._found.put, prefetch=100)

    def tell(self, *contents: dict[str, Any]) -> None:
        settled: queue.Queue[Settled] = queue.Queue()
        for content in contents:
            publication = Publication(
                exchange=names.PROVISIONING,
                routing_key=names.PROVISIONING_QUEUE,
                properties=Properties(),
                body=json.dumps(content).encode(),
            )
            self._transport.publish(publication, settled.put)
        for _ in contents:
            assert settled.get(timeout=PATIENCE).outcome is PublishOutcome.CONFIRMED

    def notifications(self, *sequences: int) -> dict[int, tuple[str, Notification]]:
        """These, with their message ids, by their sequence numbers; one may come twice, and out of its turn."""
        found: dict[int, tuple[str, Notification]] = {}
        while not set(sequences) <= found.keys():
            message_id, notification = self._next()
            found[notification.header.sequence] = message_id, notification
        return {sequence: found[sequence] for sequence in sequences}

    def first_of_each_order(self, count: int) -> dict[str, Notification]:
        """One of each of so many orders, by PON."""
        found: dict[str, Notification] = {}
        while len(found) < count:
            _, notification = self._next()
            found.setdefault(notification.header.pon, notification)
        return found

    def _next(self) -> tuple[str, Notification]:
        delivery = self._found.get(timeout=PATIENCE)
        self._transport.acknowledge(delivery)
        return str(delivery.properties.message_id), read_notification(delivery.body)

    def close(self) -> None:
        self._transport.close()


@pytest.fixture
def line(wholesale: Wholesale, acme: str) -> Iterator[Line]:
    found = Line(wholesale.server.amqp_url_of(wholesale.vhost), acme)
    yield found
    found.close()


@pytest.fixture
def program(wholesale: Wholesale, acme: str, start: Start) -> Iterator[Reseller]:
    """A reseller's program, a worker that serves it, and a network with free numbers."""
    with psycopg.connect(wholesale.environment["WHOLESALE_POSTGRES_DSN"]) as connection:
        connection.execute("INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s)", (OFFICE, CENTER))
        connection.execute("INSERT INTO switch (clli, type, npa_nxx) VALUES (%s, '5ESS', '{415555}')", (SWITCH,))
        connection.execute(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
            " SELECT '4155550' || n, %s, %s, 'available' FROM generate_series(100, 119) AS n",
            (SWITCH, CENTER),
        )
    start().wait_for("reseller.served", reseller=acme)
    found = wholesale.reseller(acme)
    yield found
    found.close()


class Asking:
    """Asks under a new transaction number each time; gives the one segment's answer."""

    def __init__(self, program: Reseller) -> None:
        self._program = program
        self._count = 0

    def __call__(self, transaction: str, request: dict[str, Any], *, address: bool = False) -> dict[str, Any]:
        self._count += 1
        asked = segment(request=request) if address else {"number": 1, "request": request}
        number = f"A-{self._count}"
        self._program.send(
            document(asked, transaction=transaction, reseller=self._program.name, transaction_number=number)
        )
        reply = self._program.reply()
        assert codes(reply) == [], reply
        result = reply["segments"][0]["result"]
        assert isinstance(result, dict)
        return result


def test_an_order_is_followed_from_its_date_to_its_customer(program: Reseller, line: Line) -> None:
    ask = Asking(program)
    # The second day offered: at midnight the first one may be too soon.
    _, day = ask("due_date.offer", {"services": ["1FR"], "quantity": 2}, address=True)["due_dates"]
    order = {"pon": "P1", "activity": "N", "desired_due_date": day, "lines": [{"usoc": "1FR", "features": ["ESX"]}]}
    confirmed = ask("order.submit", order, address=True)
    number, (telephone_number,) = confirmed["order_number"], confirmed["numbers"]
    assert confirmed["due_date"] == day
    line.tell(
        message("jeopardy", number, {"code": "O520"}),
        message("recovered", number, {}),
        message("completed", number, {"completed_on": day}),
        message("completed", number, {"completed_on": day}),
    )
    first = line.notifications(1, 2, 3, 4, 5)
    assert [one.header.event for _, one in first.values()] == [
        "order.acknowledged",
        "order.confirmed",
        "order.jeopardy",
        "order.jeopardy",
        "order.completed",
    ]
    (stand,) = ask("order.status", {"pons": ["P1"]})["orders"]
    assert (stand["state"], stand["order_number"], stand["due_date"]) == ("completed", number, day)
    assert [happened["sequence"] for happened in stand["history"]] == [1, 2, 3, 4, 5]
    assert ask("order.status", {})["orders"] == []
    assert ask("notification.resend", {"pon": "P1", "from": 2, "to": 100}) == {"resent": 4}
    del first[1]
    assert line.notifications(2, 3, 4, 5) == first
    authority = {"name": "Jane Doe", "date": datetime.now(UTC).date().isoformat()}
    record = ask("customer.record", {"telephone_number": telephone_number, "authority": authority})
    assert (record["services"], record["numbers"], record["open_orders"]) == (["1FR", "ESX"], [telephone_number], [])
    assert record["address"]["line"].startswith(FOLSOM["line"])


def test_an_orders_day_is_one_less_to_offer(program: Reseller, wholesale: Wholesale) -> None:
    with psycopg.connect(wholesale.environment["WHOLESALE_POSTGRES_DSN"]) as connection:
        connection.execute("UPDATE central_office SET daily_capacity = 1")
    ask = Asking(program)
    _, day, after = ask("due_date.offer", {"quantity": 3}, address=True)["due_dates"]
    order = {"pon": "P1", "activity": "N", "desired_due_date": day, "lines": [{"usoc": "1FR"}]}
    assert ask("order.submit", order, address=True)["due_date"] == day
    offered = ask("due_date.offer", {"quantity": 3}, address=True)["due_dates"]
    assert day not in offered
    assert after in offered


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["told to stop", "killed"])
def test_whatever_ends_a_worker_what_the_network_told_is_carried_out_once(
    wholesale: Wholesale, acme: str, line: Line, start: Start, number: signal.Signals
) -> None:
    dsn = wholesale.environment["WHOLESALE_POSTGRES_DSN"]
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s)", (OFFICE, CENTER))
        connection.execute(ORDERS, {"reseller": acme})
    line.tell(*(message("jeopardy", f"W{n:07d}", {"code": "O521"}) for n in range(1, 501)))
    first = start()
    first.wait_for("provisioning.jeopardy")
    assert first.end(number) == (0 if number is signal.SIGTERM else -signal.SIGKILL)
    second = start()
    told = line.first_of_each_order(500)
    assert {one.header.event for one in told.values()} == {"order.jeopardy"}
    assert second.end() == 0
    with psycopg.connect(dsn) as connection:
        done = connection.execute("SELECT count(*), count(DISTINCT pon), max(sequence) FROM order_event").fetchall()
        states = connection.execute("SELECT DISTINCT state FROM order_version").fetchall()
    assert (done, states) == ([(500, 500, 1)], [("jeopardy",)])


ORDERS = """
WITH numbers AS (SELECT n, 'P' || n AS pon FROM generate_series(1, 500) AS n),
     orders AS (INSERT INTO purchase_order SELECT %(reseller)s, pon, 1, 1, 0 FROM numbers)
INSERT INTO order_version (reseller, pon, version, state, activity, transaction_number, content_hash, answer,
                           order_number, due_date, lines, numbers, decided_at)
SELECT %(reseller)s, pon, 1, 'confirmed', 'N', 'A-1', decode(repeat('00', 32), 'hex'), '{}',
       'W' || lpad(n::text, 7, '0'), '2026-12-01', '[]', '{}', now() FROM numbers
"""
"""Five hundred confirmed orders without anything that a danger would ask about."""
