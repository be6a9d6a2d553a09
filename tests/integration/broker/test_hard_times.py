"""A node that is out of memory, and one that goes away and comes back: nothing that was published is lost."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from broker_config.applying import apply
from broker_config.management import ManagementApi
from broker_config.names import SERVICE_USERS
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.topology import common_topology
from broker_config.transport import Properties, Publication, PublishOutcome, TransportState
from embedded.child import bare_environment
from embedded.programs import rabbitmq_server
from embedded.rabbitmq import RabbitNode
from embedded.rabbitmq_files import node_environment
from embedded.run_folder import RunFolder
from tests.integration.broker.buses import PATIENCE, Inbox, Outcomes, until

PASSWORD = "for-one-test-run"
COUNT = 2000


@dataclass
class OwnNode:
    """A node of this module's own, which may be hurt."""

    node: RabbitNode
    run: RunFolder

    def open(self, user: str) -> RabbitTransport:
        url = f"amqp://127.0.0.1:{self.node.ports.amqp}/wholesale"
        transport = RabbitTransport(BrokerSettings.from_url(url, user, PASSWORD), publish_deadline=PATIENCE)
        transport.open()
        return transport

    def control(self, *command: str) -> None:
        folder = self.run.path / self.node.name
        environment = bare_environment(**node_environment(folder, self.node.ports, node=self.node.node))
        # The one beside the server itself: Debian's own changes the user when it is root's.
        program = rabbitmq_server().with_name("rabbitmqctl")
        whole = [program, "-n", self.node.node, *command]
        ended = subprocess.run(whole, env=environment, check=False, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def own(private_servers: None, run_folder: RunFolder) -> Iterator[OwnNode]:
    node = RabbitNode(run_folder, "hurt")
    node.start()
    try:
        with ManagementApi(node.management_url) as api:
            apply(api, common_topology(), dict.fromkeys(SERVICE_USERS, PASSWORD))
        yield OwnNode(node, run_folder)
    finally:
        node.kill()


def event(number: int) -> Publication:
    """For the queue `wholesaler.provisioning`."""
    return Publication(
        exchange="provisioning",
        routing_key="wholesaler.provisioning",
        properties=Properties(message_id=f"e-{number}"),
        body=str(number).encode(),
    )


def received(own: OwnNode, count: int) -> set[str | None]:
    """The ids of what is in the queue, which is empty afterwards."""
    worker, inbox = own.open("wholesaler"), Inbox()
    worker.consume("wholesaler.provisioning", inbox, prefetch=300)
    ids: set[str | None] = set()
    while len(ids) < count:
        delivery = inbox.next()
        ids.add(delivery.properties.message_id)
        worker.acknowledge(delivery)
    worker.close()
    return ids


def test_publications_wait_while_the_broker_is_out_of_memory(own: OwnNode) -> None:
    network, worker = own.open("network"), own.open("wholesaler")
    inbox, outcomes = Inbox(), Outcomes()
    network.publish(event(0), outcomes)
    outcomes.next()
    own.control("set_vm_memory_high_watermark", "0.00001")
    network.publish(event(1), outcomes)
    until(lambda: network.state is TransportState.BLOCKED)
    for number in range(2, 100):
        network.publish(event(number), outcomes)
    # Consuming goes on: what relieves the broker is not held up.
    worker.consume("wholesaler.provisioning", inbox, prefetch=10)
    worker.acknowledge(inbox.next())
    assert worker.state is TransportState.OPEN
    own.control("set_vm_memory_high_watermark", "0.4")
    assert {one.outcome for one in outcomes.take(99)} == {PublishOutcome.CONFIRMED}
    until(lambda: network.state is TransportState.OPEN)
    for _ in range(99):
        worker.acknowledge(inbox.next())
    network.close()
    worker.close()


def test_a_node_that_was_away_for_a_while_has_everything(own: OwnNode) -> None:
    network, outcomes = own.open("network"), Outcomes()
    settled = []
    for number in range(COUNT):
        network.publish(event(number), outcomes)
        if number == COUNT // 2:
            settled.append(outcomes.next())
            # Stopped, not killed: 3.10 forgets a queue for good when its node is killed seconds after making it.
            own.node.stop()
            own.node.start()
    settled.extend(outcomes.take(COUNT - 1))
    assert {one.outcome for one in settled} == {PublishOutcome.CONFIRMED}
    network.close()
    assert received(own, COUNT) == {f"e-{number}" for number in range(COUNT)}
