"""A reply becomes the reseller's CSV or JSON, and writing never fails."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.answer_error import answer_error
from contracts.reply import Outcome, SegmentReply
from translators.csv_format import CsvFormat
from translators.json_format import JsonFormat
from translators.profile import Profile, read_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.reply import Reply

    MakeReply = Callable[..., Reply]

BARE = """
profile = "bare/1"
[csv]
{csv}
[json]
{json}
[fields]
reference = "reference"
[answer]
{answer}
"""


def profile(answer: str, csv: str = "", json: str = "") -> Profile:
    return read_profile(BARE.format(answer=answer, csv=csv, json=json))


def table(profile: Profile, reply: Reply) -> list[dict[str, str]]:
    text = CsvFormat(profile).write_reply(reply).decode(profile.csv.encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=profile.csv.delimiter))


def document(profile: Profile, reply: Reply) -> Any:
    return json.loads(JsonFormat(profile).write_reply(reply))


def test_each_segment_is_a_row_in_plain_words(
    standard: Profile, reply: MakeReply, qualified: SegmentReply, found_numbers: SegmentReply, refused: SegmentReply
) -> None:
    first, second, third = table(standard, reply(qualified, found_numbers, refused))

    assert first["order_reference"] == "acme-1"
    assert first["outcome"] == "answered"
    assert first["address"] == "1368 FOLSOM ST"
    assert first["central_office"] == "SNFCCA21"
    assert first["switch"] == "SNFCCA21DS0"
    assert first["services"] == "1FR=available;ESX=not available"
    assert first["code"] == ""
    assert second["numbers"] == "4155550142"
    assert second["number_codes"] == "4155550142=N300;4155550143=N302"
    assert third["outcome"] == "refused"
    assert third["nearest_address"] == third["alternatives"] == "1368 FOLSOM ST"


def test_the_error_that_refuses_is_shown_before_warnings(
    standard: Profile, reply: MakeReply, refused: SegmentReply
) -> None:
    (row,) = table(standard, reply(refused))

    assert (row["code"], row["message"], row["hint"]) == ("A103", "There is no such street.", "Did you mean FOLSOM ST?")


def test_json_keeps_types_and_has_every_key(standard: Profile, reply: MakeReply, qualified: SegmentReply) -> None:
    answer = document(standard, reply(qualified))

    assert answer["outcome"] == "answered"
    assert answer["transaction_number"] == "A-2026-000017"
    (order,) = answer["orders"]
    assert order["services"][1]["available"] is False
    assert order["services"][1]["until"] == "2027-01-31"
    assert order["numbers"] == []
    assert order["code"] is None


def test_a_refused_document_still_gives_a_row(standard: Profile, reply: MakeReply) -> None:
    refusal = reply(errors=(answer_error("E011", "/header/transaction"),))

    (row,) = table(standard, refusal)
    (order,) = document(standard, refusal)["orders"]

    assert row["code"] == order["code"] == "E011"
    assert row["order_reference"] == ""


def test_a_row_per_service_repeats_the_segment(
    reply: MakeReply, qualified: SegmentReply, refused: SegmentReply
) -> None:
    by_service = profile(
        'ref = "segment.reference"\nservice = "service.usoc"\nwhy = "service.code"\nerror = "error.code"',
        csv='rows = "service"',
    )

    assert [tuple(row.values()) for row in table(by_service, reply(qualified, refused))] == [
        ("acme-1", "1FR", "F200", ""),
        ("acme-1", "ESX", "F206", ""),
        ("acme-3", "", "", "A103"),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("number", "number.telephone_number", ["", "4155550142", "4155550143", ""]),
        ("alternative", "alternative.address.line", ["", "", "1368 FOLSOM ST"]),
        ("error", "error.code", ["", "", "F207", "A103"]),
    ],
)
def test_a_row_can_stand_for_other_things(
    reply: MakeReply,
    qualified: SegmentReply,
    found_numbers: SegmentReply,
    refused: SegmentReply,
    kind: str,
    value: str,
    wanted: list[str],
) -> None:
    rows = table(
        profile(f'x = "{value}"\nr = "segment.reference"', csv=f'rows = "{kind}"'),
        reply(qualified, found_numbers, refused),
    )

    assert [row["x"] for row in rows] == wanted


def test_dates_tables_and_defaults_apply(reply: MakeReply, qualified: SegmentReply) -> None:
    worded = profile(
        """
        done = { value = "header.answered_at", date = "%d.%m.%Y %H:%M" }
        state = { value = "segment.outcome", table = "state" }
        community = { value = "result.address.prefix", default = "none" }
        why = { value = "result.services", each = "{usoc}: {available:yes} ({because.0.found})", separator = " / " }
        [tables.state]
        OK = "answered"
        [tables.yes]
        Y = "true"
        """
    )

    (row,) = table(worded, reply(qualified))

    assert row == {
        "done": "23.11.2026 09:31",
        "state": "OK",
        "community": "none",
        "why": "1FR: Y (on the switch) / ESX: false ()",
    }


def test_a_value_that_a_table_does_not_know_is_shown_as_it_is(reply: MakeReply, refused: SegmentReply) -> None:
    worded = profile('state = { value = "segment.outcome", table = "state" }\n[tables.state]\nOK = "answered"')

    assert table(worded, reply(refused)) == [{"state": "refused"}]


def test_json_lists_are_renamed_entry_by_entry(reply: MakeReply, qualified: SegmentReply) -> None:
    renamed = profile(
        """
        [answer.products]
        value = "result.services"
        only = "json"
        each = { id = "{usoc}", ok = "{available}", t = "{usoc}!" }
        """
    )

    assert document(renamed, reply(qualified)) == [
        {"products": [{"id": "1FR", "ok": True, "t": "1FR!"}, {"id": "ESX", "ok": False, "t": "ESX!"}]}
    ]


def test_a_single_record_can_be_the_document(reply: MakeReply, qualified: SegmentReply, refused: SegmentReply) -> None:
    single = profile('ref = "segment.reference"', json="single = true")

    assert document(single, reply(qualified)) == {"ref": "acme-1"}
    assert document(single, reply(qualified, refused)) == [{"ref": "acme-1"}, {"ref": "acme-3"}]


def test_values_that_a_spreadsheet_would_take_for_formulas_are_guarded(reply: MakeReply) -> None:
    segment = SegmentReply(number=1, reference='=HYPERLINK("http://x")', outcome=Outcome.ANSWERED)

    (row,) = table(profile('ref = "segment.reference"'), reply(segment))

    assert row["ref"] == '\'=HYPERLINK("http://x")'


def test_signs_that_the_encoding_lacks_are_written_plainly(reply: MakeReply) -> None:
    segment = SegmentReply(number=1, reference="Erdős → é", outcome=Outcome.ANSWERED)

    (row,) = table(profile('ref = "segment.reference"', csv='encoding = "latin-1"'), reply(segment))

    assert row["ref"] == "Erdos ? é"


def test_text_that_no_encoding_holds_does_not_stop_the_answer(standard: Profile, reply: MakeReply) -> None:
    segment = SegmentReply(number=1, reference="half \ud83d", outcome=Outcome.ANSWERED)

    assert table(standard, reply(segment))[0]["order_reference"] == "half ?"
    assert document(standard, reply(segment))["orders"][0]["order_reference"] == "half ?"


def test_blanks_at_the_ends_of_a_value_are_quoted(reply: MakeReply) -> None:
    segment = SegmentReply(number=1, reference=" x", outcome=Outcome.ANSWERED)

    written = CsvFormat(profile('ref = "segment.reference"')).write_reply(reply(segment))

    assert written == b'ref\r\n" x"\r\n'


def test_of_several_words_for_a_code_the_answer_uses_the_first(reply: MakeReply, qualified: SegmentReply) -> None:
    words = profile(
        'state = { value = "segment.outcome", table = "state" }\n[tables.state]\nOK = "answered"\nfine = "answered"'
    )

    assert table(words, reply(qualified)) == [{"state": "OK"}]


def test_the_dialect_of_the_profile_is_written(reply: MakeReply, qualified: SegmentReply) -> None:
    dialect = profile(
        'ref = "segment.reference"\n"a;b" = { value = "segment.number", key = "n" }',
        csv='delimiter = ";"\nquote = "\'"\nquote_all = true\nline_end = "lf"\nbyte_order_mark = "require"',
    )

    assert CsvFormat(dialect).write_reply(reply(qualified)) == b"\xef\xbb\xbf'ref';'a;b'\n'acme-1';'1'\n"


def test_without_a_header_line_only_rows_are_written(reply: MakeReply, qualified: SegmentReply) -> None:
    bare = read_profile(
        'profile = "b/1"\n[csv]\nheader = false\n[fields]\nreference.column = 1\n[answer]\nref = "segment.reference"'
    )

    assert CsvFormat(bare).write_reply(reply(qualified)) == b"acme-1\r\n"


def test_a_code_that_is_newer_than_this_program_is_shown(
    standard: Profile, reply: MakeReply, refused: SegmentReply
) -> None:
    newer = replace(refused, errors=(replace(refused.errors[1], code="A199"),))

    (row,) = table(standard, reply(newer))

    assert row["code"] == "A199"


def test_a_result_of_an_unexpected_shape_does_not_stop_the_answer(standard: Profile, reply: MakeReply) -> None:
    odd = SegmentReply(
        number=1,
        reference="acme-1",
        outcome=Outcome.ANSWERED,
        result={"services": "none", "address": [1], "numbers": [3, None], "alternatives": {}},
    )

    (row,) = table(standard, reply(odd))

    assert row["order_reference"] == "acme-1"
    assert document(standard, reply(odd))["orders"][0]["order_reference"] == "acme-1"
