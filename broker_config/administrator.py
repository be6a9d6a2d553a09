"""What an administrator's command is told at its start: environment first, then the services file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlunsplit

from broker_config.errors import SettingsUnusable
from broker_config.names import WHOLESALE_VHOST
from broker_config.server_url import split_server_url

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SERVICES = Path(".run/services.json")
_OTHERS_MAY = 0o077
"""The permission bits that nobody but the owner may have on a file with passwords."""


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
        beside = (folder or Path.cwd()) / DEFAULT_SERVICES
        file = _services(services or (beside if beside.exists() else None), problems)
        given = environment.get("WHOLESALE_MANAGEMENT_URL", "")
        url = given or str(file.get("management_url", ""))
        parts = split_server_url(url)
        administrator: Any = {} if given else file.get("administrator") or {}
        secret = _secret(environment, problems)
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


def _services(path: Path | None, problems: list[str]) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.append(f"the services file {path} cannot be read ({error})")
        return {}
    if mode & _OTHERS_MAY:
        problems.append(f"the services file {path} holds passwords and others may read it: chmod 600 {path}")
    if not isinstance(content, dict):
        problems.append(f"the services file {path} is not a JSON object")
        return {}
    return content


def _secret(environment: Mapping[str, str], problems: list[str]) -> str:
    value, path = environment.get("WHOLESALE_ADMIN_PASSWORD", ""), environment.get("WHOLESALE_ADMIN_PASSWORD_FILE")
    if value or not path:
        return value
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        problems.append(f"WHOLESALE_ADMIN_PASSWORD_FILE names {path}, which cannot be read ({error})")
        return ""
