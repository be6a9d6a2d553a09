"""Days are offered on which the office that serves the address has room, and none that could not be kept."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.address import Address
from contracts.document_reading import read_document
from contracts.generation.json_schema import reply_schema
from contracts.reply import SegmentReply
from serviceability.index import open_index
from tests.unit.wholesaler_worker.recorded_orders import Orders
from tests.unit.wholesaler_worker.territory import FOLSOM, MARKET, OFFICE, Numbers
from tests.unit.wholesaler_worker.wholesale import document, segment
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.order_records import Period
from wholesaler_worker.handling.answering import Answered, answer_documents
from wholesaler_worker.handling.desk import Desk

TUESDAY = date(2026, 11, 24)
Asks = Callable[..., tuple[SegmentReply, ...]]


@pytest.fixture
def orders() -> Orders:
    return Orders(rules=Rules(interval=3, intervals={"ESX": 1, "1FR": 5}, holidays=frozenset({date(2026, 11, 26)})))


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def ask(index: Path, orders: Orders, numbers: Numbers) -> Iterator[Asks]:
    schema = {"$ref": "#/$defs/result.due_date.offer", "$defs": reply_schema()["$defs"]}

    def ask(*requests: dict[str, Any], address: dict[str, Any] = FOLSOM) -> tuple[SegmentReply, ...]:
        segments = [segment(n, request=request, address=address) for n, request in enumerate(requests, start=1)]
        read = read_document(json.dumps(document(*segments, transaction="due_date.offer")).encode())
        (outcome,) = answer_documents([read], desk)
        assert isinstance(outcome, Answered)
        for reply in outcome.segments:
            found = Draft202012Validator(schema).iter_errors(reply.result)
            assert [error.message for error in found] == []
        return outcome.segments

    with closing(open_index(index)) as opened:
        desk = Desk(opened, numbers, TUESDAY, orders)
        yield ask


def days(reply: SegmentReply) -> list[str]:
    found = reply.result["due_dates"]
    assert isinstance(found, list)
    return found


def codes(reply: SegmentReply) -> list[str]:
    return [error.code for error in reply.errors]


def test_five_working_days_are_offered_after_the_usual_interval(ask: Asks) -> None:
    (reply,) = ask({})
    assert (reply.outcome, codes(reply)) == ("answered", [])
    # Wednesday, Friday and Monday are the three working days: Thursday is a holiday.
    assert days(reply) == ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]
    assert reply.result["interval"] == 3
    assert reply.result["central_office"]["clli"] == OFFICE


def test_the_longest_interval_of_the_services_counts(ask: Asks) -> None:
    short, long = ask({"services": ["ESX"], "quantity": 1}, {"services": ["ESX", "1FR"], "quantity": 1})
    assert (days(short), short.result["interval"]) == (["2026-11-25"], 1)
    assert (days(long), long.result["interval"]) == (["2026-12-02"], 5)


def test_a_date_promises_no_service_and_says_so(ask: Asks) -> None:
    (reply,) = ask({"services": ["1FR", "XXX"], "quantity": 1})
    assert [(one["usoc"], one["available"]) for one in reply.result["services"]] == [("1FR", True), ("XXX", False)]
    assert days(reply)


def test_full_days_are_left_out(ask: Asks, orders: Orders) -> None:
    orders.full = {(OFFICE, date(2026, 11, 30)), (OFFICE, date(2026, 12, 2)), ("OTHRCA01", date(2026, 12, 1))}
    assert days(ask({"quantity": 2})[0]) == ["2026-12-01", "2026-12-03"]


def test_nothing_is_offered_before_the_earliest_date_wanted(ask: Asks) -> None:
    assert days(ask({"earliest": "2026-12-05", "quantity": 1})[0]) == ["2026-12-07"]
    assert days(ask({"earliest": "2020-01-01", "quantity": 1})[0]) == ["2026-11-30"]


def test_beyond_a_year_there_is_nothing_to_offer(ask: Asks) -> None:
    (reply,) = ask({"earliest": "2099-12-31"})
    assert (reply.outcome, days(reply)) == ("answered", [])


def test_an_address_that_does_not_resolve_is_refused_with_what_was_found(ask: Asks) -> None:
    for request in ({}, {"services": ["1FR"]}):
        (reply,) = ask(request, address=FOLSOM | {"line": "9998 Folsom St"})
        assert (reply.outcome, codes(reply), days(reply)) == ("refused", ["A106"], [])
        assert reply.result["valid_ranges"]


def test_an_address_without_an_office_has_no_dates(ask: Asks, orders: Orders) -> None:
    (reply,) = ask({}, address=MARKET)
    assert (reply.outcome, days(reply)) == ("answered", [])
    assert "A111" in codes(reply)
    assert orders.periods == []


def test_a_number_stands_for_the_address_where_it_works(ask: Asks, numbers: Numbers) -> None:
    numbers.addresses["4155550142"] = Address(**FOLSOM)
    assert len(days(ask({}, address={"telephone_number": "4155550142"})[0])) == 5
    (reply,) = ask({}, address={"telephone_number": "4155550143"})
    assert (reply.outcome, codes(reply)) == ("refused", ["A112"])


def test_the_days_of_all_segments_are_read_at_once(ask: Asks, orders: Orders) -> None:
    ask(*[{}] * 20)
    assert orders.trips == [1]
    assert orders.periods == [Period(OFFICE, TUESDAY, date(2027, 11, 24))]


@pytest.mark.parametrize(
    ("transaction", "request_of_it"),
    [
        ("address.validate", {}),
        ("service.qualify", {"services": ["1FR"]}),
        ("number.search", {"kind": "random", "quantity": 3}),
        ("due_date.offer", {}),
    ],
)
@pytest.mark.parametrize("address", [FOLSOM | {"line": "9998 Folsom St"}, {"telephone_number": "4155550143"}])
def test_a_refusal_has_the_shape_of_its_transaction(
    index: Path, transaction: str, request_of_it: dict[str, Any], address: dict[str, Any]
) -> None:
    body = json.dumps(document(segment(request=request_of_it, address=address), transaction=transaction)).encode()
    with closing(open_index(index)) as opened:
        (outcome,) = answer_documents([read_document(body)], Desk(opened, Numbers(), TUESDAY))
    assert isinstance(outcome, Answered)
    (reply,) = outcome.segments
    assert reply.outcome == "refused"
    schema = {"$ref": f"#/$defs/result.{transaction}", "$defs": reply_schema()["$defs"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(reply.result)] == []
