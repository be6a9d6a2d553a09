"""`up`, `down` and `status` of the services under one root folder, for commands, the demo and tests."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from embedded.ending import end_session
from embedded.errors import EmbeddedError, NotUp, RunFolderUnusable
from embedded.keeper import LOCK, LOG, NOTE, SERVICES, WORKER_NAME
from embedded.process_identity import ProcessIdentity
from embedded.run_folder import recorded_processes, sweep_dead_runs

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_ROOT = Path(__file__).resolve().parents[1] / ".run"
_PATIENCE = 60.0


@dataclass(frozen=True)
class ServiceState:
    """One program of `up`: its name, its process (None while it waits to be started again) and whether it lives."""

    name: str
    pid: int | None
    alive: bool


def up(root: Path, say: Callable[[str], None]) -> Path:
    """Bring the services up and return the path of services.json; at once when they are up already.

    `say` gets one sentence per step. Raises EmbeddedError with the sentence that names what went wrong.
    """
    if is_up(root):
        return root / SERVICES
    try:
        root.mkdir(parents=True, exist_ok=True)
        log = os.open(root / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise RunFolderUnusable(f"{root} cannot be used for private servers ({error.strerror})") from error
    keeper = subprocess.Popen(
        [sys.executable, "-m", "embedded", "--root", str(root), "keep"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    os.close(log)
    failure = f"the services ended during their start; see {root / LOG}"
    with keeper.stdout or sys.stdin as progress:
        try:
            for line in progress:
                sentence = line.strip()
                if sentence.startswith("error: "):
                    failure = sentence.removeprefix("error: ")
                else:
                    say(sentence)
        except KeyboardInterrupt:
            keeper.terminate()
            keeper.wait()
            raise
    if not (root / SERVICES).exists():
        keeper.wait()
        raise EmbeddedError(failure)
    return root / SERVICES


def down(root: Path) -> None:
    """Stop everything cleanly and remove what it left, also after a crash; raises NotUp when nothing was up."""
    if not root.is_dir():
        raise NotUp(f"no services are up under {root}")
    keeper = _keeper(root)
    was_up = keeper is not None and keeper.is_alive()
    if keeper is not None and was_up:
        end_session(keeper, signal.SIGTERM, _PATIENCE)
    swept = sweep_dead_runs(root)
    for name in (NOTE, SERVICES):
        (root / name).unlink(missing_ok=True)
    if not was_up and not swept:
        raise NotUp(f"no services are up under {root}")


def status(root: Path) -> list[ServiceState]:
    """Every program of the services that are up; raises NotUp when none are."""
    if not is_up(root):
        raise NotUp(f"no services are up under {root}; start them with: make up")
    note = json.loads((root / NOTE).read_text(encoding="utf-8"))
    states = [
        ServiceState(name, process.pid, process.is_alive())
        for name, process in sorted(recorded_processes(Path(note["run"])).items())
    ]
    if not any(state.name == WORKER_NAME for state in states):
        states.append(ServiceState(WORKER_NAME, None, alive=False))  # it waits for its next start
    return states


def is_up(root: Path) -> bool:
    """True while a keeper holds the lock and everything is ready."""
    try:
        lock = os.open(root / LOCK, os.O_RDWR)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return (root / SERVICES).exists()
    else:
        return False
    finally:
        os.close(lock)


def _keeper(root: Path) -> ProcessIdentity | None:
    try:
        note = json.loads((root / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return ProcessIdentity(note["pid"], note["started"], note["boot"])
