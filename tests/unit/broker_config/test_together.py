"""Publications of one thread wait for each other only where that was said."""

import threading

import pytest

from broker_config.errors import TransportClosed
from broker_config.rabbitmq.together import SENT_AT_ONCE, Together


def test_alone_every_publication_is_sent() -> None:
    together = Together()
    assert all(together.is_enough() for _ in range(3))


def test_together_they_are_sent_by_so_many() -> None:
    together = Together()
    with together.gathering():
        enough = [together.is_enough() for _ in range(2 * SENT_AT_ONCE)]
    assert [number for number, sent in enumerate(enough, 1) if sent] == [SENT_AT_ONCE, 2 * SENT_AT_ONCE]


def test_afterwards_every_publication_is_sent_again_also_after_an_error() -> None:
    together = Together()
    with pytest.raises(TransportClosed), together.gathering():
        raise TransportClosed("in the middle of it")
    assert together.is_enough()


def test_another_thread_does_not_wait() -> None:
    together = Together()
    found: list[bool] = []
    with together.gathering():
        other = threading.Thread(target=lambda: found.append(together.is_enough()))
        other.start()
        other.join()
    assert found == [True]
