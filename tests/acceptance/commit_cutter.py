"""A TCP proxy before PostgreSQL that cuts a connection while a transaction is committed.

The worker cannot know then whether it was: with `Cut.BEFORE` the server never heard of the commit, with `Cut.AFTER` it
is done and nobody told.
"""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

_COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
"""A simple query (https://www.postgresql.org/docs/15/protocol-message-formats.html), which the driver sends at once."""


class Cut(Enum):
    """What becomes of a commit."""

    NONE = auto()
    BEFORE = auto()
    AFTER = auto()


class CommitCutter:
    """Transactions in which a mark of `plans` was sent meet its plan, one after the other; those after them pass.

    Of several marks the first one counts. `left` says what of the plans has not come about.
    """

    def __init__(self, dsn: str, plans: Mapping[bytes, Sequence[Cut]]) -> None:
        self._target = urlsplit(dsn)
        self.left = {mark: list(plan) for mark, plan in plans.items()}
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def dsn(self) -> str:
        """The same database through the proxy, which must be able to read what passes."""
        login = self._target.netloc.rpartition("@")[0]
        port = self._listener.getsockname()[1]
        return urlunsplit(self._target._replace(netloc=f"{login}@127.0.0.1:{port}", query="sslmode=disable"))

    def __enter__(self) -> "CommitCutter":
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        for each in self._sockets:
            _end(each)
        for thread in self._threads:
            thread.join()
        for each in (self._listener, *self._sockets):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection((self._target.hostname, self._target.port or 5432))
            self._sockets += [near, far]
            silent = threading.Event()
            for work in (self._pass_requests, self._pass_replies):
                self._threads.append(threading.Thread(target=work, args=(near, far, silent)))
                self._threads[-1].start()

    def _pass_requests(self, near: socket.socket, far: socket.socket, silent: threading.Event) -> None:
        seen: set[bytes] = set()
        with suppress(OSError):
            while data := near.recv(65536):
                cut = Cut.NONE
                seen.update(mark for mark in self.left if mark in data)
                if data.endswith(_COMMIT):
                    cut = self._next(seen)
                    seen.clear()
                if cut is Cut.BEFORE:
                    break
                if cut is Cut.AFTER:
                    silent.set()
                far.sendall(data)
        if not silent.is_set():
            _end(near)
        _end(far)

    def _pass_replies(self, near: socket.socket, far: socket.socket, silent: threading.Event) -> None:
        with suppress(OSError):
            while data := far.recv(65536):
                if silent.is_set():
                    break
                near.sendall(data)
        _end(near)
        _end(far)

    def _next(self, seen: set[bytes]) -> Cut:
        mark = next((mark for mark in self.left if mark in seen), None)
        with self._lock:
            return self.left[mark].pop(0) if mark is not None and self.left[mark] else Cut.NONE


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
