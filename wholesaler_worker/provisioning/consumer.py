"""Consumes what the network's systems publish, and has it carried out in batches: commit, notify, acknowledge.

A message is acknowledged after its effects are committed, or after the broker has confirmed that it is set aside. While
the records are away nothing is acknowledged, and the prefetch bounds what waits here.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from broker_config import names
from broker_config.errors import TransportClosed
from broker_config.transport import PublishOutcome
from contracts.provisioning_reading import ProvisioningUnreadable, read_provisioning
from wholesaler_worker.db.errors import DatabaseAway, DatabaseProblem
from wholesaler_worker.provisioning.carrying_out import carry_out_batch
from wholesaler_worker.provisioning.intake import Intake
from wholesaler_worker.provisioning.setting_aside import parked, set_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from broker_config.transport import Delivery, Publication, Settled, Transport
    from contracts.provisioning import Provisioning as Message
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.provisioning.carrying_out import CarriedOut, Records

_LOG = logging.getLogger(__name__)

LARGEST_BATCH = 100
PREFETCH = 2 * LARGEST_BATCH
ATTEMPTS = 5
"""How often a message alone is tried that the records refuse: somebody else may have changed what it changes."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between two attempts while the records are away, doubled each time."""
FUTURE = timedelta(hours=1)
"""How far a sender's clock may be ahead: whatever happens to an order later counts for nothing before that moment."""
AGAIN_AFTER = 5.0
"""Seconds after which a message is taken again that could not be set aside."""


class _Taken(NamedTuple):
    delivery: Delivery
    message: Message


