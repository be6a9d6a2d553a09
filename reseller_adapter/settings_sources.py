"""Reads single settings from the environment and from a services file, and gathers what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlunsplit

from broker_config.server_url import split_server_url
from command_line.settings_files import read_secret, read_services

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingsSources:
    """One environment; `problems` are sentences."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def services_file(self, named: Path | None, folder: Path | None) -> dict[str, Any]:
        """The content of the services file; empty when it cannot be used, or when the environment names the broker.

        Another broker in the environment makes the passwords of a file that nobody named no business of ours.
        """
        if named is None and self._environment.get("RESELLER_AMQP_URL"):
            return {}
        return read_services(named, self.problems, folder=folder)

    def only_reseller(self, file: Mapping[str, Any]) -> str:
        """The file's reseller when it holds just one, else nothing (and what to choose from becomes a problem)."""
        known = sorted(file.get("resellers", {}))
        if len(known) > 1:
            several = f"the services file holds several resellers ({', '.join(known)})"
            self.problems.append(f"{several}: set RESELLER_NAME, or use --reseller NAME")
        return str(known[0]) if known else ""

    def broker(self, file: Mapping[str, Any], reseller: str) -> tuple[str, str, str]:
        """A URL without credentials, the user and the password.

        Variables of their own win over the URL's credentials, and both over the services file's.
        """
        given = self._environment.get("RESELLER_AMQP_URL", "")
        parts = split_server_url(given or str(file.get("amqp_url", "")))
        entry: Any = {} if given else file.get("resellers", {}).get(reseller, {})
        credentials, _, hosts = parts.netloc.rpartition("@")
        url_user, _, url_password = credentials.partition(":")
        username = (
            self._environment.get("RESELLER_USERNAME")
            or unquote(url_user)
            or str(entry.get("username", ""))
            or (f"reseller.{reseller}" if reseller else "")
        )
        password = (
            read_secret(self._environment, "RESELLER_PASSWORD", self.problems)
            or unquote(url_password)
            or str(entry.get("password", ""))
        )
        return urlunsplit(parts._replace(netloc=hosts)), username, password

    def data_dir(self, file: Mapping[str, Any], reseller: str) -> Path:
        """The folder of the store: named, or beside the services' own data, or where a user's programs keep state."""
        if named := self._environment.get("RESELLER_DATA_DIR"):
            return Path(named)
        if "data_dir" in file:
            return Path(str(file["data_dir"])) / f"adapter-{reseller}"
        state = self._environment.get("XDG_STATE_HOME") or Path(self._environment.get("HOME", "~"), ".local/state")
        return Path(state).expanduser() / "reseller-adapter" / reseller
