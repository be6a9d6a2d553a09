"""Where the time of one document goes in a worker: its own functions, one stage after the other, in this process.

Each stage runs over all documents before the next begins, on the processor time of this thread, and the fastest of the
passes counts: what else happens on the machine is left out. What the live worker takes beyond their sum is the driver's
event loop, system calls, and the threads' handing over.
"""

from __future__ import annotations

import io
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pika
from pika import frame, spec

from bench.documents import in_turn, qualify_document
from broker_config.rabbitmq.properties import from_pika, to_pika
from broker_config.transport import Delivery
from contracts.reply_writing import reply_bodies
from serviceability.index import open_index
from wholesaler_worker.db.resellers import ResellerRecord, ResellerState
from wholesaler_worker.handling.answering import USE_CASES, Answered, answer_documents
from wholesaler_worker.handling.composing import answered_reply
from wholesaler_worker.handling.desk import Desk
from wholesaler_worker.logging import DOCUMENTS as DOCUMENTS_LOG
from wholesaler_worker.logging import JsonLines, SharedFlush
from wholesaler_worker.receiving.arrival import arrival_of
from wholesaler_worker.receiving.intake import Accepted, take_in
from wholesaler_worker.serving.answer_messages import answer_messages
from wholesaler_worker.serving.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bench.territory import Territory
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.receiving.arrival import Arrival
    from wholesaler_worker.receiving.intake import TakenIn

DOCUMENTS = 2_000
_BATCH = 50
_PASSES = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way, and what it takes per document in microseconds."""

    name: str
    microseconds: float


def stages(territory: Territory, documents: int = DOCUMENTS) -> list[Stage]:
    """The stages in the order of the way."""
    record = ResellerRecord(name="acme", state=ResellerState.ACTIVE, require_user_id=False, areas=("all",),
                            transactions=tuple(USE_CASES))  # fmt: skip
    report, watch = Report(), _Watch()
    with _documents_log():
        index = open_index(territory.index)
        for number in range(_PASSES):
            # Other addresses each time: the offices stay cached, as in a worker that has run for a while, streets not.
            known = territory.known[number * documents :][:documents]
            bodies = [qualify_document([address]) for address in in_turn(known)]
            _one_pass(watch, [_delivered(body) for body in bodies], bodies, record, index, report)
        index.close()
    best = watch.best
    # The message holds the JSON, which is a stage of its own.
    best["the answer as a message"] -= best["write the answer as JSON"]
    return [Stage(name, seconds * 1e6) for name, seconds in best.items()]


def _one_pass(
    watch: _Watch,
    frames: Sequence[bytes],
    bodies: Sequence[bytes],
    record: ResellerRecord,
    index: ReferenceIndex,
    report: Report,
) -> None:
    now = datetime.now(UTC)
    desk = Desk(index, numbers=None, today=now.date())  # type: ignore[arg-type] # no number is asked for

    def take(arrival: Arrival) -> TakenIn:
        assert arrival.origin is not None
        return take_in(arrival, arrival.origin, record, USE_CASES, now)

    properties = watch.over("the driver reads its frames", _read_frames, frames)
    arrivals = watch.over("hand over to the deciding thread", _arrival, zip(bodies, properties, strict=True))
    taken = watch.over("identity and contract", take, arrivals)
    accepted = [each for each in taken if isinstance(each, Accepted)]
    outcomes = watch.over(
        "decide",
        lambda batch: answer_documents([each.document for each in batch], desk),
        [accepted[n : n + _BATCH] for n in range(0, len(accepted), _BATCH)],
        each=len(accepted),
    )
    answered = [each for outcome in outcomes for each in outcome if isinstance(each, Answered)]
    replies = watch.over(
        "compose the answer",
        lambda pair: answered_reply(pair[0].document, "acme", pair[1].segments, index, now),
        zip(accepted, answered, strict=True),
    )
    watch.over("write the answer as JSON", reply_bodies, replies)
    asked = list(zip(replies, arrivals, accepted, strict=True))
    messages = watch.over(
        "the answer as a message", lambda each: answer_messages(each[0], each[1], each[2].address), asked
    )
    watch.over("log and count", lambda each: report.answered(each[1], each[0]), asked)
    watch.over("the driver writes its frames", lambda message: _publish_frames(message[0]), messages)


class _Watch:
    """Runs a stage over everything and notes the least time that it ever took."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}

    def over(self, name: str, step: Callable[[Any], Any], inputs: Iterable[Any], *, each: int = 0) -> list[Any]:
        waiting = list(inputs)
        begin = time.thread_time()
        done = [step(one) for one in waiting]
        took = (time.thread_time() - begin) / (each or len(waiting))
        self.best[name] = min(took, self.best.get(name, took))
        return done


@contextmanager
def _documents_log() -> Iterator[None]:
    """The worker's own log handler, writing into memory."""
    handler = SharedFlush(io.StringIO())
    handler.setFormatter(JsonLines())
    logger = logging.getLogger(DOCUMENTS_LOG)
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


def _delivered(body: bytes) -> bytes:
    """What the broker sends for one document, as it goes over the wire."""
    method = spec.Basic.Deliver("consumer", 1, False, "documents.acme", "service.qualify")
    properties = pika.BasicProperties(
        content_type="application/json", delivery_mode=2, correlation_id="1", type="service.qualify"
    )
    return b"".join(
        (
            frame.Method(1, method).marshal(),
            frame.Header(1, len(body), properties).marshal(),
            frame.Body(1, body).marshal(),
        )
    )


def _read_frames(wire: bytes) -> Any:
    found, position = [], 0
    while position < len(wire):
        taken, one = frame.decode_frame(wire[position:])
        position += taken
        found.append(one)
    return from_pika(found[1].properties)


def _arrival(pair: tuple[bytes, Any]) -> Any:
    body, properties = pair
    return arrival_of(
        Delivery(
            queue="documents.acme.inquiry",
            exchange="documents.acme",
            routing_key="service.qualify",
            redelivered=False,
            properties=properties,
            body=body,
            generation=1,
            tag=1,
        )
    )


def _publish_frames(publication: Any) -> bytes:
    method = spec.Basic.Publish(exchange=publication.exchange, routing_key=publication.routing_key, mandatory=True)
    header = frame.Header(1, len(publication.body), to_pika(publication.properties))
    return b"".join((frame.Method(1, method).marshal(), header.marshal(), frame.Body(1, publication.body).marshal()))
