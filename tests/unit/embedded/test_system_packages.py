import os
from pathlib import Path

import pytest

from embedded import system_packages
from embedded.system_packages import Need, main, missing_needs

ABSENT = Need("RabbitMQ", "rabbitmq-server", lambda: False)
URLS = ("WHOLESALE_AMQP_URL", "WHOLESALE_MANAGEMENT_URL", "WHOLESALE_POSTGRES_DSN")


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in URLS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(system_packages, "server_needs", lambda: [ABSENT])


@pytest.mark.usefixtures("bare_machine")
def test_without_root_it_says_exactly_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_packages, "APT_LISTS", tmp_path)
    assert main(["--servers"]) == 1
    said = capsys.readouterr().err
    assert "try again: apt-get update && apt-get install --no-install-recommends rabbitmq-server (" in said
    assert all(name in said for name in URLS)
    (tmp_path / "deb.debian.org_Packages.lz4").touch()
    assert main(["--servers"]) == 1
    assert "try again: apt-get install --no-install-recommends rabbitmq-server (" in capsys.readouterr().err


def test_without_root_all_that_the_tests_need_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = [Need("a", package, lambda: False) for package in ("postgresql", "npm")]
    monkeypatch.setattr(system_packages, "server_needs", lambda: absent[:1])
    monkeypatch.setattr(system_packages, "example_needs", lambda: absent[1:])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["--servers", "--examples"]) == 1
    assert "postgresql npm" in capsys.readouterr().err


@pytest.mark.usefixtures("bare_machine")
def test_with_root_it_installs_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there: list[str] = []
    absent = Need("RabbitMQ", "rabbitmq-server", lambda: bool(there))
    monkeypatch.setattr(system_packages, "server_needs", lambda: [absent])
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages, "install", there.extend)
    assert main(["--servers"]) == 0
    assert there == ["rabbitmq-server"]
    assert "rabbitmq-server (RabbitMQ)" in capsys.readouterr().out


@pytest.mark.usefixtures("bare_machine")
def test_servers_given_by_url_need_not_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_needs(servers=True, examples=False) == [ABSENT]
    for name in URLS:
        monkeypatch.setenv(name, "x://y")
    assert missing_needs(servers=True, examples=False) == []


def test_without_an_option_only_python_itself_is_looked_at() -> None:
    assert main([]) == 0


def test_no_service_is_started_and_the_policy_is_taken_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy, clusters = tmp_path / "policy-rc.d", tmp_path / "postgresql-common" / "createcluster.d" / "ours.conf"
    monkeypatch.setattr(system_packages, "POLICY", policy)
    monkeypatch.setattr(system_packages, "CLUSTER_POLICY", clusters)
    monkeypatch.setattr(system_packages, "APT_LISTS", tmp_path)
    asked: list[tuple[str, ...]] = []

    def apt(*arguments: str) -> None:
        asked.append(arguments)
        if arguments[0] == "install":
            assert policy.read_text(encoding="ascii").endswith("exit 101\n")
            assert os.access(policy, os.X_OK)
            assert clusters.read_text(encoding="ascii") == "create_main_cluster = false\n"

    monkeypatch.setattr(system_packages, "_apt", apt)
    system_packages.install(["postgresql"])
    assert [arguments[0] for arguments in asked] == ["update", "install"]
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_policy_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("theirs", encoding="ascii")
    monkeypatch.setattr(system_packages, "POLICY", policy)
    with system_packages._no_services_started():
        assert policy.read_text(encoding="ascii") == "theirs"
    assert policy.read_text(encoding="ascii") == "theirs"
