"""A reseller's CSV becomes documents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from contracts.address import Address
from contracts.document import CustomerClass, EndUser, Segment
from contracts.requests import AddressValidate, NumberKind, NumberSearch, ServiceQualify
from translators.csv_format import CsvFormat
from translators.profile import Profile, read_profile

if TYPE_CHECKING:
    from contracts.document import Document
    from translators.reading import ReadContext

HEADER = b"order_reference,customer_name,customer_class,address,city,state,zip,services\r\n"
ROW = b"acme-1,Jane Doe,RES,1368 Folsom Street Apt 3,San Francisco,CA,94103,1FR;ESX\r\n"


def read(profile: Profile, data: bytes, context: ReadContext) -> tuple[Document, ...]:
    return CsvFormat(profile).read_documents(data, context)


def test_a_row_becomes_a_segment_of_one_document(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, HEADER + ROW, context)

    assert document.header.transaction == "service.qualify"
    assert document.header.transaction_number == "A-2026-000017"
    assert document.header.reseller == "acme"
    assert document.header.sent_at == context.sent_at
    assert document.segments == (
        Segment(
            number=1,
            reference="acme-1",
            end_user=EndUser(name="Jane Doe", customer_class=CustomerClass.RESIDENCE),
            address=Address(line="1368 Folsom Street Apt 3", city="San Francisco", state="CA", zip="94103"),
            request=ServiceQualify(services=("1FR", "ESX")),
        ),
    )


def test_rows_that_ask_different_things_become_documents_of_their_own(standard: Profile, context: ReadContext) -> None:
    data = (
        b"ask,order_reference,address,zip,quantity\n"
        b"check,a,1 A ST,94103,\n"
        b"numbers,b,2 A ST,94103,3\n"
        b"check,c,3 A ST,94103,\n"
        b"address.validate,d,4 A ST,94103,\n"
    )

    documents = read(standard, data, context)

    assert [document.header.transaction for document in documents] == [
        "service.qualify",
        "number.search",
        "address.validate",
    ]
    assert [document.header.transaction_number for document in documents] == [
        "A-2026-000017-1",
        "A-2026-000017-2",
        "A-2026-000017-3",
    ]
    assert [[(s.number, s.reference) for s in document.segments] for document in documents] == [
        [(1, "a"), (2, "c")],
        [(1, "b")],
        [(1, "d")],
    ]
    assert [document.segments[0].request for document in documents if isinstance(document.segments[0], Segment)] == [
        ServiceQualify(),
        NumberSearch(kind=NumberKind.RANDOM, quantity=3),
        AddressValidate(),
    ]


@pytest.mark.parametrize(
    ("columns", "values", "wanted"),
    [
        (b"quantity", b"5", NumberSearch(kind=NumberKind.RANDOM, quantity=5)),
        (b"number_pattern", b"415555..22", NumberSearch(kind=NumberKind.PATTERN, pattern="415555..22")),
        (b"telephone_number", b"(415) 555-0142", NumberSearch(kind=NumberKind.SPECIFIC, telephone_number="4155550142")),
        (b"number_kind", b"sequential", NumberSearch(kind=NumberKind.SEQUENTIAL)),
    ],
)
def test_what_a_number_search_gives_says_its_kind(
    standard: Profile, context: ReadContext, columns: bytes, values: bytes, wanted: NumberSearch
) -> None:
    data = b"ask,address,zip," + columns + b"\nnumbers,1 A ST,94103," + values

    (document,) = read(standard, data, context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].request == wanted


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_line_end_is_read_also_a_missing_last_one(
    standard: Profile, context: ReadContext, end: bytes, last: bool
) -> None:
    data = end.join([HEADER.strip(), ROW.strip(), ROW.strip()]) + (end if last else b"")

    (document,) = read(standard, data, context)

    assert len(document.segments) == 2


def test_empty_lines_and_rows_without_values_are_passed_over(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, HEADER + b"\r\n" + ROW + b",,,,,,,\r\n\r\n" + ROW + b"\r\n", context)

    assert [segment.number for segment in document.segments] == [1, 2]


def test_a_value_in_quotes_may_hold_the_delimiter_and_quotes(standard: Profile, context: ReadContext) -> None:
    row = b'acme-1,"Doe, Jane ""JD""",RES,"1368 Folsom Street, Apt 3",San Francisco,CA,94103,\r\n'

    (document,) = read(standard, HEADER + row, context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].end_user == EndUser(name='Doe, Jane "JD"', customer_class=CustomerClass.RESIDENCE)


def test_a_byte_order_mark_is_no_part_of_the_first_column(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, b"\xef\xbb\xbf" + HEADER + ROW, context)

    assert document.segments[0].reference == "acme-1"


def test_columns_come_in_any_order_and_case(standard: Profile, context: ReadContext) -> None:
    (document,) = read(standard, b"ZIP,Order_Reference,Address\n94103,x,1 A ST\n", context)

    assert document.segments[0].reference == "x"


