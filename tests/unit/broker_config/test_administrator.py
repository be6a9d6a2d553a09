"""What an administrator's command is told."""

import json
from pathlib import Path

import pytest

from broker_config.administrator import AdministratorSettings
from broker_config.errors import SettingsUnusable


def services(folder: Path, mode: int = 0o600, **more: object) -> Path:
    path = folder / "services.json"
    content = {
        "amqp_url": "amqp://host:5672/bus",
        "management_url": "http://host:15672",
        "administrator": {"username": "administrator", "password": "from-file"},
        **more,
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return path


def test_credentials_may_stand_in_the_url(tmp_path: Path) -> None:
    settings = AdministratorSettings.read(
        environment={"WHOLESALE_MANAGEMENT_URL": "http://admin:s%20cret@host:15672", "WHOLESALE_AMQP_URL": "amqp://h/"},
        folder=tmp_path,
    )
    assert settings == AdministratorSettings(
        management_url="http://host:15672", username="admin", password="s cret", vhost="wholesale"
    )
    assert "s cret" not in repr(settings)


def test_credentials_beside_the_url_win_and_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n", encoding="utf-8")
    settings = AdministratorSettings.read(
        environment={
            "WHOLESALE_MANAGEMENT_URL": "http://admin:x@host:15672",
            "WHOLESALE_ADMIN_USERNAME": "root",
            "WHOLESALE_ADMIN_PASSWORD_FILE": str(tmp_path / "secret"),
            "WHOLESALE_AMQP_URL": "amqp://h/other%2Fvhost",
        },
        folder=tmp_path,
    )
    assert (settings.username, settings.password, settings.vhost) == ("root", "from-a-file", "other/vhost")


def test_the_services_file_is_found_beside(tmp_path: Path) -> None:
    (tmp_path / ".run").mkdir()
    services(tmp_path / ".run")
    settings = AdministratorSettings.read(environment={}, folder=tmp_path)
    assert (settings.username, settings.password, settings.vhost) == ("administrator", "from-file", "bus")


def test_the_services_files_credentials_are_for_its_own_server_only(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnusable, match="no administrator is named"):
        AdministratorSettings.read(
            services=services(tmp_path), environment={"WHOLESALE_MANAGEMENT_URL": "http://elsewhere:15672"}
        )


def test_a_services_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnusable, match="chmod 600"):
        AdministratorSettings.read(services=services(tmp_path, 0o644), environment={})


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnusable) as problem:
        AdministratorSettings.read(
            services=tmp_path / "nowhere.json",
            environment={"WHOLESALE_ADMIN_PASSWORD_FILE": str(tmp_path / "no-secret")},
        )
    said = str(problem.value)
    assert "nowhere.json" in said
    assert "no-secret" in said
    assert "WHOLESALE_MANAGEMENT_URL" in said
