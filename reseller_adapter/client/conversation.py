"""Publishes documents and finds their answers again, for many threads over one line to the broker."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass, field
from time import monotonic, time
from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed
from broker_config.transport import Delivery, PublishOutcome, Settled
from contracts.reply_parts import join_parts
from contracts.reply_reading import ReplyUnreadable, read_reply
from reseller_adapter.errors import AnswerLate, ClientClosed, DocumentReturned
from reseller_adapter.sending import document_publication, not_taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.transport import Publication, Transport
    from contracts.reply import Reply
    from reseller_adapter.pauses import Pauses
    from reseller_adapter.splitting import Piece

logger = logging.getLogger(__name__)

_PREFETCH = 20


class _Ended:
    """Stands where nothing more will be heard."""


@dataclass
class _Question:
    """A document that waits for its answer; `heard` holds what happened to it and was not looked at yet.

    Parts are kept by the moment they were answered at: an inquiry that was asked twice may be decided twice.
    """

    publication: Publication
    piece: Piece
    heard: queue.SimpleQueue[Delivery | Settled | _Ended] = field(default_factory=queue.SimpleQueue)
    parts: dict[tuple[str, int], dict[int, Reply]] = field(default_factory=dict)

    def add(self, reply: Reply) -> Reply | None:
        """Keep an answer or a part of one; the whole answer when this completes it."""
        parts = reply.header.parts or 1
        known = self.parts.setdefault((reply.header.answered_at.isoformat(), parts), {})
        known[reply.header.part or 1] = reply
        return join_parts([known[number] for number in sorted(known)]) if len(known) == parts else None


class Conversation:
    """Questions and answers over one transport, whose opening and closing is the caller's."""

    def __init__(self, reseller: str, answers: str, *, transport: Transport, pauses: Pauses) -> None:
        self._reseller = reseller
        self._answers = answers
        self._transport = transport
        self._pauses = pauses
        self._lock = threading.Lock()
        self._questions: dict[str, _Question] = {}

    def start(self) -> None:
        """Listen for answers from now on."""
        self._transport.consume(self._answers, self._hear, prefetch=_PREFETCH, on_cancelled=self._cancelled)

    def end(self) -> None:
        """Nothing more will come: whoever waits is told."""
        with self._lock:
            waiting = list(self._questions.values())
        for question in waiting:
            question.heard.put(_Ended())

    def ask(self, pieces: Sequence[tuple[str, Piece]], timeout: float) -> list[Reply]:
        """Publish pieces under their correlation ids and return their answers, in order.

        Raises `AnswerLate` after `timeout` seconds, `DocumentReturned` when the broker does not take one, and
        `ClientClosed` when the line is closed meanwhile.
        """
        until = monotonic() + timeout
        questions = {correlation_id: self._question(correlation_id, piece) for correlation_id, piece in pieces}
        with self._lock:
            self._questions.update(questions)
        try:
            for question in questions.values():
                self._publish(question)
            return [self._answer_to(question, until, timeout) for question in questions.values()]
        finally:
            with self._lock:
                for correlation_id in questions:
                    self._questions.pop(correlation_id, None)

    def _question(self, correlation_id: str, piece: Piece) -> _Question:
        publication = document_publication(
            self._reseller,
            correlation_id,
            piece.document.header.transaction,
            len(piece.document.segments),
            piece.body,
            self._answers,
            time(),
        )
        return _Question(publication, piece)

    def _publish(self, question: _Question) -> None:
        try:
            self._transport.publish(question.publication, question.heard.put)
        except TransportClosed as e:
            raise _closed(question) from e

    def _answer_to(self, question: _Question, until: float, timeout: float) -> Reply:
        segments, attempts = len(question.piece.document.segments), 1
        ask_again_at = monotonic() + self._pauses.ask_again(attempts, segments)
        while (now := monotonic()) < until:
            try:
                heard = question.heard.get(timeout=max(min(until, ask_again_at) - now, 0.001))
            except queue.Empty:
                if monotonic() >= ask_again_at:
                    attempts += 1
                    ask_again_at = monotonic() + self._pauses.ask_again(attempts, segments)
                    self._publish(question)
                continue
            if isinstance(heard, _Ended):
                raise _closed(question)
            if isinstance(heard, Settled):
                self._must_be_taken(question, heard)
            elif answer := self._read(question, heard):
                return answer
        number = question.piece.document.header.transaction_number
        raise AnswerLate(
            f"no answer to document {number} came within {timeout:g} s; it may still come: ask again under the same "
            "transaction number",
            number,
        )

    def _must_be_taken(self, question: _Question, settled: Settled) -> None:
        if settled.outcome in (PublishOutcome.RETURNED, PublishOutcome.REFUSED):
            number = question.piece.document.header.transaction_number
            sentence = f"the broker did not take document {number}: {not_taken(settled)}"
            raise DocumentReturned(sentence, settled.detail or "nothing more")

    def _read(self, question: _Question, delivery: Delivery) -> Reply | None:
        try:
            return question.add(read_reply(delivery.body))
        except ReplyUnreadable as e:
            logger.warning(
                "an answer cannot be read (%s); it will be asked for again", e,
                extra={"action": "answer.unreadable", "correlation_id": delivery.properties.correlation_id},
            )  # fmt: skip
            return None

    def _hear(self, delivery: Delivery) -> None:
        """On the transport's thread: hand it to whoever waits."""
        with self._lock:
            question = self._questions.get(delivery.properties.correlation_id or "")
        if question is not None:
            question.heard.put(delivery)
        else:
            logger.info(
                "an answer came that nobody waits for (any more)",
                extra={"action": "answer.unmatched", "correlation_id": delivery.properties.correlation_id},
            )
        self._transport.acknowledge(delivery)

    def _cancelled(self, queue_name: str, reason: str) -> None:
        logger.error(
            "the broker ended the consumer of %s (%s); trying again", queue_name, reason,
            extra={"action": "answers.cancelled", "queue": queue_name},
        )  # fmt: skip


def _closed(question: _Question) -> ClientClosed:
    number = question.piece.document.header.transaction_number
    return ClientClosed(
        f"the client was closed before document {number} was answered; ask again under the same transaction number",
        number,
    )
