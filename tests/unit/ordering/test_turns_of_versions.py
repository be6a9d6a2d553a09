"""Which version is taken when: the same one again, the next one, one that has to wait, and what comes too late."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.requests import OrderSupplement, SupplementKind
from tests.unit.ordering.order_desk import FOLSOM, HOWARD, NOW, OrderDesk, Said, at, line
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.completion import complete, jeopardize
from wholesaler_worker.outcomes import Retry

VERSION, PON = "/request/version", "/request/pon"
LATER = date(2026, 12, 7)


@pytest.fixture
def confirmed(desk: OrderDesk) -> OrderDesk:
    desk.free(*range(100, 110))
    assert desk.submit(reference="first").outcome == "answered"
    return desk


def finish(desk: OrderDesk, version: int = 1) -> None:
    complete(desk.books, desk.version(version), NOW.date(), Rules(), desk.now)


def snapshot(desk: OrderDesk) -> tuple[object, ...]:
    books = desk.books
    return (
        dict(books.orders.own()),
        dict(books.versions.own()),
        dict(books.numbers.own()),
        {key: day for key, day in books.days.own().items() if day and day.booked},
        len(books.events),
    )


class TestTheSameVersionAgain:
    def test_it_gets_its_answer_again_and_changes_nothing(self, confirmed: OrderDesk) -> None:
        before = snapshot(confirmed)
        answer = confirmed.submit(reference="another")
        assert answer.outcome == "answered"
        assert answer.errors == [("I001", f"/segments/0{VERSION}")]
        assert answer.result == confirmed.version().answer["result"]
        assert snapshot(confirmed) == before

    def test_a_rejection_is_told_again_with_all_its_reasons_where_the_segment_stands_now(self, desk: OrderDesk) -> None:
        first = desk.submit(lines=[line("RSX")])
        _, again = desk.ask_together([desk.order("PO-9", lines=[line("RSX")]), desk.order(lines=[line("RSX")])])
        assert isinstance(again, Said)
        assert again.outcome == "refused"
        assert again.result == first.result
        assert again.errors == [
            ("O501", "/segments/1"),
            ("F202", "/segments/1/request/lines/0/usoc"),
            ("I001", "/segments/1/request/version"),
        ]
        assert again.texts[:2] == first.texts
        assert again.hints[:2] == first.hints

    def test_with_other_content_it_is_refused(self, confirmed: OrderDesk) -> None:
        before = snapshot(confirmed)
        assert confirmed.submit(address=HOWARD).refusal == ("E007", VERSION)
        assert confirmed.submit(lines=[line("1FR", "ESX")]).refusal == ("E007", VERSION)
        assert snapshot(confirmed) == before

    def test_an_old_version_gets_its_answer_again_and_never_other_content(self, confirmed: OrderDesk) -> None:
        confirmed.postpone(LATER)
        assert confirmed.submit().codes == ["I001"]
        assert confirmed.submit(address=HOWARD).refusal == ("O511", VERSION)

    def test_a_supplement_gets_its_answer_again(self, confirmed: OrderDesk) -> None:
        first = confirmed.postpone(LATER)
        confirmed.cancel(version=3)
        again = confirmed.postpone(LATER)
        assert (again.result, again.codes) == (first.result, ["I001"])

    def test_the_same_transaction_number_long_after_is_the_same_version_all_the_same(self, desk: OrderDesk) -> None:
        desk.free(100)
        desk.submit(transaction="T-A")
        desk.later(days=40)
        assert desk.submit(transaction="T-A").codes == ["I001"]


class TestOneDocument:
    @pytest.mark.parametrize("features", [(), ("ESX",)])
    def test_a_purchase_order_stands_in_it_once(self, desk: OrderDesk, features: tuple[str, ...]) -> None:
        desk.free(100, 101)
        first, second = desk.ask_together([desk.order(), desk.order(lines=[line("1FR", *features)])])
        assert isinstance(first, Said)
        assert isinstance(second, Said)
        assert (first.outcome, first.codes) == ("answered", [])
        assert second.errors == [("E022", "/segments/1/request/pon")]
        assert "PO-1" in second.texts[0]
        assert desk.standing().latest == 1

    def test_versions_that_follow_one_another_may(self, confirmed: OrderDesk) -> None:
        postponed = OrderSupplement(pon="PO-1", version=2, supplement=SupplementKind.DUE_DATE, desired_due_date=LATER)
        cancelled = OrderSupplement(pon="PO-1", version=3, supplement=SupplementKind.CANCEL)
        answers = confirmed.ask_together([postponed, cancelled], address=None, end_user=None)
        assert [answer.outcome for answer in answers if isinstance(answer, Said)] == ["answered", "answered"]
        assert confirmed.version(3).state is OrderState.CANCELLED


class TestAheadOfItsTurn:
    @pytest.mark.parametrize("version", [2, 7])
    def test_a_version_waits_and_then_is_refused(self, desk: OrderDesk, version: int) -> None:
        (answer,) = desk.ask_together([desk.order(version=version)], may_wait=True)
        assert isinstance(answer, Retry)
        assert "version 1" in answer.reason
        assert desk.submit(version=version).refusal == ("O511", VERSION)
        assert desk.books.orders.get(("acme", "PO-1")) is None

    def test_a_supplement_of_an_unknown_order_waits_for_it_and_then_is_unknown(self, desk: OrderDesk) -> None:
        (answer,) = desk.ask_together([replace(_cancel(), version=2)], may_wait=True)
        assert isinstance(answer, Retry)
        assert desk.cancel().refusal == ("O510", PON)

    def test_a_skipped_version_waits_and_then_is_refused_with_the_next_one(self, confirmed: OrderDesk) -> None:
        (answer,) = confirmed.ask_together([_cancel(version=3)], may_wait=True, address=None, end_user=None)
        assert isinstance(answer, Retry)
        assert "version 2" in answer.reason
        refused = confirmed.cancel(version=3)
        assert refused.refusal == ("O511", VERSION)
        assert refused.hints == ["Send version 2."]

    def test_a_day_that_was_not_read_because_its_order_is_so_new_is_waited_for(self, desk: OrderDesk) -> None:
        desk.free(100)
        postponed = OrderSupplement(
            pon="PO-1", version=2, supplement=SupplementKind.DUE_DATE, desired_due_date=date(2027, 3, 1)
        )
        answers = desk.ask_together([desk.order(), postponed])
        assert isinstance(answers[1], Retry)


def test_another_resellers_purchase_order_is_unknown(confirmed: OrderDesk) -> None:
    assert confirmed.cancel(reseller="globex").refusal == ("O510", PON)
    assert confirmed.version().state is OrderState.CONFIRMED


def test_two_resellers_may_use_the_same_number_for_their_orders(confirmed: OrderDesk) -> None:
    assert confirmed.submit(reseller="globex").outcome == "answered"
    assert confirmed.version(reseller="globex").order_number != confirmed.version().order_number


def test_a_confirmed_order_is_changed_by_a_supplement_only(confirmed: OrderDesk) -> None:
    answer = confirmed.submit(version=2)
    assert answer.refusal == ("E022", VERSION)
    assert "order.supplement" in answer.hints[0]


def test_a_rejected_order_is_sent_again_and_not_supplemented(desk: OrderDesk) -> None:
    desk.free(100)
    desk.submit(lines=[line("RSX")])
    for answer in (desk.cancel(), desk.postpone(LATER), desk.supplement("PO-1", 2, "3")):
        assert answer.refusal == ("E022", VERSION)
        assert "order.submit" in answer.hints[0]
    assert desk.submit(version=2).outcome == "answered"
    assert desk.told() == [(1, "acknowledged"), (1, "rejected"), (2, "acknowledged"), (2, "confirmed")]
    assert [event.sequence for event in desk.events()] == [1, 2, 3, 4]


def test_after_a_rejected_supplement_the_next_one_is_a_supplement_too(confirmed: OrderDesk) -> None:
    assert confirmed.postpone(date(2026, 12, 6)).codes == ["O501", "D401"]
    assert confirmed.submit(version=3).refusal == ("E022", VERSION)
    assert confirmed.cancel(version=3).outcome == "answered"


@pytest.mark.parametrize("version", [2, 3, 9])
def test_a_completed_order_is_not_changed(confirmed: OrderDesk, version: int) -> None:
    finish(confirmed)
    before = snapshot(confirmed)
    (answer,) = confirmed.ask_together([_cancel(version)], may_wait=True, address=None, end_user=None)
    assert isinstance(answer, Said)
    assert answer.refusal == ("O513", PON)
    assert confirmed.postpone(LATER, version=version).refusal == ("O513", PON)
    assert confirmed.submit(version=version).refusal == ("O513", PON)
    assert snapshot(confirmed) == before


def test_an_order_completed_after_a_rejected_supplement_stays_completed(confirmed: OrderDesk) -> None:
    assert confirmed.postpone(date(2026, 12, 6)).codes == ["O501", "D401"]
    finish(confirmed)
    assert confirmed.standing().in_force == 1
    assert confirmed.submit(version=3).refusal == ("O513", PON)
    assert confirmed.cancel(version=3).refusal == ("O513", PON)


def test_a_cancelled_order_is_not_taken_up_again(confirmed: OrderDesk) -> None:
    confirmed.cancel()
    assert confirmed.postpone(LATER, version=3).refusal == ("O512", PON)
    assert confirmed.submit(version=3).refusal == ("O512", PON)


def test_on_its_due_date_it_is_too_late(confirmed: OrderDesk) -> None:
    confirmed.later(days=3)
    assert confirmed.postpone(LATER).outcome == "answered"
    confirmed.later(days=11)
    assert confirmed.cancel(version=3).refusal == ("O512", PON)


def test_an_order_in_danger_can_be_changed_even_after_its_date(confirmed: OrderDesk) -> None:
    jeopardize(confirmed.books, confirmed.version(), "O522", None, None, confirmed.now)
    confirmed.later(days=8)
    assert confirmed.postpone(LATER).outcome == "answered"
    assert confirmed.version(1).state is OrderState.SUPERSEDED


def test_the_reference_and_the_place_in_the_document_are_no_content(confirmed: OrderDesk) -> None:
    _, again = confirmed.ask_together([confirmed.order("PO-2"), confirmed.order()], reference="x")
    assert isinstance(again, Said)
    assert again.codes == ["I001"]


@pytest.mark.parametrize(
    "other",
    [
        {"lines": [line("1FR", "ESX")]},
        {"due": LATER},
        {"address": HOWARD},
        {"address": replace(FOLSOM, zip=None)},
        {"end_user": None},
        {"activity": "C", "lines": [line()]},
        {"address": at("4155550100")},
    ],
)
def test_everything_else_is(confirmed: OrderDesk, other: dict[str, object]) -> None:
    assert confirmed.submit(**other).refusal == ("E007", VERSION)


def _cancel(version: int = 2) -> OrderSupplement:
    return OrderSupplement(pon="PO-1", version=version, supplement=SupplementKind.CANCEL)
