"""What an administrator's command is told at its start: environment first, then the services file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlunsplit

from broker_config.errors import SettingsUnusable
from broker_config.names import WHOLESALE_VHOST
from broker_config.server_url import split_server_url
from command_line.settings_files import read_secret, read_services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorSettings:
    """Where the broker's management is, as whom, and in which virtual host the wholesaler works."""

    management_url: str
    username: str
    password: str = field(repr=False)
    vhost: str = WHOLESALE_VHOST

    @classmethod
    def read(
        cls,
        *,
        services: Path | None = None,
        environment: Mapping[str, str] = os.environ,
        folder: Path | None = None,
    ) -> AdministratorSettings:
        """Read WHOLESALE_MANAGEMENT_URL, WHOLESALE_ADMIN_… and the virtual host of WHOLESALE_AMQP_URL.

        `services` is a services.json, looked for in `folder`/.run when not given. Credentials in variables of their
        own win over those in the URL; the file's are used only for the server that the file names. Raises
        `SettingsUnusable` with everything that is missing or wrong.
        """
        problems: list[str] = []
        file = read_services(services, problems, folder=folder)
        given = environment.get("WHOLESALE_MANAGEMENT_URL", "")
        url = given or str(file.get("management_url", ""))
        parts = split_server_url(url)
        administrator: Any = {} if given else file.get("administrator") or {}
        secret = read_secret(environment, "WHOLESALE_ADMIN_PASSWORD", problems)
        username = (
            environment.get("WHOLESALE_ADMIN_USERNAME")
            or unquote(parts.username or "")
            or str(administrator.get("username", ""))
        )
        password = secret or unquote(parts.password or "") or str(administrator.get("password", ""))
        if not url:
            problems.append(
                "the broker's management is not named: set WHOLESALE_MANAGEMENT_URL (or use --services FILE)"
            )
        elif not (username and password):
            problems.append(
                "no administrator is named: set WHOLESALE_ADMIN_USERNAME and WHOLESALE_ADMIN_PASSWORD_FILE (or use"
                " --services FILE)"
            )
        if problems:
            raise SettingsUnusable("; ".join(problems))
        amqp = environment.get("WHOLESALE_AMQP_URL") or str(file.get("amqp_url", ""))
        return cls(
            management_url=urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])),
            username=username,
            password=password,
            vhost=unquote(split_server_url(amqp).path[1:]) or WHOLESALE_VHOST,
        )
