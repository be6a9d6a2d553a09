"""Settings are read once, and everything wrong with them is said at once."""

import json
from pathlib import Path

import pytest

from reseller_adapter.errors import SettingsProblem
from reseller_adapter.settings import ResellerSettings

COMPLETE = {
    "RESELLER_NAME": "acme",
    "RESELLER_AMQP_URL": "amqp://broker:5672/wholesale",
    "RESELLER_PASSWORD": "s3cret",
    "RESELLER_DATA_DIR": "/var/lib/adapter",
}


def services(folder: Path, *resellers: str, mode: int = 0o600) -> Path:
    path = folder / "services.json"
    content = {
        "amqp_url": "amqp://127.0.0.1:5672/wholesale",
        "resellers": {name: {"username": f"reseller.{name}", "password": f"of {name}"} for name in resellers},
        "data_dir": str(folder / "data"),
    }
    path.write_text(json.dumps(content))
    path.chmod(mode)
    return path


def test_the_environment_is_enough(tmp_path: Path) -> None:
    settings = ResellerSettings.read(environment=COMPLETE, folder=tmp_path)
    assert (settings.username, settings.data_dir) == ("reseller.acme", Path("/var/lib/adapter"))
    assert settings.answers_queue == "answers.acme"
    assert settings.reply_to is None
    assert settings.own_broker("adapter").vhost == "reseller.acme"
    assert settings.wholesale_broker("adapter").vhost == "wholesale"
    assert "s3cret" not in repr(settings)


def test_credentials_in_the_url_are_taken_out_of_it(tmp_path: Path) -> None:
    url = "amqp://reseller.acme:p%40ss@one:5672,two:5673/wholesale"
    environment = {"RESELLER_NAME": "acme", "RESELLER_AMQP_URL": url}
    settings = ResellerSettings.read(environment=environment, folder=tmp_path)
    assert (settings.amqp_url, settings.password) == ("amqp://one:5672,two:5673/wholesale", "p@ss")


def test_a_password_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file\n")
    environment = {**COMPLETE, "RESELLER_PASSWORD": "", "RESELLER_PASSWORD_FILE": str(tmp_path / "password")}
    assert ResellerSettings.read(environment=environment, folder=tmp_path).password == "from a file"


def test_the_services_file_is_enough_for_its_only_reseller(tmp_path: Path) -> None:
    settings = ResellerSettings.read(environment={}, services=services(tmp_path, "acme"))
    assert (settings.reseller, settings.password) == ("acme", "of acme")
    assert settings.data_dir == tmp_path / "data" / "adapter-acme"


def test_the_services_file_in_the_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / ".run").mkdir()
    services(tmp_path / ".run", "acme", "beta")
    assert ResellerSettings.read(environment={}, reseller="beta", folder=tmp_path).password == "of beta"


def test_one_of_several_resellers_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="acme, beta"):
        ResellerSettings.read(environment={}, services=services(tmp_path, "acme", "beta"))


def test_the_files_passwords_are_not_used_for_another_broker(tmp_path: Path) -> None:
    environment = {"RESELLER_NAME": "acme", "RESELLER_AMQP_URL": "amqp://elsewhere/wholesale"}
    with pytest.raises(SettingsProblem, match="no password"):
        ResellerSettings.read(environment=environment, services=services(tmp_path, "acme"))


def test_a_services_file_that_others_may_read_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="chmod 600"):
        ResellerSettings.read(environment={}, services=services(tmp_path, "acme", mode=0o644))


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as raised:
        ResellerSettings.read(environment={"RESELLER_PASSWORD_FILE": str(tmp_path / "none")}, folder=tmp_path)
    assert len(raised.value.problems) == 3
    assert all(word in str(raised.value) for word in ("RESELLER_NAME", "RESELLER_AMQP_URL", "RESELLER_PASSWORD_FILE"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"RESELLER_NAME": "Acme.1"}, "no reseller"),
        ({"RESELLER_AMQP_URL": "http://broker"}, "amqp://"),
        ({"RESELLER_AMQP_URL": "amqp://broker:notaport/wholesale"}, "port"),
        ({"RESELLER_ANSWERS": "Clerk One"}, "RESELLER_ANSWERS"),
        ({"RESELLER_PASSWORD": ""}, "no password"),
    ],
)
def test_each_problem_has_its_sentence(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsProblem, match=said):
        ResellerSettings.read(environment={**COMPLETE, **changed}, folder=tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"resellers": []}', "\x00", '{"resellers": {"acme": "x"}}'])
def test_a_services_file_that_is_none_is_a_problem(tmp_path: Path, content: str) -> None:
    path = tmp_path / "services.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SettingsProblem, match="services file"):
        ResellerSettings.read(environment={}, services=path)


def test_a_named_answers_queue_is_the_return_address(tmp_path: Path) -> None:
    settings = ResellerSettings.read(environment={**COMPLETE, "RESELLER_ANSWERS": "clerk"}, folder=tmp_path)
    assert settings.reply_to == settings.answers_queue == "answers.acme.clerk"
