"""The composition root of `wholesaler-worker run`: opens the records and the broker, and puts the engine together."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tenacity import retry, retry_if_exception_type, wait_random_exponential

from broker_config.errors import BrokerUnreachable
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseUnavailable
from wholesaler_worker.db.ledger import ledger_of
from wholesaler_worker.db.migrate import require_migrated
from wholesaler_worker.db.numbers import NumberInventory
from wholesaler_worker.db.order_records import OrderRecords
from wholesaler_worker.db.provisioning_records import provisioning_of
from wholesaler_worker.db.resellers import ResellerWatch
from wholesaler_worker.housekeeping.keeping import Housekeeping
from wholesaler_worker.provisioning.consumer import Provisioning
from wholesaler_worker.publication import index_path
from wholesaler_worker.serving.deciding import Afterwards
from wholesaler_worker.serving.engine import Engine
from wholesaler_worker.serving.outbox import Outbox
from wholesaler_worker.serving.receipts import Receipts
from wholesaler_worker.serving.trial import Bench, TrialProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from tenacity import RetryCallState

    from contracts.transactions import Lane
    from wholesaler_worker.settings import WorkerSettings

_LOG = logging.getLogger(__name__)

CONNECTION_NAME = "wholesaler-worker"
WINDOW = 500
"""Publications under way. A reseller has at most 100 documents in hand: several whose answers are not taken fit in."""
DATABASE_CONNECTIONS = 8
"""As many as there are threads that may want one at the same time."""
DATABASE_WAIT, DATABASE_REST = 0.5, 5.0
"""Seconds that a batch waits for a database connection, and that nobody waits after it was in vain: what needs none is
answered meanwhile."""
STATEMENT_SECONDS = 5.0
"""A statement that waits for somebody's lock must not keep every question waiting behind it."""
OPEN_SECONDS = 5.0
"""How long one attempt to reach the broker takes at most: a worker that is told to stop meanwhile ends soon enough."""
CLOSE_SECONDS = 0.5
"""The drain has waited for confirms already; what a broker that hangs still owes is delivered again."""


@contextmanager
def engine_of(
    settings: WorkerSettings, lanes: Collection[Lane], on_broken: Callable[[], None], wait: Callable[[float], None]
) -> Iterator[Engine]:
    """An engine on its open servers, which are waited for as long as they are away; closed in the end.

    `wait(seconds)` waits between two attempts, and raises to give up. Raises the errors of `broker_config.errors` and
    `wholesaler_worker.db.errors` that waiting does not mend.
    """
    until_there = retry(
        retry=retry_if_exception_type((DatabaseUnavailable, BrokerUnreachable)),
        wait=wait_random_exponential(multiplier=0.5, max=10),
        sleep=wait,
        before_sleep=_say,
        reraise=True,
    )
    database = until_there(_open_database)(settings.postgres_dsn)
    try:
        transport = until_there(_open_transport)(settings)
        open_ledger = partial(ledger_of, database)
        receipts = Receipts(open_ledger, on_broken)
        outbox = Outbox(transport, open_ledger, receipts)
        provisioning = Provisioning(transport, partial(provisioning_of, database), outbox.send, on_broken=on_broken)
        bench = Bench(settings.postgres_dsn, index_path(settings.data_dir), DATABASE_WAIT)
        try:
            yield Engine(
                transport=transport,
                numbers=NumberInventory(database),
                orders=OrderRecords(database),
                make_changes=lambda: Changes(ChangeTransactions(database).begin, CHANGES, lambda: datetime.now(UTC)),
                afterwards=Afterwards(receipts, outbox),
                beside=(provisioning, Housekeeping(database)),
                index_path=bench.index_path,
                make_watch=lambda changed: ResellerWatch(settings.postgres_dsn, changed),
                lanes=lanes,
                make_trial=lambda: TrialProcess(bench),
                on_broken=on_broken,
            )
        finally:
            transport.close(timeout=CLOSE_SECONDS)
    finally:
        database.close()


def _open_database(dsn: str) -> Database:
    database = Database(
        dsn,
        connections=DATABASE_CONNECTIONS,
        wait=DATABASE_WAIT,
        rest=DATABASE_REST,
        statement_seconds=STATEMENT_SECONDS,
    )
    try:
        database.open()
        require_migrated(database)
    except BaseException:
        database.close()
        raise
    return database


def _open_transport(settings: WorkerSettings) -> RabbitTransport:
    broker = BrokerSettings.from_url(
        settings.amqp_url, settings.amqp_username, settings.amqp_password, connection_name=CONNECTION_NAME
    )
    transport = RabbitTransport(broker, window=WINDOW)
    transport.open(timeout=OPEN_SECONDS)
    return transport


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    seconds = state.next_action.sleep if state.next_action else 0.0
    _LOG.warning("%s; trying again in %.1f s", error, seconds, extra={"action": "start.waiting"})
