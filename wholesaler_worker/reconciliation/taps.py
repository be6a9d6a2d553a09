"""Reads the taps of the broker for a window of time, from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from broker_config import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broker_config.transport import Delivery

_NEVER = 2**62
_FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
"""AMQP cannot say an earlier one."""


class Streams(Protocol):
    """What is needed of `broker_config.rabbitmq.stream_reader.StreamReader`."""

    def offset_at(self, stream: str, begin: datetime | str) -> int | None:
        """The first offset that a reading from `begin` would have, or None when nothing is there yet."""

    def last_offset(self, stream: str) -> int:
        """The offset of its last message, as far as one can tell; -1 when it is empty."""

    def messages(self, stream: str, begin: int, last: int, *, exactly: bool = False) -> Iterator[Delivery]:
        """Every message from the offset `begin` on, with `exactly` up to `last`."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a tap, by offset, both ends included; `last` is below `first` when there is nothing.

    `is_cut` means that the tap may once have held more of the window and has let go of it.
    """

    stream: str
    first: int
    last: int
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How many messages it has."""
        return max(self.last - self.first + 1, 0)


class Taps:
    """Reads stretches; `advance` hears how many messages more were read."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def stretch(self, stream: str, since: datetime, until: datetime | None = None) -> Stretch:
        """What a tap holds of a window, to its end when `until` is None."""
        oldest = self._streams.offset_at(stream, "first")
        begin = None if oldest is None else self._streams.offset_at(stream, max(since, _FIRST_MOMENT))
        if begin is None:
            return Stretch(stream, 0, -1)
        behind = self._streams.offset_at(stream, until) if until else None
        last = self._streams.last_offset(stream) if behind is None else behind - 1
        return Stretch(stream, begin, last, is_cut=0 < begin == oldest)

    def settled_before(self, stream: str, moment: datetime) -> int:
        """The offset from which on messages are younger than `moment`."""
        found = self._streams.offset_at(stream, moment)
        return _NEVER if found is None else found

    def read(self, stretch: Stretch, advance: Callable[[int], None], *, exactly: bool = False) -> Iterator[Delivery]:
        """The messages of a stretch, and, if not `exactly`, what has come behind it meanwhile."""
        if stretch.last >= stretch.first:
            for delivery in self._streams.messages(stretch.stream, stretch.first, stretch.last, exactly=exactly):
                advance(1)
                yield delivery

    def oldest_answer(self) -> datetime | None:
        """When the oldest answer in its tap was given."""
        oldest = self._streams.offset_at(names.TAP_ANSWERS, "first")
        if oldest is None:
            return None
        first = next(self._streams.messages(names.TAP_ANSWERS, oldest, oldest, exactly=True))
        return datetime.fromtimestamp(first.properties.timestamp or 0, UTC)
