"""Documents are written as they are read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contracts.document import Document, RefusedSegment
from contracts.document_reading import read_document
from contracts.document_writing import document_as_json, write_document
from tests.unit.contracts.sample_documents import body, document, segment


def test_a_document_is_the_same_after_writing_and_reading() -> None:
    read = read_document(body(document(segment(1), segment(2, end_user={"name": "Zoë"}))))
    assert read_document(write_document(read)) == read


def test_absent_values_are_left_out_and_what_was_said_is_written() -> None:
    sent = document(segment(address={"street": "A", "units": [{"designator": "FRNT"}]}, request={}))
    written = document_as_json(read_document(body(sent)))
    assert written["segments"] == sent["segments"]
    assert written["header"] == sent["header"] | {"mode": "each", "dry_run": False}


def test_bodies_are_compact_utf_8() -> None:
    written = write_document(read_document(body(document(segment(end_user={"name": "Zoë"})))))
    assert "Zoë".encode() in written
    assert b": " not in written
    assert json.loads(written)["segments"][0]["end_user"] == {"name": "Zoë"}


def test_a_refused_segment_cannot_be_written() -> None:
    read = read_document(body(document()))
    refused = Document(header=read.header, segments=(RefusedSegment(number=1, reference=None, errors=()),))
    with pytest.raises(ValueError, match="Segment 1 was refused"):
        write_document(refused)


def test_an_unknown_transaction_cannot_be_written() -> None:
    read = read_document(body(document()))
    with pytest.raises(ValueError, match=r"order\.pizza"):
        write_document(replace(read, header=replace(read.header, transaction="order.pizza")))
