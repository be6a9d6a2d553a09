"""Whoever reads the taps is the operators' user, and is asked for only where taps are read."""

import json
from pathlib import Path

import pytest

from wholesaler_worker.settings import Needs, SettingsProblem, WorkerSettings


def test_the_services_file_names_the_operators_user(tmp_path: Path) -> None:
    services = tmp_path / "services.json"
    content = {"amqp_url": "amqp://broker/wholesale", "ops": {"username": "ops", "password": "looking"}}
    services.write_text(json.dumps(content))
    services.chmod(0o600)
    settings = WorkerSettings.read(Needs.TAPS, services=services, environment={})
    assert (settings.ops_username, settings.ops_password) == ("ops", "looking")
    assert "looking" not in repr(settings)


def test_the_environment_names_it_for_a_broker_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("looking\n")
    environment = {
        "WHOLESALE_AMQP_URL": "amqp://broker/wholesale",
        "WHOLESALE_OPS_USERNAME": "ops",
        "WHOLESALE_OPS_PASSWORD_FILE": str(tmp_path / "password"),
    }
    assert WorkerSettings.read(Needs.TAPS, environment=environment, folder=tmp_path).ops_password == "looking"


def test_what_is_missing_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as told:
        WorkerSettings.read(Needs.TAPS | Needs.RECORDS, environment={}, folder=tmp_path)
    said = " ".join(told.value.problems)
    assert all(name in said for name in ("WHOLESALE_POSTGRES_DSN", "WHOLESALE_AMQP_URL", "WHOLESALE_OPS_USERNAME"))
