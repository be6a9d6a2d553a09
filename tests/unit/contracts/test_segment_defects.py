"""A defect within a segment refuses that segment alone, and names place, code and what would work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.document import RefusedSegment, Segment
from contracts.document_reading import DocumentRefused, read_document
from tests.unit.contracts.sample_documents import ADDRESS, asking, body, document, segment

if TYPE_CHECKING:
    from contracts.answer_error import AnswerError


def defects_of(sent: dict[str, Any], place: int = 0) -> tuple[AnswerError, ...]:
    read = read_document(body(sent)).segments[place]
    return read.errors if isinstance(read, RefusedSegment) else ()


def codes_and_paths(sent: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((error.code, error.path.removeprefix("/segments/0")) for error in defects_of(sent))


def test_neighbours_of_a_refused_segment_are_read() -> None:
    sent = document(segment(1), segment(2, request={"services": ["0"]}), segment(3))
    first, second, third = read_document(body(sent)).segments
    assert isinstance(first, Segment)
    assert isinstance(second, RefusedSegment)
    assert isinstance(third, Segment)
    assert (second.number, second.reference) == (2, "acme-order-2")
    assert [error.path for error in second.errors] == ["/segments/1/request/services/0"]


@pytest.mark.parametrize("reference", [3, None, "x" * 65, "a\nb"])
def test_a_reference_that_is_not_sound_is_not_repeated(reference: object) -> None:
    read = read_document(body(document(segment(reference=reference)))).segments[0]
    assert isinstance(read, RefusedSegment)
    assert read.reference is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"adress": {}}, [("E003", "/adress")]),
        ({"end_user": {}}, [("E020", "/end_user/name")]),
        ({"end_user": {"name": ""}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": "x" * 61}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": "Ja\tne"}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": "Jane\n"}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": "Jane\x85"}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": None}}, [("E023", "/end_user/name")]),
        ({"end_user": {"name": "Jane", "class": "royal"}}, [("E024", "/end_user/class")]),
        ({"end_user": {"name": "Jane", "class": 1}}, [("E023", "/end_user/class")]),
        ({"end_user": {"name": "Jane", "customer_class": "business"}}, [("E003", "/end_user/customer_class")]),
        ({"end_user": {"name": "Jane", "contact_telephone": "4159110142"}}, [("E023", "/end_user/contact_telephone")]),
        ({"end_user": "Jane"}, [("E023", "/end_user")]),
        ({"request": {"services": "1FR"}}, [("E023", "/request/services")]),
        ({"request": {"services": ["1FR"] * 51}}, [("E023", "/request/services")]),
        (
            {"request": {"services": ["1FR", "IFR", 3]}},
            [("E023", "/request/services/1"), ("E023", "/request/services/2")],
        ),
        ({"request": {"quantity": 1}}, [("E021", "/request/quantity")]),
        ({"request": {"from": 1}}, [("E021", "/request/from")]),
        ({"request": []}, [("E023", "/request")]),
        ({"address": {}}, [("E022", "/address")]),
        ({"address": {"city": "Oakland"}}, [("E022", "/address")]),
        ({"address": {"line": "1 A St", "street": "A"}}, [("E022", "/address")]),
        ({"address": {"line": "1 A St", "number": "1"}}, [("E021", "/address/number")]),
        ({"address": {"telephone_number": "4155550142", "zip": "94103"}}, [("E021", "/address/zip")]),
        ({"address": {"telephone_number": "555-0142"}}, [("E023", "/address/telephone_number")]),
        ({"address": ADDRESS | {"zip": "9410"}}, [("E023", "/address/zip")]),
        ({"address": ADDRESS | {"zip": 94103}}, [("E023", "/address/zip")]),
        ({"address": ADDRESS | {"state": "Ca"}}, [("E023", "/address/state")]),
        ({"address": {"street": "A", "units": [{"value": "3"}]}}, [("E020", "/address/units/0/designator")]),
        ({"address": {"street": "A", "units": [{"designator": "APT"}] * 7}}, [("E023", "/address/units")]),
        ({"_schema": 1}, [("E003", "/_schema")]),
        ({"a/b~c": 1}, [("E003", "/a~1b~0c")]),
        ({"": 1}, [("E003", "/")]),
    ],
)
def test_each_defect_has_its_code_and_its_place(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes_and_paths(document(segment(**changes))) == expected


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, [("E020", "/request/kind")]),
        ({"kind": "any"}, [("E024", "/request/kind")]),
        ({"kind": "specific"}, [("E022", "/request")]),
        ({"kind": "specific", "telephone_number": "4155550142"}, []),
        (
            {"kind": "specific", "telephone_number": "4155550142", "pattern": "415555..22"},
            [("E021", "/request/pattern")],
        ),
        ({"kind": "pattern"}, [("E022", "/request")]),
        ({"kind": "pattern", "pattern": "415555..22"}, []),
        ({"kind": "pattern", "pattern": "415555**22"}, [("E023", "/request/pattern")]),
        ({"kind": "random", "pattern": "415555..22"}, [("E021", "/request/pattern")]),
        ({"kind": "random", "quantity": 100}, []),
        ({"kind": "random", "quantity": 0}, [("E023", "/request/quantity")]),
        ({"kind": "random", "quantity": 101}, [("E023", "/request/quantity")]),
        ({"kind": "random", "quantity": "1"}, [("E023", "/request/quantity")]),
        ({"kind": "random", "quantity": 1.9}, [("E023", "/request/quantity")]),
        ({"kind": "random", "quantity": True}, [("E023", "/request/quantity")]),
        ({"kind": "random", "quantity": 2.0}, []),
    ],
)
def test_a_number_search_follows_the_rules_of_its_kind(
    request_: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes_and_paths(asking("number.search", request_, address=ADDRESS)) == expected


@pytest.mark.parametrize(
    ("transaction", "request_", "expected"),
    [
        ("number.reserve", {}, [("E022", "/request")]),
        ("number.reserve", {"telephone_numbers": ["4155550142"]}, []),
        ("number.reserve", {"telephone_numbers": []}, [("E023", "/request/telephone_numbers")]),
        ("number.reserve", {"telephone_numbers": ["4155550142"], "kind": "random"}, [("E022", "/request")] * 2),
        ("number.reserve", {"kind": "random"}, [("E022", "/request")]),
        ("number.reserve", {"kind": "specific", "quantity": 1}, [("E024", "/request/kind")]),
        ("number.reserve", {"kind": "sequential", "quantity": 3, "hold_minutes": 60}, []),
        ("number.extend", {"hold_tokens": []}, [("E023", "/request/hold_tokens")]),
        ("number.release", {"hold_tokens": ["h-7Q2dPl0Z3v"]}, []),
        ("customer.record", {"telephone_number": "4155550142"}, [("E020", "/request/authority")]),
        ("order.submit", {"pon": "P 1", "activity": "D"}, [("E023", "/request/pon")]),
        ("order.submit", {"pon": "P1", "activity": "N"}, [("E022", "/request")]),
        ("order.submit", {"pon": "P1", "activity": "X"}, [("E024", "/request/activity")]),
        (
            "order.submit",
            {"pon": "P1", "activity": "N", "lines": [{"usoc": "1FR", "class": 1}]},
            [("E003", "/request/lines/0/class")],
        ),
        (
            "order.submit",
            {"pon": "P1", "activity": "D", "desired_due_date": "2026-02-30"},
            [("E023", "/request/desired_due_date")],
        ),
        ("order.supplement", {"pon": "P1", "version": 1, "supplement": "1"}, [("E023", "/request/version")]),
        (
            "order.supplement",
            {"pon": "P1", "version": 2, "supplement": "1", "lines": [{"usoc": "1FR"}]},
            [("E021", "/request/lines")],
        ),
        ("order.supplement", {"pon": "P1", "version": 2, "supplement": "2"}, [("E022", "/request")]),
        ("order.supplement", {"pon": "P1", "version": 2, "supplement": 2}, [("E023", "/request/supplement")]),
        ("notification.resend", {"pon": "P1", "from": 3, "to": 2}, [("E022", "/request/to")]),
        ("notification.resend", {"pon": "P1", "from": 3, "to": 3}, []),
        ("order.status", {"pons": ["P1", ""]}, [("E023", "/request/pons/1")]),
    ],
)
def test_later_transactions_are_checked_too(
    transaction: str, request_: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes_and_paths(asking(transaction, request_)) == expected


WHERE = {name: {"address": ADDRESS} for name in ("number.search", "number.reserve", "due_date.offer")}


@pytest.mark.parametrize("quantity", [0, -1, 10**9, 10**17])
@pytest.mark.parametrize(
    ("transaction", "field", "request_"),
    [
        ("number.search", "quantity", {"kind": "random"}),
        ("number.reserve", "quantity", {"kind": "random"}),
        ("number.reserve", "hold_minutes", {"telephone_numbers": ["4155550142"]}),
        ("number.extend", "hold_minutes", {"hold_tokens": ["h-7Q2dPl0Z3v"]}),
        ("due_date.offer", "quantity", {}),
        ("order.submit", "version", {"pon": "P1", "activity": "D"}),
        ("order.supplement", "version", {"pon": "P1", "supplement": "1"}),
        ("notification.resend", "from", {"pon": "P1", "to": 10**9}),
    ],
)
def test_nothing_and_far_too_much_are_refused_with_what_would_work(
    transaction: str, field: str, request_: dict[str, Any], quantity: int
) -> None:
    errors = defects_of(asking(transaction, {**request_, field: quantity}, **WHERE.get(transaction, {})))
    found = [error for error in errors if error.path.endswith(f"/request/{field}")]
    assert [error.code for error in found] == ["E023"], errors
    assert found[0].hint.startswith("Write a whole number")


def test_an_address_is_not_allowed_where_no_address_is_asked_about() -> None:
    sent = asking("number.release", {"hold_tokens": ["h-7Q2dPl0Z3v"]}, address=ADDRESS)
    assert codes_and_paths(sent) == [("E021", "/address")]


def test_a_defect_says_the_field_its_mnemonic_its_value_and_what_would_work() -> None:
    (error,) = defects_of(document(segment(address={"street": "FOLSOM", "number": "1" * 11})))
    assert error.text == "The field number [SANO] has 11 characters."
    assert error.hint == "Write 1 to 10 characters."
    assert error.value == "11111111111"


def test_a_misspelt_name_is_answered_with_the_one_that_was_meant() -> None:
    (error,) = defects_of(document(segment(address={"street": "FOLSOM", "streettype": "ST"})))
    assert error.hint == "Did you mean street_type?"


def test_a_code_that_is_not_in_its_set_is_answered_with_the_set() -> None:
    (error,) = defects_of(document(segment(end_user={"name": "Jane", "class": "royal"})))
    assert error.hint == "Use one of: residence, business."
    assert error.value == "royal"


def test_a_broken_rule_is_named() -> None:
    (error,) = defects_of(asking("number.search", {"kind": "specific"}, address=ADDRESS))
    assert error.text == "The rule is that kind specific needs telephone_number; it is missing."


def test_all_defects_of_a_segment_are_named_at_once() -> None:
    sent = document(
        segment(end_user={"name": 3}, address={"line": "", "zip": "x"}, request={"services": [0, 1]}, extra=1)
    )
    assert codes_and_paths(sent) == [
        ("E003", "/extra"),
        ("E023", "/address/line"),
        ("E023", "/address/zip"),
        ("E023", "/end_user/name"),
        ("E023", "/request/services/0"),
        ("E023", "/request/services/1"),
    ]


def test_a_segment_with_more_than_100_defects_counts_the_rest() -> None:
    errors = defects_of(document(segment(**{f"x{n}": 0 for n in range(150)})))
    assert len(errors) == 100
    assert errors[-1].text.endswith("(50 more defects are not listed.)")


def test_each_of_many_refused_segments_names_a_defect_and_together_they_stay_bounded() -> None:
    sent = document(*(segment(n, **{f"x{m}": 0 for m in range(100)}) for n in range(1, 301)))
    refused = [read for read in read_document(body(sent)).segments if isinstance(read, RefusedSegment)]
    assert len(refused) == 300
    assert all(read.errors for read in refused)
    assert sum(len(read.errors) for read in refused) < 10_500


@pytest.mark.parametrize(
    "sent_at",
    [
        "2026-11-23", "2026-11-23T09:30:00", "2026-02-29T09:30:00Z", "2026-11-23T24:00:00Z", "2026-11-23T09:30:60Z",
        "2026-11-23 09:30:00Z", "2026-11-23T09:30:00z", "2026-11-23T09:30:00+25:00", "2026-11-23T09:30:00Z\n", 1, None,
    ],
)  # fmt: skip
def test_a_time_that_others_could_read_otherwise_is_refused(sent_at: object) -> None:
    with pytest.raises(DocumentRefused) as caught:
        read_document(body(document(sent_at=sent_at)))
    assert [(error.code, error.path) for error in caught.value.errors] == [("E023", "/header/sent_at")]


@pytest.mark.parametrize("sent_at", ["2028-02-29T23:59:59.123456789-08:00", "2026-11-23T09:30:00+00:00"])
def test_a_time_with_an_offset_is_read(sent_at: str) -> None:
    assert read_document(body(document(sent_at=sent_at))).header.sent_at.tzinfo is not None
