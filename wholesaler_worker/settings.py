"""What the worker is told at its start: command options, then environment, then the services file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlunsplit

from broker_config.server_url import split_server_url
from command_line.settings_files import read_secret, read_services

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORKER_USER = "wholesaler"
_NETWORK_USER = "network"
_OPS_USER = "ops"


class SettingsProblem(Exception):
    """The settings are incomplete or wrong; `problems` are sentences, all of them at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class Needs(Flag):
    """What a command cannot do without."""

    RECORDS = auto()
    BROKER = auto()
    MANAGEMENT = auto()
    INDEX = auto()
    NETWORK = auto()
    TAPS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """Where the servers are and who we are there; a value that no command asked for may be empty.

    `amqp_url` and `management_url` carry no credentials. `data_dir` is the folder of the published index. The network's
    user is who the simulation of the network's systems is, and the operators' user `ops` reads the taps.
    """

    postgres_dsn: str = field(default="", repr=False)
    amqp_url: str = ""
    amqp_username: str = ""
    amqp_password: str = field(default="", repr=False)
    network_username: str = ""
    network_password: str = field(default="", repr=False)
    ops_username: str = ""
    ops_password: str = field(default="", repr=False)
    management_url: str = ""
    admin_username: str = ""
    admin_password: str = field(default="", repr=False)
    data_dir: Path = Path()

    @classmethod
    def read(
        cls,
        needs: Needs,
        *,
        services: Path | None = None,
        environment: Mapping[str, str] = os.environ,
        folder: Path | None = None,
    ) -> WorkerSettings:
        """Read what `needs` names; `services` is a services.json, looked for in `folder`/.run when not given.

        Raises `SettingsProblem` with everything that is missing or wrong.
        """
        reading = _Reading(environment)
        file = read_services(services, reading.problems, folder=folder)
        url, username, password = reading.server(
            "WHOLESALE_AMQP_URL", "WHOLESALE_AMQP", file, "amqp_url", ("users", _WORKER_USER)
        )
        management, admin, admin_password = reading.server(
            "WHOLESALE_MANAGEMENT_URL", "WHOLESALE_ADMIN", file, "management_url", ("administrator",)
        )
        network, network_password = reading.user("WHOLESALE_NETWORK", file, "WHOLESALE_AMQP_URL", _NETWORK_USER)
        watchers = {"users": {_OPS_USER: file.get(_OPS_USER, {})}}
        ops, ops_password = reading.user("WHOLESALE_OPS", watchers, "WHOLESALE_AMQP_URL", _OPS_USER)
        settings = cls(
            postgres_dsn=reading.text("WHOLESALE_POSTGRES_DSN", file, "postgres_dsn"),
            amqp_url=url,
            amqp_username=username,
            amqp_password=password,
            network_username=network,
            network_password=network_password,
            ops_username=ops,
            ops_password=ops_password,
            management_url=management,
            admin_username=admin,
            admin_password=admin_password,
            data_dir=Path(reading.text("WHOLESALE_DATA_DIR", file, "data_dir")),
        )
        reading.problems.extend(settings.lacks(needs))
        if reading.problems:
            raise SettingsProblem(reading.problems)
        return settings

    def lacks(self, needs: Needs) -> list[str]:
        """A sentence for each value that `needs` asks for and that is not there."""
        asked = (
            (Needs.RECORDS, self.postgres_dsn, "the database is not named: set WHOLESALE_POSTGRES_DSN"),
            (
                Needs.BROKER | Needs.NETWORK | Needs.TAPS,
                self.amqp_url,
                "the broker is not named: set WHOLESALE_AMQP_URL",
            ),
            (
                Needs.BROKER,
                self.amqp_username and self.amqp_password,
                "the broker's user is not named: set WHOLESALE_AMQP_USERNAME and WHOLESALE_AMQP_PASSWORD_FILE",
            ),
            (
                Needs.NETWORK,
                self.network_username and self.network_password,
                "the network's user is not named: set WHOLESALE_NETWORK_USERNAME and WHOLESALE_NETWORK_PASSWORD_FILE",
            ),
            (
                Needs.TAPS,
                self.ops_username and self.ops_password,
                "the operators' user is not named: set WHOLESALE_OPS_USERNAME and WHOLESALE_OPS_PASSWORD_FILE",
            ),
            (
                Needs.MANAGEMENT,
                self.management_url,
                "the broker's management is not named: set WHOLESALE_MANAGEMENT_URL",
            ),
            (
                Needs.MANAGEMENT,
                self.admin_username and self.admin_password,
                "no administrator is named: set WHOLESALE_ADMIN_USERNAME and WHOLESALE_ADMIN_PASSWORD_FILE",
            ),
            (Needs.INDEX, self.data_dir != Path(), "the index folder is not named: set WHOLESALE_DATA_DIR"),
        )
        return [f"{sentence} (or use --services FILE)" for need, value, sentence in asked if need & needs and not value]


class _Reading:
    """Reads single values and gathers what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def text(self, variable: str, file: Mapping[str, Any], key: str) -> str:
        """The variable, or the file's value when the variable is not set."""
        return self._environment.get(variable) or str(file.get(key, ""))

    def user(self, prefix: str, file: Mapping[str, Any], server: str, name: str) -> tuple[str, str]:
        """User name and password of another user at the server that the variable `server` or the file names."""
        users: Any = {} if self._environment.get(server) else file.get("users", {})
        entry = users.get(name, {})
        password = read_secret(self._environment, f"{prefix}_PASSWORD", self.problems) or entry.get("password", "")
        return self._environment.get(f"{prefix}_USERNAME") or entry.get("username", ""), password

    def server(
        self, variable: str, prefix: str, file: Mapping[str, Any], key: str, user: tuple[str, ...]
    ) -> tuple[str, str, str]:
        """A URL without credentials, the user name and the password.

        Credentials in variables of their own win over those in the URL, and both over the services file's, which are
        used only for the server that the file names.
        """
        given = self._environment.get(variable, "")
        url = given or str(file.get(key, ""))
        parts = split_server_url(url)
        entry: Any = {} if given else file
        for name in user if entry else ():
            entry = entry.get(name, {})
        username = (
            self._environment.get(f"{prefix}_USERNAME") or unquote(parts.username or "") or entry.get("username", "")
        )
        password = (
            read_secret(self._environment, f"{prefix}_PASSWORD", self.problems)
            or unquote(parts.password or "")
            or entry.get("password", "")
        )
        bare = urlunsplit(parts._replace(netloc=",".join(host.rpartition("@")[2] for host in parts.netloc.split(","))))
        return bare, username, password
