"""Servers in Docker containers, for `--servers=docker`."""

from collections.abc import Iterator
from contextlib import contextmanager

from testcontainers.core.container import DockerContainer
from testcontainers.core.waiting_utils import wait_for_logs
from testcontainers.postgres import PostgresContainer

RABBITMQ_IMAGE = "rabbitmq:3.13-management"
POSTGRES_IMAGE = "postgres:15"
_AMQP, _MANAGEMENT = 5672, 15672
_USERNAME, _PASSWORD = "administrator", "for-one-test-run"


@contextmanager
def rabbit_container() -> Iterator[tuple[str, str]]:
    """The administrator's AMQP and management URLs."""
    container = (
        DockerContainer(RABBITMQ_IMAGE)
        .with_exposed_ports(_AMQP, _MANAGEMENT)
        .with_env("RABBITMQ_DEFAULT_USER", _USERNAME)
        .with_env("RABBITMQ_DEFAULT_PASS", _PASSWORD)
    )
    with container:
        wait_for_logs(container, "Server startup complete", timeout=120)
        host = container.get_container_host_ip()
        who = f"{_USERNAME}:{_PASSWORD}@{host}"
        yield (
            f"amqp://{who}:{container.get_exposed_port(_AMQP)}",
            f"http://{who}:{container.get_exposed_port(_MANAGEMENT)}",
        )


@contextmanager
def postgres_container() -> Iterator[str]:
    """The administrator's DSN."""
    with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
        yield container.get_connection_url()
