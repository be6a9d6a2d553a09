"""Tells a person, or a log, how long work goes: a bar on a terminal, lines otherwise, refused rows, a summary."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from wholesaler_worker.loading.refusals import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Refusal

LISTED = 100
"""Refused rows that are named one by one; the others are counted: a wrong file may have millions."""

_LINE_SECONDS = 10.0
_COMPARING = "all is read, comparing with the records"


@contextmanager
def watched(paths: Sequence[Path]) -> Iterator[Reading]:
    """A `Reading` that shows how far the load of `paths` is and names the first refused rows on standard error."""
    reading = Reading(_named())
    total = sum(map(_size, paths))
    with _shown(_title(paths), total, _COMPARING, DownloadColumn()) as reading.advance:
        yield reading
    if reading.refused > LISTED:
        click.echo(f"and {reading.refused - LISTED} more rows were refused", err=True)


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """What hears of the rows that are done, and shows how far of `total` that is: a bar on a terminal, else lines."""
    with _shown(title, total, "nearly done", MofNCompleteColumn()) as advance:
        yield advance


def _size(path: Path) -> int:
    """The size in bytes; whoever reads a file that is not there says so."""
    return path.stat().st_size if path.is_file() else 0


def counted(count: int, what: str) -> str:
    """``1 row``, ``2,300 rows``."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _named() -> Callable[[Refusal], None]:
    listed = 0

    def name(refusal: Refusal) -> None:
        nonlocal listed
        listed += 1
        if listed <= LISTED:
            click.echo(str(refusal), err=True)

    return name


@contextmanager
def _shown(title: str, total: int, afterwards: str, amount: ProgressColumn) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield _lines(title, total, afterwards)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)

        def advance(count: int) -> None:
            bar.advance(task, count)
            if bar.finished:
                bar.update(task, description=f"{title}: {afterwards}")

        yield advance


def _lines(title: str, total: int, afterwards: str) -> Callable[[int], None]:
    done, said = 0, time.monotonic()

    def advance(count: int) -> None:
        nonlocal done, said
        done += count
        if (now := time.monotonic()) - said >= _LINE_SECONDS:
            said = now
            click.echo(f"{title}: {f'{done * 100 // total} % done' if done < total else afterwards}", err=True)

    return advance


def _title(paths: Sequence[Path]) -> str:
    return f"loading {paths[0].name}" + (f" and {counted(len(paths) - 1, 'more file')}" if len(paths) > 1 else "")
