"""A thread that decides batches of one line: an inquiry never waits for an order's commit, nor for a long document."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesaler_worker.logging import flush_log
from wholesaler_worker.serving.ending import Ending
from wholesaler_worker.serving.inbox import BatchLimits
from wholesaler_worker.serving.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Transport
    from wholesaler_worker.serving.batches import BatchDesk
    from wholesaler_worker.serving.ending import Listener
    from wholesaler_worker.serving.inbox import Inbox
    from wholesaler_worker.serving.outbox import Outbox
    from wholesaler_worker.serving.receipts import Receipts

_LOG = logging.getLogger(__name__)

_TOGETHER = (Line.INQUIRY, Line.ORDER)
"""Short documents are decided many at a time; a longer one alone."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What is done once a change is committed: the ledger hears of confirmed answers, the reseller of its orders."""

    receipts: Receipts
    outbox: Outbox


class DecidingThread:
    """Takes batches of its line until the inbox closes. `make_desk` is called in the thread: the index lives there."""

    def __init__(
        self,
        line: Line,
        inbox: Inbox,
        transport: Transport,
        listener: Listener,
        after: Afterwards,
        make_desk: Callable[[], BatchDesk],
        on_broken: Callable[[], None],
    ) -> None:
        self._line = line
        self._inbox = inbox
        self._transport = transport
        self._listener = listener
        self._after = after
        self._make_desk = make_desk
        self._on_broken = on_broken
        self._limits = BatchLimits() if line in _TOGETHER else BatchLimits(documents=1)
        self._thread = threading.Thread(target=self._run, name=f"deciding-{line.name.lower()}", daemon=True)

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
            while batch := self._inbox.take(self._line, self._limits):
                with self._transport.together():
                    for dispatch in desk.decide(batch):
                        Ending(
                            arrival=dispatch.arrival,
                            transport=self._transport,
                            listener=self._listener,
                            answers=dispatch.answers,
                            copies=dispatch.copies,
                            otherwise=dispatch.otherwise,
                            receipt=dispatch.receipt,
                            receipts=self._after.receipts,
                        ).begin()
                        if dispatch.events:
                            self._after.outbox.send(dispatch.events)
                flush_log()
        except BaseException:
            _LOG.exception("a deciding thread broke; the worker ends", extra={"action": "worker.broken"})
            self._on_broken()
            raise
