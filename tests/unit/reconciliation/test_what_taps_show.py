"""A document, itself again and its answer are one question, however they are addressed; others are not."""

import json
from typing import Any

import pytest

from broker_config import names
from broker_config.transport import Delivery, Properties
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.content_hash import content_hash
from wholesaler_worker.reconciliation.seen import SeenAnswer, SeenDocument, seen_answer, seen_document
from wholesaler_worker.serving.answer_messages import first_answer_id


def tapped(exchange: str, key: str, body: bytes, **properties: Any) -> Delivery:
    headers = {names.X_STREAM_OFFSET: 7, **properties.pop("headers", {})}
    given = Properties(headers=headers, **properties)
    return Delivery(
        queue="tap",
        exchange=exchange,
        routing_key=key,
        redelivered=False,
        properties=given,
        body=body,
        generation=0,
        tag=1,
    )


def asked(
    body: bytes | None = None, key: str = "service.qualify", reseller: str = "acme", **given: Any
) -> SeenDocument:
    found = seen_document(tapped(f"documents.{reseller}", key, body or json.dumps(document()).encode(), **given))
    assert found is not None
    return found


def answered(number: str | None = "A-1", key: str = "answers.acme", **given: Any) -> SeenAnswer:
    header = {**({} if number is None else {"transaction_number": number}), **given.pop("header", {})}
    reply = {"header": header, "errors": given.pop("errors", []), "segments": []}
    found = seen_answer(tapped(names.ANSWERS, key, json.dumps(reply).encode(), **given))
    assert found is not None
    return found


def test_an_answer_belongs_to_the_document_with_its_three_names() -> None:
    question = asked(correlation_id="c", message_id="m").question
    ours = {"correlation_id": "c", "headers": {names.IN_REPLY_TO: "m"}}
    assert answered(**ours).question == question
    assert answered(key="answers.acme.clerk", **ours).question == question
    assert answered("A-2", **ours).question != question
    assert answered(key="answers.beta", **ours).question != question
    assert answered(correlation_id="c").question != question
    assert answered(correlation_id="d", headers={names.IN_REPLY_TO: "m"}).question != question


def test_a_document_without_properties_is_found_by_its_transaction_number() -> None:
    assert answered(correlation_id="A-1").question == asked().question


def test_names_that_are_not_text_are_the_same_on_both_sides() -> None:
    question = asked(correlation_id="c\udcff", message_id="m\udcfe").question
    assert answered(correlation_id="c\udcff", headers={names.IN_REPLY_TO: b"m\xfe"}).question == question


def test_a_document_published_again_is_the_same_and_one_with_other_bytes_is_not_parked_with_it() -> None:
    first = asked(correlation_id="c")
    moved = asked(key="bulk", correlation_id="c", type="service.qualify")
    assert (moved.question, moved.body) == (first.question, first.body)
    assert asked(json.dumps(document(), indent=1).encode(), correlation_id="c").body != first.body


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[]", b'{"header": 1}', b'{"a": 1, "a": 1}', b"[" * 9999])
def test_what_nobody_can_read_is_told_apart_by_its_bytes_alone(body: bytes) -> None:
    one, other = asked(body or b" "), asked(b"something else")
    assert one.transaction_number == ""
    assert one.question != other.question
    assert one.named == "(offset 7)"
    assert answered(None, correlation_id="c").question == asked(body or b" ", correlation_id="c").question


def test_a_change_has_what_the_ledger_knows_of_it_and_a_dry_run_has_not() -> None:
    body = json.dumps(document(transaction="number.reserve")).encode()
    change = asked(body, "number.reserve")
    assert (change.content, change.done) == (content_hash(body), first_answer_id("acme", body))
    trial = json.dumps(document(transaction="number.reserve", dry_run=True)).encode()
    assert (asked(trial, "number.reserve").content, asked(trial, "number.reserve").done) == (b"", "")
    assert asked().content == b""


def test_a_long_change_is_known_by_its_type_on_the_bulk_lane() -> None:
    body = json.dumps(document(transaction="order.submit")).encode()
    assert asked(body, "bulk", type="order.submit").content == content_hash(body)


def test_only_an_inquiry_has_a_direct_reply() -> None:
    direct = {"reply_to": f"{names.DIRECT_REPLY_PREFIX}token"}
    assert asked(**direct).is_direct
    assert not asked(json.dumps(document(transaction="number.reserve")).encode(), "number.reserve", **direct).is_direct
    assert not asked(reply_to="answers.acme").is_direct


def test_what_no_reseller_can_have_sent_is_passed_over() -> None:
    assert seen_document(tapped("elsewhere", "service.qualify", b"{}")) is None
    assert seen_answer(tapped(names.ANSWERS, "elsewhere", b"{}")) is None


@pytest.mark.parametrize(
    ("reply_type", "errors", "is_done"),
    [
        ("number.reserve.reply", [], True),
        ("number.reserve.reply", [{"severity": "info"}], True),
        ("number.reserve.reply", [{"severity": "nonfatal"}], False),
        ("number.reserve.reply", [{"severity": "fatal"}], False),
        ("service.qualify.reply", [], False),
    ],
)
def test_only_an_answer_that_says_what_became_of_a_change_says_that_it_is_done(
    reply_type: str, errors: list[dict[str, str]], is_done: bool
) -> None:
    assert answered(type=reply_type, errors=errors).is_done is is_done


def test_the_parts_of_an_answer_have_one_identity() -> None:
    first = answered(type="order.submit.reply", message_id="id/1", header={"part": 1, "parts": 2})
    second = answered(type="order.submit.reply", message_id="id/2", header={"part": 2, "parts": 2})
    assert (first.identity, second.identity) == ("id", "id")
    assert (first.is_done, second.is_done) == (True, False)
    assert answered(message_id="id").identity == "id"
