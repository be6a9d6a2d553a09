"""Workers are killed at every point between receipt and acknowledgement: every document is carried out once."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pika
import psycopg
import pytest

from broker_config import names
from broker_config.management import ManagementApi, api_path
from contracts.transactions import Lane
from tests.acceptance.crashing_worker import POINTS
from tests.acceptance.documents_in_flight import account_of, add_inventory, in_flight, reservation
from tests.acceptance.order_line import OrderLine, until
from tests.acceptance.shift import Crash, Shift
from tests.integration.wholesaler_worker.worker_program import Wholesale

DOCUMENTS, TWICE, REUSED = 2_000, 200, 10
AT = 100
"""The document at which a worker is killed. All of them together get no more than there are, so that each has enough;
and each does the better part of what it is handed, so that nothing comes back so often that it is parked."""


@pytest.fixture
def line(wholesale: Wholesale, acme: str) -> Iterator[OrderLine]:
    login = f"{quote(names.reseller_user(acme))}:{quote(wholesale.added[acme])}"
    with OrderLine(f"amqp://{login}@{wholesale.host}/{quote(wholesale.vhost, safe='')}", acme) as opened:
        yield opened


@pytest.fixture
def shift(wholesale: Wholesale, tmp_path: Path) -> Iterator[Shift]:
    with Shift(wholesale.environment, tmp_path) as started:
        yield started


class Quiet:
    """Tells when nothing is under way any more."""

    def __init__(self, wholesale: Wholesale, reseller: str) -> None:
        self._wholesale = wholesale
        self._dsn = wholesale.environment["WHOLESALE_POSTGRES_DSN"]
        lanes = [names.lane_queue(reseller, lane) for lane in Lane]
        rungs = [names.retry_exchange(rung.name) for rung in names.RETRY_RUNGS]
        self._busy = [*lanes, *rungs, names.RETRIED]
        self._empty = [*self._busy, names.DEAD_LETTER, names.INVALID]

    def unsettled(self) -> dict[str, int]:
        """What the broker holds, also of what it has handed out; the broker counts every few seconds."""
        with ManagementApi(self._wholesale.server.management_url) as api:
            queues = api.request("GET", api_path("queues", self._wholesale.vhost))
        counts = {queue["name"]: queue.get("messages", 0) for queue in queues}
        return {name: counts[name] for name in self._busy if counts[name]}

    def unnoted(self) -> int:
        """Answers and notifications that the ledger does not know of."""
        with psycopg.connect(self._dsn) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM ledger WHERE answered_at IS NULL)"
                " + (SELECT count(*) FROM order_event WHERE sent_at IS NULL)"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def left(self) -> dict[str, int]:
        """What lies in any queue, now that nobody consumes."""
        url = self._wholesale.server.amqp_url_of(self._wholesale.vhost)
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            counts = {name: channel.queue_declare(name, passive=True).method.message_count for name in self._empty}
        return {name: count for name, count in counts.items() if count}


def test_whatever_point_workers_are_killed_at_every_document_is_carried_out_once(
    wholesale: Wholesale, acme: str, line: OrderLine, shift: Shift
) -> None:
    dsn = wholesale.environment["WHOLESALE_POSTGRES_DSN"]
    add_inventory(dsn, DOCUMENTS + 100)
    documents = [reservation(acme, n) for n in range(DOCUMENTS)]
    sent = in_flight(documents, twice=TWICE, reused=REUSED, seed=4)
    line.send(sent)

    crashes = [Crash(point, AT) for point in POINTS if not point.startswith("notification")]
    ended = shift.crash(crashes, at_once=2)
    assert ended == dict.fromkeys(crashes, -9), shift.log()

    shift.start(2)
    line.wait(lambda came: len(came.answers) == len(sent), shift.log)
    quiet = Quiet(wholesale, acme)
    until(lambda: not quiet.unnoted() and not quiet.unsettled(), lambda: f"{quiet.unsettled()} {shift.log()}")
    assert shift.end() == [0, 0], shift.log()

    assert quiet.left() == {}
    account = account_of(sent, line, dsn)
    print(account)
    assert not account.faults, account
    with psycopg.connect(dsn) as connection:
        held = connection.execute("SELECT token FROM number_hold").fetchall()
    told = {
        number["hold_token"]
        for came in line.answers.values()
        for answer in came
        for segment in answer.body["segments"]
        for number in segment["result"].get("numbers", [])
    }
    assert len(held) == len(told) == DOCUMENTS
    assert {token for (token,) in held} == told
