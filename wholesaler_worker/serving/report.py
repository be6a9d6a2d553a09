"""What the log says about each document: one line, with what finds it again; never a name nor an address."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from wholesaler_worker.logging import DOCUMENTS
from wholesaler_worker.receiving.arrival import traceparent_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.answer_error import AnswerError
    from contracts.reply import Reply
    from wholesaler_worker.receiving.arrival import Arrival

_LOG = logging.getLogger(DOCUMENTS)


class Report:
    """Counts and logs how documents ended; used by every deciding thread."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many documents ended how, by action."""
        with self._lock:
            return dict(self._counts)

    def answered(self, arrival: Arrival, reply: Reply) -> None:
        """Its segments were answered."""
        self._count("document.answered")
        if _LOG.isEnabledFor(logging.INFO):
            _LOG.info("answered, %s", reply.header.outcome.value, extra=_fields("document.answered", arrival, reply))

    def refused(self, arrival: Arrival, reply: Reply, reason: str) -> None:
        """It was refused as a whole."""
        self._count("document.refused")
        _LOG.info("refused: %s", reason, extra=_fields("document.refused", arrival, reply))

    def attack(self, arrival: Arrival, reply: Reply, error: AnswerError) -> None:
        """Somebody claimed to be somebody else, or aimed an answer at somebody else."""
        count = self._count("attack")
        _LOG.warning(
            "refused an attack from the queue %s: %s %s (%d so far)",
            arrival.delivery.queue,
            error.path,
            error.text,
            count,
            extra=_fields("attack", arrival, reply) | {"queue": arrival.delivery.queue},
        )

    def moved(self, arrival: Arrival, segments: int) -> None:
        """It was too long for its lane."""
        self._count("document.moved")
        _LOG.info("moved to the bulk lane: %d segments", segments, extra=_fields("document.moved", arrival))

    def retried(self, arrival: Arrival, reason: str) -> None:
        """It goes to the delay ladder."""
        self._count("document.retried")
        _LOG.warning("tried again later: %s", reason, extra=_fields("document.retried", arrival))

    def set_aside(self, arrival: Arrival, reason: str) -> None:
        """It goes to `invalid`."""
        self._count("document.set_aside")
        _LOG.warning("set aside in invalid: %s", reason, extra=_fields("document.set_aside", arrival))

    def parked(self, arrival: Arrival, reason: str, ticket: str) -> None:
        """It goes to `dead-letter`, and somebody must look at it."""
        self._count("document.parked")
        _LOG.error(
            "parked in dead-letter under ticket %s: %s",
            ticket,
            reason,
            extra=_fields("document.parked", arrival) | {"ticket": ticket},
        )

    def _count(self, action: str) -> int:
        with self._lock:
            self._counts[action] += 1
            return self._counts[action]


def _fields(action: str, arrival: Arrival, reply: Reply | None = None) -> dict[str, Any]:
    properties = arrival.delivery.properties
    return {
        "action": action,
        "reseller": arrival.origin.reseller if arrival.origin else None,
        "transaction": reply.header.transaction if reply else arrival.delivery.routing_key,
        "transaction_number": reply.header.transaction_number if reply else None,
        "correlation_id": properties.correlation_id,
        "traceparent": traceparent_of(properties.headers),
        "duration": round(time.monotonic() - arrival.arrived_at, 6),
    }
