"""Workers are killed at every point between receipt and acknowledgement: every document is carried out once."""

import signal

from tests.acceptance.crashing_worker import POINTS
from tests.acceptance.documents_in_flight import (
    account_of,
    add_inventory,
    holds_of,
    in_flight,
    reservation,
    told_tokens,
)
from tests.acceptance.order_line import OrderLine
from tests.acceptance.shift import Crash, Shift
from tests.acceptance.stillness import Stillness

DOCUMENTS, TWICE, REUSED = 2_000, 200, 10
AT = 100
"""The document at which a worker is killed. All of them together get no more than there are, so that each has enough;
and each does the better part of what it is handed, so that nothing comes back so often that it is parked."""


def test_whatever_point_workers_are_killed_at_every_document_is_carried_out_once(
    acme: str, line: OrderLine, shift: Shift, stillness: Stillness
) -> None:
    add_inventory(stillness.dsn, DOCUMENTS + 100)
    documents = [reservation(acme, n) for n in range(DOCUMENTS)]
    sent = in_flight(documents, twice=TWICE, reused=REUSED, seed=4)
    line.send(sent)

    crashes = [Crash(point, AT) for point in POINTS if not point.startswith("notification")]
    ended = shift.crash(crashes, at_once=2)
    assert ended == dict.fromkeys(crashes, -signal.SIGKILL), shift.log()

    shift.start(2)
    line.wait(lambda came: len(came.answers) == len(sent), shift.log)
    stillness.await_it(shift)
    assert stillness.left() == {}
    account = account_of(sent, line, stillness.dsn)
    print(account)
    assert not account.faults, account
    holds = holds_of(stillness.dsn)
    assert len(holds) == DOCUMENTS
    assert holds == told_tokens(line)
