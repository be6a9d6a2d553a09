"""What our programs are told about the servers: environment variables for each role, and the file services.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlunsplit

from broker_config.server_url import split_server_url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from embedded.given_servers import ServerUrls

VHOST = "wholesale"


@dataclass(frozen=True)
class Credentials:
    """A RabbitMQ user."""

    username: str
    password: str

    def as_json(self) -> dict[str, str]:
        """As it stands in services.json."""
        return {"username": self.username, "password": self.password}


@dataclass(frozen=True)
class ConnectionSettings:
    """All that a program has to know to reach the servers; `users` and `resellers` are filled as they are made."""

    servers: ServerUrls
    data_dir: Path
    users: Mapping[str, Credentials]
    resellers: Mapping[str, Credentials]

    @property
    def amqp_url(self) -> str:
        """Host, port and virtual host, without credentials."""
        return urlunsplit(_without_credentials(self.servers.amqp)._replace(path=f"/{VHOST}", query=""))

    @property
    def management_url(self) -> str:
        """The management interface, without credentials."""
        return urlunsplit(_without_credentials(self.servers.management))

    @property
    def administrator(self) -> Credentials:
        """Who may change the topology."""
        parts = split_server_url(self.servers.management)
        return Credentials(unquote(parts.username or ""), unquote(parts.password or ""))

    def for_administrator(self) -> dict[str, str]:
        """Environment of the commands that set things up."""
        return {
            "WHOLESALE_AMQP_URL": _with_vhost(self.servers.amqp),
            "WHOLESALE_MANAGEMENT_URL": self.servers.management,
            "WHOLESALE_POSTGRES_DSN": self.servers.postgres_dsn,
            "WHOLESALE_DATA_DIR": str(self.data_dir),
        }

    def for_worker(self) -> dict[str, str]:
        """Environment of a worker: the rights of `wholesaler`, nothing of the administrator's."""
        worker = self.users["wholesaler"]
        return {
            "WHOLESALE_AMQP_URL": self.amqp_url,
            "WHOLESALE_AMQP_USERNAME": worker.username,
            "WHOLESALE_AMQP_PASSWORD": worker.password,
            "WHOLESALE_POSTGRES_DSN": self.servers.postgres_dsn,
            "WHOLESALE_DATA_DIR": str(self.data_dir),
        }

    def services_json(self) -> str:
        """The content of .run/services.json; it holds every password, so the file is for its owner only."""
        content = {
            "amqp_url": self.amqp_url,
            "management_url": self.management_url,
            "postgres_dsn": self.servers.postgres_dsn,
            "resellers": {name: who.as_json() for name, who in self.resellers.items()},
            "ops": self.users["ops"].as_json(),
            "users": {name: who.as_json() for name, who in self.users.items() if name != "ops"},
            "administrator": self.administrator.as_json(),
            "data_dir": str(self.data_dir),
        }
        return json.dumps(content, indent=2) + "\n"


def _without_credentials(url: str) -> SplitResult:
    parts = split_server_url(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def _with_vhost(url: str) -> str:
    return urlunsplit(split_server_url(url)._replace(path=f"/{quote(VHOST, safe='')}"))
