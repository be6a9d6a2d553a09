import importlib

import pytest
from _pytest.outcomes import Failed, Skipped

from embedded.errors import ProgramMissing
from tests.plugins.servers import start_or_excuse


class NotInstalled:
    def start(self) -> None:
        raise ProgramMissing("rabbitmq-server", "rabbitmq-server")


def test_under_ci_a_missing_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failed, match="apt-get install rabbitmq-server"):
        start_or_excuse(NotInstalled())


def test_elsewhere_a_missing_server_skips_what_needs_it_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(Skipped, match="apt-get install rabbitmq-server"):
        start_or_excuse(NotInstalled())


def test_containers_are_asked_for_with_what_the_locked_library_still_offers() -> None:
    importlib.import_module("tests.plugins.containers")  # a deprecation is an error here
