"""Takes documents in by command: translated first, so that a defect is said at once, then stored, then sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reseller_adapter.names import new_submission_name
from reseller_adapter.routes import CommandRoute
from reseller_adapter.store.records import NewSubmission, SubmissionState
from reseller_adapter.translation import documents_to_send, read_documents
from translators.reading import ReadContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.document import Document
    from reseller_adapter.adapter import Tuning
    from reseller_adapter.store.store import Store


def take_in(store: Store, reseller: str, handed_over: tuple[bytes, str, str], tuning: Tuning) -> str:
    """Translate and store what was handed over (bytes, format, the profile's text); returns the submission's name.

    Raises `InputRefused`, and then nothing is stored.
    """
    body, form, profile = handed_over
    now = tuning.clock()
    name = new_submission_name(now)
    documents = read_documents(body, form, profile, read_context(reseller, name, now))
    keep_translated(store, name, handed_over, documents, tuning)
    return name


def read_context(reseller: str, name: str, now: float) -> ReadContext:
    """What a translator is told: documents without a number of their own are numbered after the submission."""
    return ReadContext(reseller=reseller, transaction_number=name, sent_at=datetime.fromtimestamp(now, UTC))


def keep_translated(
    store: Store, name: str, handed_over: tuple[bytes, str, str], documents: Sequence[Document], tuning: Tuning
) -> None:
    """Store a submission with its documents, ready to be sent. Raises `SplitImpossible`."""
    body, form, profile = handed_over
    now = tuning.clock()
    to_send = documents_to_send(documents, tuning.limits)
    new = NewSubmission(
        id=name, source_key=None, format=form, profile="", body=body, route=CommandRoute(), taken_in_at=now
    )
    with store.transaction():
        store.submissions.add(replace(new, profile=store.submissions.keep_profile(profile)))
        store.submissions.enter(name, SubmissionState.WAITING, after=SubmissionState.TAKEN_IN)
        store.documents.add(name, to_send, now)
