"""The wheel, installed in an empty virtual environment far from the checkout, works against given servers."""

import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plugins.servers import Servers

CHECKOUT = Path(__file__).parents[2]
COMMANDS = ("wholesaler-worker", "reseller-adapter", "broker-config")
DATA_SUFFIXES = {".sql", ".toml", ".json", ".conf", ".typed"}


@dataclass(frozen=True)
class Installation:
    wheel: Path
    folder: Path

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run an installed command in an empty folder with no environment but `settings`."""
        away = self.folder / "away"
        away.mkdir(exist_ok=True)
        return subprocess.run(
            [self.folder / "venv" / "bin" / command[0], *command[1:]],
            cwd=away,
            env={"PATH": "/usr/bin:/bin", "HOME": str(away), "LANG": "C.UTF-8", **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("installed")
    pip_wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip_wheel, "--wheel-dir", str(folder), str(CHECKOUT)], check=True)
    (wheel,) = folder.glob("*.whl")
    locked = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    (folder / "constraints.txt").write_text("\n".join(re.findall(r"^[a-z0-9-]+==[^ ;]+", locked, re.MULTILINE)))
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    constraints = ["--constraint", str(folder / "constraints.txt")]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *constraints, str(wheel)], check=True, cwd=folder)
    return Installation(wheel, folder)


def test_the_wheel_holds_every_data_file_of_its_packages(installed: Installation) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    expected = {
        str(path.relative_to(CHECKOUT))
        for package in packages
        for path in (CHECKOUT / package).rglob("*")
        if path.suffix in DATA_SUFFIXES
    }
    assert expected <= set(zipfile.ZipFile(installed.wheel).namelist())


@pytest.mark.parametrize("command", COMMANDS)
def test_an_installed_command_tells_its_version_and_its_use(installed: Installation, command: str) -> None:
    version = installed.run(command, "--version")
    assert version.returncode == 0
    assert installed.wheel.name.split("-")[1] in version.stdout
    usage = installed.run(command, "--help")
    assert usage.returncode == 0
    assert "example" in usage.stdout.lower()
    wrong = installed.run(command, "--no-such-option")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_installed_commands_work_on_given_servers(
    installed: Installation, servers: Servers, vhost: str, service_users: None, empty_postgres_dsn: str, tmp_path: Path
) -> None:
    settings = {
        "WHOLESALE_AMQP_URL": servers.amqp_url_of(vhost),
        "WHOLESALE_MANAGEMENT_URL": servers.management_url,
        "WHOLESALE_POSTGRES_DSN": empty_postgres_dsn,
        "WHOLESALE_DATA_DIR": str(tmp_path),
    }
    for command in (
        ("broker-config", "apply", "--credentials", str(tmp_path / "credentials.json")),
        ("broker-config", "verify"),
        ("wholesaler-worker", "migrate"),
        ("wholesaler-worker", "status"),
    ):
        ended = installed.run(*command, **settings)
        assert ended.returncode == 0, f"{command}: {ended.stderr}"
    assert (tmp_path / "credentials.json").stat().st_mode & 0o777 == 0o600
