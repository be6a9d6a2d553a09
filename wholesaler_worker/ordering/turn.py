"""Whether a version's turn has come: the same one again, the next one, one that has to wait, or one too late.

What is refused here is no version: nothing is recorded, and its number is still free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.answer_error import AnswerError, answer_error
from contracts.requests import OrderSupplement
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.asking import asked_of, order_key
from wholesaler_worker.outcomes import Await, Retry

if TYPE_CHECKING:
    from datetime import datetime

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change
    from wholesaler_worker.changing.records import Order, Version

VERSION = "/request/version"
PON = "/request/pon"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a purchase order stands before its next version; both None before the first."""

    order: Order | None = None
    in_force: Version | None = None


def next_turn(change: Change, books: Books, now: datetime) -> Standing | None:
    """The standing when the version is the next one; None when the question is ended here."""
    key = order_key(change)
    request = asked_of(change).request
    order = books.orders.get(key)
    if order is None:
        first = 1
        if request.version == first and not isinstance(request, OrderSupplement):
            return Standing()
        _wait_or(change, first, _unknown(change) if isinstance(request, OrderSupplement) else _not_next(change, first))
        return None
    latest = books.versions.get((*key, order.latest))
    in_force = None if order.in_force is None else books.versions.get((*key, order.in_force))
    stored = books.versions.get((*key, request.version))
    if stored is not None and (stored is latest or _same(change, stored)):
        _again(change, stored, now)
        return None
    refusal = _too_late(latest, in_force, request.pon, now) or _out_of_turn(change, order, in_force)
    if refusal is None:
        return Standing(order, in_force)
    if refusal.code == "O511" and request.version > order.latest:
        _wait_or(change, order.latest + 1, refusal)
    else:
        change.question.answer([refusal])
    return None


def wait(change: Change, until: str) -> None:
    """Put the document back: what it builds upon is not committed yet."""
    kind = Await if change.may_wait else Retry
    change.question.failure = kind(f"version {asked_of(change).request.version} of an order waits for {until}")


def _wait_or(change: Change, following: int, refusal: AnswerError) -> None:
    if change.may_wait:
        wait(change, f"version {following}")
    else:
        change.question.answer([refusal])


def _same(change: Change, stored: Version) -> bool:
    return stored.content_hash == asked_of(change).content_hash


def _again(change: Change, stored: Version, now: datetime) -> None:
    """The same version again: its answer again, or a refusal when it is not the same at all."""
    question, request = change.question, asked_of(change).request
    if stored.transaction_number == change.transaction_number and stored.decided_at == now:
        text = f"The rule is that a version of a purchase order stands once in a document; {request.pon} came before."
        hint = "Put everything that an order needs into one segment, or give the other one a PON of its own."
        question.answer([answer_error("E022", PON, value=request.pon, text=text, hint=hint)])
    elif _same(change, stored):
        told = answer_error("I001", VERSION, value=request.version, text="This version was answered before.")
        question.answer([*map(_error, stored.answer["errors"]), told], stored.answer["result"])
    else:
        text = f"Version {stored.version} of {stored.pon} was used before for other content."
        hint = f"Give new content the version {stored.version + 1}; repeat a version only with its own content."
        question.answer([answer_error("E007", VERSION, value=stored.version, text=text, hint=hint)])


def _error(entry: dict[str, Any]) -> AnswerError:
    return AnswerError(
        code=entry["code"], path=entry["path"], value=entry.get("value"), text=entry["text"], hint=entry["hint"]
    )


def _too_late(latest: Version | None, in_force: Version | None, pon: str, now: datetime) -> AnswerError | None:
    """O513 for an order that was carried out, O512 for one that was cancelled or is just being carried out."""
    if in_force is not None and in_force.state is OrderState.COMPLETED:
        return answer_error("O513", PON, value=pon)
    if latest is not None and latest.state is OrderState.CANCELLED:
        text = "The order was cancelled."
        return answer_error("O512", PON, value=pon, text=text, hint="Send a new order under a PON of its own.")
    due = None if in_force is None or in_force.state is not OrderState.CONFIRMED else in_force.due_date
    if due is not None and due <= now.date():
        text = f"The order is due on {due}: it is being carried out, and too late to change or cancel."
        return answer_error("O512", PON, value=pon, text=text)
    return None


def _out_of_turn(change: Change, order: Order, in_force: Version | None) -> AnswerError | None:
    request = asked_of(change).request
    following = order.latest + 1
    if request.version != following:
        return _not_next(change, following)
    if isinstance(request, OrderSupplement) and in_force is None:
        text = "The rule is that a supplement changes a version that is in force; the last one was rejected."
        hint = f"Send version {following} with order.submit."
        return answer_error("E022", VERSION, value=request.version, text=text, hint=hint)
    if not isinstance(request, OrderSupplement) and in_force is not None:
        text = f"The rule is that a version after the confirmed one ({in_force.version}) comes with order.supplement."
        hint = f"Send version {following} with order.supplement."
        return answer_error("E022", VERSION, value=request.version, text=text, hint=hint)
    return None


def _not_next(change: Change, following: int) -> AnswerError:
    version = asked_of(change).request.version
    text = f"Version {version} is not the next one; the next one is {following}."
    return answer_error("O511", VERSION, value=version, text=text, hint=f"Send version {following}.")


def _unknown(change: Change) -> AnswerError:
    return answer_error("O510", PON, value=asked_of(change).request.pon)
