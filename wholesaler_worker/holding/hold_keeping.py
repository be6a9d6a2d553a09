"""Begins and ends holds in the books: a number, its hold, and how many its reseller has, change together."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from wholesaler_worker.changing.records import Hold
from wholesaler_worker.db.numbers import NumberState

if TYPE_CHECKING:
    from datetime import date, datetime

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Office
    from wholesaler_worker.changing.records import Number

TOKEN_BYTES = 24
"""192 bits: who has no token does not find one."""


def begin_hold(books: Books, number: Number, reseller: str, now: datetime, minutes: int) -> Hold:
    """Keep an available number for a reseller; a hold of it that has expired is gone."""
    before = books.numbers.get(number.telephone_number) or number
    if before.token is not None:
        books.holds.put(before.token, None)
    hold = Hold(
        telephone_number=number.telephone_number,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        reseller=reseller,
        held_since=now,
        held_until=now + timedelta(minutes=minutes),
    )
    books.holds.put(hold.token, hold)
    books.numbers.put(
        number.telephone_number,
        replace(number, state=NumberState.HELD, until=hold.held_until.date(), token=hold.token),
    )
    _count(books, reseller, 1)
    return hold


def lengthen_hold(books: Books, hold: Hold, until: datetime) -> Hold:
    """Let a live hold end later; that is one of its extensions."""
    longer = replace(hold, held_until=until, extensions=hold.extensions + 1)
    books.holds.put(hold.token, longer)
    number = books.numbers.get(hold.telephone_number)
    if number is not None:
        books.numbers.put(number.telephone_number, replace(number, until=until.date()))
    return longer


def end_hold(books: Books, hold: Hold, state: NumberState, until: date | None = None) -> Number | None:
    """End a live hold: its token is worth nothing any more, and its number goes on in another state.

    Returns the number as it is then.
    """
    books.holds.put(hold.token, None)
    _count(books, hold.reseller, -1)
    number = books.numbers.get(hold.telephone_number)
    if number is None:
        return None
    left = replace(number, state=state, until=until, token=None)
    books.numbers.put(number.telephone_number, left)
    return left


def release(books: Books, hold: Hold, office: Office) -> Number | None:
    """End a live hold and let its number rest, as long as the wholesaler's terms say; without a rest it is free."""
    rest = office.rules.aging_days
    if not rest:
        return end_hold(books, hold, NumberState.AVAILABLE)
    return end_hold(books, hold, NumberState.AGING, office.today + timedelta(days=rest))


def held_now(books: Books, reseller: str, office: Office) -> int:
    """How many numbers a reseller holds, with what this transaction has changed so far."""
    return office.inventory.held_by(reseller) + (books.more_holds.get(reseller) or 0)


def _count(books: Books, reseller: str, more: int) -> None:
    books.more_holds.put(reseller, (books.more_holds.get(reseller) or 0) + more)
