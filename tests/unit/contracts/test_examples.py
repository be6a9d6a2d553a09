"""Every message has an example, and every example is right: by its schema, by the reader, and when written again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import contracts
from contracts.document import Segment
from contracts.document_reading import read_document
from contracts.document_writing import document_as_json
from contracts.notification import OrderEvent
from contracts.provisioning import NetworkEvent
from contracts.provisioning_reading import read_provisioning
from contracts.provisioning_writing import provisioning_as_json
from contracts.reply_reading import read_reply
from contracts.reply_writing import reply_as_json
from contracts.transactions import TRANSACTIONS
from contracts.wire.manifest import ManifestShape
from contracts.wire.notification import NotificationShape
from contracts.wire.written import written

FOLDER = Path(contracts.__file__).parent
EXAMPLES = {path.name.removesuffix(".json"): path for path in sorted((FOLDER / "examples").glob("*.json"))}


def examples(kind: str) -> list[str]:
    return [name for name in EXAMPLES if name.endswith(f".{kind}")]


def is_valid(schema: str, name: str) -> bool:
    validator = Draft202012Validator(json.loads((FOLDER / "schemas" / f"{schema}.json").read_text()))
    validator.check_schema(validator.schema)
    problems = [error.message for error in validator.iter_errors(json.loads(EXAMPLES[name].read_text()))]
    assert problems == []
    return True


def test_each_message_has_an_example() -> None:
    for transaction in TRANSACTIONS:
        assert {f"{transaction}.request", f"{transaction}.reply"} <= EXAMPLES.keys()
    assert {f"{event}.notification" for event in OrderEvent} == set(examples("notification"))
    assert {f"{event}.provisioning" for event in NetworkEvent} == set(examples("provisioning"))
    assert examples("manifest")
    kinds = [examples(kind) for kind in ("request", "reply", "notification", "manifest", "provisioning")]
    assert sum(map(len, kinds)) == len(EXAMPLES)


@pytest.mark.parametrize("name", examples("request"))
def test_a_request_is_read_and_written_as_it_stands(name: str) -> None:
    assert is_valid("document", name)
    read = read_document(EXAMPLES[name].read_bytes())
    assert all(isinstance(segment, Segment) for segment in read.segments)
    assert read.header.transaction == name.removesuffix(".request")
    assert read_document(json.dumps(document_as_json(read)).encode()) == read


@pytest.mark.parametrize("name", examples("reply"))
def test_an_answer_is_read_and_written_as_it_stands(name: str) -> None:
    assert is_valid("reply", name)
    read = read_reply(EXAMPLES[name].read_bytes())
    assert reply_as_json(read) == json.loads(EXAMPLES[name].read_text())


@pytest.mark.parametrize("name", examples("notification"))
def test_a_notification_is_read_and_written_as_it_stands(name: str) -> None:
    assert is_valid("notification", name)
    sent = json.loads(EXAMPLES[name].read_text())
    read = NotificationShape().load(sent)
    assert f"{read.header.event}.notification" == name
    assert written(NotificationShape(), read) == sent


@pytest.mark.parametrize("name", examples("provisioning"))
def test_what_the_network_tells_is_read_and_written_as_it_stands(name: str) -> None:
    assert is_valid("provisioning", name)
    read = read_provisioning(EXAMPLES[name].read_bytes())
    assert f"{read.header.event}.provisioning" == name
    assert provisioning_as_json(read) == json.loads(EXAMPLES[name].read_text())


@pytest.mark.parametrize("name", examples("manifest"))
def test_a_manifest_is_read_and_written_as_it_stands(name: str) -> None:
    assert is_valid("manifest", name)
    sent = json.loads(EXAMPLES[name].read_text())
    assert written(ManifestShape(), ManifestShape().load(sent)) == sent
