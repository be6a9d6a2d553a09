"""The life of a version: every move that is legal, every other refused."""

from dataclasses import replace
from itertools import product

import pytest

from contracts.requests import Activity
from tests.unit.ordering.order_desk import NOW
from wholesaler_worker.changing.records import OrderState, Version
from wholesaler_worker.ordering.states import FOLLOWING, UNDER_WAY, IllegalMove, moved

LEGAL = {
    ("received", "confirmed"),
    ("received", "rejected"),
    ("received", "superseded"),
    ("confirmed", "jeopardy"),
    ("confirmed", "completed"),
    ("confirmed", "cancelled"),
    ("confirmed", "superseded"),
    ("jeopardy", "confirmed"),
    ("jeopardy", "completed"),
    ("jeopardy", "cancelled"),
    ("jeopardy", "superseded"),
}


def version(state: OrderState) -> Version:
    return Version(
        reseller="acme",
        pon="PO-1",
        version=1,
        state=state,
        activity=Activity.NEW,
        transaction_number="T-1",
        content_hash=b"",
        answer={},
        decided_at=NOW,
    )


@pytest.mark.parametrize(("before", "after"), list(product(OrderState, OrderState)))
def test_a_version_makes_the_legal_moves_and_no_other(before: OrderState, after: OrderState) -> None:
    if (before.value, after.value) in LEGAL:
        assert moved(version(before), after) == replace(version(before), state=after)
    else:
        with pytest.raises(IllegalMove, match=f"version 1 of PO-1 is {before.value} and cannot become {after.value}"):
            moved(version(before), after)


def test_what_is_under_way_can_still_be_completed_and_cancelled() -> None:
    ends = {OrderState.COMPLETED, OrderState.CANCELLED}
    assert {state for state, following in FOLLOWING.items() if ends <= following} == UNDER_WAY
