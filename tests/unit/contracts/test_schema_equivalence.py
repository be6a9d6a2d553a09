"""JSON Schema and the wholesaler's own checks accept exactly the same documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft202012Validator

from contracts.document import RefusedSegment
from contracts.document_reading import DocumentRefused, read_document
from contracts.document_writing import document_as_json
from contracts.generation.json_schema import document_schema
from tests.unit.contracts.wire_values import as_body, broken_documents, documents

VALIDATOR = Draft202012Validator(document_schema())


def is_sound(document: Any) -> bool:
    try:
        read = read_document(as_body(document))
    except DocumentRefused:
        return False
    return not any(isinstance(segment, RefusedSegment) for segment in read.segments)


def is_beyond_json_schema(document: Any) -> bool:
    """True if a rule of `BEYOND_JSON_SCHEMA` decides: the numbering, or the order of two numbers."""
    segments = document.get("segments")
    if not isinstance(segments, list):
        return False
    for place, segment in enumerate(segments, start=1):
        if not isinstance(segment, dict):
            continue
        number = segment.get("number")
        if isinstance(number, int | float) and not isinstance(number, bool) and number != place:
            return True
        request = segment.get("request")
        low, high = (request.get("from"), request.get("to")) if isinstance(request, dict) else (None, None)
        if isinstance(low, int | float) and isinstance(high, int | float) and high < low:
            return True
    return False


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_shapes_allow_is_accepted_by_both_or_by_none(document: dict[str, Any]) -> None:
    assume(not is_beyond_json_schema(document))
    assert is_sound(document) == VALIDATOR.is_valid(document)


@given(broken_documents())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_broken_document_is_refused_by_both_or_by_none(document: Any) -> None:
    assume(not is_beyond_json_schema(document))
    assert is_sound(document) == VALIDATOR.is_valid(document)


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_sound_document_is_the_same_after_writing_and_reading(document: dict[str, Any]) -> None:
    assume(is_sound(document))
    read = read_document(as_body(document))
    again = document_as_json(read)
    assert read_document(as_body(again)) == read
    assert VALIDATOR.is_valid(again)


def test_the_published_schema_is_the_one_that_is_tested() -> None:
    import contracts

    published = Path(contracts.__file__).parent / "schemas" / "document.json"
    assert json.loads(published.read_text()) == VALIDATOR.schema
