"""A broker that hangs: the connection is there, and nothing comes."""

from collections.abc import Iterator

import pytest

from tests.integration.reseller_adapter.conftest import PATIENCE, Programs, Reseller
from tests.integration.reseller_adapter.silent_line import SilentLine
from tests.plugins.order_system import OrderSystem, orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler


@pytest.fixture
def line(reseller: Reseller) -> Iterator[SilentLine]:
    host, _, port = reseller.hosts.rpartition(":")
    with SilentLine((host, int(port))) as line:
        yield line


def test_it_stops_beside_a_broker_that_hangs(
    programs: Programs, reseller: Reseller, wholesaler: StubWholesaler, line: SilentLine
) -> None:
    order_system = OrderSystem(reseller.own_line())
    order_system.listen()
    running = programs.run(environment={"RESELLER_AMQP_URL": f"amqp://127.0.0.1:{line.port}/{reseller.real.vhost}"})
    order_system.send(orders_csv("A-1"), correlation_id="A-1")
    order_system.next()
    running.wait_for("action=delivery.done")  # else its confirm may be lost, and it is rightly delivered again
    line.fall_silent()
    for number in range(5):
        order_system.send(orders_csv(f"B-{number}"), correlation_id=f"B-{number}")
    assert running.stop() == 0

    line.pass_again()  # the broker learns at last that the connection has ended, as its heartbeat would tell it
    programs.run()
    answered = {order_system.next(PATIENCE).properties.correlation_id for _ in range(5)}
    assert answered == {f"B-{number}" for number in range(5)}


def test_it_goes_on_when_the_broker_speaks_again(
    programs: Programs, reseller: Reseller, wholesaler: StubWholesaler, line: SilentLine
) -> None:
    order_system = OrderSystem(reseller.own_line())
    order_system.listen()
    running = programs.run(environment={"RESELLER_AMQP_URL": f"amqp://127.0.0.1:{line.port}/{reseller.real.vhost}"})
    line.fall_silent()
    for number in range(5):
        order_system.send(orders_csv(f"B-{number}"), correlation_id=f"B-{number}")
    line.pass_again()
    answered = {order_system.next(PATIENCE).properties.correlation_id for _ in range(5)}
    assert answered == {f"B-{number}" for number in range(5)}
    assert running.stop() == 0
