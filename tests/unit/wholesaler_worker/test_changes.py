"""A change is acknowledged when the ledger knows that the broker has its answer, and notified once committed."""

import json
from pathlib import Path

from broker_config.names import notifications_queue
from contracts.notification_reading import read_notification
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, codes, document
from wholesaler_worker.changing.deciding import Broken
from wholesaler_worker.db.errors import DatabaseAway
from wholesaler_worker.outcomes import Postpone, Retry

ORDER_LANE = "documents.acme.order"
TOKEN = "0123456789abcdefghijkl"


def release(number: str = "R-1", token: str = TOKEN, **header: object) -> dict[str, object]:
    content = {"number": 1, "request": {"hold_tokens": [token]}}
    return document(content, transaction="number.release", transaction_number=number, **header)


def test_a_change_is_noted_as_answered_before_it_is_acknowledged(wholesale: Wholesale, acme: Reseller) -> None:
    assert codes(acme.ask(release())) == []
    wholesale.settle_down()
    assert wholesale.changes.answered == [("acme", "R-1")]
    assert wholesale.lanes_are_empty()


def test_a_change_that_comes_again_gets_its_answer_again_under_the_same_id(
    wholesale: Wholesale, acme: Reseller
) -> None:
    acme.send(release())
    first = acme.answer()
    acme.send(release(sent_at="2026-11-23T10:00:00Z"))
    second = acme.answer()
    assert json.loads(second.body)["header"]["replayed"] is True
    assert first.properties.message_id == second.properties.message_id


def test_a_transaction_number_is_not_used_for_something_else(acme: Reseller) -> None:
    acme.ask(release())
    reply = acme.ask(release(token="another-token-altogether"))
    assert codes(reply) == ["E007"]
    assert reply["errors"][0]["path"] == "/header/transaction_number"


def test_while_the_ledger_is_away_nothing_is_acknowledged_and_a_stop_gives_up(
    wholesale: Wholesale, acme: Reseller
) -> None:
    wholesale.changes.outage = DatabaseAway("nobody answers")
    assert codes(acme.ask(release())) == []
    wholesale.journal.wait_for("ledger.waiting")
    assert wholesale.waiting(ORDER_LANE) != []
    wholesale.changes.outage = None
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    assert wholesale.changes.answered == [("acme", "R-1")]


def test_what_the_records_cannot_do_now_goes_to_the_delay_ladder(wholesale: Wholesale, acme: Reseller) -> None:
    wholesale.changes.problem = Postpone("nobody answers")
    acme.send(release("R-1"))
    wholesale.journal.wait_for("document.retried")
    wholesale.changes.problem = Retry("a deadlock")
    acme.send(release("R-2"))
    wholesale.journal.wait_for("document.retried", 2)
    wholesale.settle_down()
    assert wholesale.changes.answered == []
    wholesale.changes.problem = None
    wholesale.broker.advance(1)
    wholesale.broker.advance(5)
    assert {acme.reply()["header"]["transaction_number"] for _ in range(2)} == {"R-1", "R-2"}


def test_an_error_of_ours_is_said_and_parked_and_not_kept_as_the_answer(wholesale: Wholesale, acme: Reseller) -> None:
    wholesale.changes.problem = Broken("0123abcd")
    assert codes(acme.ask(release())) == ["S999"]
    wholesale.settle_down()
    assert len(wholesale.waiting("dead-letter")) == 1
    assert wholesale.changes.answered == []
    wholesale.changes.problem = None
    assert codes(acme.ask(release())) == []


def test_an_event_is_notified_and_noted_as_sent(wholesale: Wholesale, acme: Reseller) -> None:
    notified = Reseller(wholesale)
    notified._consume(notifications_queue("acme"))
    acme.ask(release("R-1"))
    message = notified.answers.get(timeout=PATIENCE)
    notification = read_notification(message.body)
    assert (notification.header.pon, notification.header.sequence) == ("P-R-1", 1)
    assert message.properties.type == notification.header.event == "order.acknowledged"
    wholesale.changes.wait_until_sent([("acme", "P-R-1", 1)])
    notified.close()


def test_an_event_that_nobody_has_sent_is_sent_later_under_the_same_id(wholesale: Wholesale, acme: Reseller) -> None:
    notified = Reseller(wholesale)
    notified._consume(notifications_queue("acme"))
    acme.ask(release("R-1"))
    first = notified.answers.get(timeout=PATIENCE)
    wholesale.changes.wait_until_sent([("acme", "P-R-1", 1)])
    wholesale.outbox.stop(PATIENCE)  # or its own thread could be faster
    acme.ask(release("R-2"))
    notified.answers.get(timeout=PATIENCE)
    # Noted after the first, which is therefore not under way any more.
    wholesale.changes.wait_until_sent([("acme", "P-R-1", 1), ("acme", "P-R-2", 1)])
    wholesale.changes.sent.remove(("acme", "P-R-1", 1))  # as if the worker had died before it could note it
    assert wholesale.outbox.send_unsent() == 1
    second = notified.answers.get(timeout=PATIENCE)
    assert (first.properties.message_id, first.body) == (second.properties.message_id, second.body)
    wholesale.changes.wait_until_sent([("acme", "P-R-2", 1), ("acme", "P-R-1", 1)])
    assert wholesale.outbox.send_unsent() == 0
    notified.close()


def test_a_full_queue_keeps_its_own_notifications_back_and_nobody_elses(index: Path) -> None:
    wholesale = Wholesale(index, policies={"notifications.acme": {"max-length": 1}})
    wholesale.start()
    acme, beta = Reseller(wholesale), Reseller(wholesale, "beta")
    acme.listen()
    beta.listen()
    acme.ask(release("R-1"))
    wholesale.changes.wait_until_sent([("acme", "P-R-1", 1)])
    acme.ask(release("R-2"))
    wholesale.journal.wait_for("notifications.refused")
    acme.ask(release("R-3"))
    beta.ask(release("R-1", reseller="beta"))
    wholesale.changes.wait_until_sent([("acme", "P-R-1", 1), ("beta", "P-R-1", 1)])
    assert len(wholesale.waiting("notifications.acme")) == 1
    acme.close()
    beta.close()
    wholesale.stop()
