"""All checks of an order's content, together: every reason that rejects it, or the plan that it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.requests import Activity
from wholesaler_worker.ordering.activities import LINES
from wholesaler_worker.ordering.asking import WHERE_WANTED, asked_of, order_key
from wholesaler_worker.ordering.customers import account_errors, account_of, numbers_of
from wholesaler_worker.ordering.disconnecting import disconnected
from wholesaler_worker.ordering.due_day import due_day, room_in, window_of
from wholesaler_worker.ordering.line_assigning import Assigned, assigned, inherited, picked, without_number
from wholesaler_worker.ordering.line_numbers import LineNumbers, Named
from wholesaler_worker.ordering.places import QUALIFIED, checked_place, place_of
from wholesaler_worker.ordering.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office
    from wholesaler_worker.changing.records import Account, Version
    from wholesaler_worker.ordering.activities import Content
    from wholesaler_worker.ordering.findings import Findings
    from wholesaler_worker.ordering.plan import Place


def checked_order(
    change: Change, in_force: Version | None, books: Books, office: Office, findings: Findings
) -> Plan | None:
    """The plan of a submitted order, or of a version that replaces the one in force; None when it is rejected.

    The reasons are then among the findings. Raises `DayNotRead`.
    """
    return _Check(change, in_force, books, office, findings).plan()


class _Check:
    def __init__(
        self, change: Change, in_force: Version | None, books: Books, office: Office, findings: Findings
    ) -> None:
        self._change = change
        self._in_force = in_force
        self._books = books
        self._office = office
        self._findings = findings
        self._asked = asked_of(change)
        content = self._asked.content
        assert content is not None  # noqa: S101 - asked of whole contents
        self._content: Content = content
        self._replaced: tuple[int, ...] = ()

    def plan(self) -> Plan | None:
        findings, content = self._findings, self._content
        findings.reasons.extend(self._asked.errors)
        self._check_activity()
        account = self._account()
        named = self._named(account)
        place = self._place(account, named)
        due_date = self._due_date(account)
        lines = self._lines(account, named, place)
        if not findings.is_sound or place is None or due_date is None or lines is None:
            return None
        end_user = content.end_user
        name = end_user.name if end_user else account.end_user if account else None
        return Plan(
            activity=content.activity,
            place=place,
            customer_class=content.customer_class or (account.customer_class if account else None),
            end_user=name,
            account=account.telephone_number if account else _first_number(lines),
            lines=lines.lines,
            taken=lines.new,
            numbers=self._told(account, lines),
            due_date=due_date,
        )

    def _check_activity(self) -> None:
        before = self._in_force
        if before is not None and before.activity is not self._content.activity:
            text = f"The rule is that a supplement keeps the activity of its order, which is {before.activity.value}."
            hint = "Cancel the order and submit another one."
            value = self._content.activity.value
            self._findings.reasons.append(answer_error("E022", "/request/activity", value=value, text=text, hint=hint))

    def _account(self) -> Account | None:
        """The account that the order may touch."""
        number = self._asked.account_number
        if number is None:
            return None
        account = account_of(self._books, number)
        if account is not None and any(error.code == "E012" for error in self._asked.errors):
            # Without the end user's consent nothing is told about another reseller's customer.
            return None
        errors = list(account_errors(self._content, number, account, order_key(self._change)))
        self._findings.reasons.extend(errors)
        return None if any(error.code in ("A112", "E013") for error in errors) else account

    def _named(self, account: Account | None) -> Mapping[int, Named]:
        """What the lines name; of a customer who may not be touched nothing is told, not even by its lines."""
        content = self._content
        if content.activity not in QUALIFIED or (content.activity is not Activity.NEW and account is None):
            return {}
        numbers = LineNumbers(
            self._change.reseller,
            self._books,
            self._office,
            self._findings,
            kept=self._in_force.numbers if self._in_force else (),
            working=() if account is None else numbers_of(account),
        )
        return numbers.named(content.lines)

    def _place(self, account: Account | None, named: Mapping[int, Named]) -> Place | None:
        content = self._content
        if content.activity not in QUALIFIED:
            return None if account is None else place_of(account, self._office.index)
        if account is None and content.activity not in WHERE_WANTED:
            return None
        place, replaced = checked_place(self._asked, account, named, self._office, self._findings)
        self._replaced = tuple(sorted(replaced))
        for line in self._replaced:
            number = named[line].number.telephone_number
            text = f"{number} cannot move to this address; a new number is assigned to the line."
            self._findings.remarks.append(
                answer_error(
                    "N305", named[line].path, value=number, text=text, hint="Tell the end user the new number."
                )
            )
        return place

    def _due_date(self, account: Account | None) -> date | None:
        content, office = self._content, self._office
        services = content.services if content.activity in QUALIFIED else ()
        window = window_of(content.activity, services, office.today, office.rules)
        clli = office_of_order(self._change, account)
        room = None if clli is None else room_in(self._books, clli, self._asked.days)
        day, errors = due_day(content.desired_due_date, window, room)
        self._findings.reasons.extend(errors)
        return day

    def _lines(self, account: Account | None, named: Mapping[int, Named], place: Place | None) -> Assigned | None:
        content, findings = self._content, self._findings
        if content.activity not in QUALIFIED:
            if account is None:
                return None
            if content.activity is Activity.DISCONNECT:
                return Assigned(disconnected(content.lines, account, findings), ())
            return Assigned(account.lines if content.activity is Activity.CONVERT_AS_IS else (), ())
        staying = {line: one for line, one in named.items() if line not in self._replaced}
        numbers = dict(inherited(content, account, staying, findings) if not self._replaced else _names(staying))
        if not findings.is_sound or place is None:
            return None
        kept = self._kept(staying)
        # Lines that share a number share the one that replaces it.
        shared = {named[line].number.telephone_number: line for line in reversed(self._replaced)}
        missing = without_number(content, numbers, shared.values())
        found = picked(missing, list(kept.values()), place, self._books, self._office, findings) if missing else {}
        numbers |= _names(found)
        for line in self._replaced:
            first = shared[named[line].number.telephone_number]
            if first in numbers:
                numbers[line] = numbers[first]
        return assigned(content.lines, numbers, {**staying, **found}, self._in_force.numbers if self._in_force else ())

    def _kept(self, staying: Mapping[int, Named]) -> dict[str, Named]:
        """What the version in force took and no line names: it can go to a line that gets a number."""
        named = {one.number.telephone_number for one in staying.values()}
        numbers = self._in_force.numbers if self._in_force else ()
        return {
            name: Named(LINES, number)
            for name in numbers
            if name not in named and (number := self._books.numbers.get(name)) is not None
        }

    def _told(self, account: Account | None, lines: Assigned) -> tuple[str, ...]:
        """The numbers that the answer names: those that work when the order is completed."""
        if self._content.activity is Activity.DISCONNECT:
            return ()
        if self._content.activity not in QUALIFIED and account is not None:
            return tuple(numbers_of(account))
        return tuple(dict.fromkeys(line.telephone_number for line in lines.lines if line.telephone_number))


def office_of_order(change: Change, account: Account | None) -> str | None:
    """The office that carries the order out, as far as it is known."""
    asked = asked_of(change)
    if asked.content is not None and asked.content.activity not in QUALIFIED:
        return None if account is None else account.central_office
    result = None if asked.decision is None else asked.decision.result
    return None if result is None or result.central_office is None else result.central_office.clli


def _names(named: Mapping[int, Named]) -> dict[int, str]:
    return {line: one.number.telephone_number for line, one in named.items()}


def _first_number(lines: Assigned) -> str:
    return next(line.telephone_number for line in lines.lines if line.telephone_number)
