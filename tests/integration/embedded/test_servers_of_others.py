"""What `up` and `down` make and leave on servers that others use too."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from broker_config.names import SERVICE_USERS
from embedded.given_servers import AMQP, MANAGEMENT, POSTGRES, SCHEMA
from embedded.postgres import PostgresCluster
from embedded.process_identity import ProcessIdentity
from embedded.rabbitmq import RabbitNode
from embedded.run_folder import RunFolder

CHECKOUT = Path(__file__).parents[3]
DATABASES = iter(f"given_{number}" for number in range(100))

pytestmark = pytest.mark.usefixtures("private_servers")


@dataclass
class Given:
    """Both servers as the environment names them, with a database of one test's own."""

    environment: dict[str, str]
    broker: httpx.Client
    folder: Path

    @property
    def dsn(self) -> str:
        return self.environment[POSTGRES]

    def embedded(self, command: str, root: str = "here") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "embedded", "--root", str(self.folder / root), command],
            cwd=CHECKOUT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query).fetchall()

    def named(self, what: str) -> set[str]:
        return {item["name"] for item in self.broker.get(f"/api/{what}").raise_for_status().json()}


@pytest.fixture(scope="module")
def servers_of_others(
    private_servers: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RabbitNode, PostgresCluster]]:
    with RunFolder.claim(tmp_path_factory.mktemp("given")) as run:
        node, cluster = RabbitNode(run), PostgresCluster(run, durable=False)
        try:
            cluster.start()
            node.start()
            yield node, cluster
        finally:
            node.kill()
            cluster.stop()


@pytest.fixture
def given(servers_of_others: tuple[RabbitNode, PostgresCluster], tmp_path: Path) -> Iterator[Given]:
    node, cluster = servers_of_others
    dsn = cluster.create_database(next(DATABASES))
    with httpx.Client(base_url=node.management_url, timeout=30) as broker:
        yield Given({AMQP: node.amqp_url, MANAGEMENT: node.management_url, POSTGRES: dsn}, broker, tmp_path)


def test_what_others_have_there_stays_and_nothing_of_ours_does(given: Given) -> None:
    with psycopg.connect(given.dsn) as connection:
        connection.execute("CREATE TABLE reseller (whose text)")
        connection.execute("INSERT INTO reseller VALUES ('theirs')")
    given.broker.put("/api/vhosts/theirs").raise_for_status()
    before = (given.named("vhosts"), given.named("users"))
    for _ in range(2):
        came_up = given.embedded("up")
        assert came_up.returncode == 0, came_up.stderr
        services = json.loads((given.folder / "here" / "services.json").read_text(encoding="utf-8"))
        with psycopg.connect(services["postgres_dsn"]) as connection:
            assert connection.execute("SELECT name FROM reseller ORDER BY name").fetchall() == [("acme",), ("beta",)]
        assert "wholesale" in given.named("vhosts")
        assert given.embedded("down").returncode == 0
        assert (given.named("vhosts"), given.named("users")) == before
        assert given.rows("SELECT whose FROM reseller") == [("theirs",)]
        assert given.rows(f"SELECT 1 FROM pg_namespace WHERE nspname = '{SCHEMA}'") == []  # noqa: S608
    given.broker.delete("/api/vhosts/theirs").raise_for_status()


def test_two_at_once_do_not_share_a_territory(given: Given) -> None:
    came_up = given.embedded("up")
    assert came_up.returncode == 0, came_up.stderr
    refused = given.embedded("up", root="there")
    assert refused.returncode == 1
    assert "another make up" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "wholesale" in given.named("vhosts")
    assert given.embedded("down").returncode == 0


def test_what_an_end_in_the_middle_has_left_is_cleared_away(given: Given) -> None:
    came_up = given.embedded("up")
    assert came_up.returncode == 0, came_up.stderr
    keeper = json.loads((given.folder / "here" / "up.json").read_text(encoding="utf-8"))["pid"]
    holders = [member for member in ProcessIdentity.of(keeper).session_members() if member.pid != keeper]
    os.kill(keeper, signal.SIGSTOP)  # so that it tells nobody to end
    for process in holders:
        process.send(signal.SIGKILL)
    os.kill(keeper, signal.SIGKILL)
    assert given.embedded("down").returncode == 0
    assert "wholesale" in given.named("vhosts")
    came_up = given.embedded("up")
    assert came_up.returncode == 0, came_up.stderr
    assert given.embedded("down").returncode == 0
    assert "wholesale" not in given.named("vhosts")


def test_another_wholesalers_broker_is_refused_and_nothing_is_changed(given: Given) -> None:
    given.broker.put("/api/vhosts/wholesale").raise_for_status()
    refused = given.embedded("up")
    given.broker.delete("/api/vhosts/wholesale").raise_for_status()
    assert refused.returncode == 1
    assert "virtual host wholesale that no demo has made" in refused.stderr
    assert not given.named("users") & set(SERVICE_USERS)
    assert given.rows(f"SELECT 1 FROM pg_namespace WHERE nspname = '{SCHEMA}'") == []  # noqa: S608


@pytest.mark.parametrize("user", ["wholesaler", "reseller.acme"])
def test_users_of_another_wholesaler_keep_their_passwords(given: Given, user: str) -> None:
    body = {"password": "theirs", "tags": "management"}
    given.broker.put(f"/api/users/{user}", json=body).raise_for_status()
    refused = given.embedded("up")
    still = httpx.get(given.broker.base_url.join("/api/whoami"), auth=(user, "theirs"))
    given.broker.delete(f"/api/users/{user}").raise_for_status()
    assert refused.returncode == 1
    assert f"({user})" in refused.stderr
    assert still.status_code == httpx.codes.OK


def test_another_ones_schema_of_that_name_is_refused(given: Given) -> None:
    with psycopg.connect(given.dsn) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA} CREATE TABLE theirs (kept text)")
    refused = given.embedded("up")
    assert refused.returncode == 1
    assert f"a schema {SCHEMA} that no demo has made" in refused.stderr
    assert given.rows(f"SELECT count(*) FROM {SCHEMA}.theirs") == [(0,)]  # noqa: S608
    assert "wholesale" not in given.named("vhosts")


def test_a_database_that_nobody_serves_is_said_in_one_sentence(given: Given) -> None:
    given.environment[POSTGRES] = "postgresql://me:topsecret@127.0.0.1:1/none"
    refused = given.embedded("up")
    assert refused.returncode == 1
    assert POSTGRES in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "topsecret" not in refused.stderr
