"""Matches answers to what was asked: each one is stored before it is acknowledged, and stored once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from broker_config.names import IN_REPLY_TO
from contracts.reply_reading import ReplyUnreadable, read_reply
from reseller_adapter.store.records import DocumentState, SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Delivery, Transport
    from reseller_adapter.desk import Desk
    from reseller_adapter.store.records import PendingDocument
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)


class Correlator:
    """Takes answers from the answers queue into the store. `on_answered` hears of a submission that has them all,
    `on_progress` of one that has one more.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        store: Store,
        transport: Transport,
        clock: Callable[[], float],
        on_answered: Callable[[str], None],
        on_progress: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._store = store
        self._transport = transport
        self._clock = clock
        self._on_answered = on_answered
        self._on_progress = on_progress

    def receive(self, delivery: Delivery) -> None:
        """Called on the transport's thread."""
        self._desk.post(lambda: self._take(delivery))

    def _take(self, delivery: Delivery) -> None:
        self._desk.after_commit(lambda: self._transport.acknowledge(delivery))
        document = self._asked(delivery)
        if document is None:
            self._keep(delivery, "nobody here asked for it")
        elif document.state is DocumentState.ANSWERED:
            logger.info(
                "document %s is answered already; this copy is absorbed", document.transaction_number,
                extra={"action": "answer.absorbed", "correlation_id": document.id},
            )  # fmt: skip
        else:
            self._store_answer(document, delivery)

    def _asked(self, delivery: Delivery) -> PendingDocument | None:
        for name in (delivery.properties.correlation_id, delivery.properties.headers.get(IN_REPLY_TO)):
            if isinstance(name, str) and (found := self._store.documents.get(name)):
                return found
        return None

    def _store_answer(self, document: PendingDocument, delivery: Delivery) -> None:
        try:
            header = read_reply(delivery.body).header
        except ReplyUnreadable as e:
            self._keep(delivery, f"it cannot be read: {e}")
            return
        part = (header.part or 1, header.parts or 1)
        complete = self._store.documents.add_part(
            document.id, header.answered_at.isoformat(), part, delivery.properties.message_id, delivery.body
        )
        if not complete:
            return
        submission = document.submission
        logger.info(
            "document %s is %s", document.transaction_number, header.outcome,
            extra={"action": "answer.taken_in", "correlation_id": document.id, "outcome": str(header.outcome)},
        )  # fmt: skip
        self._desk.after_commit(lambda: self._on_progress(submission))
        if not self._store.documents.unanswered(submission):
            self._store.submissions.enter(submission, SubmissionState.ANSWERED, after=SubmissionState.WAITING)
            self._desk.after_commit(lambda: self._on_answered(submission))

    def _keep(self, delivery: Delivery, reason: str) -> None:
        ids = (delivery.properties.correlation_id, delivery.properties.message_id)
        self._store.documents.keep_unmatched(self._clock(), delivery.queue, ids, reason, delivery.body)
        logger.warning(
            "an answer in %s was set aside in the store: %s", delivery.queue, reason,
            extra={"action": "answer.unmatched", "correlation_id": ids[0]},
        )  # fmt: skip
