"""What an order has to say, by its activity: the matrix of activities and elements, and where a segment breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final

from contracts.answer_error import answer_error
from contracts.requests import Activity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from contracts.address import Address
    from contracts.answer_error import AnswerError
    from contracts.document import EndUser
    from contracts.requests import Authority, OrderLine

LINES: Final = "/request/lines"
ACCOUNT: Final = "/address/telephone_number"
AUTHORITY: Final = "/request/authority"
MOST_SERVICES: Final = 100
"""Different services and features of one order: each of them costs the decision time."""


class Use(StrEnum):
    """Whether an element stands in an order of an activity."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    PROHIBITED = "prohibited"


class Element(Enum):
    """What an order can say, by its place in the segment."""

    PLACE = "address.line or address.street"
    ACCOUNT = "address.telephone_number"
    END_USER = "end_user"
    CLASS = "end_user.class"
    LINES = "lines"
    NUMBER = "lines.telephone_number"
    TOKEN = "lines.hold_token"  # noqa: S105
    FEATURES = "lines.features"
    AUTHORITY = "authority"
    DUE_DATE = "desired_due_date"


_COLUMNS: Final = "NCDTVWSB"
_USES: Final = {"r": Use.REQUIRED, "o": Use.OPTIONAL, "-": Use.PROHIBITED}
_ROWS: Final[Mapping[Element, str]] = {
    # One column for each activity, in the order of `_COLUMNS`.
    Element.PLACE: "r--r----",
    Element.ACCOUNT: "-rr-rrrr",
    Element.END_USER: "rooooooo",
    Element.CLASS: "oooooooo",
    Element.LINES: "rrorr---",
    Element.NUMBER: "oooro---",
    Element.TOKEN: "oo-oo---",
    Element.FEATURES: "oo-oo---",
    Element.AUTHORITY: "----rr--",
    Element.DUE_DATE: "oooooooo",
}

MATRIX: Final[Mapping[Activity, Mapping[Element, Use]]] = {
    Activity(letter): {element: _USES[row[column]] for element, row in _ROWS.items()}
    for column, letter in enumerate(_COLUMNS)
}
"""By activity and element. A number of a line is required where one line at least names the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The whole content of an order, from either transaction."""

    activity: Activity
    address: Address | None
    end_user: EndUser | None
    lines: tuple[OrderLine, ...]
    authority: Authority | None
    desired_due_date: date | None

    @property
    def customer_class(self) -> str | None:
        """The class that the segment names."""
        named = None if self.end_user is None else self.end_user.customer_class
        return None if named is None else named.value

    @property
    def services(self) -> tuple[str, ...]:
        """The USOCs of its services and features, each once."""
        return tuple(dict.fromkeys(usoc for line in self.lines for usoc in (line.usoc, *line.features)))


def misplaced(content: Content, today: date) -> Iterator[AnswerError]:
    """Where the segment breaks the matrix: each element that is missing, and each that is not allowed."""
    uses = MATRIX[content.activity]
    yield from _address(content, uses)
    if content.end_user is None and uses[Element.END_USER] is Use.REQUIRED:
        yield _missing(content, "/end_user", "the end user")
    yield from _lines(content, uses)
    yield from _authority(content, uses, today)


def too_many_services(content: Content) -> list[AnswerError]:
    """E023 when the lines name so many different services that they are not looked at."""
    count = len(content.services)
    if count <= MOST_SERVICES:
        return []
    text = f"The lines name {count:,} different services and features; an order has {MOST_SERVICES} at most."
    return [answer_error("E023", LINES, text=text, hint="Order them in several orders.")]


def _address(content: Content, uses: Mapping[Element, Use]) -> Iterator[AnswerError]:
    address = content.address
    number = None if address is None else address.telephone_number
    if uses[Element.PLACE] is Use.REQUIRED:
        if address is None:
            yield _missing(content, "/address", "the address where the service is wanted")
        elif number is not None:
            hint = "Give the address itself, as line or as street with its companions."
            yield _not_here(content, ACCOUNT, "address.telephone_number", hint)
        return
    if number is None:
        yield _missing(content, ACCOUNT, "the customer's telephone number")
    if address is not None and number is None:
        name = "line" if address.line is not None else "street"
        hint = "Name the customer by a working number: address.telephone_number alone."
        yield _not_here(content, f"/address/{name}", f"address.{name}", hint)


def _lines(content: Content, uses: Mapping[Element, Use]) -> Iterator[AnswerError]:
    if not content.lines:
        if uses[Element.LINES] is Use.REQUIRED:
            yield _missing(content, LINES, "the services")
        return
    if uses[Element.LINES] is Use.PROHIBITED:
        yield _not_here(content, LINES, "lines", "Take the lines out: it is about all that the customer has.")
        return
    for place, line in enumerate(content.lines):
        if line.hold_token is not None and uses[Element.TOKEN] is Use.PROHIBITED:
            yield _not_here(content, f"{LINES}/{place}/hold_token", "hold_token", "Name the number alone.")
        if line.features and uses[Element.FEATURES] is Use.PROHIBITED:
            hint = "Take the features out; an order with the activity C takes single features away."
            yield _not_here(content, f"{LINES}/{place}/features", "features", hint)
    if uses[Element.NUMBER] is Use.REQUIRED and account_line(content) is None:
        text = "The customer is named by a working telephone_number in a line without hold_token; there is none."
        yield answer_error("E020", f"{LINES}/0/telephone_number", text=text, hint="Add the customer's number.")


def account_line(content: Content) -> int | None:
    """The place of the first line that names a number without a hold: one that works for the customer."""
    for place, line in enumerate(content.lines):
        if line.telephone_number is not None and line.hold_token is None:
            return place
    return None


def _authority(content: Content, uses: Mapping[Element, Use], today: date) -> Iterator[AnswerError]:
    given = content.authority
    if given is None:
        if uses[Element.AUTHORITY] is Use.REQUIRED:
            text = "The end user's consent to the conversion is missing."
            yield answer_error("E012", AUTHORITY, text=text)
    elif uses[Element.AUTHORITY] is Use.PROHIBITED:
        yield _not_here(content, AUTHORITY, "authority", "Take it out: only a conversion needs it.")
    elif given.date > today:
        text = f"The authority is dated {given.date}, which is after today, {today} (UTC)."
        hint = "Give the date on which the end user consented."
        yield answer_error("E012", f"{AUTHORITY}/date", value=given.date.isoformat(), text=text, hint=hint)


def _missing(content: Content, path: str, what: str) -> AnswerError:
    text = f"With the activity {content.activity.value} {what} must be given; it is missing."
    return answer_error("E020", path, text=text, hint=f"Add {path.removeprefix('/').replace('/', '.')}.")


def _not_here(content: Content, path: str, name: str, hint: str) -> AnswerError:
    text = f"{name} is not allowed with the activity {content.activity.value}."
    return answer_error("E021", path, text=text, hint=hint)
