"""Workers are killed at every point between receipt and acknowledgement: every order is carried out once."""

import signal

from tests.acceptance.crashing_worker import POINTS
from tests.acceptance.documents_in_flight import in_flight
from tests.acceptance.order_line import OrderLine
from tests.acceptance.orders_in_flight import await_end, each_was_carried_out_once, make_orders
from tests.acceptance.shift import Crash, Shift
from tests.acceptance.stillness import Stillness

ORDERS, TWICE, REUSED = 2_000, 200, 10
AT = 100
"""The document, or the notification, at which a worker is killed. All of them together get no more documents than there
are, so that each has enough; and each does a good part of what it is handed, so that nothing comes back so often that
it is parked."""


def test_whatever_point_workers_are_killed_at_every_order_is_carried_out_once(
    acme: str, line: OrderLine, shift: Shift, stillness: Stillness
) -> None:
    orders = make_orders(stillness.dsn, acme, ORDERS)
    sent = in_flight(orders, twice=TWICE, reused=REUSED, seed=4)
    line.send(sent)

    crashes = [Crash(point, AT) for point in POINTS]
    ended = shift.crash(crashes, at_once=2)
    assert ended == dict.fromkeys(crashes, -signal.SIGKILL), shift.log()

    shift.start(2)
    await_end(sent, line, shift, stillness)
    each_was_carried_out_once(sent, line, stillness, ORDERS)
