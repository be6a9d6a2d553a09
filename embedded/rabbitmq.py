"""A private RabbitMQ node: own name, cookie, data and ports, on the loopback address only, in seconds."""

from __future__ import annotations

import base64
import secrets
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from embedded.child import Child, bare_environment
from embedded.errors import ServerDidNotStart
from embedded.ports import LOOPBACK, accepts_connections, free_ports
from embedded.programs import erlang_port_mapper, rabbitmq_server
from embedded.rabbitmq_files import NodePorts, node_environment, write_node_files

if TYPE_CHECKING:
    from embedded.run_folder import RunFolder

ADMINISTRATOR = "administrator"
_START_DEADLINE = 90.0
_ATTEMPTS = 3
_PORT_TAKEN = ("eaddrinuse", "address already in use")


class RabbitNode:
    """One node inside a run folder, with Erlang's port mapper of its own; `start` and `stop` it.

    `stop` then `start` keeps the ports and the data, as a restarted server would.
    """

    def __init__(self, run: RunFolder, name: str = "rabbitmq") -> None:
        self.name = name
        self.node = f"{name}-{secrets.token_hex(4)}@localhost"
        self.username = ADMINISTRATOR
        self.password = secrets.token_urlsafe(24)
        self.ports = NodePorts(0, 0, 0, 0, 0)
        self._run = run
        self._cookie = secrets.token_hex(20)
        self._mapper: Child | None = None
        self._server: Child | None = None
        self._has_run = False

    @property
    def amqp_url(self) -> str:
        """The administrator's AMQP URL without a virtual host (which means `/`)."""
        return f"amqp://{self.username}:{self.password}@{LOOPBACK}:{self.ports.amqp}"

    @property
    def management_url(self) -> str:
        """The administrator's URL of the management interface."""
        return f"http://{self.username}:{self.password}@{LOOPBACK}:{self.ports.management}"

    @property
    def prometheus_url(self) -> str:
        """The URL of the metrics page."""
        return f"http://{LOOPBACK}:{self.ports.prometheus}/metrics"

    def start(self) -> None:
        """Start the node and wait until it takes AMQP and management connections (about 5 s).

        Raises ProgramMissing, and ServerDidNotStart with the end of the log.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            if not self._has_run:
                self.ports = NodePorts(*free_ports(5))
            try:
                self._start_once()
            except ServerDidNotStart as error:
                self.stop()
                taken = any(words in str(error).lower() for words in _PORT_TAKEN)
                if attempt == _ATTEMPTS or self._has_run or not taken:
                    raise
            else:
                self._has_run = True
                return

    def stop(self) -> None:
        """End the node cleanly (about 6 s), then its port mapper; the data stays until the run folder goes."""
        for child in (self._server, self._mapper):
            if child is not None:
                child.stop()
        self._server = self._mapper = None

    def kill(self) -> None:
        """End the node as a power cut would, at once: for data nobody needs any more, and for tests of such an end."""
        for child in (self._server, self._mapper):
            if child is not None:
                child.kill()
        self._server = self._mapper = None

    @property
    def process(self) -> Child:
        """The running node, for tests that hurt it; raises ServerDidNotStart when it was not started."""
        if self._server is None:
            raise ServerDidNotStart(f"{self.name} was not started")
        return self._server

    def _start_once(self) -> None:
        server, mapper = rabbitmq_server(), erlang_port_mapper()
        folder = self._run.path / self.name
        folder.mkdir(mode=0o700, exist_ok=True)
        write_node_files(folder, self.ports, username=self.username, password=self.password, cookie=self._cookie)
        environment = bare_environment(**node_environment(folder, self.ports, node=self.node))
        port = str(self.ports.port_mapper)
        self._mapper = Child.start(
            self._run,
            f"{self.name}-epmd",
            [str(mapper), "-address", LOOPBACK, "-port", port],
            environment=environment,
            folder=folder,
        )
        self._mapper.await_ready(lambda: accepts_connections(self.ports.port_mapper), _START_DEADLINE)
        self._server = Child.start(self._run, self.name, [str(server)], environment=environment, folder=folder)
        self._server.await_ready(self._takes_connections, _START_DEADLINE)

    def _takes_connections(self) -> bool:
        if not accepts_connections(self.ports.management):
            return False
        credentials = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        # Documented at /api/index.html of the node: 200 when the node listens on the port, 503 otherwise.
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{self.ports.management}/api/health/checks/port-listener/{self.ports.amqp}",
            headers={"Authorization": f"Basic {credentials}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own node's http URL
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
