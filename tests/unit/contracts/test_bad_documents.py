"""Bad input has one clear ending: a refusal that says what is wrong, and never another exception."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.document import MAX_DOCUMENT_BYTES
from contracts.document_reading import DocumentRefused, KnownHeader, read_document
from tests.unit.contracts.sample_documents import body, document, segment

SOUND = body(document())


def refusal(sent: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        read_document(sent)
    return caught.value


def is_read_or_refused(sent: bytes) -> bool:
    try:
        read = read_document(sent)
    except DocumentRefused as refused:
        return bool(refused.errors)
    return bool(read.segments)


def in_request(text: str) -> bytes:
    """Return a sound document but for `text` as the value of an unknown field."""
    return SOUND.replace(b'"services":', b'"x": ' + text.encode() + b', "services":')


def test_the_sound_document_that_these_tests_break_is_accepted() -> None:
    assert read_document(SOUND).header.reseller == "acme"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"hello", "line 1, column 1"),
        (SOUND[:-1], "not JSON"),
        (SOUND + b"{}", "Extra data"),
        (b"\xff\xfe" + SOUND, "Byte 0 is not UTF-8"),
        (SOUND.replace(b"Jane", b"\xed\xa0\x80"), "not UTF-8"),
        (b"\xef\xbb\xbf" + SOUND, "byte order mark"),
        (SOUND.replace(b"Jane", b"Ja\x00ne"), "Invalid control character"),
        (SOUND.replace(b"Jane", b"Ja\\u0000ne"), "NUL"),
        (SOUND.replace(b"Jane", b"\\ud800"), "surrogate"),
        (SOUND.replace(b"Jane", b"\\udc00\\ud800"), "surrogate"),
        (SOUND.replace(b'"reseller"', b'"mode": "each", "mode": "each", "reseller"'), "'mode' occurs twice"),
        (in_request("NaN"), "NaN"),
        (in_request("-Infinity"), "Infinity"),
        (in_request("1e999"), "too large"),
        (in_request("-1e999"), "too large"),
        (in_request("9" * 5000), "5,000 digits"),
        (in_request("[" * 10_000 + "]" * 10_000), "nested"),
        (in_request("[" * 100_000), "nested"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (in_request('"]]]]"').replace(b'"x"', b'"x": ' + b'["]",' * 40 + b"0" + b"]" * 40 + b', "y"'), "nested"),
    ],
)
def test_what_is_no_json_is_unreadable(sent: bytes, said: str) -> None:
    refused = refusal(sent)
    assert [error.code for error in refused.errors] == ["E001"]
    assert said in refused.errors[0].text
    assert refused.unreadable
    assert refused.known == KnownHeader()


@pytest.mark.parametrize("sent", [b"[]", b"[1,2]", b"null", b"3", b'"text"', b"true"])
def test_json_that_is_no_object_is_unreadable(sent: bytes) -> None:
    refused = refusal(sent)
    assert [error.code for error in refused.errors] == ["E001"]
    assert refused.unreadable


def test_a_surrogate_pair_and_an_escaped_backslash_are_sound() -> None:
    sent = SOUND.replace(b"Jane", b"\\ud83d\\ude00 \\\\u0000")
    end_user = read_document(sent).segments[0].end_user  # type: ignore[union-attr]
    assert end_user is not None
    assert end_user.name == "\N{GRINNING FACE} \\u0000 Doe"


def test_brackets_within_texts_do_not_count_as_depth() -> None:
    assert read_document(SOUND.replace(b"Jane", b"[{" * 25)).segments


def test_exactly_8_mib_are_read_and_one_byte_more_is_too_large() -> None:
    padding = b" " * (MAX_DOCUMENT_BYTES - len(SOUND))
    assert read_document(SOUND + padding).segments
    refused = refusal(SOUND + padding + b" ")
    assert [error.code for error in refused.errors] == ["E005"]
    assert "8,388,609 bytes" in refused.errors[0].text


def test_10_000_segments_are_read_and_one_more_is_too_many() -> None:
    segments = [{"number": n, "address": {"line": "1 A St"}, "request": {}} for n in range(1, 10_002)]
    assert len(read_document(body(document(*segments[:-1]))).segments) == 10_000
    refused = refusal(body(document(*segments)))
    assert [(error.code, error.path) for error in refused.errors] == [("E005", "/segments")]
    assert refused.known.segments == 10_001
    assert not refused.unreadable


@pytest.mark.parametrize("schema", ["document/2", "reply/1", ""])
def test_another_schema_version_is_named_and_nothing_else_is_judged(schema: str) -> None:
    refused = refusal(body(document({"whatever": 1}, schema=schema)))
    assert [(error.code, error.path) for error in refused.errors] == [("E002", "/header/schema")]
    assert refused.known.transaction_number == "A-2026-000017"


@pytest.mark.parametrize(
    ("numbers", "paths"),
    [
        ([0], ["/segments/0/number"]),
        ([2], ["/segments/0/number"]),
        ([1, 1], ["/segments/1/number"]),
        ([1, 3], ["/segments/1/number"]),
        ([2, 1], ["/segments/0/number", "/segments/1/number"]),
        ([True], ["/segments/0/number"]),
        (["1"], ["/segments/0/number"]),
        ([1.5], ["/segments/0/number"]),
    ],
)
def test_segments_that_are_not_numbered_1_to_n_refuse_the_document(numbers: list[object], paths: list[str]) -> None:
    refused = refusal(body(document(*(segment() | {"number": number} for number in numbers))))
    assert [error.path for error in refused.errors if error.code == "E004"] == paths


def test_no_segments_are_a_wrong_count() -> None:
    sent = document()
    sent["segments"] = []
    assert [(error.code, error.path) for error in refusal(body(sent)).errors] == [("E004", "/segments")]


@pytest.mark.parametrize("segments", [{}, "x", 3, None])
def test_segments_that_are_no_list_refuse_the_document(segments: object) -> None:
    sent = document() | {"segments": segments}
    assert [(error.code, error.path) for error in refusal(body(sent)).errors] == [("E023", "/segments")]


@pytest.mark.parametrize("odd", [None, 3, "x", [], True])
def test_a_segment_that_is_no_object_refuses_the_document(odd: object) -> None:
    refused = refusal(body(document(segment(), odd)))
    assert {(error.code, error.path) for error in refused.errors} == {("E023", "/segments/1")}


@pytest.mark.parametrize("header", [None, 3, "x", [], [[]]])
def test_a_header_that_is_no_object_refuses_the_document(header: object) -> None:
    refused = refusal(body(document() | {"header": header}))
    assert [(error.code, error.path) for error in refused.errors] == [("E023", "/header")]
    assert refused.known == KnownHeader(segments=1)


def test_all_defects_of_header_numbering_and_segments_are_named_at_once() -> None:
    sent = document(segment(7, address={"line": "x", "zip": "9"}), mode="both", reseller="ACME", colour="red")
    del sent["header"]["sent_at"]
    sent["extra"] = 1
    refused = refusal(body(sent))
    assert {(error.code, error.path) for error in refused.errors} == {
        ("E003", "/extra"),
        ("E020", "/header/sent_at"),
        ("E024", "/header/mode"),
        ("E023", "/header/reseller"),
        ("E003", "/header/colour"),
        ("E004", "/segments/0/number"),
        ("E023", "/segments/0/address/zip"),
    }
    assert refused.known == KnownHeader(
        transaction="service.qualify", transaction_number="A-2026-000017", reseller=None, segments=1
    )


def test_an_unknown_transaction_is_not_in_its_code_set() -> None:
    refused = refusal(body(document(transaction="order.pizza")))
    assert [(error.code, error.path, error.value) for error in refused.errors] == [
        ("E024", "/header/transaction", "order.pizza")
    ]
    assert refused.known.transaction is None


def test_a_document_with_a_hundred_thousand_defects_names_a_thousand_and_counts_the_rest() -> None:
    sent = document(*(segment(n, address={f"x{m}": 0 for m in range(40)}) for n in range(2, 3002)))
    errors = refusal(body(sent)).errors
    assert len(errors) == 1000
    assert "more defects are not listed" in errors[-1].text


def test_a_value_of_megabytes_is_shown_shortened_and_its_key_is_cut() -> None:
    sent = document(segment(reference="x" * 1_000_000, **{"k" * 1_000_000: 1}), reseller=["y" * 1_000_000])
    for error in refusal(body(sent)).errors:
        assert len(error.path) < 200
        assert len(error.text) < 200
        assert len(error.value or "") <= 80


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_a_refusal(sent: bytes) -> None:
    refusal(sent)


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_sound_document_with_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SOUND)))
    end = data.draw(st.integers(start, min(len(SOUND), start + 20)))
    put = data.draw(st.binary(max_size=6) | st.sampled_from([b'"', b"{", b"]", b"\\u", b"1e999", b"null", b",", b"\\"]))
    assert is_read_or_refused(SOUND[:start] + put + SOUND[end:])


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(_JSON, _JSON, _JSON)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_in_any_place_is_read_or_refused(header: object, segments: object, request: object) -> None:
    for sent in (
        {"header": header, "segments": segments},
        document() | {"segments": segments},
        document(segment(request=request)),
        document(segment(address=request, end_user=header)),
    ):
        assert is_read_or_refused(json.dumps(sent).encode())
