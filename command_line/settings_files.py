"""The files that settings come from beside the environment: services.json, and files with one secret each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SERVICES = Path(".run/services.json")
"""What `make up` writes, relative to the folder that a command is called in."""
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
    if not isinstance(content, dict):
        problems.append(f"the services file {path} is not a JSON object; `make up` writes one")
        return {}
    return content


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
