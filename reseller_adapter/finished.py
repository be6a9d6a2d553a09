"""Who waits for which submission: inside this program, and over the socket in others."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Hears(Protocol):
    """Hears about one submission; called from any thread, must return at once."""

    def progressed(self, answered: int, pieces: int) -> None:
        """So many of its pieces are answered."""

    def not_taken(self, sentence: str) -> None:
        """The broker did not take one of its documents; it is tried again."""


class Listener(Hears, Protocol):
    """Hears of its end too."""

    def done(self) -> None:
        """Its answers are in the store."""


class Listeners:
    """The listeners of every submission that somebody waits for."""

    def __init__(self, progress_of: Callable[[str], tuple[int, int]]) -> None:
        self._progress_of = progress_of
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, list[Listener]] = defaultdict(list)

    def add(self, name: str, listener: Listener) -> None:
        """Tell `listener` from now on; the caller then looks whether it is done already."""
        with self._lock:
            self._waiting[name].append(listener)

    def remove(self, name: str, listener: Listener) -> None:
        """Tell it no more."""
        with self._lock:
            if listener in self._waiting.get(name, ()):
                self._waiting[name].remove(listener)
            if not self._waiting.get(name):
                self._waiting.pop(name, None)

    def progressed(self, name: str) -> None:
        """Tell who waits how far it is."""
        if found := self._of(name):
            answered, pieces = self._progress_of(name)
            for listener in found:
                listener.progressed(answered, pieces)

    def not_taken(self, name: str, sentence: str) -> None:
        """Tell who waits that the broker did not take a document of it."""
        for listener in self._of(name):
            listener.not_taken(sentence)

    def done(self, name: str) -> None:
        """Tell who waits that it is done."""
        for listener in self._of(name):
            listener.done()

    def _of(self, name: str) -> list[Listener]:
        with self._lock:
            return list(self._waiting.get(name, ()))
