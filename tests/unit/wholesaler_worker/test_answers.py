"""What an answer carries, and where it goes."""

import json
from pathlib import Path

import pytest

from broker_config import names
from broker_config.direct_replies import new_token
from tests.unit.wholesaler_worker.territory import MARKET, write_index
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale, codes, document, record, segment
from wholesaler_worker.db.resellers import ResellerState

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_qualification_is_answered_from_the_index_with_its_epochs(acme: Reseller) -> None:
    reply = acme.ask(document(segment(services=("1FR",))))
    assert reply["header"]["outcome"] == "answered"
    assert (reply["header"]["address_epoch"], reply["header"]["feature_epoch"]) == (3, 3)
    (answered,) = reply["segments"]
    assert answered["reference"] == "order/1"
    assert answered["result"]["central_office"]["clli"] == "SNFCCA01"
    assert [(service["usoc"], service["available"]) for service in answered["result"]["services"]] == [("1FR", True)]


def test_an_address_is_validated(acme: Reseller) -> None:
    asked = segment(request={"alternatives": 3}, address={**MARKET, "line": "1368 Folsum St"})
    reply = acme.ask(document(asked, transaction="address.validate"))
    assert reply["segments"][0]["result"]["address"]["street"] == "Folsom"


def test_an_answer_carries_what_correlates_it(acme: Reseller) -> None:
    acme.send(document(), correlation_id="c-9", message_id="m-9", headers={"traceparent": TRACE, "x-mine": 1})
    properties = acme.answer().properties
    assert (properties.correlation_id, properties.type) == ("c-9", "service.qualify.reply")
    assert (properties.app_id, properties.content_type) == ("wholesaler", "application/json")
    assert properties.delivery_mode == 2
    assert properties.timestamp is not None
    assert dict(properties.headers) == {"in-reply-to": "m-9", "traceparent": TRACE}


def test_without_a_correlation_id_the_answer_carries_the_transaction_number(acme: Reseller) -> None:
    acme.send(document(transaction_number="A-77"))
    assert acme.answer().properties.correlation_id == "A-77"


def test_the_same_document_is_answered_again_under_the_same_message_id(acme: Reseller) -> None:
    identities = []
    for number in ("A-1", "A-1", "A-2"):
        acme.send(document(transaction_number=number))
        identities.append(acme.answer().properties.message_id)
    assert identities[0] == identities[1] != identities[2]


def test_a_refusal_has_another_message_id_than_the_later_answer(wholesale: Wholesale, acme: Reseller) -> None:
    wholesale.watch.changed((record("acme", transactions=("number.search",)),))
    acme.send(document())
    refusal = acme.answer()
    assert codes(json.loads(refusal.body)) == ["E011"]
    wholesale.watch.changed((record("acme"),))
    acme.send(document())
    assert refusal.properties.message_id != acme.answer().properties.message_id


def test_an_answer_goes_to_a_named_queue_of_the_reseller(wholesale: Wholesale) -> None:
    from broker_config.topology import reseller_topology

    wholesale.broker.extend(reseller_topology("acme", answers=["clerk"]))
    clerk = Reseller(wholesale)
    clerk.listen("clerk")
    assert codes(clerk.ask(document(), reply_to="answers.acme.clerk")) == []
    clerk.close()


def test_a_direct_reply_reaches_the_one_who_asked(wholesale: Wholesale) -> None:
    acme = Reseller(wholesale)
    acme.listen_directly()
    assert codes(acme.ask(document(), reply_to=names.DIRECT_REPLY)) == []
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    acme.close()


def test_a_direct_reply_that_the_broker_does_not_take_goes_to_the_answers_queue(
    wholesale: Wholesale, acme: Reseller
) -> None:
    forged = names.DIRECT_REPLY_PREFIX + new_token("reply@2")
    assert codes(acme.ask(document(), reply_to=forged)) == []
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    assert wholesale.waiting("retry.1s") == []


