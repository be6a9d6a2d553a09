"""Waits for the answer to a submission, and prints it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from broker_config.errors import BrokerError
from reseller_adapter.adapter import Tuning
from reseller_adapter.bootstrap import line_to_wholesaler
from reseller_adapter.commands.progress import shown
from reseller_adapter.errors import AnswerLate
from reseller_adapter.waiting import AnswerWait

if TYPE_CHECKING:
    from reseller_adapter.settings import ResellerSettings
    from reseller_adapter.store.records import PendingDocument
    from reseller_adapter.store.store import Store


def print_answer(settings: ResellerSettings, store: Store, name: str, seconds: float) -> None:
    """Print the answer on standard output as soon as it is there. Raises `AnswerLate` with what to do then."""
    wait = AnswerWait(settings, store, lambda: line_to_wholesaler(settings, "command"), Tuning())
    documents = store.documents.of(name)
    with shown(sum(document.segments for document in documents), len(documents)) as progress:
        try:
            came = wait.wait(name, seconds, progress)
        except BrokerError as e:
            raise AnswerLate(f"{e}; {_later(settings, name)}", name) from e
    if not came:
        raise AnswerLate(_why_late(store.documents.of(name), settings, name, seconds), name)
    write_answer(store, name)


def write_answer(store: Store, name: str) -> None:
    """Write the answers of a submission to standard output, byte for byte, one below the other."""
    for answer in store.submissions.answers(name):
        sys.stdout.buffer.write(answer.body)
        if not answer.body.endswith(b"\n"):
            sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def _why_late(documents: list[PendingDocument], settings: ResellerSettings, name: str, seconds: float) -> str:
    numbers = ", ".join(sorted({document.transaction_number for document in documents})[:3])
    reasons = sorted({document.last_error for document in documents if document.last_error})
    if reasons:
        return f"the broker did not take document {numbers}: {'; '.join(reasons)}; {_later(settings, name)}"
    return f"no answer to document {numbers} came within {seconds:g} s; {_later(settings, name)}"


def _later(settings: ResellerSettings, name: str) -> str:
    return (
        f"it is kept, and asked for again while an adapter runs; look later with: reseller-adapter "
        f"--reseller {settings.reseller} pending show {name} --wait 60"
    )
