"""Only one program at a time sends and receives for a store: the one that holds this lock."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from reseller_adapter.errors import StoreUnusable
from reseller_adapter.names import LOCK_FILE

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class StoreLock:
    """flock(2) on a file in the data folder: the kernel lets go when the holder dies, even by kill -9."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, data_dir: Path) -> StoreLock | None:
        """The lock, or None when another program has it. Raises `StoreUnusable` when the folder cannot be used."""
        try:
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as e:
            raise StoreUnusable(f"the folder {data_dir} cannot be used ({e.strerror}); check its rights") from e
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def __enter__(self) -> StoreLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def release(self) -> None:
        """Let the next one have it; idempotent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
