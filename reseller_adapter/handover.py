"""How a command beside the running adapter hands something over: the store, and a Unix socket to say so.

The command writes its submission into the store, connects, and sends one line: `wait <submission>`. The adapter sends
it on, and answers with lines `progress <answered> <pieces>`, `not_taken <sentence>` and finally `done`. When the
adapter ends, the connection ends, and the command knows that it is on its own. The line `wake` only says that something
in the store has changed.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

from reseller_adapter.names import SOCKET_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reseller_adapter.finished import Hears, Listeners

logger = logging.getLogger(__name__)

_LONGEST_LINE = 200
_WAKE_SECONDS = 5.0


class HandoverServer:
    """Listens in the data folder; whoever may enter that folder may ask. `on_wake` is called for every question."""

    def __init__(
        self, data_dir: Path, listeners: Listeners, *, is_done: Callable[[str], bool], on_wake: Callable[[], None]
    ) -> None:
        self._data_dir = data_dir
        self._listeners = listeners
        self._is_done = is_done
        self._on_wake = on_wake
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, name="handover", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Listen. The caller holds the store's lock, so a socket that is there is a dead adapter's."""
        (self._data_dir / SOCKET_FILE).unlink(missing_ok=True)
        with _short_address(self._data_dir) as address:
            self._socket.bind(address)
        (self._data_dir / SOCKET_FILE).chmod(0o600)
        self._socket.listen(16)
        self._thread.start()

    def stop(self) -> None:
        """End every connection: those who wait go on by themselves."""
        self._stopping = True
        (self._data_dir / SOCKET_FILE).unlink(missing_ok=True)
        with self._lock:
            open_now = [self._socket, *self._connections]
        for connection in open_now:
            with suppress(OSError):  # the other side may have gone
                connection.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(2)
        self._socket.close()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # `stop` shut it down
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name="handover-waiter", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                words = lines.readline(_LONGEST_LINE).decode(errors="replace").split()
                if len(words) == 2 and words[0] == "wait":
                    self._wait_with(words[1], _Waiter(connection), lines.read)
                elif words == ["wake"]:
                    self._on_wake()
        except OSError as e:
            logger.info("a command that waited has gone (%s)", e, extra={"action": "handover.gone"})
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _wait_with(self, name: str, waiter: _Waiter, until_gone: Callable[[], bytes]) -> None:
        self._listeners.add(name, waiter)
        try:
            self._on_wake()
            if self._is_done(name):
                waiter.done()
            self._listeners.progressed(name)
            until_gone()
        finally:
            self._listeners.remove(name, waiter)


class _Waiter:
    """A command at the other end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def progressed(self, answered: int, pieces: int) -> None:
        self._say(f"progress {answered} {pieces}\n")

    def not_taken(self, sentence: str) -> None:
        self._say(f"not_taken {' '.join(sentence.split())}\n")

    def done(self) -> None:
        self._say("done\n")

    def _say(self, line: str) -> None:
        """The desk speaks here, and waits for nobody: who reads nothing any more is left, and may come back."""
        with suppress(OSError):  # it has gone: its thread sees the end of the connection
            try:
                self._connection.sendall(line.encode(), socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._connection.shutdown(socket.SHUT_RDWR)


def wait_at_adapter(data_dir: Path, name: str, timeout: float, hears: Hears) -> bool | None:
    """Wait for a submission at the running adapter.

    True when it is done, False when `timeout` seconds passed, None when no adapter listens (any more).
    """
    until = monotonic() + timeout
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.settimeout(max(timeout, 0.001))  # an adapter that hangs keeps us waiting no longer
            with _short_address(data_dir) as address:
                connection.connect(address)
            connection.sendall(f"wait {name}\n".encode())
            return _hear(connection, until, hears)
        except TimeoutError:
            return False
        except OSError:
            return None


def wake_adapter(data_dir: Path) -> bool:
    """Tell the running adapter that the store has changed; False when none listens, and the next start will see it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.settimeout(_WAKE_SECONDS)
            with _short_address(data_dir) as address:
                connection.connect(address)
            connection.sendall(b"wake\n")
            connection.recv(1)  # nothing: the adapter has read the line, and ends the connection
        except OSError:
            return False
    return True


def _hear(connection: socket.socket, until: float, hears: Hears) -> bool | None:
    heard = b""
    while True:
        connection.settimeout(max(until - monotonic(), 0.001))
        received = connection.recv(4096)
        if not received:
            return None
        *lines, heard = (heard + received).split(b"\n")
        for line in lines:
            what, _, rest = line.decode().partition(" ")
            if what == "done":
                return True
            if what == "progress":
                answered, pieces = rest.split()
                hears.progressed(int(answered), int(pieces))
            elif what == "not_taken":
                hears.not_taken(rest)


@contextmanager
def _short_address(data_dir: Path) -> Iterator[str]:
    """The socket's address, however deep the folder is: the kernel takes at most 107 bytes, and this is shorter."""
    folder = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET_FILE}"
    finally:
        os.close(folder)
