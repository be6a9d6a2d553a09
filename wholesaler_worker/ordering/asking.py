"""What is asked of an order, as far as it is known before the records are read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from contracts.address import Address
from contracts.answer_error import answer_error
from contracts.requests import Activity, OrderSubmit, OrderSupplement, SupplementKind
from serviceability.decision import qualify
from wholesaler_worker.changing.change import Wanted
from wholesaler_worker.ordering.activities import Content, account_line, misplaced, too_many_services
from wholesaler_worker.ordering.content import segment_hash

if TYPE_CHECKING:
    from datetime import date

    from contracts.answer_error import AnswerError
    from serviceability.decision import QualifyDecision
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import DayKey, OrderKey
    from wholesaler_worker.changing.change import Change
    from wholesaler_worker.changing.records import Account

WHERE_WANTED = (Activity.NEW, Activity.MOVE)
"""The activities whose address is where the service is wanted; all others are about an account where it is."""


@dataclass(slots=True)
class Asked:
    """A version of a purchase order in the making.

    `content` is None for a supplement that leaves it as it is. `errors` are what is wrong whatever the records say,
    `decision` is what the files say of the place, and was made for the NPA-NXX of `fixed_by`. `days` are those that
    were asked of the records.
    """

    request: OrderSubmit | OrderSupplement
    content: Content | None
    content_hash: bytes
    errors: tuple[AnswerError, ...] = ()
    decision: QualifyDecision | None = None
    fixed_by: str | None = None
    days: set[DayKey] = field(default_factory=set)

    @property
    def supplement(self) -> SupplementKind | None:
        """None for a submitted order."""
        return self.request.supplement if isinstance(self.request, OrderSupplement) else None

    @property
    def account_number(self) -> str | None:
        """The number that names the customer, if the activity is about one."""
        content = self.content
        if content is None or content.activity is Activity.NEW:
            return None
        if content.activity is Activity.MOVE:
            place = account_line(content)
            return None if place is None else content.lines[place].telephone_number
        return None if content.address is None else content.address.telephone_number


def asked_of(change: Change) -> Asked:
    """What `prepare` has found out."""
    return cast("Asked", change.prepared)


def order_key(change: Change) -> OrderKey:
    """The key of the purchase order that is asked about."""
    return change.reseller, asked_of(change).request.pon


def ask(change: Change, index: ReferenceIndex, today: date) -> Asked:
    """Read the segment, hold it against the matrix, and qualify the place where a service is wanted."""
    segment = change.question.segment
    request = segment.request
    assert isinstance(request, OrderSubmit | OrderSupplement)  # noqa: S101 - the contract reads it so
    content = None
    if request.activity is not None:
        content = Content(
            activity=request.activity,
            address=segment.address,
            end_user=segment.end_user,
            lines=request.lines,
            authority=request.authority,
            desired_due_date=request.desired_due_date,
        )
    asked = Asked(request, content, segment_hash(segment))
    if content is None:
        if segment.address is not None:
            text = f"address is not allowed with the supplement {asked.supplement}: the order keeps its own."
            asked.errors = (answer_error("E021", "/address", text=text, hint="Take the address out."),)
    else:
        asked.errors = tuple(misplaced(content, today))
        if too_many := too_many_services(content):
            asked.errors += tuple(too_many)
            asked.content = content = replace(content, lines=())
        if content.activity in WHERE_WANTED and content.address and content.address.telephone_number is None:
            asked.fixed_by = next((line.telephone_number for line in content.lines if line.telephone_number), None)
            asked.decision = qualify_place(asked, index, today, asked.fixed_by)
    return asked


def qualify_place(
    asked: Asked, index: ReferenceIndex, today: date, telephone_number: str | None, account: Account | None = None
) -> QualifyDecision:
    """What the files say of the place of the order: where the service is wanted, or where the account has it.

    A telephone number fixes the switch. Who is not said to be of a class is of the account's.
    """
    content = asked.content
    assert content is not None  # noqa: S101 - asked of what has a place
    address, customer_class = content.address, content.customer_class
    if account is not None:
        customer_class = customer_class or account.customer_class
        if content.activity not in WHERE_WANTED:
            known = account.address
            address = Address(
                line=known["line"], city=known.get("city"), state=known.get("state"), zip=known.get("zip")
            )
    assert address is not None  # noqa: S101
    return qualify(
        index,
        address,
        services=content.services,
        customer_class=customer_class,
        today=today,
        telephone_number=telephone_number,
    )


def wanted_by(change: Change) -> Wanted:
    """The records that are known to be needed."""
    asked = asked_of(change)
    key = order_key(change)
    wanted = Wanted(orders={key}, versions={(*key, asked.request.version)})
    if asked.content is not None:
        for line in asked.content.lines:
            if line.hold_token is not None:
                wanted.tokens.add(line.hold_token)
            if line.telephone_number is not None:
                wanted.numbers.add(line.telephone_number)
    if asked.account_number is not None:
        wanted.accounts.add(asked.account_number)
    return wanted
