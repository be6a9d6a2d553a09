"""A program of ours that holds something for as long as we live: it says that it has it, and lets go when we close."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from embedded.errors import StepFailed
from embedded.own_programs import command_of, program_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from embedded.own_programs import Step

READY = "ready"
"""The first line of such a program once it holds what it is for; it lets go at the end of its standard input."""


@contextmanager
def held(step: Step, settings: Mapping[str, str], complain: Callable[[str], None]) -> Iterator[None]:
    """Hold it within the block; the end of our process, however it comes, ends the program's input too.

    Raises StepFailed with what the program said instead of `READY`; `complain` is told when it cannot let go.
    """
    program = subprocess.Popen(
        command_of(step),
        env=program_environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    first = program.stdout.readline() if program.stdout is not None else ""
    if first.strip() != READY:
        said = (first + program.communicate()[0]).strip()
        raise StepFailed(f"{step.sentence}: {said.removeprefix('Error: ')}")
    try:
        yield
    finally:
        said = program.communicate()[0].strip()
        if program.returncode != 0:
            complain(f"{step.sentence}: it ended with {program.returncode}: {said}")
