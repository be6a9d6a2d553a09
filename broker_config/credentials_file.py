"""The file in which the passwords of the wholesaler's own broker users are kept: JSON, for its owner only."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from broker_config.errors import SettingsUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_credentials(path: Path) -> dict[str, str]:
    """User to password; empty when there is no such file. Raises `SettingsUnusable`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsUnusable(f"the credentials file {path} cannot be read ({error}): mend or move it") from error
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise SettingsUnusable(f"the credentials file {path} is not a JSON object of user and password: move it away")
    return content


def write_credentials(path: Path, credentials: Mapping[str, str]) -> None:
    """Replace the file in one step, with mode 600 from its first byte. Raises `SettingsUnusable`."""
    try:
        # mkstemp makes its file with mode 600.
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(dict(sorted(credentials.items())), indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        raise SettingsUnusable(f"the credentials file {path} cannot be written ({error.strerror})") from error
