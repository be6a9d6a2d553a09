"""How the story is told: headings, documents as they are sent, and answers as they are checked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from demo.checking import Checked

_EXCERPT_LINES = 12
_WAIT = "30"


class StoryBroken(Exception):
    """A command of the story did not do its part; the sentence says which and what it said."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a reseller's adapter was given, what it gave back, and the seconds that it took."""

    reseller: str
    answer: str
    seconds: float


class Telling:
    """Tells on `console`; documents are written into `folder`, and programs find the servers in `services`."""

    def __init__(self, console: Console, services: Path, folder: Path) -> None:
        self._console = console
        self._services = services
        self._folder = folder

    def heading(self, title: str, text: str) -> None:
        """A new part of the story."""
        heading(self._console, title, text)

    def say(self, text: str) -> None:
        """A line."""
        self._console.print(f"   {text}", markup=False)

    def submitted(self, reseller: str, name: str, text: str, *, adapter: str = "") -> Submission:
        """Show a document, hand it to the reseller's adapter as its order system would, and wait for the answer.

        `adapter` names another one of the reseller's adapters, which knows nothing of what this one has sent.
        """
        file = self._folder / name
        file.write_text(text, encoding="utf-8")
        lines = text.splitlines()
        for line in lines[:_EXCERPT_LINES]:
            self.say(f"│ {line}")
        if len(lines) > _EXCERPT_LINES:
            self.say(f"│ … and {len(lines) - _EXCERPT_LINES} more lines")
        format_ = file.suffix.removeprefix(".")
        self._console.print(f"\n   $ reseller-adapter submit {name} --format {format_} --wait {_WAIT}\n")
        data_dir = str(self._folder / f"{reseller}{adapter}")
        began = time.perf_counter()
        command = ["--reseller", reseller, "submit", str(file), "--format", format_, "--wait", _WAIT]
        answer = self._run("reseller_adapter", command, RESELLER_DATA_DIR=data_dir)
        return Submission(reseller, answer, time.perf_counter() - began)

    def command(self, program: str, *arguments: str) -> str:
        """Show a command of the wholesaler, run it, and return what it printed."""
        self._console.print(f"   $ {program.replace('_', '-')} {' '.join(arguments)}\n")
        return self._run(program, list(arguments))

    def checked(self, submission: Submission, checked: Sequence[Checked]) -> bool:
        """Show each answer beside what was asked; true when none is wrong."""
        table = Table(show_edge=False, pad_edge=False, box=None)
        for column in ("", "reference", "asked", "answered"):
            table.add_column(column, overflow="fold")
        for one in checked:
            answer = one.answer if not one.wrong else f"{one.answer} — WRONG: {one.wrong}"
            table.add_row("ok" if not one.wrong else "!!", one.reference, one.asked, answer)
        self._console.print(table)
        self._console.print(
            f"\n   {len(checked)} segments answered {submission.seconds * 1000:,.0f} ms after the command was given"
            " (the start of the program included)."
        )
        return not any(one.wrong for one in checked)

    def _run(self, program: str, arguments: list[str], **environment: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", program, "--services", str(self._services), *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode != 0:
            said = ended.stderr.strip() or ended.stdout.strip()
            raise StoryBroken(f"{program} {' '.join(arguments)} ended with {ended.returncode}: {said}")
        return ended.stdout


def heading(console: Console, title: str, text: str) -> None:
    """A new part of the story."""
    console.print(f"\n[bold]{title}[/bold]\n   {text}\n")
