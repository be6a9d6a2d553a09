"""The telephone numbers that the lines of an order name: with the token of a hold, or because they work already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.identifiers import is_telephone_number
from contracts.moments import moment_as_text
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.handling.number_verdict import NUMBER_CODES
from wholesaler_worker.holding.hold_verdict import is_live, live_hold, named_twice, number_at
from wholesaler_worker.ordering.activities import LINES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contracts.answer_error import AnswerError
    from contracts.requests import OrderLine
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Office
    from wholesaler_worker.changing.records import Hold, Number
    from wholesaler_worker.ordering.findings import Findings


@dataclass(frozen=True, slots=True)
class Named:
    """A number that a line names. Without a `hold` the customer, or the order, has it already."""

    path: str
    number: Number
    hold: Hold | None = None


class LineNumbers:
    """Finds the numbers of an order's lines.

    `kept` are those that an earlier version took: the tokens that it used are worth nothing any more. `working` are the
    customer's.
    """

    def __init__(
        self,
        reseller: str,
        books: Books,
        office: Office,
        findings: Findings,
        *,
        kept: Collection[str],
        working: Collection[str],
    ) -> None:
        self._reseller = reseller
        self._kept = kept
        self._working = working
        self._books = books
        self._office = office
        self._reasons = findings.reasons

    def named(self, lines: Sequence[OrderLine]) -> dict[int, Named]:
        """By place of the line, what it names; what is wrong with the others is among the findings."""
        found: dict[int, Named] = {}
        self._held(lines, found)
        taken = {one.number.telephone_number for one in found.values()}
        for place, line in enumerate(lines):
            name = line.telephone_number
            if name is None or not (line.hold_token is None or name in self._kept):
                continue
            number = self._books.numbers.get(name)
            path = f"{LINES}/{place}/telephone_number"
            if number is not None and (name in self._kept or name in self._working or name in taken):
                found[place] = Named(path, number)
            else:
                self._reasons.append(self._not_to_be_had(name, place))
        return dict(sorted(found.items()))

    def _held(self, lines: Sequence[OrderLine], found: dict[int, Named]) -> None:
        tokens = {
            place: line.hold_token
            for place, line in enumerate(lines)
            if line.hold_token is not None and line.telephone_number not in self._kept
        }
        unknown = [token for token in tokens.values() if self._books.holds.get(token) is None]
        expired = self._office.inventory.expired(self._reseller, unknown) if unknown else set()
        first: dict[str, str] = {}
        for place, token in tokens.items():
            path = f"{LINES}/{place}/hold_token"
            if (before := first.setdefault(token, path)) != path:
                self._reasons.append(named_twice("token", path, before))
                continue
            hold = self._books.holds.get(token)
            if token in expired:
                self._reasons.append(answer_error("N308", path))
                continue
            refusal = self._refusal(hold, lines[place], path)
            number = None if hold is None else self._books.numbers.get(hold.telephone_number)
            if refusal is not None:
                self._reasons.append(refusal)
            elif number is not None:
                found[place] = Named(path, number, hold)

    def _refusal(self, hold: Hold | None, line: OrderLine, path: str) -> AnswerError | None:
        """Another reseller's token is as unknown as one that never was; a token is never repeated."""
        if hold is None or hold.reseller != self._reseller:
            return answer_error("N309", path)
        if not is_live(hold, self._office.now):
            return answer_error("N308", path, text=f"The hold expired at {moment_as_text(hold.held_until)}.")
        if line.telephone_number not in (None, hold.telephone_number):
            text = f"The token does not hold {line.telephone_number} but another number."
            return answer_error("N309", path, text=text, hint="Give the token alone: it names its number.")
        return None

    def _not_to_be_had(self, name: str, place: int) -> AnswerError:
        """Why a number that was named without a token cannot be had so."""
        path = f"{LINES}/{place}/telephone_number"
        number = number_at(self._books, name, self._office.now)
        if not is_telephone_number(name):
            return answer_error("N306", path, value=name)
        if number is None:
            return answer_error("N305", path, value=name, text=f"{name} is not a number of this wholesaler.")
        hold = live_hold(self._books, number, self._office.now) if number.state is NumberState.HELD else None
        is_own = hold is not None and hold.reseller == self._reseller
        if number.state is NumberState.AVAILABLE or is_own:
            text = "A new number is ordered with the token of its hold; it is missing."
            hint = "Add the hold_token that the reservation's answer gave." if is_own else "Reserve the number first."
            return answer_error("E020", f"{LINES}/{place}/hold_token", text=text, hint=hint)
        code = NUMBER_CODES[number.state]
        aging = f"{name} is aging until {number.until}." if code == "N304" and number.until else None
        return answer_error(code, path, value=name, text=aging)
