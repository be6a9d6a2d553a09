"""One run's folder under `.run/`: its lock, its record of started processes, and how leftovers are recognised.

A run is alive while its owner holds the lock on the file `lock` (flock(2): the kernel lets go when the owner dies, even
by kill -9). Whoever claims a new folder first sweeps the dead ones: recorded processes are ended, then the folder goes.
Claiming and sweeping happen under one lock of their own, so that nobody sweeps a folder between its making and locking.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from embedded.ending import end_session
from embedded.errors import RunFolderUnusable
from embedded.process_identity import ProcessIdentity
from embedded.shared_memory import release_postgres_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_PREFIX = "run-"
_RECORD = "processes"
_ELSEWHERE = "elsewhere"


class RunFolder:
    """A folder that belongs to this program until `release`; use it as a context.

    `path` holds everything the run's servers write, except folders made by `folder_elsewhere`.
    """

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def claim(cls, root: Path) -> RunFolder:
        """Sweep dead runs under `root`, then make and lock a new folder there.

        Raises RunFolderUnusable when `root` cannot be written.
        """
        root = root.resolve()  # servers run in folders of their own, where a relative path means something else
        try:
            root.mkdir(parents=True, exist_ok=True)
            with _claiming(root):
                _sweep(root)
                path = root / f"{_PREFIX}{secrets.token_hex(4)}"
                path.mkdir(mode=0o711)  # others may pass through: PostgreSQL runs as another user under root
                lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError as error:
            raise RunFolderUnusable(
                f"{root} cannot be used for private servers ({error.strerror}): {error.filename}; "
                "remove it, or name another folder"
            ) from error
        (path / _RECORD).mkdir(mode=0o700)
        return cls(path, lock)

    def record(self, name: str, process: ProcessIdentity, stop: signal.Signals) -> None:
        """Note a started process and the signal that ends it, so that a later run can end it should this one crash."""
        note = {"process": asdict(process), "stop": int(stop)}
        (self.path / _RECORD / f"{name}.json").write_text(json.dumps(note), encoding="utf-8")

    def forget(self, name: str) -> None:
        """Drop the note of a process that has ended."""
        (self.path / _RECORD / f"{name}.json").unlink(missing_ok=True)

    def folder_elsewhere(self, path: Path) -> None:
        """Note a folder outside `path` that goes when this run goes."""
        with (self.path / _ELSEWHERE).open("a", encoding="utf-8") as notes:
            notes.write(f"{path}\n")

    def release(self) -> None:
        """End what is still recorded, remove the folder and let go of the lock."""
        _remove(self.path)
        os.close(self._lock)

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def sweep_dead_runs(root: Path) -> list[Path]:
    """End the processes and remove the folders of runs whose owner is gone; returns the folders removed."""
    if not root.is_dir():
        return []
    with _claiming(root):
        return _sweep(root)


def recorded_processes(path: Path) -> dict[str, ProcessIdentity]:
    """The processes noted in a run's folder, by name."""
    notes = {}
    for note in (path / _RECORD).glob("*.json"):
        # A note that has just gone, or was cut short by a crash, names nobody.
        with suppress(FileNotFoundError, json.JSONDecodeError):
            notes[note.stem] = ProcessIdentity(**json.loads(note.read_text(encoding="utf-8"))["process"])
    return notes


@contextmanager
def _claiming(root: Path) -> Iterator[None]:
    lock = os.open(root / "claiming.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _sweep(root: Path) -> list[Path]:
    dead = [path for path in sorted(root.glob(f"{_PREFIX}*")) if not _is_held(path)]
    for path in dead:
        _remove(path)
    return dead


def _is_held(path: Path) -> bool:
    try:
        lock = os.open(path / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False  # its owner died between making the folder and the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(lock)


def _remove(path: Path) -> None:
    for note in sorted((path / _RECORD).glob("*.json")):
        # A note cut short by the crash names nobody; its process had not been told its settings yet.
        with suppress(json.JSONDecodeError):
            said = json.loads(note.read_text(encoding="utf-8"))
            end_session(ProcessIdentity(**said["process"]), signal.Signals(said["stop"]))
    folders = [path]
    if (path / _ELSEWHERE).exists():
        folders += [Path(line) for line in (path / _ELSEWHERE).read_text(encoding="utf-8").splitlines()]
    for folder in folders:
        release_postgres_memory(folder)
    for folder in reversed(folders):
        shutil.rmtree(folder, ignore_errors=True)
