"""A reseller's JSON becomes documents, or every defect with its record, line and key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.address import Address
from contracts.document import EndUser, Mode, Segment
from contracts.requests import ServiceQualify
from translators.errors import TranslationFailed
from translators.json_format import JsonFormat
from translators.profile import Profile, read_profile

if TYPE_CHECKING:
    from contracts.document import Document
    from translators.reading import ReadContext

ORDER = {
    "order_reference": "acme-1",
    "customer_name": "Jane Doe",
    "address": "1368 Folsom Street Apt 3",
    "city": "San Francisco",
    "state": "CA",
    "zip": "94103",
    "services": ["1FR", "ESX"],
}

NESTED = """
profile = "nested/1"
[json]
records = "batch.orders"
[fields]
transaction = { key = "/batch.ask", default = "service.qualify" }
mode = { key = "/batch.mode", default = "atomic" }
dry_run = { key = "/batch.test" }
reference = { key = "id", required = true }
address.line = { key = ["where.number", "where.street"] }
address.zip.key = "where.zip"
[answer]
reference = "segment.reference"
"""


def read(profile: Profile, value: Any, context: ReadContext) -> tuple[Document, ...]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return JsonFormat(profile).read_documents(data, context)


def defects(profile: Profile, value: Any, context: ReadContext) -> list[tuple[str, str | None]]:
    with pytest.raises(TranslationFailed) as raised:
        read(profile, value, context)
    return [(defect.place, defect.column) for defect in raised.value.defects]


@pytest.mark.parametrize("value", [{"orders": [ORDER]}, {"orders": ORDER}])
def test_a_record_becomes_a_segment(standard: Profile, context: ReadContext, value: Any) -> None:
    (document,) = read(standard, value, context)

    assert document.segments == (
        Segment(
            number=1,
            reference="acme-1",
            end_user=EndUser(name="Jane Doe"),
            address=Address(line="1368 Folsom Street Apt 3", city="San Francisco", state="CA", zip="94103"),
            request=ServiceQualify(services=("1FR", "ESX")),
        ),
    )


def test_a_document_can_be_the_list_itself(context: ReadContext) -> None:
    profile = read_profile(NESTED.replace('[json]\nrecords = "batch.orders"', ""))

    (document,) = read(profile, [{"id": "a", "where": {"street": "1 A ST", "zip": "94103"}}], context)

    assert document.segments[0].reference == "a"


def test_nested_keys_and_keys_from_the_top_are_found(context: ReadContext) -> None:
    batch = {
        "ask": "address.validate",
        "test": True,
        "orders": [{"id": 17, "where": {"number": 1368, "street": "Folsom St", "zip": "94103"}}],
    }

    (document,) = read(read_profile(NESTED), {"batch": batch}, context)

    assert (document.header.transaction, document.header.mode, document.header.dry_run) == (
        "address.validate",
        Mode.ATOMIC,
        True,
    )
    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].reference == "17"
    assert document.segments[0].address == Address(line="1368 Folsom St", zip="94103")


def test_null_and_empty_text_are_no_value(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, {"orders": [{**ORDER, "customer_name": None, "customer_class": ""}]}, context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].end_user is None


def test_a_list_may_be_one_text(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, {"orders": [{**ORDER, "services": "1FR; ESX"}]}, context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].request == ServiceQualify(services=("1FR", "ESX"))


def test_all_defects_are_told_with_record_line_and_key(standard: Profile, context: ReadContext) -> None:
    data = b"""{"orders": [
  {"order_reference": "a", "address": "1 A ST",
   "zip": "9410"},
  "not a record",
  {"order_reference": "c", "adress": "3 A ST",
   "zip": {"code": "94103"},
   "quantity": 1.5,
   "customer_class": "vip"}
]}"""

    assert defects(standard, data, context) == [
        ("orders/0 (line 3)", "zip"),
        ("orders/1 (line 4)", None),
        ("orders/2 (line 5)", "adress"),
        ("orders/2 (line 8)", "customer_class"),
        ("orders/2 (line 6)", "zip"),
        ("orders/2 (line 7)", "quantity"),
        ("orders/2 (line 5)", "address"),
    ]


def test_what_is_no_text_is_not_joined(context: ReadContext) -> None:
    orders = [{"id": "a", "where": {"number": {"no": 1}, "street": "A ST", "zip": "94103"}}]

    assert ("batch.orders/0 (line 1)", "where.number + where.street") in defects(
        read_profile(NESTED), {"batch": {"orders": orders}}, context
    )


def test_a_profile_that_does_not_describe_json_says_so(context: ReadContext) -> None:
    csv_only = read_profile('profile = "c/1"\n[fields]\nreference.column = "ref"\n[answer]\nref = "segment.reference"')

    assert defects(csv_only, {"ref": "x"}, context) == [("the file", None)]


def test_unknown_keys_of_the_document_are_told_too(context: ReadContext) -> None:
    batch = {"orders": [{"id": "a", "where": {"street": "1 A ST", "zip": "94103", "floor": 3}}], "sender": "x"}

    assert defects(read_profile(NESTED), {"batch": batch, "v": 1}, context) == [
        ("the document", "batch.sender"),
        ("the document", "v"),
        ("batch.orders/0 (line 1)", "where.floor"),
    ]


def test_unknown_keys_are_passed_over_where_the_profile_says_so(context: ReadContext) -> None:
    profile = read_profile(NESTED.replace("[json]", '[reading]\nunknown = "ignore"\n[json]'))
    batch = {"orders": [{"id": "a", "where": {"street": "1 A ST", "zip": "94103", "floor": 3}}], "sender": "x"}

    assert len(read(profile, {"batch": batch, "v": 1}, context)) == 1


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "the file"),
        (b"{", "the file"),
        (b'{"orders": [], "orders": []}', "the file"),
        (b'{"orders": NaN}', "the file"),
        (b"\xff", "the file"),
        (b"[" * 10_000, "the file"),
        (b'{"orders": ["\\ud800"]}', "the file"),
        (b"{}", "orders"),
        (b'{"orders": []}', "orders"),
        (b'{"orders": 3}', "orders"),
        (b"3", "orders"),
    ],
)
def test_what_is_no_list_of_records_is_refused(
    standard: Profile, context: ReadContext, data: bytes, place: str
) -> None:
    assert (place, None) in defects(standard, data, context)


def test_a_byte_order_mark_is_passed_over(standard: Profile, context: ReadContext) -> None:
    assert read(standard, b"\xef\xbb\xbf" + json.dumps({"orders": [ORDER]}).encode(), context)


def test_lines_are_found_after_nested_values_and_escapes(standard: Profile, context: ReadContext) -> None:
    data = rb"""{"orders" : [ {"services" : ["1FR", "E\"}]X"],

 "address":"1 A ST" , "z\u0069p" :

   "9"} ] }"""

    assert ("orders/0 (line 5)", "zip") in defects(standard, data, context)


def test_many_defects_in_a_long_document_are_placed_in_good_time(standard: Profile, context: ReadContext) -> None:
    records = [{"address": "1 A ST", "zip": "x"} for _ in range(5_000)]

    found = defects(standard, json.dumps({"orders": records}, indent=1).encode(), context)

    assert found[999] == ("orders/999 (line 4001)", "zip")
