"""Puts notifications in order, in memory: what came early is held until those before it are here. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reseller_adapter.store.notification_records import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broker_config.transport import Delivery
    from contracts.notification import Notification


@dataclass(frozen=True, slots=True)
class Held:
    """A notification, and the message that brought it and is not acknowledged yet."""

    notification: Notification
    delivery: Delivery


@dataclass(slots=True)
class Gap:
    """Held notifications that wait for those before them; `ask_at` is when to ask (again), `tries` how often it was."""

    ask_at: float
    tries: int = 0


@dataclass(slots=True)
class _Thread:
    told: int
    held: dict[int, Held] = field(default_factory=dict)
    gap: Gap | None = None


class InOrder:
    """One thread per purchase order. `told` says how far one was told before; `grace` is how long a gap may last."""

    def __init__(self, told: Callable[[str], int], grace: float) -> None:
        self._told = told
        self._grace = grace
        self._threads: dict[str, _Thread] = {}
        self._in_hand: Held | None = None
        self.held = 0

    def take(self, came: Held, now: float) -> Delivery | None:
        """Keep what came; returns the message that is of no use any more: this one, or its earlier copy."""
        header = came.notification.header
        thread = self._threads.get(header.pon)
        if thread is None:
            thread = self._threads[header.pon] = _Thread(self._told(header.pon))
        if self._in_hand is not None and self._in_hand.notification.header == header:
            # The line was lost while the caller had it: the copy is what is to be acknowledged in the end.
            before, self._in_hand = self._in_hand.delivery, came
            return before
        if header.sequence <= thread.told:
            return came.delivery
        known = thread.held.get(header.sequence)
        thread.held[header.sequence] = came
        self.held += known is None
        if self._missing(thread) is None:
            thread.gap = None
        elif thread.gap is None:
            thread.gap = Gap(now + self._grace)
        return known.delivery if known else None

    def next(self) -> Notification | None:
        """The next one in order, which is in hand from now on; None when none is here."""
        for thread in self._threads.values():
            if thread.told + 1 in thread.held:
                self._in_hand = thread.held.pop(thread.told + 1)
                thread.told += 1
                self.held -= 1
                return self._in_hand.notification
        return None

    def done(self) -> Delivery | None:
        """The caller is done with what it had in hand: the message to acknowledge."""
        in_hand, self._in_hand = self._in_hand, None
        return in_hand.delivery if in_hand else None

    def give_up(self) -> list[Delivery]:
        """Forget everything that is held or in hand: the messages to give back, in order."""
        held = [self._in_hand] if self._in_hand else []
        for thread in self._threads.values():
            held += [thread.held[sequence] for sequence in sorted(thread.held)]
        self._threads.clear()
        self._in_hand, self.held = None, 0
        return [each.delivery for each in held]

    def gaps(self) -> Iterator[tuple[str, Gap, Missing]]:
        """The purchase orders of which something is missing."""
        for pon, thread in self._threads.items():
            missing = self._missing(thread)
            if thread.gap is not None and missing is not None:
                yield pon, thread.gap, missing

    def skip(self, pon: str) -> None:
        """Do without what is missing before the first that is held."""
        thread = self._threads.get(pon)
        if thread is not None and thread.held:
            thread.told = min(thread.held) - 1
            thread.gap = None

    def _missing(self, thread: _Thread) -> Missing | None:
        first = last = 0
        before = thread.told
        for sequence in sorted(thread.held):
            if sequence > before + 1:
                first, last = first or before + 1, sequence - 1
            before = sequence
        return Missing(first, last) if first else None
