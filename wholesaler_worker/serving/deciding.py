"""A thread that decides batches: one for the short lanes, one for long documents."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from contracts.transactions import Lane
from wholesaler_worker.logging import flush_log
from wholesaler_worker.serving.ending import Ending
from wholesaler_worker.serving.inbox import BatchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from broker_config.transport import Transport
    from wholesaler_worker.serving.batches import BatchDesk
    from wholesaler_worker.serving.ending import Listener
    from wholesaler_worker.serving.inbox import Inbox

_LOG = logging.getLogger(__name__)

INTERACTIVE: Sequence[Lane] = (Lane.INQUIRY, Lane.INQUIRY, Lane.INQUIRY, Lane.INQUIRY, Lane.ORDER)
"""Inquiries first; every fifth turn is an order's."""
BULK: Sequence[Lane] = (Lane.BULK,)


class DecidingThread:
    """Takes batches of its lanes until the inbox closes. `make_desk` is called in the thread: the index lives there."""

    def __init__(
        self,
        lanes: Sequence[Lane],
        inbox: Inbox,
        transport: Transport,
        listener: Listener,
        make_desk: Callable[[], BatchDesk],
        on_broken: Callable[[], None],
    ) -> None:
        self._lanes = lanes
        self._inbox = inbox
        self._transport = transport
        self._listener = listener
        self._make_desk = make_desk
        self._on_broken = on_broken
        self._limits = BatchLimits(documents=1) if lanes == BULK else BatchLimits()
        self._thread = threading.Thread(target=self._run, name=f"deciding-{lanes[0].value}", daemon=True)

    def start(self) -> None:
        """Begin to take batches."""
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """True when the thread has ended, which it does after the inbox was closed."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            desk = self._make_desk()
            while batch := self._inbox.take(self._lanes, self._limits):
                for dispatch in desk.decide(batch):
                    Ending(
                        arrival=dispatch.arrival,
                        transport=self._transport,
                        listener=self._listener,
                        answers=dispatch.answers,
                        copies=dispatch.copies,
                        otherwise=dispatch.otherwise,
                    ).begin()
                flush_log()
        except BaseException:
            _LOG.exception("a deciding thread broke; the worker ends", extra={"action": "worker.broken"})
            self._on_broken()
            raise
