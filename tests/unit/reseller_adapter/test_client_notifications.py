"""The client's notifications: in order, once, and acknowledged when the caller is done with one."""

import random
from collections.abc import Iterator

import pytest

from broker_config.memory import MemoryBroker
from broker_config.memory_transport import MemoryTransport
from broker_config.names import WHOLESALER_USER, notifications_queue, reseller_user
from contracts.notification import Notification
from reseller_adapter.client import ResellerClient
from reseller_adapter.client.notifications import NotificationStream
from reseller_adapter.errors import ClientClosed, NotificationsMissing
from reseller_adapter.pauses import Pauses
from reseller_adapter.settings import ResellerSettings
from tests.plugins.notices import Network, notice
from tests.plugins.stub_wholesaler import StubWholesaler
from tests.unit.reseller_adapter.conftest import PATIENCE
from tests.unit.reseller_adapter.test_notifications import refused_with

QUEUE = notifications_queue("acme")


@pytest.fixture
def network(broker: MemoryBroker, wholesaler: StubWholesaler) -> Iterator[Network]:
    line = broker.transport(WHOLESALER_USER)
    line.open()
    network = Network(line)
    wholesaler.answer_of = network.answer
    yield network
    wholesaler.stop()  # it answers on this line
    line.close(timeout=PATIENCE)


@pytest.fixture
def line(broker: MemoryBroker) -> MemoryTransport:
    return broker.transport(reseller_user("acme"))


@pytest.fixture
def client(line: MemoryTransport, settings: ResellerSettings) -> Iterator[ResellerClient]:
    with ResellerClient(settings, transport=line, timeout=PATIENCE) as client:
        yield client


def soon(client: ResellerClient, told: int = 0) -> NotificationStream:
    """A stream that does not wait before it asks."""
    return NotificationStream(
        "acme",
        transport=client._transport,
        ask=client.send,
        told=lambda _pon: told,
        idle=None,
        grace=0.01,
        pauses=Pauses(first=0.05, longest=0.1),
    )


def take(stream: NotificationStream, count: int) -> list[tuple[str, int]]:
    return [named(next(stream)) for _ in range(count)]


def named(notification: Notification) -> tuple[str, int]:
    return notification.header.pon, notification.header.sequence


def waiting(broker: MemoryBroker) -> int:
    return len(broker.messages(QUEUE))


def test_they_come_in_order_and_once(client: ResellerClient, network: Network) -> None:
    network.publish(notice("PO-1", 2), notice("PO-1", 1), notice("PO-1", 2), notice("PO-1", 3))
    with client.notifications() as stream:
        assert take(stream, 3) == [("PO-1", 1), ("PO-1", 2), ("PO-1", 3)]


def test_one_is_acknowledged_when_the_next_is_asked_for(
    client: ResellerClient, network: Network, broker: MemoryBroker
) -> None:
    network.publish(notice("PO-1", 1), notice("PO-1", 2))
    stream = client.notifications()
    next(stream)
    assert waiting(broker) == 2
    next(stream)
    assert waiting(broker) == 1
    stream.done()
    assert waiting(broker) == 0


def test_what_the_caller_did_not_get_done_with_comes_again(
    client: ResellerClient, network: Network, broker: MemoryBroker
) -> None:
    network.publish(notice("PO-1", 1), notice("PO-1", 2))

    def fail() -> None:
        with client.notifications() as stream:
            next(stream)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert waiting(broker) == 2
    with client.notifications() as stream:
        assert take(stream, 2) == [("PO-1", 1), ("PO-1", 2)]
    assert waiting(broker) == 0


def test_what_is_missing_is_asked_for(client: ResellerClient, network: Network) -> None:
    network.happened(notice("PO-1", 2), notice("PO-1", 3))
    network.publish(notice("PO-1", 1), notice("PO-1", 4))
    assert take(soon(client), 4) == [("PO-1", 1), ("PO-1", 2), ("PO-1", 3), ("PO-1", 4)]
    assert network.next_asked() == ("PO-1", 2, 3)


def test_what_was_told_before_this_program_started_is_not_told_again(client: ResellerClient, network: Network) -> None:
    network.publish(notice("PO-1", 2), notice("PO-1", 3), notice("PO-1", 4))
    with client.notifications(told=lambda pon: {"PO-1": 2}[pon]) as stream:
        assert take(stream, 2) == [("PO-1", 3), ("PO-1", 4)]


def test_what_never_comes_is_an_error_and_can_be_passed_over(
    client: ResellerClient, network: Network, wholesaler: StubWholesaler
) -> None:
    wholesaler.answer_of = refused_with("O510")  # type: ignore[assignment]
    network.publish(notice("PO-1", 3), notice("PO-2", 1))
    stream = soon(client)
    assert take(stream, 1) == [("PO-2", 1)]
    with pytest.raises(NotificationsMissing, match="O510") as raised:
        next(stream)
    assert (raised.value.pon, raised.value.first, raised.value.last) == ("PO-1", 1, 2)
    stream.skip("PO-1")
    assert take(stream, 1) == [("PO-1", 3)]


def test_what_is_promised_and_does_not_come_is_an_error_in_the_end(client: ResellerClient, network: Network) -> None:
    network.publish(notice("PO-1", 2))
    with pytest.raises(NotificationsMissing, match="did not come"):
        next(soon(client))


def test_a_line_that_was_lost_doubles_nothing(client: ResellerClient, network: Network, line: MemoryTransport) -> None:
    network.publish(notice("PO-1", 1), notice("PO-1", 2), notice("PO-1", 4))
    with client.notifications() as stream:
        assert named(next(stream)) == ("PO-1", 1)
        line.reconnect()
        network.publish(notice("PO-1", 3))
        assert take(stream, 3) == [("PO-1", 2), ("PO-1", 3), ("PO-1", 4)]


def test_it_ends_after_silence(client: ResellerClient, network: Network) -> None:
    network.publish(notice("PO-1", 1))
    with client.notifications(idle=PATIENCE) as stream:
        assert named(next(stream)) == ("PO-1", 1)
        stream._idle = 0.01
        assert list(stream) == []


def test_a_closed_client_ends_it(client: ResellerClient, network: Network) -> None:
    network.publish(notice("PO-1", 1))
    stream = client.notifications()
    next(stream)
    client.close()
    with pytest.raises(ClientClosed):
        next(stream)
    with pytest.raises(ClientClosed, match="not open"):
        client.notifications()


def test_what_cannot_be_read_stays_in_the_queue(
    client: ResellerClient, network: Network, broker: MemoryBroker, caplog: pytest.LogCaptureFixture
) -> None:
    network.publish_bytes(b"{")
    network.publish(notice("PO-1", 1))
    with client.notifications() as stream:
        assert take(stream, 1) == [("PO-1", 1)]
    assert waiting(broker) == 1
    assert any(record.levelname == "ERROR" for record in caplog.records)


@pytest.mark.parametrize("seed", range(5))
def test_lost_doubled_and_shuffled_ones_still_come_once_and_in_order(
    client: ResellerClient, network: Network, seed: int
) -> None:
    chance = random.Random(seed)
    everything = [notice(f"PO-{order}", sequence) for order in range(6) for sequence in range(1, 6)]
    network.happened(*everything)
    muddle = [each for each in everything if chance.random() < 0.6 or each.header.sequence == 5] + everything[::4]
    chance.shuffle(muddle)
    network.publish(*muddle)
    came = take(soon(client), len(everything))
    for order in range(6):
        assert [sequence for pon, sequence in came if pon == f"PO-{order}"] == [1, 2, 3, 4, 5]
