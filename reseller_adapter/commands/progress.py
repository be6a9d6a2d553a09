"""What a command shows on standard error while it waits: a bar for a long document, and what goes wrong, at once."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

_LONG_SEGMENTS = 200
"""Documents above this are worth a bar."""


class Told:
    """Says each thing that goes wrong once."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def progressed(self, answered: int, pieces: int) -> None:
        """Short documents are answered before a bar could be seen."""

    def not_taken(self, sentence: str) -> None:
        """A person need not wait for what nobody will answer."""
        if sentence not in self._said:
            self._said.add(sentence)
            click.echo(f"reseller-adapter: {sentence}", err=True)


class _Bar(Told):
    def __init__(self, progress: Progress, task: TaskID) -> None:
        super().__init__()
        self._progress = progress
        self._task = task

    def progressed(self, answered: int, pieces: int) -> None:
        self._progress.update(self._task, completed=answered, total=pieces)


@contextmanager
def shown(segments: int, pieces: int) -> Iterator[Told]:
    """A progress bar on a terminal for a long document, and none otherwise."""
    if segments <= _LONG_SEGMENTS or not sys.stderr.isatty():
        yield Told()
        return
    # Only here: it would take a tenth of the time that a command needs to start.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        sentence = f"{segments:,} segments: answers to {pieces} {'document' if pieces == 1 else 'documents'}"
        yield _Bar(progress, progress.add_task(sentence, total=None if pieces == 1 else pieces))
