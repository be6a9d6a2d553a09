"""A wholesaler of each test's own on real servers."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from broker_config import names
from broker_config.applying import apply_part
from broker_config.management import ManagementApi, api_path
from broker_config.topology import common_topology
from tests.integration.wholesaler_worker.worker_program import Wholesale, WorkerProgram
from tests.plugins.servers import RabbitServer
from tests.unit.wholesaler_worker.territory import write_index


@pytest.fixture(scope="module")
def topology_url(rabbit_server: RabbitServer, vhost: str) -> Iterator[str]:
    """The worker's URL: a user of this module's own, with the rights of the wholesaler's user."""
    topology = common_topology(vhost=vhost)
    (wholesaler,) = (user for user in topology.users if user.name == names.WHOLESALER_USER)
    username, password = f"wholesaler-{secrets.token_hex(3)}", secrets.token_urlsafe(12)
    (permission,) = wholesaler.permissions
    rights = {"configure": permission.configure, "write": permission.write, "read": permission.read}
    with ManagementApi(rabbit_server.management_url) as api:
        apply_part(api, replace(topology, users=()))
        api.request("PUT", api_path("users", username), {"password": password, "tags": ",".join(wholesaler.tags)})
        api.request("PUT", api_path("permissions", vhost, username), rights)
        host = rabbit_server.amqp_url.rpartition("@")[2]
        yield f"amqp://{username}:{password}@{host}/{quote(vhost, safe='')}"
        api.request("DELETE", api_path("users", username))


@pytest.fixture
def wholesale(
    rabbit_server: RabbitServer, vhost: str, topology_url: str, postgres_dsn: str, tmp_path: Path
) -> Iterator[Wholesale]:
    write_index(tmp_path / "reference" / "all.sqlite")
    found = Wholesale(
        rabbit_server,
        vhost,
        {
            "WHOLESALE_AMQP_URL": topology_url,
            "WHOLESALE_POSTGRES_DSN": postgres_dsn,
            "WHOLESALE_DATA_DIR": str(tmp_path),
        },
    )
    yield found
    with ManagementApi(rabbit_server.management_url) as api:
        for name in found.added:
            api.request("DELETE", api_path("users", names.reseller_user(name)))
            api.request("DELETE", api_path("vhosts", names.reseller_vhost(name)))
        for queue in api.request("GET", api_path("queues", vhost)):
            if queue["name"].startswith(("documents.", "answers.", "notifications.")):
                api.request("DELETE", api_path("queues", vhost, queue["name"]))


@pytest.fixture
def acme(wholesale: Wholesale) -> str:
    """A reseller of this test alone."""
    name = f"acme{secrets.token_hex(3)}"
    wholesale.add(name)
    return name


@pytest.fixture
def start(wholesale: Wholesale) -> Iterator[Callable[..., WorkerProgram]]:
    """Start workers; what a test does not end is ended."""
    started: list[WorkerProgram] = []

    def begin(*arguments: str, **environment: str) -> WorkerProgram:
        started.append(WorkerProgram(wholesale.environment | environment, *arguments))
        return started[-1]

    yield begin
    for program in started:
        program.end()
