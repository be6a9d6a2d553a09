"""The page for programmers says what the schemas say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from contracts.codes import CODES
from contracts.generation.files import CHECKOUT, generated_files
from contracts.transactions import TRANSACTIONS
from contracts.wire.containers import ListOf, MapOf, Part
from contracts.wire.header import HeaderShape
from contracts.wire.manifest import ManifestShape
from contracts.wire.notification import NotificationShape
from contracts.wire.reply import ReplyShape
from contracts.wire.result_shapes import RESULTS
from contracts.wire.segments import SEGMENTS

if TYPE_CHECKING:
    from contracts.wire.shape import Shape

PAGE = (CHECKOUT / "docs/reference/wire-format.md").read_text(encoding="utf-8")
WORDS = {match[0].strip('`"') for match in re.finditer(r"`[a-z_]+`|\"[a-z_0-9]+\"", PAGE)}
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def names_in(shape: Shape) -> set[str]:
    """Return the names of all fields of `shape` and of what it is made of."""
    names = set()
    for name, field in shape.fields.items():
        names.add(field.data_key or name)
        inner: Any = field
        while isinstance(inner, ListOf | MapOf):
            inner = inner.entry
        if isinstance(inner, Part):
            names |= names_in(inner.shape)
    return names


@pytest.mark.parametrize("shape", [HeaderShape(), *SEGMENTS.values()], ids=lambda shape: shape.title)
def test_each_field_of_a_request_is_on_the_page(shape: Shape) -> None:
    assert names_in(shape) <= WORDS


@pytest.mark.parametrize("shape", [*RESULTS.values(), ReplyShape(), NotificationShape(), ManifestShape()])
def test_each_field_of_an_answer_is_on_the_page(shape: Shape) -> None:
    assert names_in(shape) <= WORDS


@pytest.mark.parametrize(
    "block", BLOCKS, ids=lambda block: str(block.get("schema", block.get("header", {}).get("schema")))
)
def test_each_message_on_the_page_is_right(block: dict[str, Any]) -> None:
    schema = block.get("schema") or block["header"]["schema"]
    name = {"document/1": "document", "reply/1": "reply", "notification/1": "notification"}.get(schema, "manifest")
    text = generated_files()[Path("contracts/schemas") / f"{name}.json"]
    assert [error.message for error in Draft202012Validator(json.loads(text)).iter_errors(block)] == []


def test_the_page_shows_a_document_an_answer_a_notification_and_a_manifest() -> None:
    assert len(BLOCKS) == 4


def test_each_transaction_is_on_the_page_and_each_code_it_links_to_exists() -> None:
    for transaction in TRANSACTIONS:
        assert f"`{transaction}`" in PAGE
    linked = re.findall(r"\[`?([A-Z][0-9]{3})`?\]\(codes\.md#([a-z0-9]+)\)", PAGE)
    assert linked
    assert {(code, anchor) for code, anchor in linked if code not in CODES or anchor != code.lower()} == set()
