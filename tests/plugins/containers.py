"""Servers in Docker containers, for `--servers=docker`.

Where testcontainers' own clean-up image (Ryuk) cannot be pulled, TESTCONTAINERS_RYUK_DISABLED=true does without it;
then a test run that is killed leaves its containers behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from broker_config.server_files import FOLDER

_OUR_SETTINGS = FOLDER / "rabbitmq.conf"
_AMQP, _MANAGEMENT, _POSTGRES = 5672, 15672, 5432
_USERNAME, _PASSWORD = "administrator", "for-one-test-run"
_PATIENCE = 120
"""Seconds for a server to start in its container."""


@contextmanager
def rabbit_container(image: str) -> Iterator[tuple[str, str]]:
    """The administrator's AMQP and management URLs."""
    container = (
        DockerContainer(image)
        .with_exposed_ports(_AMQP, _MANAGEMENT)
        .with_volume_mapping(_OUR_SETTINGS, "/etc/rabbitmq/conf.d/50-wholesale.conf", "ro")
        .with_env("RABBITMQ_DEFAULT_USER", _USERNAME)
        .with_env("RABBITMQ_DEFAULT_PASS", _PASSWORD)
        .waiting_for(LogMessageWaitStrategy("Server startup complete").with_startup_timeout(_PATIENCE))
    )
    with container:
        who = f"{_USERNAME}:{_PASSWORD}@{container.get_container_host_ip()}"
        yield (
            f"amqp://{who}:{container.get_exposed_port(_AMQP)}",
            f"http://{who}:{container.get_exposed_port(_MANAGEMENT)}",
        )


@contextmanager
def postgres_container(image: str) -> Iterator[str]:
    """The administrator's DSN."""
    container = (
        DockerContainer(image)
        .with_exposed_ports(_POSTGRES)
        .with_env("POSTGRES_USER", _USERNAME)
        .with_env("POSTGRES_PASSWORD", _PASSWORD)
        .with_env("POSTGRES_DB", "postgres")
    )
    with container:
        host = f"{container.get_container_host_ip()}:{container.get_exposed_port(_POSTGRES)}"
        dsn = f"postgresql://{_USERNAME}:{_PASSWORD}@{host}/postgres"
        # The image starts its server twice, first without a port: only a connection tells that it is there to stay.
        refused = retry_if_exception_type(psycopg.OperationalError)
        Retrying(retry=refused, stop=stop_after_delay(_PATIENCE), wait=wait_fixed(0.2), reraise=True)(_connect, dsn)
        yield dsn


def _connect(dsn: str) -> None:
    psycopg.connect(dsn, connect_timeout=2).close()
