"""One write for everything that a turn of the I/O thread sends: each write is a system call, and wakes the broker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pika

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_HELD = 64 * 1024
"""Bytes that wait for the end of their turn; beyond this a write costs little beside what it carries."""


class GatheredWrites:
    """Lives on the I/O thread. Between `begin` and `release` connections leave here what they send, in its order."""

    def __init__(self) -> None:
        self._gathers = False
        self._held: dict[GatheringConnection, list[bytes]] = {}
        self._sizes: dict[GatheringConnection, int] = {}

    def begin(self) -> None:
        """Hold what is sent from now on."""
        self._gathers = True

    def send(self, connection: GatheringConnection, frames: Sequence[bytes]) -> None:
        """Send the frames now, or with what else is held of this connection."""
        if not self._gathers:
            connection.emit(frames)
            return
        self._held.setdefault(connection, []).extend(frames)
        size = self._sizes.get(connection, 0) + sum(map(len, frames))
        if size < MOST_HELD:
            self._sizes[connection] = size
        else:
            self._sizes.pop(connection, None)
            connection.emit(self._held.pop(connection))

    def release(self) -> None:
        """Send what is held, and hold nothing more."""
        self._gathers = False
        held, self._held = self._held, {}
        self._sizes.clear()
        for connection, frames in held.items():
            connection.emit(frames)


class GatheringConnection(pika.SelectConnection):  # type: ignore[misc] # pika has no types here
    """pika's connection, whose frames leave together: pika itself writes a publication as three."""

    def __init__(self, *arguments: Any, writes: GatheredWrites, **options: Any) -> None:
        self._writes = writes
        super().__init__(*arguments, **options)

    def emit(self, frames: Sequence[bytes]) -> None:
        """Hand over to the transport; what is sent after the line was lost is lost with it."""
        if self._transport is not None:
            self._adapter_emit_data(b"".join(frames))

    def _output_marshaled_frames(self, marshaled_frames: Sequence[bytes]) -> None:
        self.bytes_sent += sum(map(len, marshaled_frames))
        self.frames_sent += len(marshaled_frames)
        self._writes.send(self, marshaled_frames)
