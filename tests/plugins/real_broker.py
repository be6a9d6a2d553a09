"""The product's topology in a virtual host of a real RabbitMQ, for one test module."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pika
import pytest

from broker_config import names
from broker_config.applying import apply_part
from broker_config.comparing_accounts import limit_mends, permission_mend
from broker_config.management import ManagementApi, api_path
from broker_config.topology import common_topology
from broker_config.topology_objects import Topology
from tests.plugins.servers import RabbitServer


@dataclass
class RealBroker:
    """A RabbitMQ with the common topology in a virtual host of this module, and users that nobody else has."""

    server: RabbitServer
    api: ManagementApi
    vhost: str
    suffix: str
    password: str
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add(common_topology(vhost=self.vhost))

    def add(self, topology: Topology) -> None:
        """Apply a topology whose service users get names of this module's own."""
        apply_part(self.api, replace(topology, users=()))
        for user in topology.users:
            ours = replace(user, name=self.name(user.name))
            body = {"password": self.password, "tags": ",".join(ours.tags)}
            self.api.request("PUT", api_path("users", ours.name), body)
            self.made.append(api_path("users", ours.name))
            for mend in (*limit_mends(ours), *(permission_mend(ours.name, one) for one in ours.permissions)):
                self.api.request(mend.method, mend.path, mend.body)
        self.made.extend(api_path("vhosts", one.name) for one in topology.vhosts if one.name != self.vhost)

    def name(self, user: str) -> str:
        return f"{user}-{self.suffix}" if user in names.SERVICE_USERS else user

    def count(self, where: str, *, vhost: str | None = None) -> int:
        """Messages that are ready in a queue."""
        with pika.BlockingConnection(pika.URLParameters(self.server.amqp_url_of(vhost or self.vhost))) as connection:
            return int(connection.channel().queue_declare(where, passive=True).method.message_count)

    def take_down(self) -> None:
        for path in dict.fromkeys(self.made):
            self.api.request("DELETE", path)


@pytest.fixture(scope="module")
def real_broker(rabbit_server: RabbitServer, vhost: str) -> Iterator[RealBroker]:
    with ManagementApi(rabbit_server.management_url) as api:
        real = RealBroker(rabbit_server, api, vhost, secrets.token_hex(3), secrets.token_urlsafe(12))
        yield real
        real.take_down()
