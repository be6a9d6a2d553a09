"""A services file is used as it should be, or told in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from command_line.settings_files import DEFAULT_SERVICES, read_secret, read_services

SERVICES = {
    "amqp_url": "amqp://127.0.0.1:5672/wholesale",
    "resellers": {"acme": {"username": "reseller.acme", "password": "secret"}},
    "ops": {"username": "ops", "password": "secret"},
    "data_dir": "/var/lib/wholesale",
}


def written(folder: Path, content: Any, mode: int = 0o600) -> Path:
    path = folder / "services.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_named_file_is_read(tmp_path: Path) -> None:
    problems: list[str] = []
    assert read_services(written(tmp_path, SERVICES), problems) == SERVICES
    assert problems == []


def test_the_file_of_the_folder_is_read_when_none_is_named(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_SERVICES).parent.mkdir()
    written(tmp_path / DEFAULT_SERVICES.parent, SERVICES)
    assert read_services(None, [], folder=tmp_path) == SERVICES
    assert read_services(None, [], folder=tmp_path / "elsewhere") == {}


def test_a_file_that_others_may_read_is_told(tmp_path: Path) -> None:
    problems: list[str] = []
    path = written(tmp_path, SERVICES, mode=0o644)
    read_services(path, problems)
    assert problems == [f"the services file {path} holds passwords and others may read it: chmod 600 {path}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "it is not a JSON object"),
        ({"amqp_url": 5}, "amqp_url is not text"),
        ({"ops": "ops"}, "ops is not a user and a password"),
        ({"administrator": {"username": 7}}, "administrator is not a user and a password"),
        ({"resellers": []}, "resellers is not an object of users and passwords"),
        ({"users": {"wholesaler": None}}, "users is not an object of users and passwords"),
    ],
)
def test_a_value_of_another_type_is_told(tmp_path: Path, content: Any, said: str) -> None:
    problems: list[str] = []
    assert read_services(written(tmp_path, content), problems) == {}
    assert len(problems) == 1
    assert said in problems[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    problems: list[str] = []
    assert read_services(tmp_path / "none.json", problems) == {}
    assert "cannot be read" in problems[0]


def test_a_secret_comes_from_its_variable_or_its_file(tmp_path: Path) -> None:
    problems: list[str] = []
    (tmp_path / "secret").write_text("from the file\n", encoding="utf-8")
    named = {"PASSWORD_FILE": str(tmp_path / "secret")}
    assert read_secret(named, "PASSWORD", problems) == "from the file"
    assert read_secret({"PASSWORD": "given", **named}, "PASSWORD", problems) == "given"
    assert read_secret({}, "PASSWORD", problems) == ""
    assert problems == []
    assert read_secret({"PASSWORD_FILE": str(tmp_path / "none")}, "PASSWORD", problems) == ""
    assert "PASSWORD_FILE names" in problems[0]
