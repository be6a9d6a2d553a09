"""The simulation tells what the network's systems could, the same on every run."""

from dataclasses import replace
from datetime import date

from broker_config import names
from broker_config.memory import MemoryBroker
from broker_config.topology import wholesale_topology
from contracts.provisioning import Jeopardy, NetworkEvent
from contracts.provisioning_reading import read_provisioning
from contracts.provisioning_writing import write_provisioning
from tests.unit.wholesaler_provisioning.network import MOMENT
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.db.provisioning_records import DueOrder
from wholesaler_worker.provisioning.simulating import Simulation, Telling

ORDERS = [DueOrder(f"W{n:07d}", date(2026, 12, 1), OrderState.CONFIRMED) for n in range(200)]


def events(simulation: Simulation, orders: list[DueOrder]) -> list[NetworkEvent]:
    return [simulation.message(order, MOMENT).header.event for order in orders]


def test_a_confirmed_order_is_completed_on_its_day() -> None:
    message = Simulation().message(ORDERS[7], MOMENT)
    assert read_provisioning(write_provisioning(message)) == message
    assert (message.header.event, message.header.order_number) == (NetworkEvent.COMPLETED, "W0000007")
    assert message.header.event_id == "simulated-W0000007-20261201-completed"


def test_so_many_of_a_hundred_get_into_danger_the_same_with_the_same_seed() -> None:
    drawn = events(Simulation(jeopardy=25, seed=1), ORDERS)
    assert 25 <= drawn.count(NetworkEvent.JEOPARDY) <= 75
    assert events(Simulation(jeopardy=25, seed=1), ORDERS[::-1]) == drawn[::-1]
    assert events(Simulation(jeopardy=25, seed=2), ORDERS) != drawn
    assert set(events(Simulation(jeopardy=100), ORDERS)) == {NetworkEvent.JEOPARDY}
    assert set(events(Simulation(jeopardy=0), ORDERS)) == {NetworkEvent.COMPLETED}


def test_a_danger_has_a_reason_and_can_be_read() -> None:
    message = Simulation(jeopardy=100).message(ORDERS[0], MOMENT)
    assert isinstance(message.detail, Jeopardy)
    assert read_provisioning(write_provisioning(message)) == message


def test_an_order_in_danger_is_completed_the_next_time() -> None:
    endangered = replace(ORDERS[0], state=OrderState.JEOPARDY)
    assert events(Simulation(jeopardy=100), [endangered]) == [NetworkEvent.COMPLETED]


def test_messages_are_published_as_the_networks_user_and_counted() -> None:
    broker = MemoryBroker(wholesale_topology())
    transport = broker.transport(names.NETWORK_USER)
    transport.open()
    advanced: list[int] = []
    telling = Telling(transport, advanced.append)
    simulation = Simulation(jeopardy=50, seed=3)
    telling.tell(simulation.message(order, MOMENT) for order in ORDERS[:20])
    transport.close()
    assert sum(telling.confirmed.values()) == sum(advanced) == 20
    assert (telling.refused, telling.why) == (0, "")
    first = broker.messages(names.PROVISIONING_QUEUE)[0]
    assert read_provisioning(first.body) == simulation.message(ORDERS[0], MOMENT)
    assert first.properties.message_id == simulation.message(ORDERS[0], MOMENT).header.event_id


def test_what_the_broker_does_not_take_is_counted_with_its_words() -> None:
    broker = MemoryBroker(wholesale_topology(), policies={names.PROVISIONING_QUEUE: {"max-length": 3}})
    transport = broker.transport(names.NETWORK_USER)
    transport.open()
    telling = Telling(transport)
    telling.tell(Simulation().message(order, MOMENT) for order in ORDERS[:5])
    transport.close()
    assert (sum(telling.confirmed.values()), telling.refused) == (3, 2)
    assert "full" in telling.why
