"""What every topic of the client stands on: one document sent, one answer returned."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING
from uuid import uuid4

from contracts.document import Document, Header
from contracts.transactions import TRANSACTIONS
from reseller_adapter.errors import ClientClosed, DocumentRefused, InputRefused
from reseller_adapter.joining import join_pieces
from reseller_adapter.names import new_submission_name
from reseller_adapter.splitting import split

if TYPE_CHECKING:
    from contracts.document import Segment
    from contracts.reply import Reply, SegmentReply
    from reseller_adapter.client.conversation import Conversation
    from reseller_adapter.settings import ResellerSettings

DEFAULT_TIMEOUT = 10.0
NOT_OPEN = "the client is not open; use it in a `with` statement, or call open()"


class Asking:
    """Sends and waits. `_conversation` is there while the client is open."""

    def __init__(self, settings: ResellerSettings, timeout: float) -> None:
        self.settings = settings
        self.timeout = timeout
        self._conversation: Conversation | None = None

    def send(self, document: Document, *, timeout: float | None = None) -> Reply:
        """Send a document as it is and return its answer, put together when it had to be split.

        Raises `SplitImpossible` for a long atomic one, and `InputRefused` for one that changes something when answers
        come as direct replies: such an answer must not be lost with a connection.
        """
        conversation = self._conversation
        if conversation is None:
            raise ClientClosed(NOT_OPEN)
        header = document.header
        transaction = TRANSACTIONS.get(header.transaction)
        if transaction is not None and transaction.changes_state and not self.settings.answers:
            raise InputRefused(
                [f"{header.transaction} changes something; give the client a durable queue with answers=NAME"]
            )
        pieces = split(document)
        asked = uuid4().hex
        replies = conversation.ask(
            [(f"{asked}.{piece.number}", piece) for piece in pieces], self.timeout if timeout is None else timeout
        )
        return join_pieces(
            [
                (piece.first_segment, len(piece.document.segments), reply)
                for piece, reply in zip(pieces, replies, strict=True)
            ],
            header.transaction_number,
        )

    def _ask_one(
        self, transaction: str, segment: Segment, timeout: float | None, transaction_number: str | None = None
    ) -> SegmentReply:
        now = time()
        header = Header(
            transaction=transaction,
            transaction_number=transaction_number or new_submission_name(now),
            reseller=self.settings.reseller,
            sent_at=datetime.fromtimestamp(now, UTC),
        )
        reply = self.send(Document(header=header, segments=(segment,)), timeout=timeout)
        if not reply.segments:
            raise DocumentRefused(reply)
        return reply.segments[0]
