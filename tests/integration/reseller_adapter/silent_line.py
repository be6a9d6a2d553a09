"""A TCP proxy that can fall silent: connections stay open and nothing passes any more, as with a machine that hangs."""

import socket
import threading
from contextlib import suppress
from types import TracebackType


class SilentLine:
    """Passes everything on to `target` until `fall_silent`."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._passing = threading.Event()
        self._passing.set()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> "SilentLine":
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._passing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()  # what it has just accepted is closed too
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._listener, *self._sockets):
            each.close()

    def fall_silent(self) -> None:
        self._passing.clear()

    def pass_again(self) -> None:
        self._passing.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(near)
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            self._sockets.append(far)
            for source, sink in ((near, far), (far, near)):
                self._threads.append(threading.Thread(target=self._pass, args=(source, sink), daemon=True))
                self._threads[-1].start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._passing.wait()
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
