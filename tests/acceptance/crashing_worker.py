"""`wholesaler-worker`, but at a point's N-th document (or notification) it ends by SIGKILL.

`python -m tests.acceptance.crashing_worker POINT N -- run`. The worker has no places for this: one of its own functions
is wrapped before it starts.
"""

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from broker_config import names
from broker_config.rabbitmq import RabbitTransport
from broker_config.rabbitmq.publisher import Publisher
from broker_config.transport import Publication, Settled
from wholesaler_worker.__main__ import main
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.db.change_records import ChangeRecords
from wholesaler_worker.serving.receipts import Receipts

_LOST = 20
"""Which publication does not arrive, where one is lost."""


class Fuse:
    """Burns down from N; whatever thread burns the last of it ends the process."""

    def __init__(self, left: int) -> None:
        self._left = left

    def burn(self, much: int) -> None:
        self._left -= much
        if much and self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


Counting = Callable[..., int]
"""Given what the function was called with, how many documents pass the point."""


def before(owner: type, name: str, count: Counting, fuse: Fuse) -> None:
    original = getattr(owner, name)

    def crashing(*arguments: Any, **named: Any) -> Any:
        fuse.burn(count(*arguments, **named))
        return original(*arguments, **named)

    setattr(owner, name, crashing)


def after(owner: type, name: str, count: Counting, fuse: Fuse) -> None:
    original = getattr(owner, name)

    def crashing(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        fuse.burn(count(*arguments, **named))
        return result

    setattr(owner, name, crashing)


def _batch(_: Changes, batch: Any, *__: Any) -> int:
    return len(batch)


def _written(_: ChangeRecords, __: Any, answers: Any, *___: Any) -> int:
    return len(answers)


def _to(exchange: str) -> Counting:
    return lambda _, publication, *__, **___: int(publication.exchange == exchange)


def _taken(exchange: str) -> Counting:
    return lambda _, outgoing: sum(one.publication.exchange == exchange for one in outgoing)


def _first(_: Receipts, answered: Any, __: Any) -> int:
    return len(answered)


def _one(*_: Any) -> int:
    return 1


def _acknowledgements_sent(fuse: Fuse) -> None:
    """The line's thread has put them into the socket."""
    noted = [0]

    def note(*_: Any) -> int:
        noted[0] += 1
        return 0

    def sent(*_: Any) -> int:
        so_far, noted[0] = noted[0], 0
        return so_far

    after(RabbitTransport, "_acknowledge", note, fuse)
    after(RabbitTransport, "_flush", sent, fuse)


def _withheld(exchange: str, fuse: Fuse) -> None:
    """The N-th publication is lost on its way, and the worker lives until the ledger knows of so many later ones."""
    publish, withheld = RabbitTransport.publish, threading.Event()
    count = itertools.count(1)

    def losing(self: RabbitTransport, publication: Publication, on_settled: Callable[[Settled], None]) -> None:
        if publication.exchange == exchange and next(count) == _LOST:
            withheld.set()
        else:
            publish(self, publication, on_settled)

    def noted(_: Receipts, answered: Sequence[Any], sent: Sequence[Any]) -> int:
        later = answered if exchange == names.ANSWERS else sent
        return len(later) if withheld.is_set() else 0

    RabbitTransport.publish = losing  # type: ignore[method-assign]
    after(Receipts, "_write", noted, fuse)


POINTS: dict[str, Callable[[Fuse], None]] = {
    "received": lambda fuse: before(Changes, "_attempt", _batch, fuse),
    "written, not committed": lambda fuse: after(ChangeRecords, "write", _written, fuse),
    "committed, nothing published": lambda fuse: after(Changes, "_attempt", _batch, fuse),
    "answer published": lambda fuse: after(RabbitTransport, "publish", _to(names.ANSWERS), fuse),
    "answer lost on its way": lambda fuse: _withheld(names.ANSWERS, fuse),
    "answer taken by the broker": lambda fuse: before(Publisher, "confirmed", _taken(names.ANSWERS), fuse),
    "answer confirmed, not noted": lambda fuse: before(Receipts, "answered", _one, fuse),
    "answer noted, not acknowledged": lambda fuse: after(Receipts, "_write", _first, fuse),
    "acknowledgement handed over": lambda fuse: after(RabbitTransport, "acknowledge", _one, fuse),
    "acknowledgement sent": _acknowledgements_sent,
    "notification published": lambda fuse: after(RabbitTransport, "publish", _to(names.NOTIFICATIONS), fuse),
    "notification lost on its way": lambda fuse: _withheld(names.NOTIFICATIONS, fuse),
    "notification taken by the broker": lambda fuse: before(Publisher, "confirmed", _taken(names.NOTIFICATIONS), fuse),
    "notification confirmed, not noted": lambda fuse: before(Receipts, "sent", _one, fuse),
}


if __name__ == "__main__":
    _, point, n, _, *command = sys.argv
    POINTS[point](Fuse(int(n)))
    sys.argv = ["wholesaler-worker", *command]
    main()
