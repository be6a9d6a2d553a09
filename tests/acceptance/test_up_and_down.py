"""`python -m embedded up`, a worker that dies, `status` and `down`, as a user goes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.given_servers import AMQP, MANAGEMENT, POSTGRES
from embedded.process_identity import ProcessIdentity
from embedded.services import ServiceState, status

CHECKOUT = Path(__file__).parents[2]


pytestmark = pytest.mark.usefixtures("private_servers")


def embedded(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {AMQP, MANAGEMENT, POSTGRES}}
    return subprocess.run(
        [sys.executable, "-m", "embedded", "--root", str(root), command],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def root(private_servers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("up")
    came_up = embedded(path, "up")
    try:
        assert came_up.returncode == 0, came_up.stderr
        services = json.loads((path / "services.json").read_text(encoding="utf-8"))
        for shown in (services["amqp_url"], services["management_url"], services["resellers"]["acme"]["password"]):
            assert shown in came_up.stdout
        yield path
    finally:
        members = [member for state in states(path) for member in session_of(state)]
        went_down = embedded(path, "down")
    assert went_down.returncode == 0, went_down.stderr
    assert not any(member.is_alive() for member in members)
    assert list(path.glob("run-*")) == []
    assert not (path / "services.json").exists()


def test_the_services_file_is_for_its_owner_only_and_names_everything(root: Path) -> None:
    services = root / "services.json"
    assert services.stat().st_mode & 0o777 == 0o600
    content = json.loads(services.read_text(encoding="utf-8"))
    assert set(content) >= {"amqp_url", "management_url", "postgres_dsn", "resellers", "ops", "users", "administrator"}
    assert set(content["resellers"]) == {"acme", "beta"}
    assert "@" not in content["amqp_url"]


def test_a_worker_that_dies_is_started_again(root: Path) -> None:
    first = worker_of(root, other_than=None)
    os.kill(first, signal.SIGKILL)
    assert worker_of(root, other_than=first) != first


def test_coming_up_twice_shows_the_same_services(root: Path) -> None:
    before = (root / "services.json").read_text(encoding="utf-8")
    assert embedded(root, "up").returncode == 0
    assert (root / "services.json").read_text(encoding="utf-8") == before


def test_nothing_to_stop_is_said_in_one_sentence(tmp_path: Path) -> None:
    ended = embedded(tmp_path, "down")
    assert ended.returncode == 1
    assert ended.stderr == f"error: no services are up under {tmp_path}\n"


def worker_of(root: Path, other_than: int | None) -> int:
    deadline = time.monotonic() + 90
    pause = threading.Event()
    while time.monotonic() < deadline:
        for state in status(root):
            if state.name == "worker" and state.alive and state.pid is not None and state.pid != other_than:
                return state.pid
        pause.wait(0.05)  # nothing tells other processes that the keeper has started a worker
    raise AssertionError("no worker was started within 90 s")


def states(root: Path) -> list[ServiceState]:
    return status(root) if (root / "services.json").exists() else []


def session_of(state: ServiceState) -> list[ProcessIdentity]:
    return ProcessIdentity.of(state.pid).session_members() if state.pid is not None and state.alive else []
