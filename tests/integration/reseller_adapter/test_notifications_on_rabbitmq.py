"""Notifications through a real RabbitMQ: shuffled, doubled, lost, and the adapter killed in between."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from broker_config.names import WHOLESALER_USER, reseller_user
from broker_config.transport import Delivery
from reseller_adapter.client import ResellerClient
from reseller_adapter.settings import ResellerSettings
from tests.integration.reseller_adapter.conftest import CHECKOUT, PATIENCE, Programs, Reseller
from tests.plugins.notices import Network, notice
from tests.plugins.order_system import OrderSystem
from tests.plugins.stub_wholesaler import StubWholesaler


@pytest.fixture
def network(reseller: Reseller, wholesaler: StubWholesaler) -> Network:
    line = reseller.transport(WHOLESALER_USER)
    line.open()
    network = Network(line, reseller.name)
    wholesaler.answer_of = network.answer
    return network


@pytest.fixture
def order_system(reseller: Reseller) -> OrderSystem:
    system = OrderSystem(reseller.own_line())
    system.listen()
    return system


def told(delivery: Delivery) -> tuple[str, int]:
    body = json.loads(delivery.body)
    return body["pon"], body["sequence"]


def test_shuffled_doubled_and_lost_ones_arrive_in_order_and_once(
    reseller: Reseller, programs: Programs, network: Network, order_system: OrderSystem
) -> None:
    one, two, three, four, five = (notice("PO-1", number, reseller=reseller.name) for number in range(1, 6))
    other = [notice("PO-2", number, reseller=reseller.name) for number in (1, 2)]
    network.happened(three)
    running = programs.run()
    network.publish(two, one, one, five, other[1], four, two, other[0])
    arrived = [told(order_system.next(PATIENCE)) for _ in range(7)]
    assert [sequence for pon, sequence in arrived if pon == "PO-1"] == [1, 2, 3, 4, 5]
    assert [sequence for pon, sequence in arrived if pon == "PO-2"] == [1, 2]
    # On a machine that stalls something else may have been late enough to be asked for, too.
    while not (asked := network.next_asked())[1] <= 3 <= asked[2]:
        pass
    assert asked[0] == "PO-1"
    assert order_system.waiting == 0
    status = json.loads(programs.call("status", "--json").stdout)
    assert status["notifications"]["gaps"] == 0
    assert running.stop() == 0
    shown = programs.call("notifications", "show", "PO-1")
    assert shown.stdout.decode().startswith("order PO-1  delivered up to 5\n")


def test_killed_at_any_moment_it_loses_none_and_keeps_the_order(
    reseller: Reseller, programs: Programs, network: Network, order_system: OrderSystem
) -> None:
    """A copy may come twice, under the same id: the order system's queue is the one place that cannot be asked."""
    everything = [
        notice(f"PO-{order}", number, reseller=reseller.name) for number in range(1, 7) for order in range(20)
    ]
    lost = [each for each in everything[7::11] if each.header.sequence < 6]  # the last one leaves no gap
    network.happened(*lost)
    network.publish(*(each for each in everything if each not in lost))
    arrived: dict[str, Delivery] = {}
    first_seen: defaultdict[str, list[int]] = defaultdict(list)

    def hear(until: int) -> None:
        while len(arrived) < until:
            delivery = order_system.next(PATIENCE)
            pon, sequence = told(delivery)
            assert delivery.properties.message_id == f"{reseller.name}/{pon}/{sequence}"
            if delivery.properties.message_id not in arrived:
                first_seen[pon].append(sequence)
            arrived[delivery.properties.message_id] = delivery

    for count in (5, 30, 60):
        running = programs.run()
        hear(count)
        running.kill()
    programs.run()
    hear(len(everything))
    assert first_seen == {f"PO-{order}": [1, 2, 3, 4, 5, 6] for order in range(20)}


def test_a_program_follows_its_orders_over_a_lost_line(
    reseller: Reseller, wholesaler: StubWholesaler, network: Network
) -> None:
    settings = ResellerSettings.read(environment=reseller.environment)
    network.happened(notice("PO-1", 3, reseller=reseller.name))
    network.publish(*(notice("PO-1", number, reseller=reseller.name) for number in (2, 1)))
    with ResellerClient(settings, timeout=PATIENCE) as client, client.notifications() as stream:
        assert [next(stream).header.sequence for _ in range(2)] == [1, 2]
        reseller.cut()
        network.publish(notice("PO-1", 4, reseller=reseller.name))
        assert [next(stream).header.sequence for _ in range(2)] == [3, 4]


def test_the_example_with_pika_follows_orders_too(
    reseller: Reseller, wholesaler: StubWholesaler, network: Network, tmp_path: Path
) -> None:
    network.happened(notice("PO-1", 2, reseller=reseller.name))
    network.publish(*(notice("PO-1", number, reseller=reseller.name) for number in (3, 1, 1)))
    program = [sys.executable, str(CHECKOUT / "docs/examples/python/follow_orders.py"), str(tmp_path / "told.sqlite")]
    environment = {**reseller.environment, "RESELLER_USERNAME": reseller_user(reseller.name)}
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        lines = [json.loads(following.stdout.readline()) for _ in range(3)]
        following.kill()
    assert [line["header"]["sequence"] for line in lines] == [1, 2, 3]
    network.publish(notice("PO-1", 3, reseller=reseller.name), notice("PO-1", 4, reseller=reseller.name))
    again = subprocess.run(
        [*program, "--silence", "6"], env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    printed = [json.loads(line)["header"]["sequence"] for line in again.stdout.splitlines()]
    assert printed in ([4], [3, 4]), "only the one that it was killed at may be told again"


def test_what_a_program_did_not_get_done_with_comes_again(
    reseller: Reseller, wholesaler: StubWholesaler, network: Network
) -> None:
    settings = ResellerSettings.read(environment=reseller.environment)
    network.publish(*(notice("PO-1", number, reseller=reseller.name) for number in (1, 2)))
    with ResellerClient(settings, timeout=PATIENCE) as client:
        stream = client.notifications()
        assert next(stream).header.sequence == 1
        stream.close()
        with client.notifications() as again:
            assert [next(again).header.sequence for _ in range(2)] == [1, 2]
        network.publish(notice("PO-1", 3, reseller=reseller.name))
        with client.notifications(told=lambda _pon: 2) as later:
            assert next(later).header.sequence == 3
