"""Private servers side by side, as a plain user, and what is left of them: nothing."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pika
import psycopg
import pytest

from embedded.ending import await_ends
from embedded.postgres import PostgresCluster
from embedded.process_identity import ProcessIdentity
from embedded.rabbitmq import RabbitNode
from embedded.run_folder import RunFolder, recorded_processes, sweep_dead_runs
from tests.integration.embedded.listening import listening_addresses

CHECKOUT = Path(__file__).parents[3]
NOBODY = 65534

STARTS_BOTH = """
import signal, sys
from pathlib import Path
from embedded.postgres import PostgresCluster
from embedded.process_identity import ProcessIdentity
from embedded.rabbitmq import RabbitNode
from embedded.run_folder import RunFolder
with RunFolder.claim(Path(sys.argv[1])) as run:
    cluster, node = PostgresCluster(run), RabbitNode(run)
    cluster.start()
    node.start()
    print(run.path, flush=True)
    sys.stdin.readline()
    node.stop()
    cluster.stop()
"""


pytestmark = pytest.mark.usefixtures("private_servers")


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("run")
    yield path
    assert list(path.glob("run-*")) == []


def test_several_run_side_by_side_on_the_loopback_address_and_leave_nothing(root: Path) -> None:
    # The pool stays to the end: a server ends with the thread that has started it.
    with RunFolder.claim(root) as run, RunFolder.claim(root) as other_run, ThreadPoolExecutor(4) as pool:
        nodes = [RabbitNode(run), RabbitNode(other_run)]
        clusters = [PostgresCluster(run), PostgresCluster(other_run)]
        wait([pool.submit(server.start) for server in (*nodes, *clusters)])
        for node in nodes:
            with pika.BlockingConnection(pika.URLParameters(node.amqp_url)) as connection:
                assert connection.is_open
            assert b"rabbitmq_identity_info" in metrics(node)
        for cluster in clusters:
            with psycopg.connect(cluster.create_database("mine")) as database:
                database.execute("CREATE TABLE only_here (x int)")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(cluster.dsn.replace(cluster.password, "wrong"))
        leaders = [*recorded_processes(run.path).values(), *recorded_processes(other_run.path).values()]
        members = [member for leader in leaders for member in leader.session_members()]
        addresses = listening_addresses([member.pid for member in members])
        assert len(addresses) >= 10
        assert {address for address, _ in addresses} <= {"127.0.0.1", "::1"}
        wait([pool.submit(server.stop) for server in (*nodes, *clusters)])
        assert await_ends(members, patience=60)
        assert recorded_processes(run.path) == {}


def test_a_run_killed_with_its_owner_is_ended_and_swept(root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_BOTH, str(root)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        run = Path(owner.stdout.readline().strip())
        leaders = list(recorded_processes(run).values())
        assert len(leaders) == 3
        assert all(leader.is_alive() for leader in leaders)
        assert shared_memory_of(leaders)
        owner.kill()
    assert sweep_dead_runs(root) == [run]
    assert await_ends(leaders, patience=60)
    assert not shared_memory_of(leaders)


def test_a_postgres_killed_alone_leaves_no_shared_memory(root: Path) -> None:
    with RunFolder.claim(root) as run:
        cluster = PostgresCluster(run)
        cluster.start()
        (leader,) = recorded_processes(run.path).values()
        assert shared_memory_of([leader])
        leader.send(signal.SIGKILL)
        cluster.stop()
    assert not shared_memory_of([leader])


def test_a_plain_user_can_run_both() -> None:
    # pytest's folders are closed to others, and so may be the checkout and our Python: use what everyone may use.
    with tempfile.TemporaryDirectory(prefix="plain-user-") as folder:
        place = Path(folder)
        shutil.copytree(CHECKOUT / "embedded", place / "embedded", ignore=shutil.ignore_patterns("__pycache__"))
        python, user = sys.executable, os.getuid()
        if user == 0:
            python, user = "/usr/bin/python3", NOBODY
            subprocess.run(["chown", "-R", f"{NOBODY}", str(place)], check=True)
        ended = subprocess.run(
            [python, "-c", STARTS_BOTH, str(place / ".run")],
            cwd=place,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
            input="stop\n",
            user=user,
            group=user if user == NOBODY else None,
            extra_groups=[] if user == NOBODY else None,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.stderr == ""
        assert ended.returncode == 0
        assert list((place / ".run").glob("run-*")) == []


def shared_memory_of(leaders: list[ProcessIdentity]) -> list[str]:
    """The machine's segments that these processes have made (proc(5)); other programs have some, too."""
    makers = {str(leader.pid) for leader in leaders}
    segments = Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()[1:]
    return [segment for segment in segments if segment.split()[4] in makers]


def metrics(node: RabbitNode) -> bytes:
    with urllib.request.urlopen(node.prometheus_url, timeout=60) as answer:  # noqa: S310 - our own node
        return bytes(answer.read())
