"""What was delivered and not begun yet: the broker's thread puts in, one thread takes batches out."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_config.transport import Delivery


class Intake:
    """Bounded by the prefetch of the consumer that fills it."""

    def __init__(self, largest_batch: int) -> None:
        self._largest_batch = largest_batch
        self._waiting: deque[Delivery] = deque()
        self._later: list[tuple[float, int, Delivery]] = []
        self._order = itertools.count()
        self._change = threading.Condition()
        self._closed = False

    def put(self, delivery: Delivery, *, after: float = 0.0) -> None:
        """Add one, to be taken in so many seconds; from any thread. Once closed it is forgotten."""
        with self._change:
            if after > 0.0:
                heapq.heappush(self._later, (time.monotonic() + after, next(self._order), delivery))
            else:
                self._waiting.append(delivery)
            self._change.notify_all()

    def take(self) -> list[Delivery]:
        """What has arrived, up to a batch; waits for the first, and is empty once closed."""
        with self._change:
            while not self._closed:
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    self._waiting.append(heapq.heappop(self._later)[2])
                if self._waiting:
                    return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._largest_batch))]
                self._change.wait(self._later[0][0] - now if self._later else None)
            return []

    def pause(self, seconds: float) -> bool:
        """Wait; False as soon as the intake is closed."""
        with self._change:
            return not self._change.wait_for(lambda: self._closed, seconds)

    def close(self) -> list[Delivery]:
        """Give nothing out any more; what was not taken is returned, once."""
        with self._change:
            self._closed = True
            left = [*self._waiting, *(delivery for _, _, delivery in self._later)]
            self._waiting.clear()
            self._later.clear()
            self._change.notify_all()
            return left
