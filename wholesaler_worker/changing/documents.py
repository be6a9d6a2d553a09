"""A document that changes something: as it was received, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wholesaler_worker.changing.content_hash import content_hash
from wholesaler_worker.changing.deciding import Broken
from wholesaler_worker.db.ledger import Entry
from wholesaler_worker.outcomes import NotAnswered

if TYPE_CHECKING:
    from contracts.document import Document
    from contracts.reply import Reply
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.db.ledger import Key


@dataclass(frozen=True)
class Received:
    """An accepted document. `message_id` will be its answer's, if it was not answered before.

    `may_wait`: it can still go to the delay ladder when a version of an order is ahead of its turn.
    """

    document: Document
    body: bytes
    reseller: str
    message_id: str
    may_wait: bool

    @cached_property
    def entry(self) -> Entry:
        """How the ledger knows it."""
        header = self.document.header
        return Entry(
            reseller=self.reseller,
            transaction_number=header.transaction_number,
            transaction=header.transaction,
            content_hash=content_hash(self.body),
            message_id=self.message_id,
            segments=len(self.document.segments),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An answer whose effects are committed. `bodies` are its messages, `events` are to be notified.

    `receipt` is its key, when the ledger is to know that the broker has the answer.
    """

    reply: Reply
    bodies: tuple[bytes, ...]
    message_id: str
    events: tuple[Event, ...] = ()
    receipt: Key | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """The transaction number was used before, for something else."""

    transaction_number: str


Outcome = Settled | Conflict | Broken | NotAnswered
