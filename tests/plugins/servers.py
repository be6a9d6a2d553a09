"""Real servers for tests: those named by URL, Docker's when asked for, or private ones; started when first needed.

Without CI a server that is not installed skips the tests that need it; with CI it fails them.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import quote

import pytest

from embedded.errors import ProgramMissing
from embedded.given_servers import given_servers
from embedded.postgres import PostgresCluster
from embedded.programs import erlang_port_mapper, postgres_programs, rabbitmq_server
from embedded.rabbitmq import RabbitNode
from embedded.run_folder import RunFolder

RABBITMQ_IMAGE, POSTGRES_IMAGE = "rabbitmq:3.13-management", "postgres:15"
RUN_ROOT = Path(__file__).parents[2] / ".run"


@dataclass(frozen=True)
class RabbitServer:
    """A RabbitMQ with an administrator's credentials in both URLs; `amqp_url` has no virtual host."""

    amqp_url: str
    management_url: str

    def amqp_url_of(self, vhost: str) -> str:
        return f"{self.amqp_url}/{quote(vhost, safe='')}"


@dataclass(frozen=True)
class Servers(RabbitServer):
    """Both servers; `postgres_dsn` is an administrator's, to the database `postgres`."""

    postgres_dsn: str


class Startable(Protocol):
    def start(self) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--servers",
        choices=("embedded", "docker"),
        default="embedded",
        help="where servers come from that no WHOLESALE_… URL names: private ones (default) or containers",
    )
    parser.addoption("--rabbitmq-image", default=RABBITMQ_IMAGE, help="for --servers=docker (default: %(default)s)")
    parser.addoption("--postgres-image", default=POSTGRES_IMAGE, help="for --servers=docker (default: %(default)s)")


@pytest.fixture(scope="session")
def private_servers() -> None:
    """For tests of private servers themselves, which a machine that is given its servers by URL need not have."""
    try:
        rabbitmq_server(), erlang_port_mapper(), postgres_programs()
    except ProgramMissing as missing:
        if given_servers() is not None:
            pytest.skip(f"servers are given by URL, and {missing}")
        excuse(missing)


@pytest.fixture(scope="session")
def run_folder() -> Iterator[RunFolder]:
    """One folder for all private servers of this test run."""
    with RunFolder.claim(RUN_ROOT) as run:
        yield run


@pytest.fixture(scope="session")
def rabbit_server(request: pytest.FixtureRequest) -> Iterator[RabbitServer]:
    amqp_url, management_url = os.environ.get("WHOLESALE_AMQP_URL"), os.environ.get("WHOLESALE_MANAGEMENT_URL")
    with ExitStack() as stack:
        if amqp_url and management_url:
            yield RabbitServer(amqp_url.rstrip("/"), management_url)
        elif amqp_url or management_url:
            pytest.fail("WHOLESALE_AMQP_URL and WHOLESALE_MANAGEMENT_URL name one server: give both or neither")
        elif request.config.getoption("servers") == "docker":
            from tests.plugins.containers import rabbit_container

            yield RabbitServer(*stack.enter_context(rabbit_container(request.config.getoption("rabbitmq_image"))))
        else:
            node = RabbitNode(request.getfixturevalue("run_folder"))
            stack.callback(node.kill)  # its data goes with the run folder: a clean end would only take longer
            start_or_excuse(node)
            yield RabbitServer(node.amqp_url, node.management_url)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """An administrator's DSN."""
    dsn = os.environ.get("WHOLESALE_POSTGRES_DSN")
    with ExitStack() as stack:
        if dsn:
            yield dsn
        elif request.config.getoption("servers") == "docker":
            from tests.plugins.containers import postgres_container

            yield stack.enter_context(postgres_container(request.config.getoption("postgres_image")))
        else:
            cluster = PostgresCluster(request.getfixturevalue("run_folder"), durable=False)
            stack.callback(cluster.stop)
            start_or_excuse(cluster)
            yield cluster.dsn


@pytest.fixture(scope="session")
def servers(rabbit_server: RabbitServer, postgres_server: str) -> Servers:
    return Servers(rabbit_server.amqp_url, rabbit_server.management_url, postgres_server)


def start_or_excuse(server: Startable) -> None:
    try:
        server.start()
    except ProgramMissing as missing:
        excuse(missing)


def excuse(missing: ProgramMissing) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))
