"""The simulation knows its broker user from the environment, or from the services file of the same server."""

import json
from pathlib import Path
from typing import Any

import pytest

from wholesaler_worker.settings import Needs, SettingsProblem, WorkerSettings

URL = "amqp://localhost/wholesale"


@pytest.fixture
def services(tmp_path: Path) -> Path:
    path = tmp_path / "services.json"
    content = {"amqp_url": URL, "users": {"network": {"username": "network", "password": "from the file"}}}
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(0o600)
    return path


def read(**known: Any) -> WorkerSettings:
    return WorkerSettings.read(Needs.NETWORK, **known)


def test_the_services_file_names_the_networks_user(services: Path, tmp_path: Path) -> None:
    found = read(services=services, environment={}, folder=tmp_path)
    assert (found.network_username, found.network_password) == ("network", "from the file")
    assert "from the file" not in repr(found)


def test_the_environment_wins_over_the_file(services: Path, tmp_path: Path) -> None:
    environment = {"WHOLESALE_NETWORK_USERNAME": "other", "WHOLESALE_NETWORK_PASSWORD": "of the environment"}
    found = read(services=services, environment=environment, folder=tmp_path)
    assert (found.network_username, found.network_password) == ("other", "of the environment")


def test_the_files_password_is_for_the_files_server_only_and_the_urls_user_is_somebody_else(
    services: Path, tmp_path: Path
) -> None:
    environment = {"WHOLESALE_AMQP_URL": "amqp://wholesaler:secret@elsewhere/wholesale"}
    with pytest.raises(SettingsProblem, match="WHOLESALE_NETWORK_USERNAME"):
        read(services=services, environment=environment, folder=tmp_path)


def test_the_broker_must_be_named_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as told:
        read(environment={}, folder=tmp_path)
    assert len(told.value.problems) == 2
    assert "WHOLESALE_AMQP_URL" in told.value.problems[0]
