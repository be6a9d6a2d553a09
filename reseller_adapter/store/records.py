"""What the store holds, as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reseller_adapter.routes import Route


class SubmissionState(StrEnum):
    """Where a submission is: taken_in → waiting → answered → ready → done; with defects taken_in → ready → done."""

    TAKEN_IN = "taken_in"
    """Stored as it came."""
    WAITING = "waiting"
    """Translated; its documents are being sent or wait for their answers."""
    ANSWERED = "answered"
    """Every document has its answer."""
    READY = "ready"
    """Translated back, or defective: waits for its delivery."""
    DONE = "done"
    """Delivered."""


class DocumentState(StrEnum):
    """Where a document is: to_send → sent → answered; a sent one is published again when no answer comes."""

    TO_SEND = "to_send"
    SENT = "sent"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """Something that was just handed over; under the same `source_key` it is taken in once."""

    id: str
    source_key: str | None
    format: str
    profile: str
    body: bytes
    route: Route
    taken_in_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission without its bytes; `profile` is a digest."""

    id: str
    source: str
    format: str
    profile: str
    route: Route
    state: SubmissionState
    defective: bool
    taken_in_at: float
    finished_at: float | None
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document to publish: the `piece`-th of the `ordinal`-th document of its submission, both from 1.

    `first_segment` is how many segments of the original come before this piece.
    """

    ordinal: int
    piece: int
    first_segment: int
    segments: int
    transaction: str
    transaction_number: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingDocument:
    """A document without its bytes; `id` is its correlation_id and message_id on every try."""

    id: str
    submission: str
    ordinal: int
    piece: int
    first_segment: int
    segments: int
    transaction: str
    transaction_number: str
    state: DocumentState
    attempts: int
    due_at: float
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer in the reseller's format."""

    ordinal: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPiece:
    """An answer, or a part of one, as the wholesaler sent it, and the piece of a document that it answers."""

    ordinal: int
    piece: int
    first_segment: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """An answer that nobody here asked for."""

    id: int
    received_at: float
    queue: str
    correlation_id: str | None
    message_id: str | None
    reason: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Requests that wait to be sent together with others."""

    id: int
    collected_at: float
    name: str
    format: str
    profile: str
    requests: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many documents wait, how many of those are overdue, and since when the oldest waits."""

    documents: int
    overdue: int
    since: float | None
