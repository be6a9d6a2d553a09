"""Documents and the wholesaler's answers to them in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reseller_adapter.store.records import DocumentState, PendingDocument, ReplyPiece, Unmatched, Waiting
from reseller_adapter.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reseller_adapter.store.database import Database
    from reseller_adapter.store.records import NewDocument


class Documents:
    """What is published and what came back. Each method is one statement or one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("documents")

    def add(self, submission: str, documents: Iterable[NewDocument], now: float) -> None:
        """Keep what is to be published; the correlation id is made of the submission's name and the place in it."""
        rows = [
            (
                f"{submission}.{new.ordinal}.{new.piece}",
                submission,
                new.ordinal,
                new.piece,
                new.first_segment,
                new.segments,
                new.transaction,
                new.transaction_number,
                new.body,
                now,
            )
            for new in documents
        ]
        self._database.run_for_each(self._sql["add_document"], rows)

    def of(self, submission: str) -> list[PendingDocument]:
        """The documents of a submission, in order."""
        return [_document(row) for row in self._database.all(self._sql["documents"], (submission,))]

    def get(self, correlation_id: str) -> PendingDocument | None:
        """The document that was published under this correlation id."""
        row = self._database.one(self._sql["document"], (correlation_id,))
        return _document(row) if row else None

    def due(self, now: float, horizon: float, limit: int) -> list[PendingDocument]:
        """What is to be published now; `horizon` is the longest pause there is."""
        return [_document(row) for row in self._database.all(self._sql["due"], (now, now + horizon, limit))]

    def next_due(self, now: float) -> float | None:
        """When the next publication after `now` is due."""
        (due_at,) = self._database.one(self._sql["next_due"], (now,))
        return None if due_at is None else float(due_at)

    def body(self, correlation_id: str) -> bytes:
        """What is published."""
        (body,) = self._database.one(self._sql["body"], (correlation_id,))
        return bytes(body)

    def sent(self, correlation_id: str, ask_again_at: float) -> None:
        """The broker confirmed it."""
        self._database.run(self._sql["sent"], (ask_again_at, correlation_id))

    def not_sent(self, correlation_id: str, try_again_at: float, reason: str) -> None:
        """The broker returned or refused it."""
        self._database.run(self._sql["not_sent"], (try_again_at, reason, correlation_id))

    def add_part(
        self, document: str, answered_at: str, part: tuple[int, int], message_id: str | None, body: bytes
    ) -> bool:
        """Keep one part (its number, how many there are) of an answer; True when the answer is complete with it."""
        number, parts = part
        self._database.run(self._sql["add_part"], (document, answered_at, number, parts, message_id, body))
        (held,) = self._database.one(self._sql["parts_held"], (document, answered_at, parts))
        if held < parts:
            return False
        self._database.run(self._sql["drop_other_parts"], (document, answered_at, parts))
        self._database.run(self._sql["answered"], (document,))
        return True

    def unanswered(self, submission: str) -> int:
        """How many documents of a submission still wait."""
        (count,) = self._database.one(self._sql["unanswered"], (submission,))
        return int(count)

    def replies(self, submission: str) -> list[ReplyPiece]:
        """What the wholesaler answered to a submission, in the order of its documents, pieces and parts."""
        return [
            ReplyPiece(ordinal=ordinal, piece=piece, first_segment=first_segment, body=body)
            for ordinal, piece, first_segment, body in self._database.all(self._sql["replies"], (submission,))
        ]

    def progress(self, submission: str) -> tuple[int, int]:
        """Pieces that are answered, and pieces there are."""
        pieces, answered = self._database.one(self._sql["progress"], (submission,))
        return int(answered), int(pieces)

    def waiting(self, overdue_after: int) -> Waiting:
        """How much waits; overdue is what was tried `overdue_after` times or more."""
        return Waiting(*self._database.one(self._sql["waiting"], (overdue_after,)))

    def keep_unmatched(
        self, now: float, queue: str, ids: tuple[str | None, str | None], reason: str, body: bytes
    ) -> None:
        """Keep an answer (its correlation and message ids) that belongs to nothing here, once."""
        self._database.run(self._sql["keep_unmatched"], (now, queue, *ids, reason, body))

    def unmatched(self) -> list[Unmatched]:
        """The answers that nobody here asked for, oldest first."""
        names = ("id", "received_at", "queue", "correlation_id", "message_id", "reason", "size")
        return [Unmatched(**dict(zip(names, row, strict=True))) for row in self._database.all(self._sql["unmatched"])]

    def unmatched_body(self, number: int) -> bytes | None:
        """The bytes of one of them, by its `id`."""
        row = self._database.one(self._sql["unmatched_body"], (number,))
        return None if row is None else bytes(row[0])

    def count_unmatched(self) -> int:
        """How many there are."""
        (count,) = self._database.one(self._sql["count_unmatched"])
        return int(count)

    def prune_unmatched(self, before: float) -> None:
        """Forget what was set aside before this time."""
        self._database.run(self._sql["prune_unmatched"], (before,))


def _document(row: Sequence[Any]) -> PendingDocument:
    name, submission, ordinal, piece, first, segments, transaction, number, state, attempts, due_at, last_error = row
    return PendingDocument(
        id=name,
        submission=submission,
        ordinal=ordinal,
        piece=piece,
        first_segment=first,
        segments=segments,
        transaction=transaction,
        transaction_number=number,
        state=DocumentState(state),
        attempts=attempts,
        due_at=due_at,
        last_error=last_error,
    )
