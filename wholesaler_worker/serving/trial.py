"""Tries a document that may have ended its workers in a process of its own, where it can end nothing else.

When a worker dies, everything that it had been handed comes back with one more delivery on its count. The count says
that a document was near when a worker ended, and not that it was the cause: only a trial tells them apart.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.db.numbers import NumberInventory
from wholesaler_worker.db.order_records import OrderRecords
from wholesaler_worker.serving.batches import BatchDesk
from wholesaler_worker.serving.index_in_force import IndexInForce
from wholesaler_worker.serving.report import Report
from wholesaler_worker.serving.roster import Roster

if TYPE_CHECKING:
    from pathlib import Path

    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.receiving.arrival import Arrival

_LOG = logging.getLogger(__name__)

LONGEST = 30.0
"""Seconds: ten thousand segments take less, also on a slow machine."""
_START = 30.0
_ALIVE = b"\x01"


@dataclass(frozen=True, slots=True)
class Bench:
    """What the process needs to decide as its worker does."""

    dsn: str
    index_path: Path
    wait: float


class TrialProcess:
    """Fulfils `batches.Trial`; used by one thread. Its process begins with the first trial and stays for the next."""

    def __init__(self, bench: Bench, *, longest: float = LONGEST) -> None:
        self._bench = bench
        self._longest = longest
        self._process: subprocess.Popen[bytes] | None = None

    def harm(self, arrival: Arrival, record: ResellerRecord | None) -> str | None:
        """What the document does to the process that handles it, or None when it does no harm."""
        process = self._started()
        if process is None:
            return None
        with contextlib.suppress(BrokenPipeError):  # it ended while it read: the answer says so
            _send(process, (arrival, record))
        if _answered(process, self._longest):
            return None
        ended = process.poll() is not None
        self.close()
        return "it ended the process that handled it" if ended else f"it was not decided in {self._longest:g} s"

    def close(self) -> None:
        """End the process; idempotent."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[bytes] | None:
        """None when there can be no process now, which is no document's fault."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", __name__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                _send(self._process, self._bench)
                if _answered(self._process, _START):
                    return self._process
            except OSError as e:
                _LOG.warning("no process for a trial could be started (%s)", e, extra={"action": "trial.impossible"})
            self.close()
        return self._process


def _send(process: subprocess.Popen[bytes], thing: object) -> None:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    pickle.dump(thing, process.stdin)
    process.stdin.flush()


def _answered(process: subprocess.Popen[bytes], seconds: float) -> bool:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    readable, _, _ = select.select([process.stdout], [], [], seconds)
    if readable and process.stdout.read(1) == _ALIVE:
        return True
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1.0 if readable else 0.0)  # the pipe closes a moment before the process is gone
    return False


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Decide each document that is sent, and forget the answer; until the worker closes the line or is gone."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # who ends a whole group of processes must not look like a document
    logging.disable()
    bench: Bench = pickle.load(requests)  # noqa: S301 - our own worker is the only one who writes here
    database = Database(bench.dsn, connections=1, wait=bench.wait)
    with contextlib.suppress(DatabaseProblem):  # away: then the trial goes as far as the worker would
        database.open()
    roster = Roster()
    transactions = ChangeTransactions(database)
    # Whatever is decided here is rolled back: it is done when the worker has seen that it does no harm.
    changes = Changes(lambda _keep, now: transactions.begin(False, now), CHANGES, lambda: datetime.now(UTC))
    numbers, orders = NumberInventory(database), OrderRecords(database)
    desk = BatchDesk(roster, numbers, orders, changes, IndexInForce(bench.index_path), Report())
    while True:
        answers.write(_ALIVE)
        answers.flush()
        try:
            arrival, record = pickle.load(requests)  # noqa: S301 - as above
        except EOFError:
            return
        roster.replace([record] if record is not None else [])
        for _ in desk.decide([arrival]):
            pass


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
