"""`wholesaler-worker provision`, as a person types it, on a real broker and real records."""

import queue
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from broker_config import names
from broker_config.applying import apply_part
from broker_config.management import ManagementApi, api_path
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.topology import common_topology
from contracts.provisioning_reading import read_provisioning
from tests.integration.order_inquiries.recorded import Recorded
from tests.integration.wholesaler_records.commands import wholesaler_worker
from tests.plugins.servers import RabbitServer
from wholesaler_worker.changing.records import OrderState

PATIENCE = 60.0
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def network_user(rabbit_server: RabbitServer, vhost: str) -> Iterator[tuple[str, str]]:
    """A user of this module's own, with the rights of the network's user."""
    topology = common_topology(vhost=vhost)
    (network,) = (user for user in topology.users if user.name == names.NETWORK_USER)
    (permission,) = network.permissions
    rights = {"configure": permission.configure, "write": permission.write, "read": permission.read}
    username, password = f"network-{secrets.token_hex(3)}", secrets.token_urlsafe(12)
    with ManagementApi(rabbit_server.management_url) as api:
        apply_part(api, replace(topology, users=()))
        api.request("PUT", api_path("users", username), {"password": password, "tags": ""})
        api.request("PUT", api_path("permissions", vhost, username), rights)
        yield username, password
        api.request("DELETE", api_path("users", username))


@pytest.fixture
def run(
    rabbit_server: RabbitServer, vhost: str, network_user: tuple[str, str], postgres_dsn: str, tmp_path: Path
) -> Run:
    username, password = network_user
    secret = tmp_path / "network-password"
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)
    host = rabbit_server.amqp_url.rpartition("@")[2]
    settings = {
        "WHOLESALE_AMQP_URL": f"amqp://{host}/{quote(vhost, safe='')}",
        "WHOLESALE_NETWORK_USERNAME": username,
        "WHOLESALE_NETWORK_PASSWORD_FILE": str(secret),
        "WHOLESALE_POSTGRES_DSN": postgres_dsn,
    }
    return lambda *arguments, **more: wholesaler_worker("provision", *arguments, folder=tmp_path, **settings | more)


@pytest.fixture
def told(rabbit_server: RabbitServer, vhost: str) -> Iterator[Callable[[int], list[tuple[str, str]]]]:
    """Takes so many messages out of the queue: event and order number of each, in order."""
    transport = RabbitTransport(BrokerSettings.from_url(rabbit_server.amqp_url_of(vhost)))
    transport.open()
    found: queue.Queue[Any] = queue.Queue()
    transport.consume(names.PROVISIONING_QUEUE, found.put, prefetch=100)

    def take(count: int) -> list[tuple[str, str]]:
        deliveries = [found.get(timeout=PATIENCE) for _ in range(count)]
        for delivery in deliveries:
            transport.acknowledge(delivery)
        headers = [read_provisioning(delivery.body).header for delivery in deliveries]
        return [(header.event.value, header.order_number) for header in headers]

    yield take
    transport.close()
    assert found.empty()


def test_without_simulate_it_says_what_it_is_for(run: Run) -> None:
    ended = run()
    assert ended.returncode == 2
    assert "network's own systems" in ended.stderr
    assert "--simulate" in ended.stderr


def test_orders_that_are_due_are_completed_the_earliest_first(
    run: Run, written: Recorded, told: Callable[[int], list[tuple[str, str]]]
) -> None:
    for number, (state, day) in enumerate(
        [
            (OrderState.CONFIRMED, "2026-11-20"),
            (OrderState.CONFIRMED, "2026-11-18"),
            (OrderState.JEOPARDY, "2026-11-19"),
            (OrderState.COMPLETED, "2026-11-19"),
            (OrderState.CONFIRMED, "2026-11-21"),
        ],
        start=1,
    ):
        written.order(f"P{number}", state=state, number=number)
        written.execute("UPDATE order_version SET due_date = %s WHERE pon = %s", day, f"P{number}")
    ended = run("--simulate", "--until", "2026-11-20")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "told of orders up to 2026-11-20: 3 completed, 0 in jeopardy\n"
    assert told(3) == [("completed", "W0000002"), ("completed", "W0000003"), ("completed", "W0000001")]
    assert run("--simulate", "--until", "2026-11-20", "--jeopardy", "100", "--limit", "2").returncode == 0
    assert told(2) == [("jeopardy", "W0000002"), ("completed", "W0000003")]


def test_nothing_due_is_said(run: Run, written: Recorded) -> None:
    written.order("P1")
    ended = run("--simulate", "--until", "2026-11-20")
    assert (ended.returncode, ended.stdout) == (0, "no confirmed order is due up to 2026-11-20\n")


def test_missing_settings_are_named_at_once(run: Run) -> None:
    ended = run("--simulate", WHOLESALE_NETWORK_USERNAME="", WHOLESALE_POSTGRES_DSN="")
    assert ended.returncode == 2
    assert "WHOLESALE_POSTGRES_DSN" in ended.stderr
    assert "WHOLESALE_NETWORK_USERNAME" in ended.stderr


def test_a_wrong_password_is_one_sentence(run: Run, written: Recorded, tmp_path: Path) -> None:
    written.order("P1")
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong", encoding="utf-8")
    wrong.chmod(0o600)
    ended = run("--simulate", "--until", "2027-01-01", WHOLESALE_NETWORK_PASSWORD_FILE=str(wrong))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
