"""A tiny wholesaler: answers every document it gets, as it is told."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from broker_config import names
from broker_config.transport import Delivery, Properties, Publication, Settled, Transport
from contracts.document import Document
from contracts.document_reading import read_document
from contracts.reply import Outcome, Reply, ReplyHeader, SegmentReply
from contracts.reply_writing import reply_bodies
from contracts.transactions import Lane

AnswerOf = Callable[[Document], Reply | None]

PATIENCE = 60.0
"""Seconds for what must happen: only ever to end a test that would hang."""


def everything_is_available(document: Document) -> Reply:
    """One answered segment per segment, saying where it stood."""
    segments = tuple(
        SegmentReply(
            number=segment.number,
            outcome=Outcome.ANSWERED,
            reference=segment.reference,
            result={
                "code": "A100",
                "match": "exact",
                "services": [{"usoc": "1FR", "available": True, "code": "F200", "because": []}],
            },
        )
        for segment in document.segments
    )
    header = ReplyHeader(
        reseller=document.header.reseller,
        answered_at=datetime.now(UTC),
        outcome=Outcome.ANSWERED,
        segments=len(segments),
        answered=len(segments),
        refused=0,
        transaction=document.header.transaction,
        transaction_number=document.header.transaction_number,
        address_epoch=41,
        feature_epoch=12,
    )
    return Reply(header=header, segments=segments)


class StubWholesaler:
    """Consumes a reseller's lanes; `documents` keeps what came, `arrived` is set with each one.

    `answer_of` may return None: that document is acknowledged and never answered.
    """

    def __init__(
        self,
        transport: Transport,
        reseller: str = "acme",
        answer_of: AnswerOf = everything_is_available,
        *,
        part_limit: int = 4 * 1024 * 1024,
    ) -> None:
        self.transport = transport
        self.reseller = reseller
        self.answer_of = answer_of
        self.part_limit = part_limit
        self.deliveries: list[Delivery] = []
        self.documents: list[Document] = []
        self.arrived = threading.Condition()
        self._answering: list[threading.Thread] = []

    def start(self) -> "StubWholesaler":
        self.transport.open()
        for lane in Lane:
            self.transport.consume(names.lane_queue(self.reseller, lane), self.receive, prefetch=50)
        return self

    def stop(self) -> None:
        """Let what was begun end, then close the line: a thread that lost it would fail amid another test."""
        for lane in Lane:
            self.transport.cancel(names.lane_queue(self.reseller, lane))
        for thread in self._answering:
            thread.join(PATIENCE)
        self.transport.close(timeout=PATIENCE)

    def receive(self, delivery: Delivery) -> None:
        thread = threading.Thread(target=self.answer, args=(delivery,), daemon=True)
        self._answering.append(thread)
        thread.start()

    def answer(self, delivery: Delivery) -> None:
        document = read_document(delivery.body)
        with self.arrived:
            self.deliveries.append(delivery)
            self.documents.append(document)
            self.arrived.notify_all()
        reply = self.answer_of(document)
        if reply is not None:
            self.send(delivery, reply)
        self.transport.acknowledge(delivery)

    def send(self, delivery: Delivery, reply: Reply) -> None:
        """As the worker does: parts under `<id>/<part>`, the correlation id unchanged."""
        asked = delivery.properties
        queue = asked.reply_to or names.answers_queue(self.reseller)
        direct = queue.startswith(names.DIRECT_REPLY_PREFIX)
        bodies = reply_bodies(reply, limit=self.part_limit)
        for part, body in enumerate(bodies, 1):
            message_id = f"answer-to-{asked.message_id}"
            properties = Properties(
                content_type="application/json",
                correlation_id=asked.correlation_id,
                message_id=message_id if len(bodies) == 1 else f"{message_id}/{part}",
                type=f"{asked.type}.reply",
                app_id="wholesaler",
                headers={names.IN_REPLY_TO: asked.message_id} if asked.message_id else {},
            )
            publication = Publication(
                exchange=names.DEFAULT_EXCHANGE if direct else names.ANSWERS,
                routing_key=queue,
                properties=properties,
                body=body,
                mandatory=not direct,
            )
            self.publish(publication)

    def publish(self, publication: Publication) -> Settled:
        settled: list[Settled] = []
        confirmed = threading.Event()

        def on_settled(outcome: Settled) -> None:
            settled.append(outcome)
            confirmed.set()

        self.transport.publish(publication, on_settled)
        assert confirmed.wait(PATIENCE), "the broker said nothing"
        return settled[0]

    def wait_for(self, count: int, seconds: float = PATIENCE) -> None:
        with self.arrived:
            came = self.arrived.wait_for(lambda: len(self.documents) >= count, seconds)
        assert came, f"{len(self.documents)} of {count} documents came"


def refusing(document: Document) -> Reply:
    """Every segment refused."""
    reply = everything_is_available(document)
    segments = tuple(replace(segment, outcome=Outcome.REFUSED, result={}) for segment in reply.segments)
    header = replace(reply.header, outcome=Outcome.REFUSED, answered=0, refused=len(segments))
    return replace(reply, header=header, segments=segments)
