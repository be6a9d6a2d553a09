"""A thread that decides batches: one for short documents, one for longer ones, one for long ones."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from wholesaler_worker.logging import flush_log
from wholesaler_worker.serving.ending import Ending
from wholesaler_worker.serving.inbox import BatchLimits
from wholesaler_worker.serving.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from broker_config.transport import Transport
    from wholesaler_worker.serving.batches import BatchDesk
    from wholesaler_worker.serving.ending import Listener
    from wholesaler_worker.serving.inbox import Inbox

_LOG = logging.getLogger(__name__)

INTERACTIVE: Sequence[Line] = (Line.INQUIRY, Line.INQUIRY, Line.INQUIRY, Line.INQUIRY, Line.ORDER)
"""Inquiries first; every fifth turn is an order's."""
LONGER: Sequence[Line] = (Line.LONGER,)
BULK: Sequence[Line] = (Line.BULK,)


class DecidingThread:
    """Takes batches of its lines until the inbox closes. `make_desk` is called in the thread: the index lives there."""

    def __init__(
        self,
        lines: Sequence[Line],
        inbox: Inbox,
        transport: Transport,
        listener: Listener,
        make_desk: Callable[[], BatchDesk],
        on_broken: Callable[[], None],
    ) -> None:
        self._lines = lines
        self._inbox = inbox
        self._transport = transport
        self._listener = listener
        self._make_desk = make_desk
        self._on_broken = on_broken
        self._limits = BatchLimits() if lines == INTERACTIVE else BatchLimits(documents=1)
        self._thread = threading.Thread(target=self._run, name=f"deciding-{lines[0].name.lower()}", daemon=True)

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
            while batch := self._inbox.take(self._lines, self._limits):
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
