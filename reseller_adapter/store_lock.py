"""Only one program at a time sends and receives for a store: the one that holds this lock."""

from __future__ import annotations

import fcntl
import logging
import os
from contextlib import suppress
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

from reseller_adapter.errors import StoreUnusable
from reseller_adapter.names import LOCK_FILE

if TYPE_CHECKING:
    import threading
    from pathlib import Path
    from types import TracebackType

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.1


class Holder(StrEnum):
    """Who works with a store: the adapter for good, a command for as long as it waits for its answer."""

    ADAPTER = "adapter"
    COMMAND = "command"


class StoreLock:
    """flock(2) on a file in the data folder: the kernel lets go when the holder dies, even by kill -9.

    The file says who held it last; that is true while it is held.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, data_dir: Path, holder: Holder = Holder.COMMAND) -> StoreLock | None:
        """The lock, or None when another program has it. Raises `StoreUnusable` when the folder cannot be used."""
        descriptor = _opened(data_dir)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        with suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, holder.encode(), 0)
        return cls(descriptor)

    @classmethod
    def take_for_adapter(cls, data_dir: Path, stopping: threading.Event, patience: float = 2.0) -> StoreLock | None:
        """The lock, as soon as no command has it; None when `stopping` is set before.

        Raises `StoreUnusable` when another adapter has it, and still has it after `patience` seconds: one that is just
        ending, or a look at the lock, is waited for.
        """
        since = monotonic()
        waits = False
        while not stopping.is_set():
            lock = cls.take(data_dir, Holder.ADAPTER)
            if lock is not None:
                return lock
            if adapter_runs(data_dir):
                if monotonic() - since > patience:
                    raise StoreUnusable(
                        f"an adapter runs already with the store in {data_dir}; "
                        "stop it first, or give this one a folder of its own with RESELLER_DATA_DIR"
                    )
            elif not waits:
                waits = True
                logger.info("waiting for the command that works with the store", extra={"action": "store.in_use"})
            stopping.wait(_LOOK_AGAIN)
        return None

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


def adapter_runs(data_dir: Path) -> bool:
    """True when an adapter holds the lock. Raises `StoreUnusable` when the folder cannot be used."""
    descriptor = _opened(data_dir)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 20, 0) == Holder.ADAPTER.encode()
    else:
        return False
    finally:
        os.close(descriptor)


def _opened(data_dir: Path) -> int:
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as e:
        raise StoreUnusable(f"the folder {data_dir} cannot be used ({e.strerror}); check its rights") from e
