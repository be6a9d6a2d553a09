"""What one turn of the I/O thread sends leaves as one write per connection, in its order; what comes is read whole."""

from typing import Any

import pytest
from pika import frame
from pika.exceptions import InvalidFrameError

from broker_config.rabbitmq.gathered_writes import MOST_HELD, GatheredWrites, GatheringConnection


class Wire:
    """In place of pika's transport."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(data)


class Line(GatheringConnection):
    """A connection that was never made: only what it would write counts."""

    def __init__(self, writes: GatheredWrites) -> None:
        self.bytes_sent = self.frames_sent = self.bytes_received = 0
        self._frame_buffer = b""
        self.read: list[Any] = []
        self._writes = writes
        self._transport: Any = Wire()

    def _process_frame(self, frame_value: Any) -> None:
        self.read.append(frame_value)

    def arrives(self, data: bytes) -> None:
        self._on_data_available(data)

    def sends(self, *frames: bytes) -> None:
        self._output_marshaled_frames(frames)

    @property
    def written(self) -> list[bytes]:
        return self._transport.writes  # type: ignore[no-any-return]

    def is_lost(self) -> None:
        self._transport = None


@pytest.fixture
def writes() -> GatheredWrites:
    return GatheredWrites()


def test_the_frames_of_one_publication_are_one_write(writes: GatheredWrites) -> None:
    line = Line(writes)
    line.sends(b"method", b"header", b"body")
    assert line.written == [b"methodheaderbody"]
    assert (line.frames_sent, line.bytes_sent) == (3, 16)


def test_what_a_turn_sends_is_one_write_for_each_connection_in_its_order(writes: GatheredWrites) -> None:
    one, other = Line(writes), Line(writes)
    writes.begin()
    one.sends(b"1", b"2")
    other.sends(b"acknowledged")
    one.sends(b"3")
    assert one.written == other.written == []
    writes.release()
    assert one.written == [b"123"]
    assert other.written == [b"acknowledged"]


def test_after_a_turn_nothing_is_held(writes: GatheredWrites) -> None:
    line = Line(writes)
    writes.begin()
    writes.release()
    writes.release()
    line.sends(b"heartbeat")
    assert line.written == [b"heartbeat"]


def test_much_is_not_held_until_the_end_of_the_turn(writes: GatheredWrites) -> None:
    line = Line(writes)
    writes.begin()
    line.sends(b"small")
    line.sends(b"x" * MOST_HELD)
    line.sends(b"last")
    assert [len(write) for write in line.written] == [5 + MOST_HELD]
    writes.release()
    assert line.written[1:] == [b"last"]


def test_what_is_held_for_a_lost_line_is_lost_with_it(writes: GatheredWrites) -> None:
    lost, other = Line(writes), Line(writes)
    writes.begin()
    lost.sends(b"never")
    other.sends(b"always")
    lost.is_lost()
    writes.release()
    assert other.written == [b"always"]


def test_frames_are_read_however_they_are_cut(writes: GatheredWrites) -> None:
    wire = b"".join(
        frame.Body(1, bytes([letter]) * size).marshal() for letter, size in enumerate((0, 1, 7, 8, 300), 65)
    )
    for step in (1, 2, 7, 8, 9, 50, len(wire)):
        line = Line(writes)
        for start in range(0, len(wire), step):
            line.arrives(wire[start : start + step])
        assert [body.fragment for body in line.read] == [b"", b"B", b"C" * 7, b"D" * 8, b"E" * 300]


def test_a_frame_without_its_end_is_no_frame(writes: GatheredWrites) -> None:
    with pytest.raises(InvalidFrameError):
        Line(writes).arrives(frame.Body(1, b"body").marshal()[:-1] + b"x")
