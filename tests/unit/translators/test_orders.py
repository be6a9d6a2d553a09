"""Orders, and everything else that changes something, read in the reseller's own format, line by line."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from contracts.document import Document, Mode, Segment
from contracts.document_reading import read_document
from contracts.requests import (
    Activity,
    Authority,
    CustomerRecord,
    DueDateOffer,
    NotificationResend,
    NumberExtend,
    NumberKind,
    NumberRelease,
    NumberReserve,
    OrderLine,
    OrderStatus,
    OrderSubmit,
    OrderSupplement,
    SupplementKind,
)
from contracts.transactions import TRANSACTIONS
from translators.errors import TranslationFailed
from translators.profile import read_profile
from translators.registry import translator

if TYPE_CHECKING:
    from translators.profile import Profile
    from translators.reading import ReadContext

WHERE = "customer_name,address,city,state,zip"
JANE = "Jane Doe,1 Main St,Oakland,CA,94601"


def one_request(data: bytes, form: str, profile: Profile, context: ReadContext) -> Any:
    (document,) = translator(form, profile).read_documents(data, context)
    (segment,) = document.segments
    assert isinstance(segment, Segment)
    return segment.request


def csv_of(names: str, *rows: str) -> bytes:
    return "\n".join([names, *rows, ""]).encode()


def defects(data: bytes, form: str, profile: Profile, context: ReadContext) -> list[str]:
    with pytest.raises(TranslationFailed) as raised:
        translator(form, profile).read_documents(data, context)
    return [str(defect) for defect in raised.value.defects]


SAID = {
    "reserve by kind": (
        "ask,address,zip,number_kind,quantity,hold_minutes",
        "reserve,1 Main St,94601,sequential,3,60",
        NumberReserve(kind=NumberKind.SEQUENTIAL, quantity=3, hold_minutes=60),
    ),
    "reserve these": (
        "ask,address,zip,numbers_to_hold",
        "reserve,1 Main St,94601,4155550122;4155550123",
        NumberReserve(telephone_numbers=("4155550122", "4155550123")),
    ),
    "reserve a pattern": (
        "ask,address,zip,number_pattern,quantity",
        "reserve,1 Main St,94601,415555..22,2",
        NumberReserve(kind=NumberKind.PATTERN, pattern="415555..22", quantity=2),
    ),
    "extend": (
        "ask,hold_tokens,hold_minutes",
        "extend,h-7Q2dPl0Z3v;h-9K1xVw5T8b,120",
        NumberExtend(hold_tokens=("h-7Q2dPl0Z3v", "h-9K1xVw5T8b"), hold_minutes=120),
    ),
    "release": ("ask,hold_tokens", "release,h-7Q2dPl0Z3v", NumberRelease(hold_tokens=("h-7Q2dPl0Z3v",))),
    "dates": (
        "ask,address,zip,services,earliest,quantity",
        "dates,1 Main St,94601,1FR,2026-12-01,3",
        DueDateOffer(services=("1FR",), earliest=date(2026, 12, 1), quantity=3),
    ),
    "customer": (
        "ask,telephone_number,authority_name,authority_date",
        "customer,(415) 555-0142,Jane Doe,2026-11-20",
        CustomerRecord(telephone_number="4155550142", authority=Authority("Jane Doe", date(2026, 11, 20))),
    ),
    "conversion": (
        "ask,pon,activity,service_telephone,authority_name,authority_date",
        "order,PO-1,convert as is,(415) 555-0142,Jane Doe,2026-11-20",
        OrderSubmit(pon="PO-1", activity=Activity.CONVERT_AS_IS, authority=Authority("Jane Doe", date(2026, 11, 20))),
    ),
    "supplement": (
        "ask,pon,version,change,due_date",
        "supplement,PO-1,2,Due Date,2026-12-03",
        OrderSupplement(pon="PO-1", version=2, supplement=SupplementKind.DUE_DATE, desired_due_date=date(2026, 12, 3)),
    ),
    "cancel": (
        "ask,pon,version,change,remarks",
        "supplement,PO-1,2,cancel,moved away",
        OrderSupplement(pon="PO-1", version=2, supplement=SupplementKind.CANCEL, remarks="moved away"),
    ),
    "status": ("ask,pons", "status,PO-1;PO-2", OrderStatus(pons=("PO-1", "PO-2"))),
    "status of all": ("ask,order_reference", "status,r-1", OrderStatus()),
    "resend": (
        "ask,pon,from_sequence,to_sequence",
        "resend,PO-1,2,3",
        NotificationResend(pon="PO-1", from_sequence=2, to_sequence=3),
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_every_request_can_be_said_in_csv(name: str, standard: Profile, context: ReadContext) -> None:
    names, row, meant = SAID[name]
    assert one_request(csv_of(names, row), "csv", standard, context) == meant


@pytest.mark.parametrize("name", SAID)
def test_every_request_can_be_said_in_json(name: str, standard: Profile, context: ReadContext) -> None:
    names, row, meant = SAID[name]
    record = dict(zip(names.split(","), row.split(","), strict=True))
    assert one_request(json.dumps({"orders": [record]}).encode(), "json", standard, context) == meant


@pytest.mark.parametrize("transaction", TRANSACTIONS)
def test_every_example_can_be_sent_in_the_wholesaler_format(
    transaction: str, standard: Profile, context: ReadContext
) -> None:
    sent = (files("contracts") / "examples" / f"{transaction}.request.json").read_bytes()
    assert translator("wholesaler", standard).read_documents(sent, context) == (read_document(sent),)


def test_an_order_has_a_row_for_each_line(standard: Profile, context: ReadContext) -> None:
    lines = "line_service,line_features,line_number,line_hold_token"
    data = csv_of(
        f"ask,order_reference,pon,version,activity,due_date,{WHERE},{lines}",
        f"order,r-1,PO-1,1,new,2026-12-01,{JANE},1FR,ESX;ESC,(415) 555-0122,h-7Q2dPl0Z3v",
        "order,,PO-1,1,,,,,,,,1FR,,4155550123,",
        f"order,r-2,PO-2,1,new,2026-12-01,{JANE},1FR,,,",
    )
    (document,) = translator("csv", standard).read_documents(data, context)
    first, second = document.segments
    assert isinstance(first, Segment)
    assert isinstance(second, Segment)
    assert first.reference == "r-1"
    assert first.request == OrderSubmit(
        pon="PO-1",
        version=1,
        activity=Activity.NEW,
        desired_due_date=date(2026, 12, 1),
        lines=(
            OrderLine(usoc="1FR", features=("ESX", "ESC"), telephone_number="4155550122", hold_token="h-7Q2dPl0Z3v"),
            OrderLine(usoc="1FR", telephone_number="4155550123"),
        ),
    )
    assert (second.number, second.request.pon) == (2, "PO-2")  # type: ignore[union-attr]


def test_an_order_has_its_lines_as_a_list_in_json(standard: Profile, context: ReadContext) -> None:
    order = {
        "ask": "order",
        "pon": "PO-1",
        "activity": "new",
        "customer_name": "Jane Doe",
        "address": "1 Main St",
        "zip": "94601",
        "lines": [{"service": "1FR", "features": ["ESX"]}, {"service": "1FR", "telephone_number": "+1 415 555 0123"}],
    }
    request = one_request(json.dumps({"orders": [order]}).encode(), "json", standard, context)
    assert request.lines == (
        OrderLine(usoc="1FR", features=("ESX",)),
        OrderLine(usoc="1FR", telephone_number="4155550123"),
    )


def test_a_later_row_need_not_repeat_the_version(standard: Profile, context: ReadContext) -> None:
    data = csv_of(
        f"ask,pon,version,change,activity,{WHERE},line_service",
        f"supplement,PO-1,2,other,change,{JANE},1FR",
        "supplement,PO-1,,,,,,,,,1MR",
    )
    assert [line.usoc for line in one_request(data, "csv", standard, context).lines] == ["1FR", "1MR"]


def test_an_order_without_lines_is_one(standard: Profile, context: ReadContext) -> None:
    data = csv_of("ask,pon,activity,service_telephone,line_service", "order,PO-1,disconnect,4155550142,")
    assert one_request(data, "csv", standard, context) == OrderSubmit(pon="PO-1", activity=Activity.DISCONNECT)


def test_the_wholesalers_own_codes_are_taken_too(standard: Profile, context: ReadContext) -> None:
    data = csv_of("ask,pon,activity,service_telephone", "order.submit,PO-1,S,4155550142")
    assert one_request(data, "csv", standard, context).activity is Activity.SUSPEND


def test_two_versions_of_an_order_stay_two(standard: Profile, context: ReadContext) -> None:
    data = csv_of(
        f"ask,pon,version,change,activity,{WHERE},line_service",
        f"supplement,PO-1,2,other,change,{JANE},1FR",
        f"supplement,PO-1,3,other,change,{JANE},1MR",
    )
    (document,) = translator("csv", standard).read_documents(data, context)
    assert [segment.request.version for segment in document.segments] == [2, 3]  # type: ignore[union-attr]


def test_an_atomic_document_says_so_in_each_of_its_rows(standard: Profile, context: ReadContext) -> None:
    data = csv_of(
        "ask,mode,transaction_number,pon,activity,service_telephone",
        "order,atomic,A-77,PO-1,disconnect,4155550142",
        "order,atomic,A-77,PO-2,disconnect,4155550143",
    )
    (document,) = translator("csv", standard).read_documents(data, context)
    assert (document.header.mode, document.header.transaction_number) == (Mode.ATOMIC, "A-77")
    assert len(document.segments) == 2


def test_a_row_that_contradicts_the_first_of_its_order_is_told_with_its_column(
    standard: Profile, context: ReadContext
) -> None:
    data = csv_of(
        f"ask,pon,activity,due_date,{WHERE},line_service",
        f"order,PO-1,new,2026-12-01,{JANE},1FR",
        f"order,PO-1,new,2026-12-02,{JANE.replace('1 Main', '2 Main')},1FR",
    )
    told = defects(data, "csv", standard, context)
    assert sorted(defect.partition(":")[0] for defect in told) == ["row 3, address", "row 3, due_date"]
    assert all("first row of the same order" in defect for defect in told)


def test_rows_of_one_order_that_stand_apart_are_told(standard: Profile, context: ReadContext) -> None:
    rows = [f"order,{pon},new,{JANE},1FR" for pon in ("PO-1", "PO-2", "PO-1")]
    (told,) = defects(csv_of(f"ask,pon,activity,{WHERE},line_service", *rows), "csv", standard, context)
    assert told.startswith("row 4, pon: E022 Rows of this order stand further up")


def test_a_defect_of_a_line_is_told_in_its_own_row(standard: Profile, context: ReadContext) -> None:
    data = csv_of(
        f"ask,pon,activity,{WHERE},line_service,line_number",
        f"order,PO-1,new,{JANE},1FR,",
        "order,PO-1,new,,,,,,1FR,12",
        "order,PO-1,new,,,,,,1F0,",
    )
    told = defects(data, "csv", standard, context)
    assert [defect.partition(": E023")[0] for defect in told] == ["row 3, line_number", "row 4, line_service"]


def test_a_defect_of_a_line_is_told_with_its_place_in_json(standard: Profile, context: ReadContext) -> None:
    text = """{"orders": [
 {"ask": "order", "pon": "PO-1", "activity": "new", "customer_name": "Jane", "address": "1 Main St", "zip": "94601",
  "lines": [
    {"service": "1FR"},
    {"service": "1F0",
     "colour": "green"},
    7
  ]}]}"""
    told = defects(text.encode(), "json", standard, context)
    assert any("lines.1.colour: The profile has no such key." in defect for defect in told)
    assert any(defect.startswith("orders/0 (line 7), lines.2: It is no object.") for defect in told)
    assert any(defect.startswith("orders/0 (line 5), lines.1.service: E023") for defect in told)


def test_lines_that_are_no_list_are_told(standard: Profile, context: ReadContext) -> None:
    order = {"ask": "order", "pon": "PO-1", "activity": "new", "address": "1 Main St", "zip": "94601", "lines": "1FR"}
    told = defects(json.dumps({"orders": [order]}).encode(), "json", standard, context)
    assert any("lines: It is no list." in defect for defect in told)


OWN = """
profile = "lager/3"
[fields]
transaction = { default = "order.submit" }
"request.pon" = "bestellnr"
"request.activity" = { name = "art", table = "art" }
"request.version" = { default = "1" }
"address.telephone_number" = "anschluss"
"request.lines.usoc" = { name = "produkt", table = "produkt", required = true }
"request.lines.features" = { name = "zusatz", table = "produkt", separator = "+" }
[tables.art]
neu = "N"
weg = "D"
[tables.produkt]
Grundanschluss = "1FR"
Anklopfen = "ESX"
[answer]
bestellnr = "segment.reference"
"""


def test_json_records_without_a_list_of_lines_are_lines_themselves(context: ReadContext) -> None:
    records = [
        {
            "bestellnr": "B-1",
            "art": "neu",
            "anschluss": "4155550142",
            "produkt": "Grundanschluss",
            "zusatz": "Anklopfen",
        },
        {"bestellnr": "B-1", "produkt": "Grundanschluss"},
        {"bestellnr": "B-2", "art": "weg", "anschluss": "4155550143"},
    ]
    (document,) = translator("json", read_profile(OWN)).read_documents(json.dumps(records).encode(), context)
    requests: list[Any] = [segment.request for segment in document.segments if isinstance(segment, Segment)]
    assert [len(request.lines) for request in requests] == [2, 0]
    assert requests[0].lines[0] == OrderLine(usoc="1FR", features=("ESX",))


def test_what_a_line_requires_is_missed_in_a_line_only(context: ReadContext) -> None:
    data = csv_of("bestellnr,art,anschluss,produkt,zusatz", "B-1,neu,4155550142,,Anklopfen", "B-2,weg,4155550143,,")
    (told, *_) = defects(data, "csv", read_profile(OWN), context)
    assert told.startswith("row 2, produkt: It is required")


def test_a_thousand_orders_of_three_lines_are_one_document(standard: Profile, context: ReadContext) -> None:
    names = f"ask,pon,activity,{WHERE},line_service"
    rows = [f"order,PO-{order},new,{JANE},{usoc}" for order in range(1000) for usoc in ("1FR", "1MR", "1FR")]
    (document,) = translator("csv", standard).read_documents(csv_of(names, *rows), context)
    assert isinstance(document, Document)
    assert [segment.number for segment in document.segments] == list(range(1, 1001))
    assert all(len(segment.request.lines) == 3 for segment in document.segments)  # type: ignore[union-attr]


def test_a_file_in_which_the_profile_knows_no_column_is_told_what_it_lacks(context: ReadContext) -> None:
    profile = read_profile(
        """
profile = "a/1"
[reading]
unknown = "ignore"
[fields]
transaction = "ask"
"address.line" = "address"
[answer]
a = "segment.reference"
"""
    )
    assert any("E020" in defect for defect in defects(csv_of("x,y", "1,2"), "csv", profile, context))
