"""One wake-up for many calls."""

import threading
from collections.abc import Callable

import pytest

from broker_config.rabbitmq.calls import Calls


class Loop:
    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []
        self.timers: list[Callable[[], None]] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> None:
        assert seconds == 0
        self.timers.append(callback)

    def add_callback_threadsafe(self, callback: Callable[[], None]) -> None:
        self.callbacks.append(callback)


def test_many_calls_wake_the_loop_once_and_keep_their_order() -> None:
    loop, made, before, after = Loop(), [], [], []
    calls = Calls(loop, lambda: before.append(len(made)), lambda: after.append(len(made)))
    for number in range(100):
        calls.put(made.append, number)
    (wake,) = loop.callbacks
    wake()
    assert made == list(range(100))
    assert (before, after) == ([0], [100])


def test_a_call_that_fails_is_logged_and_the_next_is_made(caplog: pytest.LogCaptureFixture) -> None:
    made: list[int] = []
    calls = Calls(Loop(), lambda: None, lambda: None)
    calls.put(int, "no number")
    calls.put(made.append, 1)
    calls.run()
    assert made == [1]
    assert [record.__dict__["action"] for record in caplog.records] == ["transport.callback_failed"]


def test_no_call_is_lost_between_two_threads() -> None:
    made: list[int] = []
    ready = threading.Condition()
    pending: list[Callable[[], None]] = []

    class Woken:
        def add_callback_threadsafe(self, callback: Callable[[], None]) -> None:
            with ready:
                pending.append(callback)
                ready.notify()

    calls = Calls(Woken(), lambda: None, lambda: None)

    def run() -> None:
        while len(made) < 20_000:
            with ready:
                if not ready.wait_for(lambda: pending, timeout=60):
                    return
                callback = pending.pop()
            callback()

    reader = threading.Thread(target=run)
    reader.start()
    for number in range(20_000):
        calls.put(made.append, number)
    reader.join()
    assert made == list(range(20_000))


def test_quiet_calls_wait_for_the_next_wake() -> None:
    loop, made = Loop(), []
    calls = Calls(loop, lambda: None, lambda: None)
    calls.put_quietly(made.append, 1)
    calls.put_quietly(made.append, 2)
    assert loop.callbacks == []
    calls.wake()
    calls.wake()
    (wake,) = loop.callbacks
    wake()
    assert made == [1, 2]
    calls.wake()
    assert loop.callbacks == [wake]


def test_a_call_put_by_the_loops_own_thread_needs_no_wake_up() -> None:
    loop, made = Loop(), []
    calls = Calls(loop, lambda: None, lambda: None)
    calls.run()
    calls.put(made.append, 1)
    assert loop.callbacks == []
    (later,) = loop.timers
    later()
    assert made == [1]
