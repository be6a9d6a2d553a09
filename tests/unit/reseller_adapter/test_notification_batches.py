"""A notification whose batch was rolled back, or whose delivery failed, is delivered all the same, once and in turn."""

from collections.abc import Callable

import pytest

from broker_config.transport import Delivery, Properties
from contracts.notification import Notification
from contracts.notification_writing import write_notification
from reseller_adapter.notifications.delivering import LettersOut
from reseller_adapter.notifications.gaps import MOST_TRIES, Gaps
from reseller_adapter.notifications.letter import Letter
from reseller_adapter.notifications.receiving import Receiving
from reseller_adapter.pauses import Pauses
from reseller_adapter.store.records import SubmissionState
from reseller_adapter.store.store import Store
from tests.plugins.notices import notice
from tests.unit.reseller_adapter.test_batches_done_again import Desk

GRACE = 2.0


class Courier:
    """Takes letters; a test says how they end."""

    def __init__(self) -> None:
        self.taken: list[tuple[Letter, Callable[[str], None]]] = []

    def deliver(self, letter: Letter, on_end: Callable[[str], None]) -> None:
        self.taken.append((letter, on_end))

    def end_next(self, error: str = "") -> None:
        self.taken.pop(0)[1](error)

    @property
    def in_hand(self) -> list[tuple[str, int]]:
        return [(letter.pon, letter.sequence) for letter, _ in self.taken]


class Line:
    """Remembers what was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[Delivery] = []

    def acknowledge(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery)


class Parts:
    """The three parts around one store, with a clock that stands still."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.desk, self.courier, self.line = Desk(), Courier(), Line()
        self.now = 1000.0
        clock = lambda: self.now  # noqa: E731 - read again at every look
        self.gaps = Gaps(
            "acme",
            desk=self.desk,
            store=store,
            pauses=Pauses(),
            clock=clock,
            grace=GRACE,  # type: ignore[arg-type]
        )
        self.receiving = Receiving(
            "acme",
            desk=self.desk,  # type: ignore[arg-type]
            store=store,
            transport=self.line,  # type: ignore[arg-type]
            clock=clock,
            on_arrived=self.gaps.arrived,
        )
        self.letters = LettersOut(
            desk=self.desk,
            store=store,
            clock=clock,
            courier=self.courier,
            form="json",
            profile="",  # type: ignore[arg-type]
        )

    def receive(self, *notices: Notification) -> None:
        for each in notices:
            body = write_notification(each)
            self.receiving._receive(
                Delivery(
                    queue="notifications.acme",
                    exchange="notifications",
                    routing_key="notifications.acme",
                    redelivered=False,
                    properties=Properties(),
                    body=body,
                    generation=1,
                    tag=1,
                )
            )

    def end_of_batch(self) -> float | None:
        pauses = [self.gaps.ask_due(), self.letters.deliver_due()]
        self.desk.commit()
        return min((pause for pause in pauses if pause is not None), default=None)

    def questions(self) -> list[str]:
        return [each.id for each in self.store.submissions.open()]


@pytest.fixture
def parts(store: Store) -> Parts:
    return Parts(store)


def test_nothing_is_acknowledged_before_it_is_durable(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1))
    assert parts.line.acknowledged == []
    parts.desk.commit()
    assert len(parts.line.acknowledged) == 1


def test_a_batch_that_was_rolled_back_begins_its_deliveries_again(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1))
    parts.letters.deliver_due()
    parts.desk.roll_back()
    assert parts.courier.taken == []
    parts.end_of_batch()
    assert parts.courier.in_hand == [("PO-1", 1)]


def test_of_one_order_one_is_in_hand_at_a_time(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1), notice("PO-1", 2), notice("PO-2", 1))
    parts.end_of_batch()
    parts.end_of_batch()
    assert parts.courier.in_hand == [("PO-1", 1), ("PO-2", 1)]
    parts.courier.end_next()
    parts.end_of_batch()
    assert parts.courier.in_hand == [("PO-2", 1), ("PO-1", 2)]


def test_a_failed_delivery_is_tried_again_after_growing_pauses_and_nothing_overtakes_it(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1), notice("PO-1", 2))
    parts.end_of_batch()
    for pause in (1.0, 2.0, 4.0):
        parts.courier.end_next("the queue is full")
        assert parts.end_of_batch() == pytest.approx(pause)
        assert parts.courier.in_hand == []
        parts.now += pause
        parts.end_of_batch()
        assert parts.courier.in_hand == [("PO-1", 1)]
    assert parts.store.notifications.thread("PO-1").trouble == "the queue is full"
    parts.courier.end_next()
    assert parts.store.notifications.thread("PO-1").trouble == ""


