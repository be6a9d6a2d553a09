"""The adapter's own question: send these notifications again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contracts.document import Document, Header, Segment
from contracts.requests import NotificationResend
from reseller_adapter.names import new_submission_name
from reseller_adapter.routes import GapRoute
from reseller_adapter.store.records import NewSubmission, SubmissionState
from reseller_adapter.translation import documents_to_send

if TYPE_CHECKING:
    from reseller_adapter.store.notification_records import Missing
    from reseller_adapter.store.store import Store


def question_key(pon: str, asked: int) -> str:
    """Names the `asked`-th question about one purchase order in the store."""
    return f"gap {pon} {asked}"


def resend_document(reseller: str, pon: str, missing: Missing, number: str, now: float) -> Document:
    """The document that asks for what is missing."""
    header = Header(
        transaction="notification.resend",
        transaction_number=number,
        reseller=reseller,
        sent_at=datetime.fromtimestamp(now, UTC),
    )
    request = NotificationResend(pon=pon, from_sequence=missing.first, to_sequence=missing.last)
    return Document(header=header, segments=(Segment(number=1, request=request),))


def keep_question(store: Store, reseller: str, pon: str, asked: int, missing: Missing, now: float) -> None:
    """Put the question among what is pending: it is sent, and sent again, like everything else."""
    digest = hashlib.sha256(f"{pon} {asked} {missing.first} {missing.last}".encode()).hexdigest()
    to_send = documents_to_send([resend_document(reseller, pon, missing, f"resend-{digest[:20]}", now)])
    new = NewSubmission(
        id=new_submission_name(now),
        source_key=question_key(pon, asked),
        format="wholesaler",
        profile=store.submissions.keep_profile(""),
        body=to_send[0].body,
        route=GapRoute(pon=pon),
        taken_in_at=now,
    )
    if store.submissions.add(new):
        store.submissions.enter(new.id, SubmissionState.WAITING, after=SubmissionState.TAKEN_IN)
        store.documents.add(new.id, to_send, now)
