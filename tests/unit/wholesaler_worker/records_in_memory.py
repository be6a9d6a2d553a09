"""Changes and the ledger in memory: every change is answered with an empty result, once per transaction number."""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from contracts.notification import OrderEvent
from contracts.reply import Outcome as SegmentOutcome
from contracts.reply import SegmentReply
from contracts.reply_writing import reply_bodies
from contracts.transactions import TRANSACTIONS
from serviceability.index import ReferenceIndex
from wholesaler_worker.changing.documents import Conflict, Outcome, Received, Settled
from wholesaler_worker.changing.records import Event
from wholesaler_worker.db.ledger import EventKey, Key
from wholesaler_worker.handling.composing import answered_reply


class Records:
    """What a worker's changes leave. With `problem` or `outage` set, it is told to whoever asks."""

    def __init__(self) -> None:
        self.settled: dict[Key, tuple[bytes, Settled]] = {}
        self.answered: list[Key] = []
        self.sent: list[EventKey] = []
        self.events: dict[EventKey, Event] = {}
        self.problem: Outcome | None = None
        self.outage: Exception | None = None
        self._noted = threading.Condition()

    @property
    def transactions(self) -> frozenset[str]:
        return frozenset(name for name, transaction in TRANSACTIONS.items() if transaction.changes_state)

    def answer(self, received: Sequence[Received], index: ReferenceIndex) -> list[Outcome]:
        return [self.problem or self._answer(one, index) for one in received]

    def _answer(self, one: Received, index: ReferenceIndex) -> Outcome:
        key = one.entry.key
        if key in self.settled:
            content, settled = self.settled[key]
            if content != one.entry.content_hash:
                return Conflict(one.document.header.transaction_number)
            reply = replace(settled.reply, header=replace(settled.reply.header, replayed=True))
            return replace(settled, reply=reply, bodies=tuple(reply_bodies(reply)), events=())
        segments = [
            SegmentReply(number=segment.number, outcome=SegmentOutcome.ANSWERED) for segment in one.document.segments
        ]
        reply = answered_reply(one.document, one.reseller, segments, index, datetime.now(UTC))
        event = Event(
            reseller=one.reseller,
            pon=f"P-{one.document.header.transaction_number}",
            version=1,
            sequence=1,
            event=OrderEvent.ACKNOWLEDGED,
            occurred_at=datetime(2026, 11, 1, tzinfo=UTC),
            transaction_number=one.document.header.transaction_number,
        )
        self.events[event.reseller, event.pon, event.sequence] = event
        settled = Settled(
            reply=reply,
            bodies=tuple(reply_bodies(reply)),
            message_id=one.message_id,
            events=(event,),
            receipt=key,
        )
        self.settled[key] = one.entry.content_hash, settled
        return settled

    @contextmanager
    def open(self) -> Iterator["Records"]:
        if self.outage is not None:
            raise self.outage
        yield self

    def note_answered(self, keys: Collection[Key], now: datetime) -> None:
        with self._noted:
            self.answered.extend(keys)
            self._noted.notify_all()

    def note_sent(self, keys: Sequence[EventKey], now: datetime) -> None:
        with self._noted:
            self.sent.extend(keys)
            self._noted.notify_all()

    def wait_until_sent(self, keys: Sequence[EventKey]) -> None:
        with self._noted:
            assert self._noted.wait_for(lambda: self.sent == list(keys), 60), self.sent

    def unsent(self, before: datetime, but: Iterable[str], limit: int) -> list[Event]:
        left_alone = set(but)
        return [
            event for key, event in self.events.items() if key not in self.sent and event.reseller not in left_alone
        ][:limit]
