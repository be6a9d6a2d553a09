"""`broker-config` as a person calls it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker_config import names
from broker_config.errors import BrokerRefused
from broker_config.management import ManagementApi, api_path
from tests.plugins.servers import RabbitServer

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def called(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("WHOLESALE_")}
        return subprocess.run(
            [sys.executable, "-m", "broker_config", *arguments],
            cwd=tmp_path,
            env={**ours, "PYTHONPATH": str(Path(__file__).parents[3]), **settings},
            capture_output=True,
            text=True,
            check=False,
        )

    return called


@pytest.fixture
def settings(rabbit_server: RabbitServer, vhost: str) -> dict[str, str]:
    return {
        "WHOLESALE_AMQP_URL": rabbit_server.amqp_url_of(vhost),
        "WHOLESALE_MANAGEMENT_URL": rabbit_server.management_url,
    }


@pytest.fixture
def without_service_users(rabbit_server: RabbitServer) -> Iterator[ManagementApi]:
    with ManagementApi(rabbit_server.management_url) as api:
        for user in names.SERVICE_USERS:
            if api.exists(api_path("users", user)):
                api.request("DELETE", api_path("users", user))
        yield api


def test_a_broker_is_set_up_by_one_command(
    run: Run, settings: dict[str, str], without_service_users: ManagementApi, tmp_path: Path
) -> None:
    without = run("apply", **settings)
    assert without.returncode == 1
    assert "--credentials FILE" in without.stderr
    before = run("verify", **settings)
    assert before.returncode == 1
    assert "missing: there is no user wholesaler" in before.stdout
    applied = run("apply", "--credentials", "secrets.json", **settings)
    assert applied.returncode == 0, applied.stderr
    credentials = json.loads((tmp_path / "secrets.json").read_text(encoding="utf-8"))
    assert credentials.keys() == set(names.SERVICE_USERS)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert not [password for password in credentials.values() if password in applied.stdout + applied.stderr]
    verified = run("verify", **settings)
    assert (verified.returncode, verified.stdout.count("\n")) == (0, 1)
    again = run("apply", "--credentials", "secrets.json", **settings)
    assert (again.returncode, again.stdout, again.stderr) == (0, "nothing to do: all is as described\n", "")
    assert json.loads((tmp_path / "secrets.json").read_text(encoding="utf-8")) == credentials
    assert run("apply", **settings).returncode == 0


def test_passwords_are_kept_until_they_are_rotated(
    run: Run,
    settings: dict[str, str],
    rabbit_server: RabbitServer,
    without_service_users: ManagementApi,
    tmp_path: Path,
) -> None:
    def works(password: str) -> bool:
        with ManagementApi(rabbit_server.management_url, names.OPS_USER, password) as api:
            try:
                api.request("GET", "/api/whoami")
            except BrokerRefused:
                return False
            return True

    assert run("apply", "--credentials", "one.json", **settings).returncode == 0
    first = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))[names.OPS_USER]
    assert works(first)
    other = run("apply", "--credentials", "two.json", **settings)
    assert other.returncode == 0
    assert "--rotate-credentials" in other.stderr
    assert json.loads((tmp_path / "two.json").read_text(encoding="utf-8")) == {}
    assert works(first)
    rotated = run("apply", "--credentials", "two.json", "--rotate-credentials", **settings)
    assert (rotated.returncode, rotated.stderr) == (0, "")
    second = json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))[names.OPS_USER]
    assert works(second)
    assert not works(first)


def test_a_file_with_passwords_decides_those_of_new_users(
    run: Run, settings: dict[str, str], without_service_users: ManagementApi, tmp_path: Path
) -> None:
    (tmp_path / "given.json").write_text(json.dumps({"ops": "chosen-by-a-person", "else": "kept"}), encoding="utf-8")
    assert run("apply", "--credentials", "given.json", **settings).returncode == 0
    credentials = json.loads((tmp_path / "given.json").read_text(encoding="utf-8"))
    assert (credentials["ops"], credentials["else"]) == ("chosen-by-a-person", "kept")
    assert credentials.keys() == {*names.SERVICE_USERS, "else"}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("verify",), 2, "set WHOLESALE_MANAGEMENT_URL"),
        (("--services", "nowhere.json", "verify"), 2, "nowhere.json cannot be read"),
        (("apply", "--rotate-credentials"), 2, "--rotate-credentials needs --credentials FILE"),
        (("apply", "--no-such"), 2, "No such option"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_wrong_usage_is_one_sentence(run: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == status
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://admin:topsecret@127.0.0.1:1", "does not answer"),
        ("ftp://admin:topsecret@host", "must look like"),
    ],
)
def test_a_broker_that_cannot_be_reached_is_one_sentence_without_the_password(run: Run, url: str, words: str) -> None:
    ended = run("verify", WHOLESALE_MANAGEMENT_URL=url)
    assert ended.returncode in {1, 2}
    assert ended.stderr.count("\n") == 1
    assert words in ended.stderr
    assert "topsecret" not in ended.stderr


def test_a_wrong_administrator_is_one_sentence(run: Run, settings: dict[str, str]) -> None:
    ended = run("verify", **settings, WHOLESALE_ADMIN_USERNAME="nobody", WHOLESALE_ADMIN_PASSWORD="x")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "refuses the user 'nobody'" in ended.stderr


def test_generated_files_are_checked_for_drift(run: Run, tmp_path: Path) -> None:
    assert run("generate", "--check").returncode == 0
    assert run("generate", "--check", "--into", "here").returncode == 1
    assert run("generate", "--into", "here").returncode == 0
    assert run("generate", "--check", "--into", "here").returncode == 0
    (tmp_path / "here" / "rabbitmq.conf").write_text("max_message_size = 1\n", encoding="utf-8")
    drifted = run("generate", "--check", "--into", "here")
    assert drifted.returncode == 1
    assert "here/rabbitmq.conf is not what it should be" in drifted.stdout


def test_the_generated_definitions_can_be_imported_and_apply_finds_only_users_missing(
    run: Run, settings: dict[str, str], rabbit_server: RabbitServer, vhost: str, tmp_path: Path
) -> None:
    run("generate", "--into", "here")
    text = (tmp_path / "here" / "definitions.json").read_text(encoding="utf-8")
    definitions = json.loads(text)
    for kind in ("policies", "exchanges", "queues", "bindings"):
        for item in definitions[kind]:
            item["vhost"] = vhost
    definitions["vhosts"] = []
    with ManagementApi(rabbit_server.management_url) as api:
        api.request("POST", "/api/definitions", definitions)
    verified = run("verify", **settings)
    about_others = ("user", "guest")
    rest = [line for line in verified.stdout.splitlines() if not any(word in line for word in about_others)]
    assert [line for line in rest if not line.startswith("the broker is as described")] == []
