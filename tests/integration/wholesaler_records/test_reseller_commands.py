"""What an operator sees of adding and stopping resellers, on a real broker."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.integration.wholesaler_records.commands import wholesaler_worker
from tests.plugins.servers import RabbitServer

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def prepared_vhost(
    rabbit_server: RabbitServer, vhost: str, service_users: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("broker")
    ended = wholesaler_worker(
        "apply", "--credentials", folder / "credentials.json", folder=folder, program="broker_config",
        WHOLESALE_AMQP_URL=rabbit_server.amqp_url_of(vhost), WHOLESALE_MANAGEMENT_URL=rabbit_server.management_url,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    yield vhost
    with httpx.Client(base_url=rabbit_server.management_url) as client:
        for name in ("cedar", "maple", "birch", "aspen"):  # names of this module's own: users are the whole broker's
            client.delete(f"/api/users/reseller.{name}")
            client.delete(f"/api/vhosts/reseller.{name}")


@pytest.fixture
def run(rabbit_server: RabbitServer, prepared_vhost: str, postgres_dsn: str, tmp_path: Path) -> Run:
    settings = {
        "WHOLESALE_AMQP_URL": rabbit_server.amqp_url_of(prepared_vhost),
        "WHOLESALE_MANAGEMENT_URL": rabbit_server.management_url,
        "WHOLESALE_POSTGRES_DSN": postgres_dsn,
    }
    return lambda *arguments: wholesaler_worker("reseller", *arguments, folder=tmp_path, **settings)


@pytest.fixture
def management(rabbit_server: RabbitServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=rabbit_server.management_url) as client:
        yield client


def may_log_in(rabbit_server: RabbitServer, username: str, password: str) -> bool:
    """The management interface refuses a user without a tag only after it has checked the password."""
    where = urlsplit(rabbit_server.management_url)
    url = f"{where.scheme}://{where.hostname}:{where.port}/api/whoami"
    answer = httpx.get(url, auth=(username, password))
    return answer.status_code == httpx.codes.OK or "Not management user" in answer.text


def test_a_reseller_is_added_once_and_its_credentials_open_the_broker(
    run: Run, rabbit_server: RabbitServer, prepared_vhost: str, management: httpx.Client
) -> None:
    ended = run("add", "cedar", "--json")
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert (said["reseller"], said["username"], said["vhost"]) == ("cedar", "reseller.cedar", prepared_vhost)
    assert "@" not in said["amqp_url"]
    assert may_log_in(rabbit_server, said["username"], said["password"])
    assert not may_log_in(rabbit_server, said["username"], "a guess")
    queue = management.get(f"/api/queues/{prepared_vhost}/documents.cedar.inquiry")
    assert queue.status_code == httpx.codes.OK

    again = run("add", "cedar")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.count("\n") == 1
    assert "cedar is there already" in again.stderr
    assert may_log_in(rabbit_server, said["username"], said["password"])

    rotated = json.loads(run("rotate", "cedar", "--json").stdout)
    assert may_log_in(rabbit_server, rotated["username"], rotated["password"])
    assert not may_log_in(rabbit_server, said["username"], said["password"])


def test_an_answers_queue_is_made_and_listed(run: Run, prepared_vhost: str, management: httpx.Client) -> None:
    assert run("add", "maple", "--require-user-id").returncode == 0
    assert run("answers", "add", "maple", "clerk").stdout == "answers.maple.clerk\n"
    assert management.get(f"/api/queues/{prepared_vhost}/answers.maple.clerk").status_code == httpx.codes.OK
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["answers"], listed["require_user_id"]) == ("maple", ["clerk"], True)


def test_a_disabled_reseller_loses_its_rights_until_it_is_enabled(
    run: Run, prepared_vhost: str, management: httpx.Client
) -> None:
    permissions = f"/api/permissions/{prepared_vhost}/reseller.birch"
    assert run("add", "birch").returncode == 0
    before = management.get(permissions).json()
    assert run("disable", "birch").returncode == 0
    assert management.get(permissions).status_code == httpx.codes.NOT_FOUND
    assert "disabled" in run("list").stdout
    assert run("enable", "birch").returncode == 0
    assert management.get(permissions).json() == before
    assert "active" in run("list").stdout


def test_adding_is_repeated_after_the_record_was_lost_half_way(run: Run, postgres_dsn: str) -> None:
    assert run("add", "aspen").returncode == 0
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE reseller SET provisioned_at = NULL")
    assert "half added" in run("list").stdout
    assert run("add", "aspen").returncode == 0
    assert "half added" not in run("list").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("add", "Cedar"), 2, "is not a reseller's name"),
        (("add", "a.b"), 2, "is not a reseller's name"),
        (("add", "cedar", "--area", "*"), 2, "is not an area's name"),
        (("answers", "add", "cedar", "a.b"), 2, "is not a queue's name"),
        (("disable", "nobody"), 1, "there is no reseller nobody"),
        (("rotate", "nobody"), 1, "there is no reseller nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    run: Run, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    ended = run(*arguments)
    assert ended.returncode == status
    assert sentence in ended.stderr