def test_a_direct_reply_is_for_inquiries_only(wholesale: Wholesale, acme: Reseller) -> None:
    requester = Reseller(wholesale)
    requester.listen_directly()
    order = document(segment(), transaction="order.submit")
    requester.send(order, reply_to=names.DIRECT_REPLY)
    assert codes(acme.reply()) == ["E021"]
    requester.close()


@pytest.mark.parametrize(
    ("mode", "outcomes", "said"),
    [("each", ["answered", "refused"], ["E020"]), ("atomic", ["refused", "refused"], ["S904", "E020"])],
)
def test_a_defect_in_one_segment_refuses_all_of_an_atomic_document_and_one_of_another(
    acme: Reseller, mode: str, outcomes: list[str], said: list[str]
) -> None:
    broken = segment(2)
    del broken["request"]
    reply = acme.ask(document(segment(1), broken, mode=mode))
    assert [answered["outcome"] for answered in reply["segments"]] == outcomes
    assert codes(reply) == said
    assert reply["segments"][0]["result"]["central_office"]["clli"] == "SNFCCA01"


def test_without_the_required_user_id_nobody_is_sure_who_sent_it(wholesale: Wholesale, acme: Reseller) -> None:
    wholesale.watch.changed((record("acme", require_user_id=True),))
    assert codes(acme.ask(document())) == ["E010"]
    assert codes(acme.ask(document(), user_id="reseller.acme")) == []
    assert wholesale.count("attack") == 0


def test_a_new_reseller_is_served_without_a_restart(index: Path) -> None:
    wholesale = Wholesale(index, record("acme"))
    wholesale.start()
    beta = Reseller(wholesale, "beta")
    beta.listen()
    beta.send(document(reseller="beta"))
    wholesale.watch.changed((record("acme"), record("beta")))
    assert codes(beta.reply()) == []
    wholesale.watch.changed((record("acme"), record("beta", state=ResellerState.DISABLED)))
    wholesale.journal.wait_for("reseller.left")
    beta.close()
    wholesale.stop()


def test_a_disabled_resellers_documents_wait_and_those_on_the_ladder_are_refused(
    wholesale: Wholesale, acme: Reseller
) -> None:
    wholesale.watch.changed((record("acme", state=ResellerState.DISABLED),))
    wholesale.journal.wait_for("reseller.left", 2)
    headers = {names.X_ORIGIN: "documents.acme.inquiry", names.X_ATTEMPT: 1}
    wholesale.publish(document(), "retry.1s", headers=headers)
    wholesale.broker.advance(1)
    assert codes(acme.reply()) == ["E011"]
    acme.send(document(transaction_number="A-2"))
    wholesale.settle_down()
    assert len(wholesale.waiting("documents.acme.inquiry")) == 1
    wholesale.watch.changed((record("acme"),))
    assert acme.reply()["header"]["transaction_number"] == "A-2"


def test_a_document_of_a_stranger_is_set_aside_when_nobody_takes_its_refusal(wholesale: Wholesale) -> None:
    wholesale.publish(document(reseller="gone"), "retry.1s", headers={names.X_ORIGIN: "documents.gone.inquiry"})
    wholesale.broker.advance(1)
    wholesale.journal.wait_for("document.refused")
    wholesale.settle_down()
    assert len(wholesale.waiting(names.INVALID)) == 1
    assert wholesale.waiting(names.RETRIED) == []


def test_a_new_index_counts_from_the_next_batch_on(wholesale: Wholesale, acme: Reseller) -> None:
    assert acme.ask(document())["header"]["address_epoch"] == 3
    write_index(wholesale.index, epoch=4)
    assert acme.ask(document())["header"]["address_epoch"] == 4


def test_a_damaged_index_leaves_the_old_one_in_force(wholesale: Wholesale, acme: Reseller) -> None:
    assert acme.ask(document())["header"]["address_epoch"] == 3
    damaged = wholesale.index.with_name("damaged")
    damaged.write_bytes(b"this is no index")
    damaged.replace(wholesale.index)
    assert acme.ask(document())["header"]["address_epoch"] == 3
    assert acme.ask(document())["header"]["address_epoch"] == 3
    assert len(wholesale.journal.of("index.unusable")) == 1
