"""How many publications of a thread wait for each other."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SENT_AT_ONCE = 32
"""A batch of short questions is hardly longer; with long ones, the first answers do not wait for the last."""


class Together(threading.local):
    """Each thread has its own count; outside of `gathering` every publication is enough."""

    def __init__(self) -> None:
        self._count = 0
        self._most = 1

    def is_enough(self) -> bool:
        """Count one publication; True when those so far are to be sent."""
        self._count += 1
        if self._count < self._most:
            return False
        self._count = 0
        return True

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Let the publications of this thread wait for each other."""
        self._most = SENT_AT_ONCE
        try:
            yield
        finally:
            self._most, self._count = 1, 0
