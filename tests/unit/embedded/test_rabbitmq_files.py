import importlib.machinery
import importlib.util
from pathlib import Path

import pytest

from embedded.rabbitmq_files import NodePorts, node_environment, product_settings, write_node_files

PORTS = NodePorts(amqp=5001, management=5002, prometheus=5003, distribution=5004, port_mapper=5005)


def test_every_listener_is_on_the_loopback_address(tmp_path: Path) -> None:
    write_node_files(tmp_path, PORTS, username="administrator", password="pw", cookie="c")
    settings = (tmp_path / "rabbitmq.conf").read_text(encoding="utf-8")
    assert "listeners.tcp.local = 127.0.0.1:5001" in settings
    assert "management.tcp.ip = 127.0.0.1" in settings
    assert "prometheus.tcp.ip = 127.0.0.1" in settings
    environment = node_environment(tmp_path, PORTS, node="n@localhost")
    assert environment["ERL_EPMD_ADDRESS"] == "127.0.0.1"
    assert "inet_dist_use_interface {127,0,0,1}" in environment["ERL_AFLAGS"]


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    for _ in range(2):  # a node that is started again writes them again
        write_node_files(tmp_path, PORTS, username="administrator", password="pw", cookie="c")
    assert (tmp_path / "rabbitmq.conf").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ".erlang.cookie").stat().st_mode & 0o777 == 0o400


def test_the_products_settings_hold_except_for_the_place_and_what_is_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "rabbitmq.conf").write_text(
        "# a comment\n\nheartbeat = 20\nlisteners.tcp.1 = 0.0.0.0:5672\nraft.wal_max_size_bytes = 536870912\n",
        encoding="utf-8",
    )
    spec = importlib.machinery.ModuleSpec("broker_config", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)
    assert product_settings("raft.wal_max_size_bytes = 33554432\n") == ["heartbeat = 20"]
