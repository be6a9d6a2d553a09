"""Bad input gets one clear ending: an answer with our code, or the broker's own refusal; and the queues drain."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from broker_config import names
from broker_config.transport import PublishOutcome
from contracts.document import MAX_DOCUMENT_BYTES
from tests.unit.wholesaler_worker.wholesale import (
    PATIENCE,
    Reseller,
    Wholesale,
    codes,
    document,
    segment,
)


@dataclass
class Bad:
    """A message and its ending: `codes` of the one answer, and whether the bytes go to `invalid`."""

    name: str
    body: Callable[[], bytes]
    codes: list[str]
    invalid: bool = True
    key: str = "service.qualify"
    properties: dict[str, Any] = field(default_factory=dict)


def text(**header: Any) -> bytes:
    return json.dumps(document(**header)).encode()


def changed(old: str, new: str) -> Callable[[], bytes]:
    return lambda: text().replace(old.encode(), new.encode("utf-8", "surrogatepass"))


LARGE_HEADERS = {"headers": {"x-mine": "y" * 9000}}
BAD = [
    Bad("not JSON", lambda: b"<order/>", ["E001"]),
    Bad("nothing at all", lambda: b"", ["E001"]),
    Bad("a list", lambda: b"[]", ["E001"]),
    Bad("wrong schema version", lambda: text(schema="document/2"), ["E002"]),
    Bad(
        "8 MiB and one byte",
        lambda: text().ljust(MAX_DOCUMENT_BYTES + 1),
        ["E005"],
        key="bulk",
        properties={"type": "service.qualify"},
    ),
    Bad(
        "10,001 segments",
        lambda: json.dumps(document(*({"number": n + 1} for n in range(10_001)))).encode(),
        ["E005"],
        key="bulk",
        properties={"type": "service.qualify"},
    ),
    Bad(
        "10,001 orders",
        lambda: json.dumps(
            document(
                *({"number": n, "request": {"pon": f"P-{n}", "activity": "D"}} for n in range(1, 10_002)),
                transaction="order.submit",
            )
        ).encode(),
        ["E005"],
        key="bulk",
        properties={"type": "order.submit"},
    ),
    Bad("numbers not 1..n", lambda: json.dumps(document(segment(1), segment(3))).encode(), ["E004"]),
    Bad("nested 10,000 deep", lambda: b"[" * 10_000 + b"]" * 10_000, ["E001"]),
    Bad("nested 10,000 deep in a segment", changed('"1368 Folsom St"', "[" * 10_000 + "]" * 10_000), ["E001"]),
    Bad("not a number", changed('"number": 1', '"number": NaN'), ["E001"]),
    Bad("an infinite number", changed('"number": 1', '"number": 1e999'), ["E001"]),
    Bad("a duplicate key", changed('"number": 1', '"number": 1, "number": 1'), ["E001"]),
    Bad("a lone surrogate, escaped", changed("Jane Doe", "Jane \\ud800"), ["E001"]),
    Bad("a lone surrogate, raw", changed("Jane Doe", "Jane \ud800"), ["E001"]),
    Bad("a NUL byte", changed("Jane Doe", "Jane\x00"), ["E001"]),
    Bad("an escaped NUL", changed("Jane Doe", "Jane\\u0000"), ["E001"]),
    Bad("somebody else's reply_to", text, ["E013"], invalid=False, properties={"reply_to": "answers.beta"}),
    Bad("a queue that nobody has", text, ["E013"], invalid=False, properties={"reply_to": "answers.acme.nobody"}),
    Bad("a lane as reply_to", text, ["E013"], invalid=False, properties={"reply_to": "documents.beta.order"}),
    Bad(
        "a direct reply that no broker wrote",
        text,
        ["E013"],
        invalid=False,
        properties={"reply_to": f"{names.DIRECT_REPLY_PREFIX}g1h2AA==.x"},
    ),
    Bad("another reseller in the header", lambda: text(reseller="beta"), ["E013"], invalid=False),
    Bad("headers of 9 KB", text, ["E005"], properties=LARGE_HEADERS),
    Bad("an unknown transaction", lambda: text(transaction="service.steal"), ["E024"]),
    Bad("a transaction under another's key", text, ["E022"], key="number.search"),
    Bad("a type that differs", text, ["E022"], properties={"type": "number.search"}),
    Bad("bulk without a type", text, ["E020"], key="bulk"),
    Bad("expired", lambda: text(answer_by="2026-01-01T00:00:00Z"), ["E008"], invalid=False),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad_input_gets_one_clear_ending_and_the_queues_drain(wholesale: Wholesale, acme: Reseller, bad: Bad) -> None:
    body = bad.body()
    acme.send(body, bad.key, correlation_id="c-1", **bad.properties)
    answer = acme.answer()
    reply = json.loads(answer.body)
    assert (codes(reply), reply["header"]["outcome"]) == (bad.codes, "refused")
    assert answer.properties.correlation_id == "c-1"
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    set_aside = wholesale.waiting(names.INVALID)
    assert [message.body for message in set_aside] == ([body] if bad.invalid else [])
    for message in set_aside:
        assert bad.codes[0] in message.properties.headers[names.X_REASON]
        assert message.properties.headers[names.X_ORIGIN].startswith("documents.acme.")
        assert message.properties.headers[names.X_FIRST_SEEN]
    assert wholesale.waiting(names.DEAD_LETTER) == []
    assert codes(acme.ask(document(transaction_number="A-2"))) == []
    assert acme.answers.empty()


@pytest.mark.parametrize(
    "properties",
    [{"reply_to": "answers.beta"}, {"reply_to": "answers.beta", "user_id": "reseller.acme"}],
)
def test_an_answer_aimed_at_another_reseller_is_an_attack_and_reaches_nobody_else(
    wholesale: Wholesale, acme: Reseller, properties: dict[str, Any]
) -> None:
    assert codes(acme.ask(document(), **properties)) == ["E013"]
    assert wholesale.count("attack") == 1
    assert [vars(line)["reseller"] for line in wholesale.journal.of("attack")] == ["acme"]
    assert wholesale.waiting("answers.beta") == []


def test_a_forged_user_id_is_refused_by_the_broker_itself(acme: Reseller) -> None:
    settled = acme.send(document(), user_id="reseller.beta").get(timeout=PATIENCE)
    assert settled.outcome is PublishOutcome.REFUSED
    assert acme.answers.empty()


def test_another_resellers_user_id_that_an_impersonator_let_through_is_an_attack(
    wholesale: Wholesale, acme: Reseller
) -> None:
    # The wholesaler's own user may impersonate; no reseller's may.
    wholesale.publish(document(), user_id="reseller.beta")
    assert codes(acme.reply()) == ["E013"]
    assert wholesale.count("attack") == 1


def test_an_unknown_transaction_is_returned_by_the_broker_itself(acme: Reseller) -> None:
    settled = acme.send(document(transaction="service.steal")).get(timeout=PATIENCE)
    assert settled.outcome is PublishOutcome.RETURNED


def test_an_unknown_reseller_is_refused_by_the_broker_itself(acme: Reseller) -> None:
    acme.name = "nobody"
    settled = acme.send(document(reseller="nobody")).get(timeout=PATIENCE)
    assert settled.outcome is PublishOutcome.REFUSED


def test_a_document_that_expires_in_its_lane_is_parked_by_the_broker(wholesale: Wholesale, acme: Reseller) -> None:
    wholesale.stop()
    acme.send(document(), expiration="1000")
    wholesale.broker.advance(2)
    assert [message.body for message in wholesale.waiting(names.DEAD_LETTER)]
    assert wholesale.lanes_are_empty()
