"""pika's connection with less work for the system: one write for all that a turn of the I/O thread sends, large reads.

Each write is a system call of its own and wakes the broker; pika makes three of a publication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pika
from pika.frame import decode_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_HELD = 64 * 1024
"""Bytes that wait for the end of their turn; beyond this a write costs little beside what it carries."""

_READ_AT_ONCE = 64 * 1024
"""Bytes; pika reads 4 KiB, so that a batch of documents arrived in many turns."""
_HEADER, _FRAME_END = 7, 1
_PROTOCOL_HEADER = b"AMQP"


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
    """pika's connection, whose frames leave and arrive together."""

    _frame_buffer: bytes

    def __init__(self, *arguments: Any, writes: GatheredWrites, **options: Any) -> None:
        self._writes = writes
        super().__init__(*arguments, **options)

    def _proto_connection_made(self, transport: Any) -> None:
        transport._MAX_RECV_BYTES = _READ_AT_ONCE  # noqa: SLF001 - pika has no other way to say it
        super()._proto_connection_made(transport)

    def _on_data_available(self, data_in: bytes) -> None:
        """As pika, which copies all that is left once more for each frame."""
        if data_in.startswith(_PROTOCOL_HEADER) and not self._frame_buffer:
            super()._on_data_available(data_in)  # the broker speaks another protocol
            return
        data = self._frame_buffer + data_in
        position = 0
        while position + _HEADER + _FRAME_END <= len(data):
            size = int.from_bytes(data[position + 3 : position + _HEADER], "big")
            end = position + _HEADER + size + _FRAME_END
            if end > len(data):
                break
            _, found = decode_frame(data[position:end])
            position = end
            self._process_frame(found)
        self.bytes_received += position
        self._frame_buffer = data[position:]

    def emit(self, frames: Sequence[bytes]) -> None:
        """Hand over to the transport; what is sent after the line was lost is lost with it."""
        if self._transport is not None:
            self._adapter_emit_data(b"".join(frames))

    def _output_marshaled_frames(self, marshaled_frames: Sequence[bytes]) -> None:
        self.bytes_sent += sum(map(len, marshaled_frames))
        self.frames_sent += len(marshaled_frames)
        self._writes.send(self, marshaled_frames)
