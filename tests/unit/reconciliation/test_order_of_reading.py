"""What is read when decides what can be said: nothing on its way is lost, and what a tap has let go of is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from broker_config import names
from broker_config.errors import BrokerUnreachable
from broker_config.transport import Delivery, Properties
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.db.reconciliation import Asked, Count, Found
from wholesaler_worker.reconciliation.reconciling import Question, Reconciliation
from wholesaler_worker.reconciliation.sheet import Sheet
from wholesaler_worker.reconciliation.verdict import Verdict
from wholesaler_worker.reconciliation.waiting import Waiting

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SINCE = NOW - timedelta(hours=24)
EARLY, LATE = NOW - timedelta(hours=2), NOW - timedelta(seconds=10)


@dataclass
class Tapes:
    """Streams whose messages have a moment each; `gone` of each were let go of."""

    written: dict[str, list[tuple[datetime, Delivery]]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    def write(self, stream: str, exchange: str, key: str, body: bytes, at: datetime, **properties: Any) -> None:
        tape = self.written.setdefault(stream, [])
        given = Properties(headers={names.X_STREAM_OFFSET: len(tape)}, timestamp=int(at.timestamp()), **properties)
        tape.append(
            (
                at,
                Delivery(
                    queue=stream, exchange=exchange, routing_key=key, redelivered=False, properties=given, body=body,
                    generation=0, tag=1,
                ),
            )
        )  # fmt: skip

    def ask(self, number: str, at: datetime = EARLY) -> None:
        body = json.dumps(document(transaction_number=number)).encode()
        self.write(names.TAP_DOCUMENTS, "documents.acme", "service.qualify", body, at)

    def answer(self, number: str, at: datetime = EARLY) -> None:
        body = json.dumps({"header": {"transaction_number": number}, "errors": [], "segments": []}).encode()
        self.write(names.TAP_ANSWERS, names.ANSWERS, "answers.acme", body, at, correlation_id=number)

    def held(self, stream: str) -> list[tuple[int, datetime, Delivery]]:
        tape = self.written.get(stream, [])
        return [(offset, at, one) for offset, (at, one) in enumerate(tape) if offset >= self.gone.get(stream, 0)]

    def offset_at(self, stream: str, begin: datetime | str) -> int | None:
        held = self.held(stream)
        if isinstance(begin, datetime):
            return next((offset for offset, at, _ in held if at >= begin), None)
        return (held[0] if begin == "first" else held[-1])[0] if held else None

    def last_offset(self, stream: str) -> int:
        return len(self.written.get(stream, [])) - 1

    def messages(self, stream: str, begin: int, last: int, *, exactly: bool = False) -> Iterator[Delivery]:
        yield from (one for offset, _, one in self.held(stream) if offset >= begin and not (exactly and offset > last))


class NoChanges:
    """Records in which there is nothing."""

    def documents(self) -> list[Count]:
        return [Count("acme", 4, 3, 1)]

    def notifications(self) -> list[Count]:
        return [Count("acme", 2, 2, 0)]

    def known(self, keys: Any) -> list[Any]:
        del keys
        return []

    def found(self, check: str) -> Iterator[Found]:
        if check == "days_booked_too_often":
            yield Found(None, "4155550100", "until today")


def reconcile(
    tapes: Tapes, waiting: Callable[[], Waiting] | None = Waiting, **question: Any
) -> tuple[Verdict, list[str], list[Asked]]:
    asked: list[Asked] = []

    @contextmanager
    def records(one: Asked) -> Iterator[NoChanges]:
        asked.append(one)
        yield NoChanges()

    with Sheet() as sheet:
        comparison = Reconciliation(
            Question(**{"since": SINCE, **question}), tapes, records, sheet, waiting, clock=lambda: NOW
        )
        verdict = comparison.verdict()
        return verdict, [f"{one.wrong} {one.name}" for one in sheet.findings()], asked


NOBODYS = ["missing 4155550100"]


def test_ledger_and_taps_add_up() -> None:
    tapes = Tapes()
    for number in ("A-1", "A-2", "A-3"):
        tapes.ask(number)
    tapes.answer("A-1")
    tapes.ask("A-4", LATE)
    verdict, findings, _ = reconcile(tapes)
    assert verdict.last_line == "received 8 answered 4 lost 2 doubled 0 missing 1"
    assert findings == [*NOBODYS, "lost A-3", "lost A-2"]
    acme = verdict.figures["acme"]
    assert (acme.under_way, acme.notifications, acme.sent, acme.missing) == (2, 2, 2, 0)


def test_what_is_answered_while_the_queues_are_counted_is_not_lost() -> None:
    tapes = Tapes()
    tapes.ask("A-1")
    tapes.answer("A-0")

    def count() -> Waiting:
        tapes.answer("A-1", NOW)
        return Waiting()

    assert reconcile(tapes, count)[1] == NOBODYS


def test_when_the_queues_cannot_be_counted_it_is_said() -> None:
    def away() -> Waiting:
        raise BrokerUnreachable("nobody answers")

    tapes = Tapes()
    assert "nobody answers" in reconcile(tapes, away)[0].notes[0]
    assert "not named" in reconcile(tapes, None)[0].notes[0]


def test_answers_that_no_queue_keeps_are_missing_although_the_broker_has_confirmed_them() -> None:
    tapes = Tapes()
    waiting = Waiting({"acme": 0, "beta": 0}, 0, ("acme", "beta"))
    assert set(reconcile(tapes, lambda: waiting)[1]) == {"missing answers.acme", "missing answers.beta", *NOBODYS}
    assert set(reconcile(tapes, lambda: waiting, reseller="beta")[1]) == {"missing answers.beta", *NOBODYS}


def test_only_what_was_asked_within_the_window_is_compared() -> None:
    tapes = Tapes()
    tapes.ask("A-0", SINCE - timedelta(hours=1))
    tapes.ask("A-1", EARLY)
    tapes.ask("A-2", EARLY + timedelta(hours=1))
    verdict, findings, (asked,) = reconcile(tapes, until=EARLY + timedelta(minutes=1), reseller="acme")
    assert findings == [*NOBODYS, "lost A-1"]
    assert (asked.since, asked.until, asked.reseller) == (SINCE, EARLY + timedelta(minutes=1), "acme")
    assert (asked.settled, verdict.until) == (NOW - timedelta(seconds=60), asked.until)


def test_anothers_documents_are_passed_over() -> None:
    tapes = Tapes()
    tapes.ask("A-1")
    assert reconcile(tapes, reseller="beta")[1] == NOBODYS


def test_a_tap_of_documents_that_begins_late_is_told() -> None:
    tapes = Tapes(gone={names.TAP_DOCUMENTS: 1})
    tapes.ask("A-0", SINCE + timedelta(hours=1))
    tapes.ask("A-1")
    verdict, findings, _ = reconcile(tapes)
    assert "the tap of documents begins after the window does" in verdict.notes[0]
    assert "lost A-1" in findings
    assert "lost A-0" not in findings


def test_documents_whose_answers_the_tap_has_let_go_of_are_not_judged() -> None:
    tapes = Tapes(gone={names.TAP_ANSWERS: 1})
    tapes.ask("A-1", EARLY - timedelta(hours=1))
    tapes.answer("A-1", EARLY - timedelta(hours=1))
    tapes.ask("A-2", EARLY + timedelta(hours=1))
    tapes.answer("A-0", EARLY)
    verdict, findings, _ = reconcile(tapes)
    assert findings == [*NOBODYS, "lost A-2"]
    assert "the tap of answers has let go" in verdict.notes[0]


def test_a_tap_that_has_all_of_the_window_is_not_said_to_be_cut() -> None:
    tapes = Tapes(gone={names.TAP_DOCUMENTS: 1})
    for at in (SINCE - timedelta(hours=3), SINCE - timedelta(hours=2), EARLY):
        tapes.ask("A-1", at)
    assert reconcile(tapes)[0].notes == ()
