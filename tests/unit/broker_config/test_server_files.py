"""RabbitMQ's own files come from the same description, and nobody's password is in them."""

import json
import re
from pathlib import Path

from broker_config.server_files import FOLDER, server_files
from broker_config.topology import common_topology


def test_the_generated_files_are_those_in_the_package() -> None:
    for name, text in server_files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"run `broker-config generate` ({name})"
    assert {path.name for path in FOLDER.iterdir()} == set(server_files())


def test_no_user_is_in_the_definitions() -> None:
    definitions = json.loads(server_files()["definitions.json"])
    assert "users" not in definitions
    assert "password" not in server_files()["definitions.json"]
    assert not re.search(r"default_(user|pass)", server_files()["rabbitmq.conf"])


def test_the_definitions_hold_the_whole_description() -> None:
    definitions = json.loads(server_files()["definitions.json"])
    topology = common_topology()
    assert {one["name"] for one in definitions["queues"]} == {queue.name for queue in topology.queues}
    assert {one["name"] for one in definitions["policies"]} == {policy.name for policy in topology.policies}
    assert len(definitions["bindings"]) == len(topology.bindings)


def test_every_setting_has_its_reason() -> None:
    reason = False
    for line in server_files()["rabbitmq.conf"].splitlines()[3:]:
        if line.startswith("#"):
            reason = True
        elif line:
            assert reason, line
        else:
            reason = False


def test_a_private_node_takes_the_settings_over() -> None:
    from embedded.rabbitmq_files import product_settings

    taken = product_settings("disk_free_limit.absolute = 50MB\n")
    assert "max_message_size = 16777216" in taken
    assert "cluster_partition_handling = pause_minority" in taken
    assert not [line for line in taken if line.startswith(("disk_free_limit", "management"))]
    assert Path(FOLDER / "rabbitmq.conf").exists()