def test_a_clock_that_was_set_back_delays_nothing(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1))
    parts.end_of_batch()
    parts.courier.end_next("the queue is full")
    parts.now -= 100_000
    parts.end_of_batch()
    assert parts.courier.in_hand == [("PO-1", 1)]


def test_a_gap_is_asked_for_when_the_grace_is_over_and_not_before(parts: Parts) -> None:
    parts.receive(notice("PO-1", 2))
    assert parts.end_of_batch() == pytest.approx(GRACE)
    assert parts.questions() == []
    parts.now += GRACE
    parts.end_of_batch()
    (question,) = parts.questions()
    (document,) = parts.store.documents.of(question)
    assert document.transaction == "notification.resend"
    assert document.transaction_number.startswith("resend-")


def test_a_gap_that_closes_by_itself_is_not_asked_for(parts: Parts) -> None:
    parts.receive(notice("PO-1", 2))
    parts.end_of_batch()
    parts.receive(notice("PO-1", 1))
    parts.now += GRACE
    parts.end_of_batch()
    assert parts.questions() == []
    assert parts.store.notifications.next_ask(0) is None


def test_a_question_that_is_under_way_is_not_asked_twice(parts: Parts) -> None:
    parts.receive(notice("PO-1", 2))
    parts.now += GRACE
    parts.end_of_batch()
    parts.now += 5000
    parts.end_of_batch()
    assert len(parts.questions()) == 1


def test_the_questions_about_one_gap_have_numbers_of_their_own_and_an_end(parts: Parts) -> None:
    parts.receive(notice("PO-1", 2))
    numbers = set()
    for _ in range(MOST_TRIES + 3):
        parts.now += 5000
        parts.end_of_batch()
        for name in parts.questions():
            numbers.add(parts.store.documents.of(name)[0].transaction_number)
            parts.store.submissions.enter(name, SubmissionState.ANSWERED, after=SubmissionState.WAITING)
            parts.store.submissions.make_ready(name, [])
            parts.store.submissions.finish(name, parts.now)
    assert len(numbers) == MOST_TRIES
    assert "asked for 10 times" in parts.store.notifications.thread("PO-1").trouble
    parts.receive(notice("PO-1", 4))
    assert parts.store.notifications.thread("PO-1").ask_at is not None


def test_a_sequence_far_ahead_costs_nothing(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1), notice("PO-1", 900_000_000))
    assert str(parts.store.notifications.missing("PO-1")) == "2 to 899999999"


def test_one_that_is_wanted_again_while_it_is_in_hand_is_delivered_again(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1), notice("PO-1", 2))
    parts.end_of_batch()
    parts.courier.end_next()
    parts.end_of_batch()
    assert parts.courier.in_hand == [("PO-1", 2)]
    assert parts.store.notifications.tell_again("PO-1", 1, parts.now)
    parts.courier.end_next()
    for sequence in (1, 2):
        parts.end_of_batch()
        assert parts.courier.in_hand == [("PO-1", sequence)]
        parts.courier.end_next()
    assert parts.store.notifications.thread("PO-1").delivered == 2


def test_what_is_wanted_again_and_kept_no_more_is_asked_for(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1))
    parts.end_of_batch()
    parts.courier.end_next()
    parts.store.notifications.prune(parts.now + 1, 0)
    parts.receive(notice("PO-1", 2))
    assert parts.store.notifications.tell_again("PO-1", 1, parts.now)
    parts.end_of_batch()
    assert len(parts.questions()) == 1


def test_how_far_an_order_was_told_outlives_its_notifications(parts: Parts) -> None:
    parts.receive(notice("PO-1", 1))
    parts.end_of_batch()
    parts.courier.end_next()
    parts.store.notifications.prune(parts.now + 1, parts.now - 1)
    assert parts.store.notifications.of("PO-1") == []
    parts.receive(notice("PO-1", 1))
    parts.end_of_batch()
    assert parts.courier.in_hand == []
    parts.store.notifications.prune(parts.now + 1, parts.now + 1)
    assert parts.store.notifications.threads() == []
