"""Searches of numbers: the address must resolve, and only numbers of its office's rate center count."""

from typing import Any

import pytest

from contracts.address import Address
from tests.unit.wholesaler_worker.territory import FOLSOM, MARKET
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale, codes, document, segment
from wholesaler_worker.db.numbers import NumberState


def search(*requests: dict[str, Any], address: dict[str, str] | None = None) -> dict[str, Any]:
    asked = [
        segment(number, request=request, address=address or FOLSOM) for number, request in enumerate(requests, start=1)
    ]
    return document(*asked, transaction="number.search")


def add_available(wholesale: Wholesale, count: int) -> None:
    for line in range(100, 100 + count):
        wholesale.numbers.add(f"4155550{line}")


def numbers(answered: dict[str, Any]) -> list[str]:
    return [found["telephone_number"] for found in answered["result"]["numbers"]]


@pytest.mark.parametrize(
    ("state", "center", "code"),
    [
        (NumberState.AVAILABLE, "SAN FRANCISCO", "N300"),
        (NumberState.ASSIGNED, "SAN FRANCISCO", "N302"),
        (NumberState.HELD, "SAN FRANCISCO", "N303"),
        (NumberState.AGING, "SAN FRANCISCO", "N304"),
        (NumberState.AVAILABLE, "OAKLAND", "N305"),
        (NumberState.RESTRICTED, "SAN FRANCISCO", "N306"),
    ],
)
def test_a_specific_number_is_told_as_what_it_is(
    wholesale: Wholesale, acme: Reseller, state: NumberState, center: str, code: str
) -> None:
    wholesale.numbers.add("4155550142", state, center)
    (answered,) = acme.ask(search({"kind": "specific", "telephone_number": "4155550142"}))["segments"]
    (number,) = answered["result"]["numbers"]
    assert answered["outcome"] == "answered"
    assert (number["code"], number["available"]) == (code, code == "N300")
    assert number["telephone_number"] == "4155550142"


def test_a_number_that_the_inventory_lacks_is_not_in_this_office(acme: Reseller) -> None:
    (answered,) = acme.ask(search({"kind": "specific", "telephone_number": "4155550142"}))["segments"]
    assert answered["result"]["numbers"][0]["code"] == "N305"


@pytest.mark.parametrize("kind", ["random", "sequential"])
def test_as_many_numbers_are_found_as_were_asked_for(wholesale: Wholesale, acme: Reseller, kind: str) -> None:
    add_available(wholesale, 20)
    (answered,) = acme.ask(search({"kind": kind, "quantity": 12}))["segments"]
    assert len(set(numbers(answered))) == 12
    assert (answered["result"]["found"], answered["result"]["asked"]) == (12, 12)
    assert answered["errors"] == []


def test_a_pattern_is_kept_to(wholesale: Wholesale, acme: Reseller) -> None:
    add_available(wholesale, 60)
    (answered,) = acme.ask(search({"kind": "pattern", "pattern": "41555501.2", "quantity": 3}))["segments"]
    assert numbers(answered) == ["4155550102", "4155550112", "4155550122"]


def test_fewer_numbers_than_asked_for_are_an_answer_with_a_warning(wholesale: Wholesale, acme: Reseller) -> None:
    add_available(wholesale, 3)
    reply = acme.ask(search({"kind": "random", "quantity": 10}))
    (answered,) = reply["segments"]
    assert (answered["outcome"], codes(reply)) == ("answered", ["N307"])
    assert "3 of 10" in answered["errors"][0]["text"]
    assert answered["errors"][0]["path"] == "/segments/0/request/quantity"
    assert len(numbers(answered)) == 3


def test_an_address_that_does_not_resolve_finds_no_numbers(acme: Reseller) -> None:
    nowhere = {**FOLSOM, "line": "9999 Folsom St"}
    reply = acme.ask(search({"kind": "random", "quantity": 1}, address=nowhere))
    assert (reply["segments"][0]["outcome"], codes(reply)) == ("refused", ["A106"])
    assert reply["segments"][0]["result"]["valid_ranges"]


def test_an_address_without_an_office_has_no_numbers(wholesale: Wholesale, acme: Reseller) -> None:
    add_available(wholesale, 3)
    reply = acme.ask(search({"kind": "random", "quantity": 2}, address=MARKET))
    assert codes(reply) == ["A111", "N307"]
    assert reply["segments"][0]["result"]["numbers"] == []
    assert wholesale.numbers.trips == 0


def test_the_specific_numbers_of_a_document_take_one_round_trip(wholesale: Wholesale, acme: Reseller) -> None:
    add_available(wholesale, 50)
    asked = [{"kind": "specific", "telephone_number": f"4155550{line}"} for line in range(100, 150)]
    reply = acme.ask(search(*asked))
    assert {answered["result"]["numbers"][0]["code"] for answered in reply["segments"]} == {"N300"}
    assert wholesale.numbers.trips == 1


def test_the_random_searches_of_a_document_take_one_round_trip_and_share_the_numbers(
    wholesale: Wholesale, acme: Reseller
) -> None:
    add_available(wholesale, 30)
    reply = acme.ask(search(*[{"kind": "random", "quantity": 5}] * 6))
    found = [number for answered in reply["segments"] for number in numbers(answered)]
    assert len(found) == len(set(found)) == 30
    assert wholesale.numbers.trips == 1


def test_when_there_are_too_few_for_all_they_are_shown_to_several(wholesale: Wholesale, acme: Reseller) -> None:
    add_available(wholesale, 7)
    reply = acme.ask(search(*[{"kind": "random", "quantity": 5}] * 3))
    assert codes(reply) == []
    assert all(len(set(numbers(answered))) == 5 for answered in reply["segments"])


def test_an_address_may_be_a_telephone_number_that_works_there(wholesale: Wholesale, acme: Reseller) -> None:
    known = Address(line="1368 Folsom St", city="San Francisco", state="CA", zip="94103")
    wholesale.numbers.addresses["4155550123"] = known
    by_telephone = [segment(n, address={"telephone_number": f"415555012{n + 2}"}) for n in (1, 2)]
    reply = acme.ask(document(*by_telephone))
    assert [answered["outcome"] for answered in reply["segments"]] == ["answered", "refused"]
    assert codes(reply) == ["A112"]
    assert wholesale.numbers.trips == 1
    assert reply["segments"][1]["errors"][0]["path"] == "/segments/1/address/telephone_number"
