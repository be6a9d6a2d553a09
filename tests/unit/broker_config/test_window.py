"""Back-pressure for whoever publishes."""

import threading

import pytest

from broker_config.errors import TransportClosed
from broker_config.rabbitmq.window import Window


def test_a_full_window_waits_for_a_place() -> None:
    window = Window(2)
    window.open()
    window.take(wait=True)
    window.take(wait=True)
    taken = threading.Event()

    def take() -> None:
        window.take(wait=True)
        taken.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not taken.is_set()
    window.give_back(1)
    assert taken.wait(5)
    waiting.join()


def test_the_io_thread_never_waits() -> None:
    window = Window(1)
    window.open()
    window.take(wait=False)
    window.take(wait=False)
    window.give_back(2)
    window.take(wait=True)


def test_whoever_waits_is_told_when_the_window_closes() -> None:
    window = Window(1)
    window.open()
    window.take(wait=True)
    told = threading.Event()

    def take() -> None:
        with pytest.raises(TransportClosed):
            window.take(wait=True)
        told.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    window.close()
    assert told.wait(5)
    waiting.join()


def test_a_window_that_is_not_open_takes_nothing() -> None:
    with pytest.raises(TransportClosed):
        Window(1).take(wait=True)
