"""A fresh RabbitMQ virtual host per test module."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.plugins.servers import RabbitServer


@pytest.fixture(scope="module")
def vhost(rabbit_server: RabbitServer) -> Iterator[str]:
    """The name of an empty virtual host where the administrator has full rights."""
    name = f"test-{secrets.token_hex(6)}"
    administrator = urlsplit(rabbit_server.management_url).username
    with httpx.Client(base_url=rabbit_server.management_url) as management:
        management.put(f"/api/vhosts/{name}").raise_for_status()
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        management.put(f"/api/permissions/{name}/{administrator}", json=everything).raise_for_status()
        yield name
        management.delete(f"/api/vhosts/{name}").raise_for_status()


@pytest.fixture(scope="module")
def vhost_url(rabbit_server: RabbitServer, vhost: str) -> str:
    """The administrator's AMQP URL of this module's virtual host."""
    return rabbit_server.amqp_url_of(vhost)
