"""The wholesaler format itself passes through, its header completed and checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.document import MAX_DOCUMENT_BYTES
from contracts.reply_reading import read_reply
from translators.errors import TranslationFailed
from translators.wholesaler_format import WholesalerFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.document import Document
    from contracts.reply import Reply, SegmentReply
    from translators.reading import ReadContext

SEGMENT = {"number": 1, "request": {}, "address": {"line": "1 A ST", "zip": "94103"}}


def read(value: Any, context: ReadContext) -> Document:
    (document,) = WholesalerFormat().read_documents(json.dumps(value).encode(), context)
    return document


def defects(value: Any, context: ReadContext) -> list[str]:
    with pytest.raises(TranslationFailed) as raised:
        read(value, context)
    assert raised.value.profile == "wholesaler/1"
    return [defect.place for defect in raised.value.defects]


def test_what_the_header_does_not_say_is_completed(context: ReadContext) -> None:
    document = read({"header": {"transaction": "service.qualify"}, "segments": [SEGMENT]}, context)

    assert document.header.reseller == "acme"
    assert document.header.transaction_number == "A-2026-000017"
    assert document.header.sent_at == context.sent_at


def test_what_the_header_says_is_kept(context: ReadContext) -> None:
    header = {
        "schema": "document/1",
        "transaction": "service.qualify",
        "transaction_number": "MINE-1",
        "reseller": "acme",
        "sent_at": "2026-01-01T00:00:00Z",
    }

    document = read({"header": header, "segments": [SEGMENT]}, context)

    assert document.header.transaction_number == "MINE-1"
    assert document.header.sent_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_a_header_that_names_another_reseller_is_refused(context: ReadContext) -> None:
    header = {"transaction": "service.qualify", "reseller": "beta"}

    assert defects({"header": header, "segments": [SEGMENT]}, context) == ["/header/reseller"]


def test_all_defects_are_told_by_their_path(context: ReadContext) -> None:
    segments = [{**SEGMENT, "address": {"line": "1 A ST", "zip": "9"}}, {**SEGMENT, "number": 7}]

    assert defects(
        {"header": {"transaction": "service.qualify", "reseller": "beta"}, "segments": segments}, context
    ) == [
        "/header/reseller",
        "/segments/1/number",
        "/segments/0/address/zip",
    ]


def test_a_defect_in_one_segment_refuses_the_file(context: ReadContext) -> None:
    segments = [SEGMENT, {**SEGMENT, "number": 2, "address": {"line": "1 A ST", "zip": "9"}}]

    assert defects({"header": {"transaction": "service.qualify"}, "segments": segments}, context) == [
        "/segments/1/address/zip"
    ]


@pytest.mark.parametrize("value", [3, [], None, {}, {"header": 3}, {"header": {}, "segments": {}}])
def test_what_is_no_document_is_refused(context: ReadContext, value: Any) -> None:
    assert defects(value, context)


def test_the_answer_is_the_wholesalers(reply: Callable[..., Reply], qualified: SegmentReply) -> None:
    answer = reply(qualified)

    assert read_reply(WholesalerFormat().write_reply(answer)) == answer


@pytest.mark.parametrize("too_long", ["bytes", "segments"])
def test_a_document_above_the_contract_is_one_defect_that_says_what_to_do(context: ReadContext, too_long: str) -> None:
    segments = [{**SEGMENT, "number": number} for number in range(1, 10_002 if too_long == "segments" else 2)]
    value = {"header": {"transaction": "service.qualify"}, "segments": segments}
    padding = b" " * (MAX_DOCUMENT_BYTES if too_long == "bytes" else 0)
    with pytest.raises(TranslationFailed) as raised:
        WholesalerFormat().read_documents(json.dumps(value).encode() + padding, context)
    assert raised.value.code == "E005"
    (defect,) = raised.value.defects
    assert defect.text.startswith("E005 ")
    assert "Split it into several documents" in defect.hint
