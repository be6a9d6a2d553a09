"""The files that settings come from beside the environment: services.json, and files with one secret each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SERVICES = Path(".run/services.json")
"""What `make up` writes, relative to the folder that a command is called in."""
_TEXTS = ("amqp_url", "management_url", "postgres_dsn", "data_dir")
_LOGINS = ("administrator", "ops")
_LOGINS_BY_NAME = ("resellers", "users")
_OTHERS = 0o077
"""The permission bits that nobody but the owner may have on a file with passwords."""


def read_services(named: Path | None, problems: list[str], *, folder: Path | None = None) -> dict[str, Any]:
    """The content of the services file: the `named` one, else the default below `folder` when it is there.

    Empty when there is none or it cannot be used; what is wrong with it is a sentence more in `problems`.
    """
    beside = (folder or Path.cwd()) / DEFAULT_SERVICES
    path = named or (beside if beside.exists() else None)
    if path is None:
        return {}
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        problems.append(f"the services file {path} cannot be read ({e})")
        return {}
    if mode & _OTHERS:
        problems.append(f"the services file {path} holds passwords and others may read it: chmod 600 {path}")
    wrong = _wrong_shapes(content)
    if wrong:
        problems.append(f"the services file {path} is not as `make up` writes it: {', '.join(wrong)}")
        return {}
    return dict(content)


def _wrong_shapes(content: object) -> list[str]:
    """What is not of its type, so that nobody who reads the file has to ask again."""
    if not isinstance(content, dict):
        return ["it is not a JSON object"]
    wrong = [f"{key} is not text" for key in _TEXTS if not isinstance(content.get(key, ""), str)]
    wrong += [f"{key} is not a user and a password" for key in _LOGINS if not _is_login(content.get(key, {}))]
    for key in _LOGINS_BY_NAME:
        logins = content.get(key, {})
        if not isinstance(logins, dict) or not all(map(_is_login, logins.values())):
            wrong.append(f"{key} is not an object of users and passwords")
    return wrong


def _is_login(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key, ""), str) for key in ("username", "password"))


def read_secret(environment: Mapping[str, str], variable: str, problems: list[str]) -> str:
    """The value of `variable`, else the content of the file that `variable` with `_FILE` names, else nothing."""
    path = environment.get(f"{variable}_FILE")
    if environment.get(variable) or not path:
        return environment.get(variable, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as e:
        problems.append(f"{variable}_FILE names {path}, which cannot be read ({e})")
        return ""
