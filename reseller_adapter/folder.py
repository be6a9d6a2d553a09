"""A watched folder's files: claimed by renaming, answered by renaming, so that nobody ever sees half a file.

    orders.csv  →  in-progress/20261123T093000-1f4c09ab.orders.csv  →  done/orders.csv + done/orders.answer.csv
                                                                   or  failed/orders.csv + failed/orders.error.txt

Renames and new files are made durable (fsync of the folder) before the next step, so that the order also holds after
the machine has lost power.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from reseller_adapter.formats import ending_of
from reseller_adapter.names import SUBMISSION_NAME
from reseller_adapter.routes import FolderRoute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IN_PROGRESS, DONE, FAILED = "in-progress", "done", "failed"
NOTIFICATIONS = "notifications"
"""What happens to orders, a file each; made when the first one comes."""
_NOT_YET = (".tmp", ".part", ".partial", "~", ".swp")
"""Endings of files that are still being written."""


class WatchedFolder:
    """The folder and its three subfolders. Every method may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._held = -1

    def hold(self) -> bool:
        """Keep it for ourselves, from `prepare` on; False when another adapter has it, whose claims are not ours."""
        self._held = os.open(self.path / IN_PROGRESS, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let the next one have it; idempotent."""
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def prepare(self) -> None:
        """Make the subfolders."""
        for name in (IN_PROGRESS, DONE, FAILED):
            (self.path / name).mkdir(parents=True, exist_ok=True)

    def waiting(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Files to take in, with what changes while somebody still writes them."""
        with os.scandir(self.path) as entries:
            found = sorted((entry for entry in entries if _is_wanted(entry)), key=lambda entry: entry.name)
        for entry in found:
            try:
                seen = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # somebody took it away between the two looks
            yield entry.name, (seen.st_ino, seen.st_size, seen.st_mtime_ns)

    def claim(self, name: str, submission: str) -> FolderRoute:
        """Take a file out of everybody's sight. Raises FileNotFoundError when somebody else was faster."""
        claimed = f"{submission}.{name}"
        route = self._route(claimed, name, submission)
        os.rename(self.path / name, self.path / IN_PROGRESS / claimed)  # noqa: PTH104 - says that it is atomic
        _make_durable(self.path / IN_PROGRESS, self.path)
        return route

    def claimed(self) -> list[FolderRoute]:
        """Files that were claimed and are not finished; after a crash some of them may not be in the store."""
        return [
            self._route(file.name, file.name[len(found[0]) + 1 :], found[0])
            for file in sorted((self.path / IN_PROGRESS).iterdir())
            if (found := SUBMISSION_NAME.match(file.name)) and file.is_file()
        ]

    def size(self, route: FolderRoute) -> int:
        """How many bytes a claimed file has."""
        return (self.path / IN_PROGRESS / route.claimed).stat().st_size

    def read(self, route: FolderRoute) -> bytes:
        """The bytes of a claimed file."""
        return (self.path / IN_PROGRESS / route.claimed).read_bytes()

    def finish(self, route: FolderRoute, files: dict[str, bytes], *, failed: bool) -> None:
        """Write `files` (by their names' endings), then move the original beside them; safe to repeat."""
        target = self.path / (FAILED if failed else DONE)
        target.mkdir(exist_ok=True)
        for ending, body in files.items():
            _write(target / f"{route.stem}{ending}", body)
        _make_durable(target)
        original = self.path / IN_PROGRESS / route.claimed
        if original.exists():
            original.replace(target / route.name)
            _make_durable(target, self.path / IN_PROGRESS)

    def put(self, folder: str, name: str, body: bytes) -> None:
        """Write a whole file into a subfolder, durably; the same one again replaces itself."""
        target = self.path / folder
        target.mkdir(exist_ok=True)
        _write(target / name, body)
        _make_durable(target, self.path)

    def _route(self, claimed: str, name: str, submission: str) -> FolderRoute:
        """The names in the end: a second `orders.csv` gets its submission's name in it, so that nothing is replaced."""
        ending = ending_of(name)
        stem = name[: len(name) - len(ending)] if ending else name
        if self._is_taken(name, stem, ending, claimed):
            stem = f"{stem}.{submission}"
            name = f"{stem}{ending}"
        return FolderRoute(folder=str(self.path), claimed=claimed, name=name, stem=stem)

    def _is_taken(self, name: str, stem: str, ending: str, claimed: str) -> bool:
        under_way = [file.name for file in (self.path / IN_PROGRESS).iterdir() if file.name != claimed]
        if any(
            other.partition(".")[2].startswith(f"{stem}.") or other.partition(".")[2] == name for other in under_way
        ):
            return True
        # Asked one by one: the folders grow from year to year, and listing them would cost more with every file.
        names = (name, f"{stem}.answer{ending}", f"{stem}.answer-1{ending}", f"{stem}.error.txt")
        return any((self.path / folder / one).exists() for folder in (DONE, FAILED) for one in names)


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name in (IN_PROGRESS, DONE, FAILED):
        return False
    return not name.startswith(".") and not name.lower().endswith(_NOT_YET) and entry.is_file(follow_symlinks=False)


def _write(path: Path, body: bytes) -> None:
    beside = path.with_name(f".{path.name}.tmp")
    with beside.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _make_durable(*folders: Path) -> None:
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
