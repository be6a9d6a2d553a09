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
    """What is asked, and what the files say of its address, if there is one.

    `neighbour` is the number that stands for the address: where it works, so does what is reserved.
    """

    request: NumberReserve
    place: AddressResult | None
    neighbour: str | None
    errors: tuple[AnswerError, ...]

    @property
    def has_address(self) -> bool:
        """True when the rate center matters."""
        return self.place is not None or self.neighbour is not None

    def rate_center(self, books: Books) -> str | None:
        """That of the address; None without one, or when no office serves it, or its number does not work."""
        if self.place is not None:
            return self.place.rate_center
        number = books.numbers.get(self.neighbour) if self.neighbour else None
        return number.rate_center if number is not None and number.state is NumberState.ASSIGNED else None

    def unknown_neighbour(self, books: Books) -> Iterator[AnswerError]:
        """A112 when the number that stands for the address does not work."""
        if self.neighbour is not None and self.rate_center(books) is None:
            yield answer_error("A112", "/address/telephone_number", value=self.neighbour)

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
        neighbour = None if address is None else address.telephone_number
        if address is not None and neighbour is None:
            decision = validate(index, address, today=today)
            place = decision.result
            errors.extend(decision.errors)
        elif address is None and request.kind is not None:
            errors.append(
                answer_error(
                    "E020",
                    "/address",
                    text="Numbers of a kind are chosen in the rate center of an address; it is missing.",
                    hint="Add the address, or name the numbers in telephone_numbers.",
                )
            )
        change.prepared = Reservation(request, place, neighbour, tuple(errors))

    def wanted(self, change: Change) -> Wanted:
        """The named numbers, and the one that stands for the address."""
        reservation = _reservation(change)
        if reservation.is_hopeless:
            return Wanted()
        neighbour = {reservation.neighbour} if reservation.neighbour else set()
        return Wanted(numbers=neighbour.union(reservation.request.telephone_numbers))

    def days(self, change: Change, books: Books, office: Office) -> set[tuple[str, date]]:
        """None; but the inventory is told what will be asked of it."""
        reservation = _reservation(change)
        request = reservation.request
        if not reservation.is_hopeless:
            office.inventory.will_count(change.reseller)
            if request.kind is NumberKind.RANDOM and (center := reservation.rate_center(books)):
                office.inventory.will_pick(center, request.quantity or 0)
        return set()

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """Hold what can be held."""
        reservation = _reservation(change)
        errors = [
            *reservation.errors,
            *reservation.unknown_neighbour(books),
            *too_long(reservation.request.hold_minutes, office.rules),
        ]
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
    center = reservation.rate_center(books) if reservation.has_address else None
    errors.extend(_fewer(len(told), sum("hold_token" in one for one in told), NUMBERS, center))
    return told


def _verdict(
    name: str, change: Change, reservation: Reservation, books: Books, office: Office
) -> tuple[str, Number | None]:
    """The code of a named number, N300 when it can be held now, and the number as far as the asker may hear of it."""
    if not is_telephone_number(name):
        return "N306", None
    number = number_at(books, name, office.now)
    if number is None or (reservation.has_address and number.rate_center != reservation.rate_center(books)):
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
    center = reservation.rate_center(books)
    picked: Sequence[Number] = ()
    if center:
        kind, pattern = str(request.kind or NumberKind.RANDOM), request.pattern or ""
        taken = taken_in(books, office.now)
        picked = office.inventory.pick(center, quantity, kind=kind, pattern=pattern, taken=taken)
    minutes = minutes_of(request.hold_minutes, office.rules)
    told = [held_number(begin_hold(books, number, change.reseller, office.now, minutes)) for number in picked]
    errors.extend(_fewer(quantity, len(told), QUANTITY, center or "of no office"))
    return told


def _fewer(asked: int, held: int, path: str, center: str | None) -> Iterator[AnswerError]:
    """N307, as `number.search` says it."""
    if held < asked:
        where = "" if center is None else f" in the rate center {center}"
        yield answer_error("N307", path, value=asked, text=f"{held} of {asked} numbers are held for you{where}.")


def _twice(request: NumberReserve) -> Iterator[AnswerError]:
    first: dict[str, int] = {}
    for place, name in enumerate(request.telephone_numbers):
        if (before := first.setdefault(name, place)) != place:
            yield named_twice("number", f"{NUMBERS}/{place}", f"{NUMBERS}/{before}")


def _reservation(change: Change) -> Reservation:
    return cast("Reservation", change.prepared)
