"""Inquiries about orders, notifications and customers: what each is told, and what nobody is told."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.document_reading import read_document
from contracts.generation.json_schema import reply_schema
from contracts.reply import SegmentReply
from serviceability.index import open_index
from tests.unit.wholesaler_worker.recorded_orders import Orders, account
from tests.unit.wholesaler_worker.territory import Numbers
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.handling.answering import Answered, answer_documents
from wholesaler_worker.handling.desk import Desk

TODAY = date(2026, 11, 24)
CONSENT = {"name": "Jane Doe", "date": "2026-11-24"}
Asks = Callable[..., Answered]


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def ask(index: Path, orders: Orders) -> Iterator[Asks]:
    with closing(open_index(index)) as opened:
        desk = Desk(opened, Numbers(), TODAY, orders)

        def ask(transaction: str, *requests: Mapping[str, Any], **header: Any) -> Answered:
            segments = [{"number": number, "request": request} for number, request in enumerate(requests, start=1)]
            read = read_document(json.dumps(document(*segments, transaction=transaction, **header)).encode())
            (outcome,) = answer_documents([read], desk)
            assert isinstance(outcome, Answered)
            for reply in outcome.segments:
                assert_is_of(transaction, reply)
            return outcome

        yield ask


def assert_is_of(transaction: str, reply: SegmentReply) -> None:
    if reply.result and transaction != "order.status":  # whose history is only numbered here
        schema = {"$ref": f"#/$defs/result.{transaction}", "$defs": reply_schema()["$defs"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(reply.result)] == []


def codes(reply: SegmentReply) -> list[tuple[str, str]]:
    return [(error.code, error.path) for error in reply.errors]


def shown(reply: SegmentReply) -> list[str]:
    return [order["pon"] for order in reply.result["orders"]]


def test_the_orders_that_are_named_are_shown_in_the_order_asked_and_once(ask: Asks, orders: Orders) -> None:
    for pon in ("P1", "P2", "P3"):
        orders.add(pon)
    (reply,) = ask("order.status", {"pons": ["P3", "P1", "P3"]}).segments
    assert (reply.outcome, codes(reply), shown(reply)) == ("answered", [], ["P3", "P1"])
    assert reply.result["orders"][0] == {
        "pon": "P3",
        "version": 1,
        "state": "confirmed",
        "order_number": "W1",
        "due_date": "2026-12-01",
        "history": [{"sequence": 1}, {"sequence": 2}],
    }


def test_without_a_name_all_open_orders_of_the_reseller_are_shown_and_no_others(ask: Asks, orders: Orders) -> None:
    orders.add("P2")
    orders.add("P1")
    orders.add("P3", state=OrderState.COMPLETED)
    orders.add("P4", reseller="beta")
    assert shown(ask("order.status", {}).segments[0]) == ["P1", "P2"]
    assert shown(ask("order.status", {"pons": []}, reseller="beta").segments[0]) == ["P4"]


def test_nothing_open_is_an_answer(ask: Asks) -> None:
    (reply,) = ask("order.status", {}).segments
    assert (reply.outcome, reply.result) == ("answered", {"orders": []})


def test_each_unknown_pon_is_named_and_hides_none_of_the_others(ask: Asks, orders: Orders) -> None:
    orders.add("P1")
    orders.add("P2", reseller="beta")
    first, second = ask("order.status", {"pons": ["X", "P1", "P2"]}, {"pons": ["P1"]}).segments
    assert first.outcome == "refused"
    assert codes(first) == [("O510", "/segments/0/request/pons/0"), ("O510", "/segments/0/request/pons/2")]
    assert shown(first) == ["P1"]
    assert (second.outcome, shown(second)) == ("answered", ["P1"])


def test_a_rejected_version_says_which_one_is_carried_out(ask: Asks, orders: Orders) -> None:
    orders.add("P1", state=OrderState.REJECTED)
    orders.in_force["acme", "P1"] = 1
    (reply,) = ask("order.status", {"pons": ["P1"]}).segments
    (stand,) = reply.result["orders"]
    assert (stand["version"], stand["state"], stand["in_force"]) == (2, "rejected", 1)


def test_more_open_orders_than_are_shown_at_once_are_said_to_be_there(ask: Asks, orders: Orders) -> None:
    for number in range(1_002):
        orders.add(f"P{number:04d}")
    (reply,) = ask("order.status", {}).segments
    assert (reply.outcome, codes(reply)) == ("answered", [("O514", "/segments/0/request/pons")])
    assert shown(reply) == [f"P{number:04d}" for number in range(1_000)]
    assert "left out" in reply.errors[0].text


def test_a_document_of_many_segments_is_shown_no_more_than_one_of_few(ask: Asks, orders: Orders) -> None:
    pons = [f"P{number:02d}" for number in range(100)]
    for pon in pons:
        orders.add(pon)
    replies = ask("order.status", *[{"pons": pons}] * 12).segments
    assert [len(shown(reply)) for reply in replies] == [100] * 10 + [0, 0]
    assert [codes(reply) for reply in replies[10:]] == [[("O514", f"/segments/{n}/request/pons")] for n in (10, 11)]


def test_histories_are_shown_as_long_as_there_is_room_for_them(ask: Asks, orders: Orders) -> None:
    orders.octets = 2 * 1024 * 1024
    for number in range(4):
        orders.add(f"P{number}")
    (reply,) = ask("order.status", {}).segments
    assert (shown(reply), codes(reply)) == (["P0", "P1"], [("O514", "/segments/0/request/pons")])


def test_all_orders_of_a_document_are_read_together(ask: Asks, orders: Orders) -> None:
    orders.add("P1")
    ask("order.status", *[{"pons": ["P1"]}] * 50)
    assert orders.trips == [1]


def test_notifications_go_out_again_after_the_answer(ask: Asks, orders: Orders) -> None:
    orders.add("P1", events=5)
    answered = ask("notification.resend", {"pon": "P1", "from": 2, "to": 3}, {"pon": "P1", "from": 5, "to": 9})
    assert [reply.result for reply in answered.segments] == [{"resent": 2}, {"resent": 1}]
    assert [one.sequence for one in answered.events] == [2, 3, 5]
    assert all(reply.outcome == "answered" and not reply.errors for reply in answered.segments)
    assert orders.trips == [2]


def test_a_range_beyond_the_last_notification_is_empty(ask: Asks, orders: Orders) -> None:
    orders.add("P1", events=2)
    answered = ask("notification.resend", {"pon": "P1", "from": 3, "to": 1_000_000})
    assert (answered.segments[0].result, answered.events) == ({"resent": 0}, ())
    assert answered.segments[0].errors == ()


@pytest.mark.parametrize("pon", ["X", "P2"])
def test_notifications_of_an_order_that_is_not_the_resellers_are_not_sent(ask: Asks, orders: Orders, pon: str) -> None:
    orders.add("P2", reseller="beta")
    answered = ask("notification.resend", {"pon": pon, "from": 1, "to": 9})
    assert codes(answered.segments[0]) == [("O510", "/segments/0/request/pon")]
    assert (answered.segments[0].outcome, answered.events) == ("refused", ())


def test_one_document_brings_a_thousand_notifications_at_most_whatever_its_segments(ask: Asks, orders: Orders) -> None:
    orders.add("P1", events=1_500)
    everything = {"pon": "P1", "from": 1, "to": 1_000_000}
    answered = ask("notification.resend", {"pon": "P1", "from": 1, "to": 400}, everything, everything)
    assert [reply.result["resent"] for reply in answered.segments] == [400, 600, 0]
    assert [codes(reply) for reply in answered.segments] == [
        [],
        [("O514", "/segments/1/request/to")],
        [("O514", "/segments/2/request/to")],
    ]
    assert [one.sequence for one in answered.events] == [*range(1, 401), *range(1, 601)]
    assert max(orders.trips) == 3


@pytest.mark.parametrize("header", [{"dry_run": True}, {"mode": "atomic"}])
def test_a_dry_run_and_a_failed_atomic_document_send_nothing_again(
    ask: Asks, orders: Orders, header: Mapping[str, Any]
) -> None:
    orders.add("P1")
    answered = ask("notification.resend", {"pon": "P1", "from": 1, "to": 2}, {"pon": "X", "from": 1, "to": 2}, **header)
    assert answered.segments[0].result == {"resent": 2}
    assert answered.events == ()


def test_a_customer_is_told_by_any_of_its_numbers(ask: Asks, orders: Orders) -> None:
    found = account("4155550142", open_orders=(("acme", "P1"), ("beta", "P9"), ("acme", "P2")))
    orders.accounts = {"4155550142": found, "4155550143": found}
    request = {"telephone_number": "4155550143", "authority": CONSENT}
    (reply,) = ask("customer.record", request).segments
    assert (reply.outcome, reply.errors) == ("answered", ())
    assert reply.result == {
        "address": {"line": "1368 FOLSOM ST", "number": "1368", "street": "FOLSOM"},
        "services": ["1FR", "ESX", "NWT", "WM9"],
        "numbers": ["4155550142", "4155550143"],
        "open_orders": ["P1", "P2"],
        "lines": [
            {"usoc": "1FR", "features": ["ESX", "NWT"], "telephone_number": "4155550142"},
            {"usoc": "1FR", "features": ["ESX"], "telephone_number": "4155550143"},
            {"usoc": "WM9", "features": []},
        ],
        "central_office": {"clli": "SNFCCA01"},
        "switch": "SNFCCA01DS0",
        "suspended": False,
    }


@pytest.mark.parametrize(
    ("number", "consent", "said"),
    [
        ("4155550150", "2026-11-24", [("A112", "/segments/0/request/telephone_number")]),
        ("4155550142", "2026-11-24", [("E013", "/segments/0/request/telephone_number")]),
        ("4155550144", "2026-11-24", [("E013", "/segments/0/request/telephone_number")]),
        ("4155550141", "2026-11-25", [("E012", "/segments/0/request/authority/date")]),
        (
            "4155550142",
            "2026-11-25",
            [("E012", "/segments/0/request/authority/date"), ("E013", "/segments/0/request/telephone_number")],
        ),
    ],
)
def test_a_record_is_told_to_its_owner_with_authority_only(
    ask: Asks, orders: Orders, number: str, consent: str, said: list[tuple[str, str]]
) -> None:
    orders.accounts = {
        "4155550141": account("4155550141"),
        "4155550142": account("4155550142", "beta"),
        "4155550144": None,
    }
    request = {"telephone_number": number, "authority": CONSENT | {"date": consent}}
    (reply,) = ask("customer.record", request).segments
    assert (reply.outcome, codes(reply), reply.result) == ("refused", said, {})


def test_all_customers_of_a_document_are_looked_up_together(ask: Asks, orders: Orders) -> None:
    ask("customer.record", *[{"telephone_number": f"415555010{n}", "authority": CONSENT} for n in range(5)])
    assert orders.trips == [5]
