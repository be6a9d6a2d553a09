"""Back-pressure for whoever publishes."""

import threading

import pytest

from broker_config.errors import TransportClosed
from broker_config.rabbitmq.window import Window


def test_a_full_window_waits_for_a_place() -> None:
    window = Window(2)
    window.open()
    window.take(1, wait=True)
    window.take(1, wait=True)
    taken = threading.Event()

    def take() -> None:
        window.take(1, wait=True)
        taken.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not taken.is_set()
    window.give_back(1, 1)
    assert taken.wait(60)
    waiting.join()


def test_the_io_thread_never_waits() -> None:
    window = Window(1)
    window.open()
    window.take(1, wait=False)
    window.take(1, wait=False)
    window.give_back(2, 2)
    window.take(1, wait=True)


def test_whoever_waits_is_told_when_the_window_closes() -> None:
    window = Window(1)
    window.open()
    window.take(1, wait=True)
    told = threading.Event()

    def take() -> None:
        with pytest.raises(TransportClosed):
            window.take(1, wait=True)
        told.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    window.close()
    assert told.wait(60)
    waiting.join()


def test_a_window_that_is_not_open_takes_nothing() -> None:
    with pytest.raises(TransportClosed):
        Window(1).take(1, wait=True)


def test_the_bytes_under_way_are_bounded_and_a_larger_body_goes_alone() -> None:
    window = Window(10, size_bytes=100)
    window.open()
    window.take(500, wait=True)
    taken = threading.Event()

    def take() -> None:
        window.take(60, wait=True)
        taken.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not taken.wait(0.1)
    window.give_back(1, 500)
    assert taken.wait(60)
    waiting.join()
    window.take(40, wait=True)


def test_whoever_waits_says_so_first_so_that_what_is_held_back_is_sent() -> None:
    window = Window(1)
    window.open()
    window.take(1, wait=True, before_waiting=lambda: pytest.fail("it did not have to wait"))
    said = threading.Event()
    waiting = threading.Thread(target=lambda: window.take(1, wait=True, before_waiting=said.set))
    waiting.start()
    assert said.wait(60)
    window.give_back(1, 1)
    waiting.join(60)
    assert not waiting.is_alive()
