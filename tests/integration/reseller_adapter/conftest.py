"""A reseller on a real RabbitMQ, a stub of the wholesaler, and `reseller-adapter` as a process."""

import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from broker_config import names
from broker_config.management import api_path
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.topology import reseller_topology
from broker_config.transport import Transport
from tests.plugins.real_broker import RealBroker
from tests.plugins.stub_wholesaler import StubWholesaler

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 60.0
"""Seconds for what must happen: only ever to end a test that would hang."""


@dataclass
class Reseller:
    """One reseller of one test: its settings as a process gets them, and lines to the broker."""

    name: str
    real: RealBroker
    data_dir: Path
    opened: list[Transport] = field(default_factory=list)

    @property
    def amqp_url(self) -> str:
        return f"{self.real.server.amqp_url.partition('://')[0]}://{self.hosts}/{self.real.vhost}"

    @property
    def hosts(self) -> str:
        return self.real.server.amqp_url.partition("://")[2].rpartition("@")[2]

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("WHOLESALE_", "RESELLER_"))}
        return {
            **ours,
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONWARNINGS": "error",
            "RESELLER_NAME": self.name,
            "RESELLER_AMQP_URL": self.amqp_url,
            "RESELLER_PASSWORD": self.real.password,
            "RESELLER_DATA_DIR": str(self.data_dir),
        }

    def transport(self, user: str, vhost: str | None = None) -> Transport:
        url = self.real.server.amqp_url_of(vhost or self.real.vhost)
        made = RabbitTransport(BrokerSettings.from_url(url, self.real.name(user), self.real.password))
        self.opened.append(made)
        return made

    def own_line(self) -> Transport:
        line = self.transport(names.reseller_user(self.name), names.reseller_vhost(self.name))
        line.open()
        return line

    def cut(self) -> None:
        """Break every connection of the reseller."""
        user = names.reseller_user(self.name)
        self.real.api.request("DELETE", api_path("connections", "username", user))


@pytest.fixture
def reseller(real_broker: RealBroker, tmp_path: Path) -> Iterator[Reseller]:
    name = f"acme{secrets.token_hex(3)}"
    real_broker.add(reseller_topology(name, answers=("clerk",), vhost=real_broker.vhost))
    reseller = Reseller(name, real_broker, tmp_path / "adapter")
    yield reseller
    for transport in reseller.opened:
        transport.close(timeout=2)


@pytest.fixture
def wholesaler(reseller: Reseller) -> Iterator[StubWholesaler]:
    stub = StubWholesaler(reseller.transport(names.WHOLESALER_USER), reseller.name).start()
    yield stub
    stub.stop()


class Running:
    """`reseller-adapter run`, ready; its log lines are read as they come."""

    def __init__(self, reseller: Reseller, *arguments: str, environment: Mapping[str, str]) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reseller_adapter", "run", *arguments],
            env={**reseller.environment, **environment},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for("action=adapter.ready")

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self.lines.append("(end)")
            self._changed.notify_all()

    def wait_for(self, words: str, times: int = 1) -> None:
        def said() -> bool:
            return sum(words in line for line in self.lines) >= times or "(end)" in self.lines

        with self._changed:
            self._changed.wait_for(said, PATIENCE)
        assert sum(words in line for line in self.lines) >= times, f"never said {words!r}: {''.join(self.lines)}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self._end()

    def kill(self) -> None:
        self.process.kill()
        self._end()

    def _end(self) -> int:
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it did not end: {''.join(self.lines[-20:])}")
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return status


@dataclass
class Programs:
    """Starts the program; what still runs at the end of the test is killed."""

    reseller: Reseller
    stack: ExitStack

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Running:
        running = Running(self.reseller, *arguments, environment=environment or {})
        self.stack.callback(self._end, running)
        return running

    def call(self, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "reseller_adapter", *arguments],
            env={**self.reseller.environment, **environment},
            cwd="/",
            input=stdin,
            capture_output=True,
            check=False,
            timeout=PATIENCE * 4,
        )

    @staticmethod
    def _end(running: Running) -> None:
        if running.process.poll() is None:
            with suppress(ProcessLookupError):
                running.kill()


@pytest.fixture
def programs(reseller: Reseller) -> Iterator[Programs]:
    with ExitStack() as stack:
        yield Programs(reseller, stack)
