"""The bus that a rule is tried on: in memory and real, one after the other."""

import secrets
from collections.abc import Iterator

import pytest

from broker_config.transport import Transport
from tests.integration.broker.buses import Bus, MemoryBus, RabbitBus
from tests.plugins.real_broker import RealBroker


@pytest.fixture(params=["memory", "rabbitmq"])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    if request.param == "memory":
        memory = MemoryBus()
        yield memory
        close_all(memory.opened)
    else:
        rabbit = rabbit_bus(request.getfixturevalue("real_broker"))
        yield rabbit
        close_all(rabbit.opened)
        rabbit.clean()


@pytest.fixture
def rabbit(real_broker: RealBroker) -> Iterator[RabbitBus]:
    """For what only a real broker does."""
    made = rabbit_bus(real_broker)
    yield made
    close_all(made.opened)
    made.clean()


def rabbit_bus(real: RealBroker) -> RabbitBus:
    return RabbitBus(real, f"acme{secrets.token_hex(3)}", f"beta{secrets.token_hex(3)}")


def close_all(opened: list[Transport]) -> None:
    for transport in opened:
        transport.close()
