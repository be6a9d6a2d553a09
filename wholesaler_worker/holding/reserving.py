"""`number.reserve`: keep numbers for a reseller, named ones or so many of a kind.

What can be held is held, and the answer says of each other number why not; only an address that does not resolve, a
broken rule or too many holds refuse it as a whole. A number that the asker holds already is told with the hold it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contracts.answer_error import answer_error, refuses
from contracts.identifiers import is_telephone_number
from contracts.requests import NumberKind, NumberReserve
from contracts.result_writing import result_as_json
from serviceability.decision import validate
from wholesaler_worker.changing.change import Wanted
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.handling.number_verdict import NUMBER_CODES
from wholesaler_worker.holding.hold_answers import held_number, holds_result, other_number
from wholesaler_worker.holding.hold_keeping import begin_hold, held_now
from wholesaler_worker.holding.hold_terms import minutes_of, too_long, too_many
from wholesaler_worker.holding.hold_verdict import live_hold, named_twice, number_at, taken_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from contracts.answer_error import AnswerError
    from contracts.results import AddressResult
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office
    from wholesaler_worker.changing.records import Number

NUMBERS, QUANTITY = "/request/telephone_numbers", "/request/quantity"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is asked, and what the files say of its address, if there is one."""

    request: NumberReserve
    place: AddressResult | None
    errors: tuple[AnswerError, ...]

    @property
    def is_hopeless(self) -> bool:
        """True when nothing that the records say can make it succeed."""
        return refuses(self.errors)

    def refusal(self) -> dict[str, Any]:
        """The result when it is refused: no number, and what became of the address."""
        address = {} if self.place is None else result_as_json(self.place)
        return {**address, **holds_result(())}


class NumberReserving:
    """Fulfils `ChangeUseCase`."""

    keeps_refusals = False

    def prepare(self, change: Change, index: ReferenceIndex, today: date) -> None:
        """Resolve the address, and find what is wrong in the request itself."""
        request = change.question.segment.request
        assert isinstance(request, NumberReserve)  # noqa: S101 - the contract reads it so
        errors = [*_twice(request)]
        address, place = change.question.address, None
        if address is not None:
            decision = validate(index, address, today=today)
            place = decision.result
            errors.extend(decision.errors)
        elif request.kind is not None:
            errors.append(
                answer_error(
                    "E020",
                    "/address",
                    text="Numbers of a kind are chosen in the rate center of an address; it is missing.",
                    hint="Add the address, or name the numbers in telephone_numbers.",
                )
            )
        change.prepared = Reservation(request, place, tuple(errors))

    def wanted(self, change: Change) -> Wanted:
        """The named numbers."""
        reservation = _reservation(change)
        return Wanted() if reservation.is_hopeless else Wanted(numbers=set(reservation.request.telephone_numbers))

    def days(self, change: Change, books: Books, office: Office) -> set[tuple[str, date]]:  # noqa: ARG002 - see ChangeUseCase
        """None; but the inventory is told what will be asked of it."""
        reservation = _reservation(change)
        request, place = reservation.request, reservation.place
        if not reservation.is_hopeless:
            office.inventory.will_count(change.reseller)
            if request.kind is NumberKind.RANDOM and place is not None and place.rate_center:
                office.inventory.will_pick(place.rate_center, request.quantity or 0)
        return set()

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """Hold what can be held."""
        reservation = _reservation(change)
        errors = [*reservation.errors, *too_long(reservation.request.hold_minutes, office.rules)]
        numbers: list[dict[str, Any]] = []
        if not refuses(errors):
            hold = _hold_named if reservation.request.kind is None else _hold_picked
            numbers = hold(change, reservation, errors, books, office)
        change.question.answer(errors, reservation.refusal() if refuses(errors) else holds_result(numbers))


def _hold_named(
    change: Change, reservation: Reservation, errors: list[AnswerError], books: Books, office: Office
) -> list[dict[str, Any]]:
    request = reservation.request
    verdicts = [(name, *_verdict(name, change, reservation, books, office)) for name in request.telephone_numbers]
    free = sum(code == "N300" for _, code, _ in verdicts)
    errors.extend(too_many(held_now(books, change.reseller, office), free, office.rules, NUMBERS) if free else ())
    if refuses(errors):
        return []
    if expired := [number.token for _, code, number in verdicts if code == "N300" and number and number.token]:
        office.inventory.note_expired(expired)
    minutes = minutes_of(request.hold_minutes, office.rules)
    told: list[dict[str, Any]] = []
    for place, (name, code, number) in enumerate(verdicts):
        if number is not None and code == "N300":
            told.append(held_number(begin_hold(books, number, change.reseller, office.now, minutes)))
        elif number is not None and code == "N301" and (hold := live_hold(books, number, office.now)):
            told.append(held_number(hold))
        else:
            told.append(other_number(name, code, None if number is None else number.until))
            errors.append(answer_error(code, f"{NUMBERS}/{place}", value=name))
    _tell_fewer(len(told), sum("hold_token" in one for one in told), NUMBERS, reservation, errors)
    return told


def _verdict(
    name: str, change: Change, reservation: Reservation, books: Books, office: Office
) -> tuple[str, Number | None]:
    """The code of a named number, N300 when it can be held now, and the number as far as the asker may hear of it."""
    if not is_telephone_number(name):
        return "N306", None
    number = number_at(books, name, office.now)
    place = reservation.place
    if number is None or (place is not None and number.rate_center != place.rate_center):
        return "N305", None
    if number.state is NumberState.HELD:
        hold = live_hold(books, number, office.now)
        if hold is not None and hold.reseller == change.reseller:
            return "N301", number
    return NUMBER_CODES[number.state], number


def _hold_picked(
    change: Change, reservation: Reservation, errors: list[AnswerError], books: Books, office: Office
) -> list[dict[str, Any]]:
    request = reservation.request
    quantity = request.quantity or 1
    errors.extend(too_many(held_now(books, change.reseller, office), quantity, office.rules, QUANTITY))
    if refuses(errors):
        return []
    center = None if reservation.place is None else reservation.place.rate_center
    picked: Sequence[Number] = ()
    if center:
        kind, pattern = str(request.kind or NumberKind.RANDOM), request.pattern or ""
        taken = taken_in(books, office.now)
        picked = office.inventory.pick(center, quantity, kind=kind, pattern=pattern, taken=taken)
    minutes = minutes_of(request.hold_minutes, office.rules)
    told = [held_number(begin_hold(books, number, change.reseller, office.now, minutes)) for number in picked]
    _tell_fewer(quantity, len(told), QUANTITY, reservation, errors)
    return told


def _tell_fewer(asked: int, held: int, path: str, reservation: Reservation, errors: list[AnswerError]) -> None:
    """N307, as `number.search` says it."""
    if held < asked:
        place = reservation.place
        where = "" if place is None else f" in the rate center {place.rate_center or 'of no office'}"
        text = f"{held} of {asked} numbers are held for you{where}."
        errors.append(answer_error("N307", path, value=asked, text=text))


def _twice(request: NumberReserve) -> Iterator[AnswerError]:
    first: dict[str, int] = {}
    for place, name in enumerate(request.telephone_numbers):
        if (before := first.setdefault(name, place)) != place:
            yield named_twice("number", f"{NUMBERS}/{place}", f"{NUMBERS}/{before}")


def _reservation(change: Change) -> Reservation:
    return cast("Reservation", change.prepared)
