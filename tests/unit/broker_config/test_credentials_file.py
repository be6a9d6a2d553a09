"""Where generated passwords are kept."""

import base64
import hashlib
from pathlib import Path

import pytest

from broker_config.credentials_file import read_credentials, write_credentials
from broker_config.errors import SettingsUnusable
from broker_config.passwords import generate_password, is_password_of


def test_what_was_written_is_read_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o644)
    write_credentials(path, {"ops": "one", "network": "two"})
    assert read_credentials(path) == {"network": "two", "ops": "one"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_credentials(tmp_path / "none.json") == {}


@pytest.mark.parametrize("content", ["", "[]", '{"ops": 1}', "\xff"])
def test_a_file_that_is_something_else_is_not_overwritten(tmp_path: Path, content: str) -> None:
    path = tmp_path / "credentials.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(SettingsUnusable, match=r"credentials\.json"):
        read_credentials(path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnusable, match="cannot be written"):
        write_credentials(tmp_path / "no" / "credentials.json", {})


def test_generated_passwords_differ() -> None:
    assert len({generate_password() for _ in range(100)}) == 100


def test_the_brokers_hash_tells_the_password_from_another() -> None:
    salt = b"\x01\x02\x03\x04"
    hashed = base64.b64encode(salt + hashlib.sha256(salt + b"secret").digest()).decode()
    assert is_password_of(hashed, "rabbit_password_hashing_sha256", "secret") is True
    assert is_password_of(hashed, "rabbit_password_hashing_sha256", "other") is False
    assert is_password_of(hashed, "somebody's own", "secret") is None
