"""The client's calls: each sends the request it says, and a lost answer is asked for under the same number."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from broker_config.memory import MemoryBroker
from broker_config.names import reseller_user
from contracts.address import Address
from contracts.document import CustomerClass, EndUser, Segment
from contracts.document_reading import read_document
from contracts.document_writing import write_document
from contracts.requests import (
    Activity,
    Authority,
    CustomerRecord,
    DueDateOffer,
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
from reseller_adapter.client import ResellerClient
from reseller_adapter.errors import AnswerLate, InputRefused
from reseller_adapter.settings import ResellerSettings
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE

JANE = EndUser(name="Jane Doe")
DAY = date(2026, 12, 1)


@pytest.fixture
def clerk(broker: MemoryBroker, settings: ResellerSettings) -> Iterator[ResellerClient]:
    named = replace(settings, answers="clerk")
    with ResellerClient(named, transport=broker.transport(reseller_user("acme")), timeout=PATIENCE) as client:
        yield client


CALLS: dict[str, tuple[str, Callable[[ResellerClient], Any], Any]] = {
    "reserve these": (
        "number.reserve",
        lambda client: client.reserve("1 Main St", zip="94601", numbers=["4155550142"], hold_minutes=60),
        NumberReserve(telephone_numbers=("4155550142",), hold_minutes=60),
    ),
    "reserve any": (
        "number.reserve",
        lambda client: client.reserve("1 Main St", zip="94601", quantity=3),
        NumberReserve(kind=NumberKind.RANDOM, quantity=3),
    ),
    "reserve a pattern": (
        "number.reserve",
        lambda client: client.reserve("1 Main St", zip="94601", pattern="415555..22"),
        NumberReserve(kind=NumberKind.PATTERN, pattern="415555..22", quantity=1),
    ),
    "extend": (
        "number.extend",
        lambda client: client.extend("h-7Q2dPl0Z3v", hold_minutes=90),
        NumberExtend(hold_tokens=("h-7Q2dPl0Z3v",), hold_minutes=90),
    ),
    "release": (
        "number.release",
        lambda client: client.release("h-7Q2dPl0Z3v", "h-9K1xVw5T8b"),
        NumberRelease(hold_tokens=("h-7Q2dPl0Z3v", "h-9K1xVw5T8b")),
    ),
    "dates": (
        "due_date.offer",
        lambda client: client.offer_due_dates("1 Main St", zip="94601", services=["1FR"], earliest=DAY, quantity=3),
        DueDateOffer(services=("1FR",), earliest=DAY, quantity=3),
    ),
    "record": (
        "customer.record",
        lambda client: client.customer_record("4155550142", authority=Authority("Jane Doe", DAY)),
        CustomerRecord(telephone_number="4155550142", authority=Authority("Jane Doe", DAY)),
    ),
    "order": (
        "order.submit",
        lambda client: client.order(
            "PO-1",
            "N",
            "1 Main St",
            zip="94601",
            lines=["1FR", OrderLine(usoc="1FR", hold_token="h-7Q2dPl0Z3v")],
            due_date=DAY,
            end_user=JANE,
            customer_class="residence",
        ),
        OrderSubmit(
            pon="PO-1",
            activity=Activity.NEW,
            desired_due_date=DAY,
            lines=(OrderLine(usoc="1FR"), OrderLine(usoc="1FR", hold_token="h-7Q2dPl0Z3v")),
        ),
    ),
    "conversion": (
        "order.submit",
        lambda client: client.order(
            "PO-2", "W", telephone_number="4155550142", authority=Authority("Jane Doe", DAY), end_user=JANE
        ),
        OrderSubmit(pon="PO-2", activity=Activity.CONVERT_AS_IS, authority=Authority("Jane Doe", DAY)),
    ),
    "new date": (
        "order.supplement",
        lambda client: client.supplement("PO-1", 2, due_date=DAY),
        OrderSupplement(pon="PO-1", version=2, supplement=SupplementKind.DUE_DATE, desired_due_date=DAY),
    ),
    "new content": (
        "order.supplement",
        lambda client: client.supplement("PO-1", 2, "N", "1 Main St", zip="94601", lines=["1FR"]),
        OrderSupplement(
            pon="PO-1",
            version=2,
            supplement=SupplementKind.OTHER,
            activity=Activity.NEW,
            lines=(OrderLine(usoc="1FR"),),
        ),
    ),
    "cancel": (
        "order.supplement",
        lambda client: client.cancel("PO-1", 2, remarks="moved away"),
        OrderSupplement(pon="PO-1", version=2, supplement=SupplementKind.CANCEL, remarks="moved away"),
    ),
    "status": (
        "order.status",
        lambda client: client.order_status("PO-1", "PO-2"),
        OrderStatus(pons=("PO-1", "PO-2")),
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_sends_the_request_that_it_says(name: str, clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    transaction, call, meant = CALLS[name]
    call(clerk)
    (document,) = wholesaler.documents
    (segment,) = document.segments
    assert document.header.transaction == transaction
    assert isinstance(segment, Segment), segment
    assert segment.request == meant
    assert read_document(write_document(document)) == document


def test_an_order_says_for_whom_and_where_it_is(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    CALLS["order"][1](clerk)
    segment = wholesaler.documents[0].segments[0]
    assert isinstance(segment, Segment)
    assert segment.address == Address(line="1 Main St", zip="94601")
    assert segment.end_user == EndUser(name="Jane Doe", customer_class=CustomerClass.RESIDENCE)


def test_a_lost_answer_is_asked_for_under_the_same_number(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    wholesaler.answer_of = lambda _document: None
    with pytest.raises(AnswerLate) as raised:
        clerk.cancel("PO-1", 2, timeout=0.1)
    wholesaler.wait_for(1)
    before = len(wholesaler.documents)
    wholesaler.answer_of = everything_is_available
    clerk.cancel("PO-1", 2, transaction_number=raised.value.transaction_number)
    wholesaler.wait_for(before + 1)
    numbers = {document.header.transaction_number for document in wholesaler.documents}
    assert numbers == {raised.value.transaction_number}


def test_a_number_of_the_callers_own_is_used(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    clerk.release("h-7Q2dPl0Z3v", transaction_number="clerk-17")
    assert wholesaler.documents[0].header.transaction_number == "clerk-17"


def test_changes_need_a_durable_queue_for_their_answers(broker: MemoryBroker, settings: ResellerSettings) -> None:
    with (
        ResellerClient(settings, transport=broker.transport(reseller_user("acme"))) as client,
        pytest.raises(InputRefused, match="answers=NAME"),
    ):
        client.cancel("PO-1", 2)
