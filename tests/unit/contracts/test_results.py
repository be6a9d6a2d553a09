"""Results: every field has its place on the wire, and the schema that others read describes it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.address import StandardAddress, Unit
from contracts.generation.json_schema import reply_schema
from contracts.result_reading import ResultUnreadable, read_result
from contracts.result_writing import result_as_json
from contracts.results import (
    AddressResult,
    Alternative,
    CentralOffice,
    Match,
    Nearest,
    NumberResult,
    NumberSearchResult,
    QualifyResult,
    Reason,
    ServiceResult,
    Switch,
    ValidRange,
    Verdict,
)

ADDRESS = StandardAddress(
    line="25W1368 1/2 N FOLSOM ST S APT 3, FRNT",
    prefix="25W",
    number="1368",
    number_suffix="1/2",
    pre_direction="N",
    street="FOLSOM",
    street_type="ST",
    post_direction="S",
    units=(Unit("APT", "3"), Unit("FRNT")),
    city="SAN FRANCISCO",
    state="CA",
    zip="94103",
)
FOUND: dict[str, Any] = {
    "code": "A102",
    "match": Match.CORRECTED,
    "address": ADDRESS,
    "changed": ("street",),
    "verdicts": {"number": Verdict.VALID, "zip": Verdict.UNCHECKED},
    "alternatives": (Alternative(address=StandardAddress(line="1 A ST", number="1", street="A"), score=0.5),),
    "valid_ranges": (ValidRange(low=1, high=99, parity="O", line="1-99 A ST, odd", zip="94103"),),
    "central_office": CentralOffice("SNFCCA90", "Folsom"),
    "rate_center": "SNFC CNTRL",
}
SERVICE = ServiceResult(
    usoc="ESX",
    name="Call waiting",
    available=False,
    code="F206",
    because=(Reason("switch", "SNFCCA90DS0"),),
    until=date(2026, 12, 1),
    condition="none",
    nearest=Nearest(usoc="1FR", name="Line", switch="SNFCCA90DS0", central_office="SNFCCA90", because="same switch"),
)
NUMBER = NumberResult(telephone_number="4155550142", available=False, code="N304", until=date(2026, 12, 1))

FULL = {
    "address.validate": AddressResult(**FOUND),
    "service.qualify": QualifyResult(**FOUND, switch=Switch("SNFCCA90DS0", "5ESS"), services=(SERVICE,)),
    "number.search": NumberSearchResult(**FOUND, numbers=(NUMBER,), found=0, asked=1),
}
BARE = {
    "address.validate": AddressResult(code="A104", match=Match.NONE),
    "service.qualify": QualifyResult(code="A104", match=Match.NONE),
    "number.search": NumberSearchResult(code="A104", match=Match.NONE),
}


def problems(transaction: str, result: dict[str, Any]) -> list[str]:
    definitions = reply_schema()["$defs"]
    validator = Draft202012Validator({"$ref": f"#/$defs/result.{transaction}", "$defs": definitions})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(result)]


@pytest.mark.parametrize("transaction", list(FULL))
@pytest.mark.parametrize("results", [FULL, BARE], ids=["full", "bare"])
def test_a_result_is_as_its_schema_says_and_the_same_after_reading(
    transaction: str, results: dict[str, AddressResult]
) -> None:
    written = result_as_json(results[transaction])
    assert problems(transaction, written) == []
    assert read_result(transaction, written) == results[transaction]


def test_every_field_of_a_full_result_is_on_the_wire() -> None:
    for result in FULL.values():
        written = result_as_json(result)
        assert set(written) == {field.name for field in fields(result)}
        assert set(written["address"]) == {field.name for field in fields(ADDRESS)}
    assert set(result_as_json(FULL["service.qualify"])["services"][0]) == {field.name for field in fields(SERVICE)}


def test_absent_values_are_left_out_and_lists_are_always_there() -> None:
    assert result_as_json(BARE["service.qualify"]) == {
        "code": "A104",
        "match": "none",
        "changed": [],
        "verdicts": {},
        "alternatives": [],
        "services": [],
    }


def test_a_segment_that_breaks_the_contract_has_no_result() -> None:
    assert read_result("service.qualify", {}) is None


def test_a_result_of_something_else_is_unreadable() -> None:
    with pytest.raises(ResultUnreadable, match="services"):
        read_result("service.qualify", result_as_json(FULL["address.validate"]))
    with pytest.raises(ResultUnreadable, match="not read by this version"):
        read_result("order.submit", {"status": "confirmed"})
