"""The thread that decides which resellers are served: it alone begins and ends consumers.

It hears of changed records, of answers that the broker does not take, and of documents that found no room; and it waits
for the index before anything is consumed.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.errors import TransportClosed
from wholesaler_worker.db.resellers import ResellerState
from wholesaler_worker.receiving.arrival import arrival_of
from wholesaler_worker.serving.consuming import Consuming
from wholesaler_worker.serving.ending import Ending
from wholesaler_worker.serving.pauses import Pauses
from wholesaler_worker.serving.republishing import to_ladder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from broker_config.transport import Delivery, Transport
    from contracts.transactions import Lane
    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.receiving.arrival import Arrival
    from wholesaler_worker.serving.inbox import Inbox
    from wholesaler_worker.serving.roster import Roster

_LOG = logging.getLogger(__name__)

STOP_AFTER_SECONDS = 8.0
"""A reseller whose pause is this long has one document of each lane wait here; the others are given back, once: up to
4.2 the broker counts that as a failed delivery, so it must not be repeated with every pause."""
_LOOK_AGAIN = 1.0
"""Seconds between two looks at what tells nothing by itself: the index file, the room in the inbox."""


class Attendant:
    """Fulfils `ending.Listener`; `index_is_there()` says whether decisions are possible.

    `on_broken` is called when the thread cannot go on: nobody else begins a new reseller's consumers, or ends a pause.
    """

    def __init__(
        self,
        transport: Transport,
        inbox: Inbox,
        roster: Roster,
        lanes: Collection[Lane],
        index_is_there: Callable[[], bool],
        on_broken: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._inbox = inbox
        self._roster = roster
        self._index_is_there = index_is_there
        self._on_broken = on_broken
        self._consuming = Consuming(transport, lanes, self._arrived)
        self._records: tuple[ResellerRecord, ...] | None = None
        self._pauses = Pauses()
        self._served: set[str] = set()
        self._slowed: set[str] = set()
        self._is_crowded = False
        self._serving = False
        self._events: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="attendant", daemon=True)

    def start(self) -> None:
        """Begin; nothing is consumed before the records and the index are known."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End every consumer and the thread."""
        self._events.put(None)
        self._thread.join(timeout)

    def records_changed(self, records: tuple[ResellerRecord, ...]) -> None:
        """Serve these resellers from now on; callable from any thread."""
        self._roster.replace(records)
        self._events.put(lambda: self._take_over(records))

    def undeliverable(self, arrival: Arrival, detail: str) -> None:
        """As `Listener.undeliverable`."""
        if arrival.origin is not None:
            reseller = arrival.origin.reseller
            self._events.put(lambda: self._pause(reseller, detail))

    def taken(self, arrival: Arrival) -> None:
        """As `Listener.taken`: if its reseller was paused, it is paused no more."""
        if arrival.origin is not None and self._inbox.is_held_back(arrival.origin.reseller):
            reseller = arrival.origin.reseller
            self._events.put(lambda: self._end_pause(reseller))

    def over(self, arrival: Arrival) -> None:
        """As `Listener.over`."""
        self._inbox.finished(arrival)

    def _arrived(self, delivery: Delivery) -> None:
        """On the transport's I/O thread."""
        arrival = arrival_of(delivery)
        if delivery.queue == names.RETRIED and self._inbox.would_wait(arrival):
            # `retried` is everybody's: what waits here for one reseller would stand in the way of all the others.
            self._inbox.begin_at_once(arrival)
            again = to_ladder(arrival, "the answers of its reseller are not taken", datetime.now(UTC))
            Ending(arrival=arrival, transport=self._transport, listener=self, copies=(again,)).begin()
        elif not self._inbox.put(arrival):
            # Given back at once it would be delivered again at once, and each time is counted as a failed delivery.
            # Only its bytes are let go here; it is given back when its queue is not consumed any more.
            without_body = replace(delivery, body=b"")
            self._events.put(lambda: self._make_room(without_body))

    def _run(self) -> None:
        try:
            while True:
                try:
                    event = self._events.get(timeout=self._next_look())
                except queue.Empty:
                    event = self._look
                if event is None:
                    break
                event()
                self._look()
            self._consuming.stop_all()
        except TransportClosed:
            _LOG.debug("the transport was closed first", extra={"action": "attendant.closed"})
        except BaseException:
            _LOG.exception("the attendant broke; the worker ends", extra={"action": "worker.broken"})
            self._on_broken()
            raise

    def _next_look(self) -> float | None:
        waits_for_index = self._records is not None and not self._serving
        look_again = _LOOK_AGAIN if waits_for_index or self._is_crowded else None
        due = self._pauses.next_due()
        until_due = None if due is None else max(0.0, due - time.monotonic())
        return min((seconds for seconds in (look_again, until_due) if seconds is not None), default=None)

    def _look(self) -> None:
        if not self._serving and self._records is not None and self._index_is_there():
            self._serving = True
            self._take_over(self._records)
        for reseller in self._pauses.due(time.monotonic()):
            self._inbox.hold_back(reseller, allow=1)
        if self._is_crowded and self._inbox.has_much_room and self._events.empty():
            self._is_crowded = False
            self._take_over(self._records or ())

    def _take_over(self, records: tuple[ResellerRecord, ...]) -> None:
        self._records = records
        if not self._serving:
            return
        served = {record.name for record in records if record.provisioned and record.state is ResellerState.ACTIVE}
        for name in sorted(self._served - served):
            self._forget(name)
            _LOG.info("no longer serving %s", name, extra={"action": "reseller.left", "reseller": name})
        self._consuming.consume_retried()
        for name in sorted(served):
            if name in self._slowed:
                self._consuming.slow_down(name)
            else:
                self._consuming.resume(name)
        for name in sorted(served - self._served):
            _LOG.info("serving the reseller %s", name, extra={"action": "reseller.served", "reseller": name})
        self._served = served

    def _forget(self, reseller: str) -> None:
        self._pauses.end(reseller)
        self._slowed.discard(reseller)
        self._inbox.let_go(reseller)
        self._consuming.stop(reseller)

    def _pause(self, reseller: str, detail: str) -> None:
        if reseller not in self._served:
            return
        seconds = self._pauses.begin(reseller, time.monotonic())
        if seconds is None:
            return
        self._inbox.hold_back(reseller)
        _LOG.error(
            "the broker does not take the answers of %s (%s); its documents wait, one is tried in %g s",
            reseller,
            detail,
            seconds,
            extra={"action": "reseller.paused", "reseller": reseller},
        )
        if seconds >= STOP_AFTER_SECONDS and reseller not in self._slowed:
            self._slowed.add(reseller)
            self._consuming.slow_down(reseller)
            for arrival in self._inbox.take_out(reseller):
                self._transport.give_back(arrival.delivery)

    def _end_pause(self, reseller: str) -> None:
        if not self._pauses.end(reseller):
            return
        self._inbox.let_go(reseller)
        self._slowed.discard(reseller)
        _LOG.info(
            "the answers of %s are taken again", reseller, extra={"action": "reseller.resumed", "reseller": reseller}
        )
        self._take_over(self._records or ())

    def _make_room(self, unheld: Delivery) -> None:
        if self._consuming.shrink(unheld.queue):
            self._is_crowded = True
            _LOG.warning(
                "the documents of %s are larger than there is room for; fewer are taken at a time",
                unheld.queue,
                extra={"action": "inbox.crowded", "queue": unheld.queue},
            )
        self._transport.give_back(unheld)
