"""Inquiries about orders on their way through a worker: the lane, the answer, and what follows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_config import names
from tests.unit.wholesaler_worker.recorded_orders import Orders, event
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale, codes, document
from wholesaler_worker.db.errors import DatabaseAway
from wholesaler_worker.serving.notification_messages import notification_message


class AwayOnce(Orders):
    """Its database is away at the first reading."""

    def stands(self, orders):  # type: ignore[no-untyped-def] # as the reading that it comes before
        if not self.trips:
            self.trips.append(0)
            raise DatabaseAway("nobody answers")
        return super().stands(orders)


@pytest.fixture
def orders() -> Orders:
    found = AwayOnce()
    found.add("P1", events=3)
    return found


@pytest.fixture
def wholesale(index: Path, orders: Orders) -> Iterator[Wholesale]:
    found = Wholesale(index)
    found.orders = orders
    found.start()
    yield found
    found.stop()


def status(*pons: str) -> dict[str, object]:
    return document({"number": 1, "request": {"pons": list(pons)}}, transaction="order.status")


def resend(first: int, last: int, pon: str = "P1") -> dict[str, object]:
    request = {"pon": pon, "from": first, "to": last}
    return document({"number": 1, "request": request}, transaction="notification.resend")


def test_the_state_of_an_order_is_an_inquiry_with_a_direct_answer_if_wanted(
    wholesale: Wholesale, orders: Orders
) -> None:
    orders.trips.append(0)
    requester = Reseller(wholesale)
    requester.listen_directly()
    reply = requester.ask(status("P1"), reply_to=names.DIRECT_REPLY)
    assert codes(reply) == []
    assert [order["pon"] for order in reply["segments"][0]["result"]["orders"]] == ["P1"]
    requester.close()
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()


def test_while_the_records_are_away_the_question_waits_in_the_ladder(wholesale: Wholesale, acme: Reseller) -> None:
    acme.send(status("P1"))
    wholesale.journal.wait_for("document.retried")
    wholesale.settle_down()
    wholesale.broker.advance(2)
    assert codes(acme.reply()) == []


def test_notifications_that_are_asked_for_again_are_those_of_the_first_time(
    wholesale: Wholesale, acme: Reseller
) -> None:
    assert acme.ask(resend(2, 9))["segments"][0]["result"] == {"resent": 2}
    wholesale.settle_down()
    again = wholesale.waiting(names.notifications_queue("acme"))
    first = [notification_message(event("P1", sequence)) for sequence in (2, 3)]
    assert [(one.properties, one.body) for one in again] == [(one.properties, one.body) for one in first]
    assert wholesale.waiting(names.notifications_queue("beta")) == []


def test_another_resellers_notifications_are_not_to_be_had(wholesale: Wholesale) -> None:
    beta = Reseller(wholesale, "beta")
    beta.listen()
    asked = resend(1, 3)
    asked["header"]["reseller"] = "beta"  # type: ignore[index] # it is the header
    assert codes(beta.ask(asked)) == ["O510"]
    beta.close()
    wholesale.settle_down()
    for reseller in ("acme", "beta"):
        assert wholesale.waiting(names.notifications_queue(reseller)) == []
