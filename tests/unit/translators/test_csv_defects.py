"""Every defect of a CSV file is told at once, with its row and column."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from translators.csv_format import CsvFormat
from translators.errors import MAX_DEFECTS, Defect, TranslationFailed
from translators.profile import Profile, read_profile
from translators.reading import MAX_INPUT_BYTES, MAX_VALUE_CHARACTERS, ReadContext

HEADER = "order_reference,customer_name,customer_class,address,city,state,zip,services\r\n"
ROW = "a,Jane,,1 A ST,San Francisco,CA,94103,1FR\r\n"

MINIMAL = """
profile = "minimal/4"
[reading]
unknown = "ignore"
[csv]
encoding = "cp1252"
[fields]
transaction = { default = "address.validate" }
reference = { name = "reference", required = true }
address.line = "address"
address.zip = { name = "zip", required = true }
[answer]
reference = "segment.reference"
"""


def defects(profile: Profile, data: str | bytes, context: ReadContext) -> list[tuple[str, str | None]]:
    """Return the place and column of each defect."""
    return [(defect.place, defect.column) for defect in failure(profile, data, context).defects]


def failure(profile: Profile, data: str | bytes, context: ReadContext) -> TranslationFailed:
    with pytest.raises(TranslationFailed) as raised:
        CsvFormat(profile).read_documents(data.encode() if isinstance(data, str) else data, context)
    return raised.value


def test_all_defects_of_a_file_are_told_in_its_order(standard: Profile, context: ReadContext) -> None:
    data = (
        "order_reference,customer_name,customer_class,address,city,state,zip,servces\r\n"
        "a,Jane,vip,1 A ST,San Francisco,CA,94103,\r\n"
        "b,Jane,,2 A ST,San Francisco,CA,9410,\r\n"
        "c,Jane,,3 A ST\r\n"
        'd,"Jane" x,,4 A ST,San Francisco,CA,94103,\r\n'
        "e,Jane,,5 A ST,San Francisco,ca,94103,\r\n"
        'f,Jane,,"6 A ST,San Francisco,CA,94103,\r\n'
    )

    assert defects(standard, data, context) == [
        ("row 1", "column 8"),
        ("row 2", "customer_class"),
        ("row 3", "zip"),
        ("row 4", None),
        ("row 5", "column 2"),
        ("row 6", "state"),
        ("row 7", "column 4"),
    ]


def test_a_failure_names_code_profile_and_version(standard: Profile, context: ReadContext) -> None:
    failed = failure(standard, HEADER + "a,Jane,,1 A ST,San Francisco,CA,1,\r\n", context)

    assert failed.code == "E026"
    assert str(failed).startswith("E026 The input does not fit the profile standard/1: 1 defect.\n  row 2, zip: E023 ")
    assert failed.sentence == "The input does not fit the profile standard/1: 1 defect."


def test_a_defect_says_what_to_do_in_one_line(standard: Profile, context: ReadContext) -> None:
    (defect,) = failure(standard, HEADER + "a,Jane,vip,1 A ST,San Francisco,CA,94103,\r\n", context).defects

    assert defect == Defect(
        "row 2",
        "customer_class",
        "'vip' is not in the code table 'class'.",
        "Known are residence, res, business, bus.",
    )
    assert "\n" not in str(defect)


@pytest.mark.parametrize("data", ["", "\r\n\r\n", "\ufeff", HEADER, HEADER + "\r\n,,,,,,,\r\n"])
def test_a_file_without_a_row_is_refused(standard: Profile, context: ReadContext, data: str) -> None:
    assert defects(standard, data, context) == [("the file", None)]


def test_a_file_that_is_too_large_is_refused_unread(standard: Profile, context: ReadContext) -> None:
    assert defects(standard, b"x" * (MAX_INPUT_BYTES + 1), context) == [("the file", None)]


def test_missing_columns_are_told_once_and_not_in_every_row(context: ReadContext) -> None:
    profile = read_profile(MINIMAL)

    assert defects(profile, "address,other\n1 A ST,x\n2 A ST,y\n", context) == [
        ("row 1", "reference"),
        ("row 1", "zip"),
    ]


def test_with_a_missing_column_the_rows_are_still_read_for_their_own_defects(context: ReadContext) -> None:
    profile = read_profile(MINIMAL)

    assert defects(profile, 'reference,address\nx,1 A ST\ny\nz,"2 A" ST\n', context) == [
        ("row 1", "zip"),
        ("row 3", None),
        ("row 4", "column 2"),
    ]


def test_a_defect_of_the_header_is_told_once_in_a_long_file(standard: Profile, context: ReadContext) -> None:
    data = "ask,address,zip\n" + "guess,1 A ST,94103\n" * 2_500

    assert defects(standard, data, context) == [("row 2", "ask")]


def test_a_transaction_number_that_grows_too_long_is_told(standard: Profile) -> None:
    long = ReadContext("acme", "N" * 36, datetime(2026, 11, 23, tzinfo=UTC))

    assert CsvFormat(standard).read_documents(b"ask,address,zip\ncheck,1 A ST,94103\n", long)
    assert [
        place for place, _ in defects(standard, "ask,address,zip\ncheck,1 A ST,94103\nvalidate,2 A ST,94103\n", long)
    ] == ["row 2", "row 3"]


def test_a_required_value_that_is_empty_is_a_defect_of_its_row(context: ReadContext) -> None:
    profile = read_profile(MINIMAL)

    assert defects(profile, "reference,address,zip\n,1 A ST,94103\nx,2 A ST,\n", context) == [
        ("row 2", "reference"),
        ("row 3", "zip"),
    ]


def test_a_column_that_is_there_twice_is_refused(standard: Profile, context: ReadContext) -> None:
    assert defects(standard, "address,zip,ADDRESS\n1 A ST,94103,2 A ST\n", context) == [("row 1", "column 3")]


def test_a_column_that_concerns_nobody_may_be_there_twice(context: ReadContext) -> None:
    data = b"reference,note,note,address,zip\nx,1,2,1 A ST,94103\n"

    assert CsvFormat(read_profile(MINIMAL)).read_documents(data, context)


def test_a_profile_that_does_not_describe_csv_says_so(context: ReadContext) -> None:
    json_only = read_profile('profile = "j/1"\n[fields]\nreference.key = "ref"\n[answer]\nref = "segment.reference"')

    assert defects(json_only, "ref\nx\n", context) == [("the file", None)]


def test_unknown_columns_are_refused_with_the_name_that_was_meant(standard: Profile, context: ReadContext) -> None:
    (defect,) = failure(standard, "adress,zip\n1 A ST,94103\n", context).defects[:1]

    assert (defect.place, defect.column) == ("row 1", "column 1")
    assert defect.hint == "Did you mean 'address'?"


@pytest.mark.parametrize("row", ["1 A ST,94103,x", "1 A ST"])
def test_a_row_with_more_or_fewer_values_than_the_header_is_refused(
    standard: Profile, context: ReadContext, row: str
) -> None:
    (defect,) = failure(standard, f"address,zip\n{row}\n", context).defects

    assert (defect.place, defect.column) == ("row 2", None)
    assert "2 are expected" in defect.text


def test_bytes_that_are_not_in_the_encoding_are_told_with_their_offset(standard: Profile, context: ReadContext) -> None:
    data = b"order_reference,address,zip\r\n\xfc,1 A ST,94103\r\nb,2 \xe9\xe9 ST,94103\r\n"

    assert defects(standard, data, context) == [
        ("byte 29 (line 2)", None),
        ("byte 49 (line 3)", None),
        ("byte 50 (line 3)", None),
    ]


def test_the_offset_counts_the_byte_order_mark_and_wide_characters(standard: Profile, context: ReadContext) -> None:
    data = b"\xef\xbb\xbfaddress,zip\n" + "1 Straße".encode() + b"\xff,94103\n"

    assert data[24:25] == b"\xff"
    assert defects(standard, data, context) == [("byte 24 (line 2)", None)]


def test_a_byte_that_cp1252_lacks_is_told(context: ReadContext) -> None:
    assert defects(read_profile(MINIMAL), b"reference,address,zip\nx,1 \x81 ST,94103\n", context) == [
        ("byte 26 (line 2)", None)
    ]


def test_nul_bytes_are_told(standard: Profile, context: ReadContext) -> None:
    assert defects(standard, b"address,zip\n1\0A ST,94103\n", context) == [("byte 13 (line 2)", None)]


def test_utf_16_is_recognised(standard: Profile, context: ReadContext) -> None:
    (defect,) = failure(standard, HEADER.encode("utf-16"), context).defects

    assert "UTF-16" in defect.text


def test_a_byte_order_mark_is_refused_where_the_profile_has_another_encoding(context: ReadContext) -> None:
    data = b"\xef\xbb\xbfreference,address,zip\nx,1 A ST,94103\n"

    assert defects(read_profile(MINIMAL), data, context) == [("byte 0", None)]


def test_a_byte_order_mark_can_be_required(context: ReadContext) -> None:
    profile = read_profile(MINIMAL.replace('encoding = "cp1252"', 'byte_order_mark = "require"'))

    assert defects(profile, "reference,address,zip\nx,1 A ST,94103\n", context) == [("byte 0", None)]


def test_values_that_are_too_long_are_told_not_cut(standard: Profile, context: ReadContext) -> None:
    data = f"address,zip,services\n{'A' * (MAX_VALUE_CHARACTERS + 1)},94103,{'1FR;' * 1001}\n"

    found = failure(standard, data, context).defects

    assert {(defect.place, defect.column) for defect in found if defect.text.startswith("The value has 4,00")} == {
        ("row 2", "address"),
        ("row 2", "services"),
    }


def test_defects_of_the_contract_name_row_and_column(standard: Profile, context: ReadContext) -> None:
    data = (
        "ask,address,zip,services,quantity,service_telephone\n"
        "check,1 A ST,94103,1FR;BAD0;ESX,,\n"
        "check,2 A ST,94103,,7,\n"
        "check,3 A ST,94103,,,4155550142\n"
        "numbers,4 A ST,94103,,700,\n"
    )

    assert set(defects(standard, data, context)) == {
        ("row 2", "services"),
        ("row 3", "quantity"),
        ("row 4", "address"),
        ("row 4", "zip"),
        ("row 5", "quantity"),
    }


def test_an_unknown_transaction_is_told_at_its_column(standard: Profile, context: ReadContext) -> None:
    assert defects(standard, "ask,address,zip\nguess,1 A ST,94103\n", context) == [("row 2", "ask")]


def test_a_field_that_the_profile_cannot_fill_is_named(context: ReadContext) -> None:
    profile = read_profile(MINIMAL.replace("address.line", "end_user.contact_telephone"))

    found = failure(profile, "reference,address,zip\nx,4155550142,94103\n", context).defects

    assert any("name" in defect.text for defect in found)


def test_a_row_after_a_quoted_line_end_is_told_with_its_line_too(standard: Profile, context: ReadContext) -> None:
    data = 'address,zip\n"1 A\nST",94103\n2 A ST,9\n'

    assert defects(standard, data, context) == [("row 2", "address"), ("row 3 (line 4)", "zip")]


def test_one_number_cannot_name_two_documents(context: ReadContext) -> None:
    profile = read_profile(MINIMAL.replace('{ default = "address.validate" }', '"ask"\ntransaction_number = "batch"'))
    data = "batch,ask,reference,address,zip\nB1,address.validate,a,1 A ST,94103\nB1,service.qualify,b,2 A ST,94103\n"

    assert defects(profile, data, context) == [("row 3", "batch")]


def test_reading_stops_in_a_file_that_is_wholly_wrong(standard: Profile, context: ReadContext) -> None:
    failed = failure(standard, "address,zip\n" + "1 A ST,x\n" * (MAX_DEFECTS + 7), context)

    assert (len(failed.defects), failed.stopped) == (MAX_DEFECTS, True)
    assert failed.sentence == "The input does not fit the profile standard/1: more than 1,000 defects."
    assert str(failed).endswith("Reading stopped here: there are more.")


def test_a_file_with_as_many_defects_as_are_listed_is_read_to_its_end(standard: Profile, context: ReadContext) -> None:
    failed = failure(standard, "address,zip\n" + "1 A ST,x\n" * MAX_DEFECTS, context)

    assert (len(failed.defects), failed.stopped) == (MAX_DEFECTS, False)