def test_a_file_longer_than_a_document_stays_one_document_for_the_adapter_to_split(
    standard: Profile, context: ReadContext
) -> None:
    (document,) = read(standard, HEADER + ROW * 10_005, context)

    assert [segment.number for segment in document.segments] == list(range(1, 10_006))


def test_columns_are_counted_where_the_profile_has_no_header_line(context: ReadContext) -> None:
    profile = read_profile(
        """
        profile = "bare/1"
        [csv]
        header = false
        delimiter = "\\t"
        [fields]
        transaction.default = "address.validate"
        reference.column = 1
        address.line.column = [3, 2]
        address.zip.column = 4
        [answer]
        reference = "segment.reference"
        """
    )

    (document,) = read(profile, b"a\tFolsom St\t1368\t94103\nb\t\t7 A St\t94104", context)

    assert [s.address for s in document.segments if isinstance(s, Segment)] == [
        Address(line="1368 Folsom St", zip="94103"),
        Address(line="7 A St", zip="94104"),
    ]


def test_a_transaction_number_of_the_reseller_is_kept(context: ReadContext) -> None:
    profile = read_profile(
        """
        profile = "own/1"
        [fields]
        transaction = { default = "address.validate" }
        transaction_number = "batch"
        address.line = "address"
        address.zip = "zip"
        [answer]
        reference = "segment.reference"
        """
    )

    first, second = read(profile, b"batch,address,zip\nB1,1 A ST,94103\nB2,2 A ST,94103\nB1,3 A ST,94103", context)

    assert (first.header.transaction_number, len(first.segments)) == ("B1", 2)
    assert (second.header.transaction_number, len(second.segments)) == ("B2", 1)


@pytest.mark.parametrize(("trim", "reference"), [("true", "x"), ("false", " x ")])
def test_blanks_around_a_value_are_taken_off_unless_the_profile_keeps_them(
    context: ReadContext, trim: str, reference: str
) -> None:
    profile = read_profile(
        f"""
        profile = "blanks/1"
        [reading]
        trim = {trim}
        [fields]
        transaction = {{ default = "address.validate" }}
        reference = "reference"
        address.line = "line"
        address.zip = "zip"
        [answer]
        reference = "segment.reference"
        """
    )

    (document,) = read(profile, b"reference,line,zip\n x ,1 A ST,94103\n", context)

    assert document.segments[0].reference == reference


@pytest.mark.parametrize("written", ["4155550142", "(415) 555-0142", "+1 415.555.0142", "1-415-555-0142"])
def test_a_telephone_number_is_read_in_any_notation(standard: Profile, context: ReadContext, written: str) -> None:
    (document,) = read(standard, f"service_telephone\n{written}\n".encode(), context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].address == Address(telephone_number="4155550142")


def test_a_time_without_a_zone_is_utc(context: ReadContext) -> None:
    profile = read_profile(
        """
        profile = "times/1"
        [fields]
        transaction = { default = "address.validate" }
        answer_by = { name = "by", date = "%d.%m.%Y %H:%M" }
        address.line = "line"
        address.zip = "zip"
        [answer]
        reference = "segment.reference"
        """
    )

    (document,) = read(profile, b"by,line,zip\n24.11.2026 12:00,1 A ST,94103\n", context)

    assert document.header.answer_by == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_constant_completes_an_end_user_and_does_not_make_one(context: ReadContext) -> None:
    profile = read_profile(
        """
        profile = "constants/1"
        [fields]
        transaction = { default = "address.validate" }
        end_user.name = "name"
        end_user.class = { default = "business" }
        address.line = "line"
        address.state = { default = "CA" }
        [answer]
        reference = "segment.reference"
        """
    )

    (document,) = read(profile, b"name,line\nJane,1 A ST\n,2 A ST\n", context)

    assert [s.end_user for s in document.segments if isinstance(s, Segment)] == [
        EndUser(name="Jane", customer_class=CustomerClass.BUSINESS),
        None,
    ]
    assert [s.address for s in document.segments if isinstance(s, Segment)] == [
        Address(line="1 A ST", state="CA"),
        Address(line="2 A ST", state="CA"),
    ]


def test_units_are_read_as_designator_and_value(context: ReadContext) -> None:
    profile = read_profile(
        """
        profile = "units/1"
        [fields]
        transaction = { default = "address.validate" }
        address.number = "number"
        address.street = "street"
        address.units = { name = "units", separator = "/" }
        address.zip = "zip"
        [answer]
        reference = "segment.reference"
        """
    )

    (document,) = read(profile, b"number,street,units,zip\n1,A ST,Apt 3/flr 2/PH,94103", context)

    assert isinstance(document.segments[0], Segment)
    assert document.segments[0].address is not None
    assert [(unit.designator, unit.value) for unit in document.segments[0].address.units] == [
        ("APT", "3"),
        ("FLR", "2"),
        ("PH", ""),
    ]
