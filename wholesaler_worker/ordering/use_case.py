"""`order.submit` and `order.supplement`: a version of a purchase order is confirmed, or rejected with all reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.requests import Activity, SupplementKind
from wholesaler_worker.ordering.asking import ask, asked_of, order_key, wanted_by
from wholesaler_worker.ordering.checking import checked_order, office_of_order
from wholesaler_worker.ordering.confirming import confirm
from wholesaler_worker.ordering.customers import CONVERSIONS, account_of
from wholesaler_worker.ordering.due_day import DayNotRead, window_of
from wholesaler_worker.ordering.findings import Findings
from wholesaler_worker.ordering.places import QUALIFIED, decided_place
from wholesaler_worker.ordering.recording import record_rejected
from wholesaler_worker.ordering.supplementing import cancel, give_back_day, postpone, window_of_version
from wholesaler_worker.ordering.turn import next_turn, wait

if TYPE_CHECKING:
    from datetime import date

    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Change, Office, Wanted
    from wholesaler_worker.changing.records import Account, Version
    from wholesaler_worker.ordering.turn import Standing


class Ordering:
    """Fulfils `ChangeUseCase`, for both transactions."""

    keeps_refusals = True

    def prepare(self, change: Change, index: ReferenceIndex, today: date) -> None:
        """Check the segment against the matrix and, where a service is wanted, against the files."""
        change.prepared = ask(change, index, today)

    def wanted(self, change: Change) -> Wanted:
        """The order, and what its lines and its customer name."""
        return wanted_by(change)

    def days(self, change: Change, books: Books, office: Office) -> set[DayKey]:
        """The day of the version in force, and those that the next one can be due on."""
        asked = asked_of(change)
        in_force = _in_force(change, books)
        days: set[DayKey] = set()
        if in_force is not None and in_force.central_office and in_force.due_date:
            days.add((in_force.central_office, in_force.due_date))
        desired = asked.request.desired_due_date
        if in_force is None and not asked.errors:
            office.inventory.will_number()
        if asked.content is not None:
            account = _own_account(change, books)
            if asked.content.activity in QUALIFIED:
                decided_place(asked, account, office)
            services = asked.content.services if asked.content.activity in QUALIFIED else ()
            clli = office_of_order(change, account)
            window = window_of(asked.content.activity, services, office.today, office.rules)
            _expect_number(change, in_force, office)
        elif asked.supplement is SupplementKind.DUE_DATE and in_force is not None:
            clli, window = in_force.central_office, window_of_version(in_force, office)
        else:
            clli, window = None, None
        if clli is not None and window is not None:
            days |= {(clli, day) for day in window.looked_at(desired)}
        asked.days = days
        return days

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """Confirm or reject the version whose turn it is; a refusal of anything else leaves no record."""
        standing = next_turn(change, books, office.now)
        if standing is None:
            return
        findings = Findings()
        layer = books.layer()
        try:
            confirmed = _confirmed(change, standing, layer, office, findings)
        except DayNotRead:
            wait(change, "the version before it to be committed")
            return
        if confirmed:
            layer.keep()
        elif findings.is_sound:
            raise RuntimeError("an order was neither confirmed nor rejected")
        else:
            record_rejected(change, standing, findings, books, office.now)


def _confirmed(change: Change, standing: Standing, books: Books, office: Office, findings: Findings) -> bool:
    asked, in_force = asked_of(change), standing.in_force
    if in_force is not None and asked.content is None:
        if asked.supplement is SupplementKind.DUE_DATE:
            return postpone(change, standing, in_force, books, office, findings)
        findings.reasons.extend(asked.errors)
        if findings.is_sound:
            cancel(change, standing, in_force, books, office)
        return findings.is_sound
    if in_force is not None:
        give_back_day(books, in_force)
    plan = checked_order(change, in_force, books, office, findings)
    if plan is not None:
        confirm(change, standing, plan, findings.remarks, books, office)
    return plan is not None


def _in_force(change: Change, books: Books) -> Version | None:
    key = order_key(change)
    order = books.orders.get(key)
    return None if order is None or order.in_force is None else books.versions.get((*key, order.in_force))


def _own_account(change: Change, books: Books) -> Account | None:
    """The account that the order is about, when its reseller may touch it."""
    asked = asked_of(change)
    number = asked.account_number
    account = None if number is None else account_of(books, number)
    if account is None or asked.content is None:
        return None
    return account if account.reseller == change.reseller or asked.content.activity in CONVERSIONS else None


def _expect_number(change: Change, in_force: Version | None, office: Office) -> None:
    """Tell the inventory that a number will be picked, so that those of a whole batch are drawn in one go."""
    asked = asked_of(change)
    content, decision = asked.content, asked.decision
    if content is None or content.activity is not Activity.NEW or asked.errors or decision is None:
        return
    has_number = any(line.telephone_number or line.hold_token for line in content.lines)
    result = decision.result
    if not has_number and result.rate_center and result.switch and not (in_force and in_force.numbers):
        office.inventory.will_pick(result.rate_center, 1, switch=result.switch.clli)
