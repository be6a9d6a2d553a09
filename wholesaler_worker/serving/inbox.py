"""What has arrived and was not begun: filled by the I/O thread, emptied in batches by the deciding threads."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesaler_worker.serving.lines import Line, line_of
from wholesaler_worker.serving.rotation import NOBODY, Rotation

if TYPE_CHECKING:
    from wholesaler_worker.receiving.arrival import Arrival

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How much one batch takes at most; always at least one document."""

    documents: int = 50
    segments: int = 500
    size: int = 16 * MIB


class Inbox:
    """Bounded by `capacity` bytes of bodies, those in hand included, `share` of them one reseller's.

    Of one reseller `in_hand_each` documents are in hand at most: that keeps one whose answers the broker does not
    take from using up the publishing window, as the share keeps one with large documents from using up the room.
    """

    def __init__(self, *, capacity: int = 256 * MIB, share: int = 64 * MIB, in_hand_each: int = 100) -> None:
        self._capacity = capacity
        self._share = share
        self._in_hand_each = in_hand_each
        lock = threading.Lock()
        self._change = lock
        self._idle = threading.Condition(lock)
        # Who waits is woken by what it can begin, not by every settlement: a wake-up costs more than a decision.
        self._arrived = {line: threading.Condition(lock) for line in Line}
        self._lines = {line: Rotation() for line in Line}
        self._in_hand: Counter[str] = Counter()
        self._held_back: dict[str, int] = {}
        self._bytes: Counter[str] = Counter()
        self._closed = False

    def put(self, arrival: Arrival) -> bool:
        """Let an arrival wait; False when there is no room for it, or nothing is begun any more."""
        with self._change:
            reseller, used = _reseller(arrival), self._bytes.total()
            if self._closed or (used and used + arrival.size > self._capacity):
                return False
            if self._bytes[reseller] and self._bytes[reseller] + arrival.size > self._share:
                return False
            self._bytes[reseller] += arrival.size
            line = line_of(arrival)
            self._lines[line].add(reseller, arrival)
            self._arrived[line].notify()
            return True

    def take(self, line: Line, limits: BatchLimits) -> list[Arrival]:
        """Wait for arrivals of `line` and take what is there, without lingering; empty once closed.

        A suspicious document makes a batch of its own.
        """
        with self._change:
            while not self._closed:
                batch = self._gather(line, limits)
                if batch:
                    return batch
                self._arrived[line].wait()
            return []

    def begin_at_once(self, arrival: Arrival) -> None:
        """Count an arrival as taken that never waited."""
        with self._change:
            self._bytes[_reseller(arrival)] += arrival.size
            self._in_hand[_reseller(arrival)] += 1

    def finished(self, arrival: Arrival) -> None:
        """An arrival that was taken is settled, or given up with its channel."""
        with self._change:
            reseller = _reseller(arrival)
            if self._in_hand[reseller] == self._in_hand_each:
                self._wake_everyone()
            self._in_hand[reseller] -= 1
            if not self._in_hand[reseller]:
                del self._in_hand[reseller]
            self._bytes[reseller] -= arrival.size
            if not self._in_hand:
                self._idle.notify_all()

    def hold_back(self, reseller: str, *, allow: int = 0) -> None:
        """From now on at most `allow` documents of the reseller are begun."""
        with self._change:
            self._held_back[reseller] = allow
            self._wake_everyone()

    def let_go(self, reseller: str) -> None:
        """Begin the reseller's documents again."""
        with self._change:
            if self._held_back.pop(reseller, None) is not None:
                self._wake_everyone()

    def is_held_back(self, reseller: str) -> bool:
        """True between `hold_back` and `let_go`."""
        return reseller in self._held_back

    def would_wait(self, arrival: Arrival) -> bool:
        """True when its reseller is held back and none of its documents is to be tried."""
        return self._held_back.get(_reseller(arrival), 1) <= 0

    def take_out(self, reseller: str) -> list[Arrival]:
        """Remove what waits of a reseller, to be given back to the broker."""
        with self._change:
            return self._removed(reseller)

    def close(self) -> list[Arrival]:
        """Let nothing be begun any more; returns what was not, to be given back."""
        with self._change:
            self._closed = True
            self._wake_everyone()
            return self._removed(None)

    def wait_until_idle(self, timeout: float) -> bool:
        """True when everything in hand was settled within `timeout` seconds."""
        with self._change:
            return self._idle.wait_for(lambda: not self._in_hand, timeout)

    @property
    def has_much_room(self) -> bool:
        """True when less than half of the capacity is used, and of every share."""
        with self._change:
            return self._bytes.total() * 2 < self._capacity and max(self._bytes.values(), default=0) * 2 < self._share

    def _gather(self, line: Line, limits: BatchLimits) -> list[Arrival]:
        batch: list[Arrival] = []
        segments = size = 0
        while len(batch) < limits.documents:
            arrival = self._lines[line].next_turn(self._may_begin)
            if arrival is None:
                break
            alone = arrival.is_suspicious
            segments, size = segments + arrival.segments, size + arrival.size
            if batch and (alone or segments > limits.segments or size > limits.size):
                break
            self._lines[line].take()
            reseller = _reseller(arrival)
            self._in_hand[reseller] += 1
            if reseller in self._held_back:
                self._held_back[reseller] -= 1
            batch.append(arrival)
            if alone:
                break
        return batch

    def _may_begin(self, reseller: str) -> bool:
        return self._held_back.get(reseller, 1) > 0 and self._in_hand[reseller] < self._in_hand_each

    def _wake_everyone(self) -> None:
        for signal in self._arrived.values():
            signal.notify_all()

    def _removed(self, reseller: str | None) -> list[Arrival]:
        removed = [
            arrival
            for rotation in self._lines.values()
            for arrival in rotation.remove(lambda name: reseller is None or name == reseller)
        ]
        for arrival in removed:
            self._bytes[_reseller(arrival)] -= arrival.size
        return removed


def _reseller(arrival: Arrival) -> str:
    return arrival.origin.reseller if arrival.origin else NOBODY
