"""Whatever arrives, the outcome is documents that keep the contract, or `TranslationFailed`, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.document import Segment
from contracts.document_reading import read_document
from contracts.document_writing import write_document
from translators.errors import TranslationFailed
from translators.registry import FORMATS, translator

if TYPE_CHECKING:
    from translators.profile import Profile
    from translators.reading import ReadContext

CELLS = st.one_of(
    st.sampled_from(["", "94103", "1 A ST", "CA", "1FR;ESX", "check", "numbers", "validate", "4155550142", "3", "RES"]),
    st.text(max_size=6),
)
COLUMNS = ["ask", "order_reference", "customer_name", "address", "city", "state", "zip", "services", "quantity"]
JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), CELLS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(COLUMNS), inner, max_size=4)),
    max_leaves=8,
)


def assert_documents_or_failure(name: str, profile: Profile, data: bytes, context: ReadContext) -> None:
    told = documents = None
    try:
        documents = translator(name, profile).read_documents(data, context)
    except TranslationFailed as failed:
        told = failed.defects
    assert documents or told
    for document in documents or ():
        assert all(isinstance(segment, Segment) for segment in document.segments)
        assert read_document(write_document(document)) == document


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("by", ["standard", "nordnetz"])
@given(data=st.binary(max_size=200))
def test_any_bytes(name: str, by: str, standard: Profile, nordnetz: Profile, context: ReadContext, data: bytes) -> None:
    assert_documents_or_failure(name, standard if by == "standard" else nordnetz, data, context)


@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=10), max_size=4), quoted=st.booleans())
def test_any_cells(standard: Profile, context: ReadContext, rows: list[list[str]], quoted: bool) -> None:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if quoted else value

    text = "\n".join(",".join(map(cell, row)) for row in [COLUMNS, *rows])
    assert_documents_or_failure("csv", standard, text.encode("utf-8", "surrogateescape"), context)


@given(records=st.lists(st.one_of(JSON_VALUES, st.dictionaries(st.sampled_from(COLUMNS), JSON_VALUES)), max_size=4))
def test_any_json(standard: Profile, nordnetz: Profile, context: ReadContext, records: Any) -> None:
    assert_documents_or_failure("json", standard, json.dumps({"orders": records}).encode(), context)
    assert_documents_or_failure("json", nordnetz, json.dumps({"auftraege": records}).encode(), context)


@given(header=JSON_VALUES, segments=JSON_VALUES)
def test_any_document_of_the_wholesaler_format(
    standard: Profile, context: ReadContext, header: Any, segments: Any
) -> None:
    data = json.dumps({"header": header, "segments": segments}).encode()
    assert_documents_or_failure("wholesaler", standard, data, context)
