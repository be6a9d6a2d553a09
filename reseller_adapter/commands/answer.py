"""Waits for the answer to a submission, shows how far it is, and prints it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from broker_config.errors import BrokerError
from reseller_adapter.adapter import Tuning
from reseller_adapter.bootstrap import line_to_wholesaler
from reseller_adapter.errors import AnswerLate
from reseller_adapter.waiting import AnswerWait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reseller_adapter.settings import ResellerSettings
    from reseller_adapter.store.records import PendingDocument
    from reseller_adapter.store.store import Store

_LONG_SEGMENTS = 200
"""Documents above this are worth a bar."""


def print_answer(settings: ResellerSettings, store: Store, name: str, seconds: float) -> None:
    """Print the answer on standard output as soon as it is there. Raises `AnswerLate` with what to do then."""
    wait = AnswerWait(settings, store, lambda: line_to_wholesaler(settings, "command"), Tuning())
    documents = store.documents.of(name)
    with _bar(sum(document.segments for document in documents), len(documents)) as on_progress:
        try:
            came = wait.wait(name, seconds, on_progress)
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
        return f"the broker did not take document {numbers} ({'; '.join(reasons)}); {_later(settings, name)}"
    return f"no answer to document {numbers} came within {seconds:g} s; {_later(settings, name)}"


def _later(settings: ResellerSettings, name: str) -> str:
    return (
        f"it is kept, and asked for again while an adapter runs; look later with: reseller-adapter "
        f"--reseller {settings.reseller} pending show {name} --wait 60"
    )


@contextmanager
def _bar(segments: int, pieces: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal for a long document; nothing otherwise."""
    console = Console(stderr=True)
    if segments <= _LONG_SEGMENTS or not console.is_terminal:
        yield lambda _answered, _pieces: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        sentence = f"{segments:,} segments: answers to {pieces} {'document' if pieces == 1 else 'documents'}"
        task = progress.add_task(sentence, total=None if pieces == 1 else pieces)
        yield lambda answered, of: progress.update(task, completed=answered, total=of)
