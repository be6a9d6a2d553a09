"""Turns every way a command can fail into sentences and an exit status; nobody ever sees a traceback."""

from __future__ import annotations

import os
import secrets
import tempfile
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SUCCEEDED, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def _its_text(error: Exception) -> tuple[str, ...]:
    return (str(error),)


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of error that is told to the person: its exit status, and its `sentences`, by default its text alone."""

    kind: type[Exception] | tuple[type[Exception], ...]
    status: int = FAILED
    sentences: Callable[[Any], Iterable[str]] = _its_text


def ended(program: str, command: Callable[[], object], expected: Sequence[Expected]) -> int:
    """Run `command` and return its exit status: what it returns if that is a number, else 0; 2 for wrong usage.

    The first of `expected` that fits an error says how it is told. Any other one becomes a file with its traceback.
    """
    try:
        status = command()
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _told(program, ("interrupted",), INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said there, not even when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except Exception as e:  # noqa: BLE001 - the last border: whatever it is, the person gets a sentence and we get a file
        for one in expected:
            if isinstance(e, one.kind):
                return _told(program, one.sentences(e), one.status)
        if isinstance(e, OSError):
            return _told(program, (f"{e.filename or 'the operating system'}: {e.strerror or e}",), FAILED)
        return _told(program, (_recorded(program),), FAILED)
    return status if isinstance(status, int) else SUCCEEDED


def _told(program: str, sentences: Iterable[str], status: int) -> int:
    for sentence in sentences:
        click.echo(f"{program}: {sentence}", err=True)
    return status


def _recorded(program: str) -> str:
    trace = secrets.token_hex(6)
    descriptor, path = tempfile.mkstemp(prefix=f"{program}-{trace}-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return f"internal error {trace}; the details are in {path}: please report it with that file"
