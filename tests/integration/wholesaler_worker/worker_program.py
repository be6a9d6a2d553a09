"""The command `wholesaler-worker run` as a process, on a virtual host and a database of the test's own."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from broker_config.provisioning import ResellerProvisioning
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.transport import Delivery, Properties, Publication, Settled
from contracts.transactions import TRANSACTIONS
from tests.heard_signals import wait_until_it_hears
from tests.plugins.servers import RabbitServer
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.resellers import add_reseller, mark_provisioned

PATIENCE = 60.0
"""Seconds for what must happen: only ever to end a test that would hang."""


class WorkerProgram:
    """Its log lines are read as they come; `wait_for(action)` waits for one."""

    def __init__(self, environment: Mapping[str, str], *arguments: str) -> None:
        self.lines: list[dict[str, Any]] = []
        self._is_over = False
        self._logged = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wholesaler_worker", "run", *arguments],
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, action: str, **fields: object) -> dict[str, Any]:
        with self._logged:
            assert self._logged.wait_for(lambda: self._first(action, fields), PATIENCE), f"{action}: {self.lines[-5:]}"
            found = self._first(action, fields)
            assert found is not None
            return found

    def wait_until_it_hears(self, number: signal.Signals) -> None:
        """Wait until it catches a signal, or has ended."""
        wait_until_it_hears(self._process, number, PATIENCE)

    def lives_until(self, action: str) -> bool:
        """Wait for a log line; False when the process has ended without it."""
        with self._logged:
            assert self._logged.wait_for(lambda: self._is_over or self._first(action, {}), PATIENCE)
            return self._first(action, {}) is not None

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, one that can be caught as soon as it is; the exit status."""
        if self._process.poll() is None:
            if number is not signal.SIGKILL:
                self.wait_until_it_hears(number)
            self._process.send_signal(number)
        status = self._process.wait(timeout=PATIENCE)
        self._reader.join()
        assert self._process.stderr is not None
        self._process.stderr.close()
        return status

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._logged:
                self.lines.append(json.loads(line))
                self._logged.notify_all()
        with self._logged:
            self._is_over = True
            self._logged.notify_all()

    def _first(self, action: str, fields: Mapping[str, object]) -> dict[str, Any] | None:
        wanted = {"action": action, **fields}.items()
        return next((line for line in self.lines if wanted <= line.items()), None)


@dataclass
class Wholesale:
    """A broker's virtual host with the wholesaler's topology, a migrated database, an index folder."""

    server: RabbitServer
    vhost: str
    environment: dict[str, str]
    added: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.server.amqp_url).netloc.rpartition("@")[2]

    def add(self, name: str) -> None:
        """Record and provision a reseller, as `wholesaler-worker reseller add` does."""
        administrator = urlsplit(self.server.management_url)
        provisioning = ResellerProvisioning(
            self.server.management_url, administrator.username or "", administrator.password or "", vhost=self.vhost
        )
        with Database(self.environment["WHOLESALE_POSTGRES_DSN"]) as database:
            add_reseller(database, name, require_user_id=False, areas=["all"], transactions=TRANSACTIONS)
            self.added[name] = provisioning.add(name).password
            mark_provisioned(database, name)

    def reseller(self, name: str) -> "Reseller":
        url = f"amqp://{quote(f'reseller.{name}')}:{quote(self.added[name])}@{self.host}/{quote(self.vhost, safe='')}"
        return Reseller(name, url)


class Reseller:
    """Sends documents and collects its answers."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.answers: queue.Queue[Delivery] = queue.Queue()
        self._transport = RabbitTransport(BrokerSettings.from_url(url, connection_name=f"test {name}"))
        self._transport.open()
        self._transport.consume(f"answers.{name}", self._arrived, prefetch=1000)

    def send(self, *contents: Mapping[str, Any], key: str | None = None, **properties: Any) -> None:
        """Publish all of them, then wait until the broker has them."""
        settled: queue.Queue[Settled] = queue.Queue()
        for content in contents:
            publication = Publication(
                exchange=f"documents.{self.name}",
                routing_key=key or content["header"]["transaction"],
                properties=Properties(type=content["header"]["transaction"], **properties),
                body=json.dumps(content).encode(),
            )
            self._transport.publish(publication, settled.put)
        for _ in contents:
            assert settled.get(timeout=PATIENCE).outcome.value == "confirmed"

    def answer(self) -> Delivery:
        return self.answers.get(timeout=PATIENCE)

    def reply(self) -> dict[str, Any]:
        found = json.loads(self.answer().body)
        assert isinstance(found, dict)
        return found

    def close(self) -> None:
        self._transport.close()

    def _arrived(self, delivery: Delivery) -> None:
        self._transport.acknowledge(delivery)
        self.answers.put(delivery)
