"""The running worker: its threads, in the order in which they begin and end."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Protocol

from wholesaler_worker.serving.attendant import Attendant
from wholesaler_worker.serving.batches import BatchDesk
from wholesaler_worker.serving.deciding import DecidingThread
from wholesaler_worker.serving.inbox import Inbox
from wholesaler_worker.serving.index_in_force import IndexInForce
from wholesaler_worker.serving.index_watch import IndexWatch
from wholesaler_worker.serving.lines import Line
from wholesaler_worker.serving.report import Report
from wholesaler_worker.serving.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from broker_config.transport import Transport
    from contracts.transactions import Lane
    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.handling.desk import NumberStore, OrderStore
    from wholesaler_worker.serving.batches import ChangeAnswering, Trial
    from wholesaler_worker.serving.deciding import Afterwards

    RecordsChanged = Callable[[tuple[ResellerRecord, ...]], None]

_LOG = logging.getLogger(__name__)


class Watch(Protocol):
    """What the engine needs of `wholesaler_worker.db.resellers.ResellerWatch`."""

    def start(self) -> None:
        """Begin to tell of the records."""

    def stop(self, *, timeout: float = 5.0) -> None:
        """End; idempotent."""


class Companion(Protocol):
    """A thread of its own beside the answering of documents."""

    def start(self) -> None:
        """Begin."""

    def stop(self, timeout: float) -> object:
        """Finish what is begun and end, within `timeout` seconds."""


class Engine:
    """Answers documents between `start` and `drain`.

    The transport is open already and stays the caller's to close. `make_changes` is called in each deciding thread, and
    `afterwards` begins and ends with the engine, as those `beside` it do. `make_watch` makes a watch that calls what it
    is given with all resellers, at its start and after every change. `make_trial` makes one for each deciding thread,
    for documents that may end the worker. `on_broken` is called when a thread cannot go on.
    """

    def __init__(
        self,
        *,
        transport: Transport,
        numbers: NumberStore,
        orders: OrderStore,
        make_changes: Callable[[], ChangeAnswering],
        afterwards: Afterwards,
        index_path: Path,
        make_watch: Callable[[RecordsChanged], Watch],
        lanes: Collection[Lane],
        make_trial: Callable[[], Trial | None] = lambda: None,
        beside: Sequence[Companion] = (),
        on_broken: Callable[[], None] = lambda: None,
    ) -> None:
        self._transport = transport
        self._beside = beside
        self._inbox = Inbox()
        self._report = Report()
        roster = Roster()
        self._attendant = Attendant(transport, self._inbox, roster, lanes, IndexWatch(index_path).is_there, on_broken)
        self._watch = make_watch(self._attendant.records_changed)

        self._afterwards = afterwards

        def make_desk() -> BatchDesk:
            return BatchDesk(
                roster, numbers, orders, make_changes(), IndexInForce(index_path), self._report, make_trial()
            )

        # Every line has a thread of its own in every process, whatever its lanes: `retried` may bring anything. Longer
        # documents have two: while one waits for the records, the other is decided.
        self._threads = [
            DecidingThread(line, self._inbox, transport, self._attendant, afterwards, make_desk, on_broken)
            for line in (*Line, Line.LONGER)
        ]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many documents ended how, by action."""
        return self._report.counts

    def start(self) -> None:
        """Begin to serve; returns at once."""
        self._afterwards.receipts.start()
        self._afterwards.outbox.start()
        for companion in self._beside:
            companion.start()
        for thread in self._threads:
            thread.start()
        self._attendant.start()
        self._watch.start()

    def drain(self, timeout: float) -> bool:
        """Finish what is in hand and give back the rest; True when everything was settled within `timeout` seconds."""
        deadline = time.monotonic() + timeout

        def left() -> float:
            return max(0.1, deadline - time.monotonic())

        self._watch.stop(timeout=min(1.0, left()))
        for companion in self._beside:
            companion.stop(min(2.0, left()))
        self._attendant.stop(left())
        given_back = self._inbox.close()
        for arrival in given_back:
            self._transport.give_back(arrival.delivery)
        ended = [thread.join(left()) for thread in self._threads]
        settled = self._inbox.wait_until_idle(left()) and all(ended)
        self._afterwards.outbox.stop(left())
        self._afterwards.receipts.stop(left())
        _LOG.info(
            "drained: %d documents given back%s; since the start: %s",
            len(given_back),
            "" if settled else ", some were still in hand",
            ", ".join(f"{action} {count}" for action, count in sorted(self.counts.items())) or "nothing",
            extra={"action": "worker.drained"},
        )
        return settled
