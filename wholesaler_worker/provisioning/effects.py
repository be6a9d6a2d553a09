"""What a message of the network's systems brings about, by the rules of `wholesaler_worker.ordering`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.provisioning import Completed, Jeopardy, Recovered
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.accounts import AccountMissing
from wholesaler_worker.ordering.completion import complete, days_of_move, jeopardize, recover
from wholesaler_worker.ordering.states import IllegalMove

if TYPE_CHECKING:
    from datetime import date, datetime

    from contracts.provisioning import Provisioning
    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import Version


class AlreadySo(Exception):
    """The order stands as the message says, without it."""


class NotPossible(Exception):
    """The order stands so that this cannot happen to it; the message says why."""


def days_wanted(message: Provisioning, version: Version) -> set[DayKey]:
    """The days of offices that must be in the books when the message moves the order's date."""
    return days_of_move(version, _new_date(message))


def carry_out(message: Provisioning, version: Version, books: Books, rules: Rules, now: datetime) -> None:
    """Put the effects and their notification into `books`.

    Raises `AlreadySo` and `NotPossible`; `books` may then hold what is to be forgotten.
    """
    detail = message.detail
    if _is_so(message, version):
        raise AlreadySo(f"it is {version.state.value} already")
    try:
        match detail:
            case Completed():
                complete(books, version, detail.completed_on, rules, now)
            case Jeopardy():
                jeopardize(books, version, detail.code, detail.text, detail.due_date, now)
            case Recovered():
                recover(books, version, detail.due_date, now)
    except (IllegalMove, AccountMissing) as e:
        raise NotPossible(str(e)) from e


def _is_so(message: Provisioning, version: Version) -> bool:
    """A danger is told again even to an order that is in danger: its reason or date may be another."""
    if isinstance(message.detail, Completed):
        return version.state is OrderState.COMPLETED
    if isinstance(message.detail, Recovered):
        return version.state is OrderState.CONFIRMED and _new_date(message) in (None, version.due_date)
    return False


def _new_date(message: Provisioning) -> date | None:
    return None if isinstance(message.detail, Completed) else message.detail.due_date
