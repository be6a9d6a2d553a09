"""The whole of it, running, for acceptance tests: what `make up` starts, once per test run, in a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

CHECKOUT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Running:
    """Services that are up; `content` is services.json."""

    root: Path
    content: Mapping[str, Any]

    @property
    def services(self) -> Path:
        return self.root / "services.json"

    def amqp_url(self, reseller: str = "acme") -> str:
        """The reseller's URL with its credentials."""
        return self.url_of(self.content["resellers"][reseller])

    def url_of(self, login: Mapping[str, str], vhost: str = "wholesale") -> str:
        """The AMQP URL with some user's credentials."""
        host = urlsplit(self.content["amqp_url"]).netloc
        username, password = (quote(login[key], safe="") for key in ("username", "password"))
        return f"amqp://{username}:{password}@{host}/{quote(vhost, safe='')}"

    def as_administrator(self) -> dict[str, str]:
        """The environment of the operator's commands."""
        return {
            "WHOLESALE_AMQP_URL": self.url_of(self.content["administrator"]),
            "WHOLESALE_MANAGEMENT_URL": self.management_url,
            "WHOLESALE_POSTGRES_DSN": self.content["postgres_dsn"],
            "WHOLESALE_DATA_DIR": self.content["data_dir"],
        }

    def as_reseller(self, name: str = "acme") -> dict[str, str]:
        """The environment of the reseller's commands and of the examples."""
        login = self.content["resellers"][name]
        return {
            "RESELLER_NAME": name,
            "RESELLER_AMQP_URL": self.content["amqp_url"],
            "RESELLER_USERNAME": login["username"],
            "RESELLER_PASSWORD": login["password"],
        }

    @property
    def management_url(self) -> str:
        """The management API with the administrator's credentials."""
        administrator = self.content["administrator"]
        username, password = (quote(administrator[key], safe="") for key in ("username", "password"))
        return f"http://{username}:{password}@{urlsplit(self.content['management_url']).netloc}"

    def run(
        self,
        *command: str,
        environment: Mapping[str, str],
        folder: Path,
        standard_input: bytes = b"",
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run one of our programs as a user would; only `environment` is passed on, and the search path."""
        ended = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8", **environment},
            input=standard_input,
            capture_output=True,
            check=False,
            timeout=timeout,
        )
        return subprocess.CompletedProcess(
            ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode(errors="replace")
        )


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Servers, territory, two resellers and a worker; a machine that is given servers by URL uses those."""
    root = tmp_path_factory.mktemp("running")
    came_up = _embedded(root, "up")
    assert came_up.returncode == 0, came_up.stderr
    try:
        yield Running(root, json.loads((root / "services.json").read_text(encoding="utf-8")))
    finally:
        went_down = _embedded(root, "down")
    assert went_down.returncode == 0, went_down.stderr


def _embedded(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "embedded", "--root", str(root), command],
        cwd=CHECKOUT,
        # The packaged territory, whatever else is at hand: what the tests ask about is chosen from it.
        env={name: value for name, value in os.environ.items() if name != "WHOLESALE_REAL_DATA"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
