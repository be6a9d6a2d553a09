"""A fresh RabbitMQ virtual host per test module, and what goes with it."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from broker_config.names import SERVICE_USERS
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


@pytest.fixture(scope="module")
def service_users(rabbit_server: RabbitServer) -> Iterator[None]:
    """For modules that apply the whole topology: its users belong to no virtual host, and go if they were not there."""
    with httpx.Client(base_url=rabbit_server.management_url) as management:

        def there() -> set[str]:
            return {user["name"] for user in management.get("/api/users").raise_for_status().json()}

        before = there()
        yield
        for name in sorted((there() - before) & set(SERVICE_USERS)):
            management.delete(f"/api/users/{name}").raise_for_status()
