"""Calls our other programs (`wholesaler-worker`, `broker-config`, `demo`) as a person would: as commands.

Secrets travel in the environment or in files, never on a command line, which every user of the machine can read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedded.errors import StepFailed

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Step:
    """One call: `sentence` tells a person what it does, `arguments` follow `python -m`."""

    sentence: str
    arguments: tuple[str, ...]


def command_of(step: Step) -> list[str]:
    """The command line, with the Python that runs now."""
    return [sys.executable, "-m", *step.arguments]


def program_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Our own environment with `settings` in place of any connection settings that it holds."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("WHOLESALE_", "RESELLER_"))}
    kept = {name: os.environ[name] for name in ("WHOLESALE_REAL_DATA",) if name in os.environ}
    return {**ours, **kept, **settings, "PYTHONUNBUFFERED": "1"}


def run_step(step: Step, settings: Mapping[str, str]) -> str:
    """Run one step to its end; returns what it printed on standard output.

    Raises StepFailed with everything it said when its status is not 0.
    """
    ended = subprocess.run(
        command_of(step),
        env=program_environment(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        said = (ended.stderr + ended.stdout).strip()
        raise StepFailed(f"{step.sentence}: `{' '.join(step.arguments)}` ended with {ended.returncode}: {said}")
    return ended.stdout