class Provisioning:
    """A thread between `start` and `stop`.

    `begin` begins a transaction, committed at the end of its block. `notify` publishes what was committed; it returns
    at once, and what it does not send is sent from the outbox. `on_broken` is called when the thread cannot go on.
    """

    def __init__(
        self,
        transport: Transport,
        begin: Callable[[], AbstractContextManager[Records]],
        notify: Callable[[Sequence[Event]], None],
        *,
        on_broken: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        first_pause: float = FIRST_PAUSE,
        again_after: float = AGAIN_AFTER,
    ) -> None:
        self._transport = transport
        self._begin = begin
        self._notify = notify
        self._on_broken = on_broken
        self._clock = clock
        self._first_pause = first_pause
        self._again_after = again_after
        self._intake = Intake(LARGEST_BATCH)
        self._thread = threading.Thread(target=self._run, name="provisioning", daemon=True)

    def start(self) -> None:
        """Begin to consume; the transport is open already, and stays the caller's to close."""
        self._thread.start()
        self._transport.consume(
            names.PROVISIONING_QUEUE, self._intake.put, prefetch=PREFETCH, on_cancelled=_say_cancelled
        )

    def stop(self, timeout: float) -> bool:
        """Give back what was not begun and finish the rest; True when the thread has ended within `timeout` seconds."""
        if self._thread.ident is None:
            return True
        # A broker that hangs confirms no cancellation: what it still delivers is not begun, and comes again.
        cancelling = threading.Thread(target=self._cancel, name="provisioning-cancel", daemon=True)
        cancelling.start()
        cancelling.join(timeout / 2)
        for delivery in self._intake.close():
            self._transport.give_back(delivery)
        self._thread.join(timeout / 2)
        return not self._thread.is_alive()

    def _cancel(self) -> None:
        try:
            self._transport.cancel(names.PROVISIONING_QUEUE)
        except TransportClosed:
            _LOG.debug("the line to the broker was closed first", extra={"action": "provisioning.stopped"})

    def _run(self) -> None:
        try:
            while batch := self._intake.take():
                self._carry_out(self._readable(batch))
        except TransportClosed:
            _LOG.info("the line to the broker is closed", extra={"action": "provisioning.stopped"})
        except BaseException:
            _LOG.exception("the provisioning thread broke; the worker ends", extra={"action": "worker.broken"})
            self._on_broken()
            raise

    def _readable(self, batch: Sequence[Delivery]) -> list[_Taken]:
        readable = []
        latest = self._clock() + FUTURE
        for delivery in batch:
            try:
                message = read_provisioning(delivery.body)
            except ProvisioningUnreadable as e:
                self._set_aside(delivery, str(e))
                continue
            if message.header.occurred_at > latest:
                when = message.header.occurred_at.isoformat()
                self._set_aside(delivery, f"/header/occurred_at: {when} has not come yet; check the sender's clock")
            else:
                readable.append(_Taken(delivery, message))
        return readable

    def _carry_out(self, batch: Sequence[_Taken]) -> None:
        """Try until every message is settled or given back."""
        pause = self._first_pause
        for attempt in itertools.count(1):
            trouble = self._trouble(batch, attempt) if batch else None
            if trouble is None:
                return
            _LOG.warning("%s; trying again in %.1f s", trouble, pause, extra={"action": "provisioning.waiting"})
            if not self._intake.pause(pause):
                for taken in batch:
                    self._transport.give_back(taken.delivery)
                return
            pause = min(2 * pause, LONGEST_PAUSE)

    def _trouble(self, batch: Sequence[_Taken], attempt: int) -> str | None:
        """Try once; what keeps the batch from being carried out now, or None when there is no more to do with it.

        A batch that the records refuse goes one by one: one message holds up no other.
        """
        try:
            with self._begin() as records:
                found = carry_out_batch([taken.message for taken in batch], records, self._clock())
            self._end(batch, found)
        except TransportClosed:
            raise
        except DatabaseAway as e:
            return str(e)
        except DatabaseProblem as e:
            if len(batch) > 1:
                self._one_by_one(batch, str(e))
            elif attempt < ATTEMPTS:
                return str(e)
            else:
                self._park(batch[0].delivery, f"the records refuse it: {e}")
        except Exception as e:  # noqa: BLE001 - an error of ours parks one message
            if len(batch) > 1:
                self._one_by_one(batch, type(e).__name__)
            else:
                self._park_bug(batch[0].delivery, e)
        return None

    def _one_by_one(self, batch: Sequence[_Taken], why: str) -> None:
        _LOG.info("a batch is carried out one by one: %s", why, extra={"action": "provisioning.one_by_one"})
        for taken in batch:
            self._carry_out([taken])

    def _end(self, batch: Sequence[_Taken], found: CarriedOut) -> None:
        """All is committed: whatever is not settled from here on comes again, and then changes nothing."""
        if found.events:
            self._notify(found.events)
        for place, taken in enumerate(batch):
            if place in found.refused:
                self._set_aside(taken.delivery, found.refused[place])
            else:
                self._transport.acknowledge(taken.delivery)

    def _set_aside(self, delivery: Delivery, reason: str) -> None:
        _LOG.warning("a message of the network is set aside: %s", reason, extra={"action": "provisioning.set_aside"})
        self._publish(delivery, set_aside(delivery, reason, self._clock()))

    def _park(self, delivery: Delivery, reason: str) -> None:
        _LOG.error("a message of the network is parked: %s", reason, extra={"action": "provisioning.parked"})
        self._publish(delivery, parked(delivery, reason, self._clock()))

    def _park_bug(self, delivery: Delivery, error: Exception) -> None:
        trace = secrets.token_hex(6)
        _LOG.error(
            "a message of the network met an error of ours (%s), trace %s",
            type(error).__name__,
            trace,
            exc_info=error,
            extra={"action": "provisioning.bug", "trace": trace},
        )
        self._park(delivery, f"internal error, trace {trace}")

    def _publish(self, delivery: Delivery, publication: Publication) -> None:
        self._transport.publish(publication, partial(self._published, delivery))

    def _published(self, delivery: Delivery, settled: Settled) -> None:
        """Called on the transport's I/O thread. What finds no place is taken again after a while."""
        if settled.outcome is PublishOutcome.CONFIRMED:
            self._transport.acknowledge(delivery)
        elif settled.outcome is not PublishOutcome.ABANDONED:
            _LOG.error(
                "%s does not take a message of the network (%s %s); it is tried again",
                settled.publication.exchange,
                settled.outcome.value,
                settled.detail,
                extra={"action": "provisioning.no_room"},
            )
            self._intake.put(delivery, after=self._again_after)


def _say_cancelled(queue: str, reason: str) -> None:
    _LOG.warning(
        "the broker ended the consumer of %s (%s); it is tried again",
        queue,
        reason,
        extra={"action": "consume.cancelled", "queue": queue},
    )
