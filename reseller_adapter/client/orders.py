"""Purchase orders: sent, changed, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from contracts.document import Segment
from contracts.requests import Activity, OrderLine, OrderSubmit, OrderSupplement, SupplementKind
from reseller_adapter.client.asking import Asking
from reseller_adapter.client.segments import AddressFields, address_of, segment_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from contracts.address import Address
    from contracts.document import EndUser
    from contracts.reply import SegmentReply
    from contracts.requests import Authority


class Orders(Asking):
    """Each call changes something: say the same `transaction_number` to ask again for an answer that was lost.

    `result["status"]` is confirmed or rejected; a rejection's `errors` hold every reason.
    """

    def order(
        self,
        pon: str,
        activity: str,
        address: str | Address | None = None,
        *,
        lines: Iterable[OrderLine | str] = (),
        due_date: date | None = None,
        version: int = 1,
        authority: Authority | None = None,
        remarks: str | None = None,
        customer_class: str | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Send a purchase order. `activity` is N new, C change, D disconnect, T move, V and W conversions, S suspend or
        B restore; a line is an `OrderLine`, or the USOC of a service alone. `authority` is the end user's consent to a
        conversion.
        """
        request = OrderSubmit(
            pon=pon,
            version=version,
            activity=Activity(activity),
            desired_due_date=due_date,
            lines=_lines(lines),
            authority=authority,
            remarks=remarks,
        )
        segment = segment_of(
            address_of(address, fields),
            request,
            reference=reference,
            end_user=end_user,
            customer_class=customer_class,
        )
        return self._ask_one("order.submit", segment, timeout, transaction_number)

    def supplement(
        self,
        pon: str,
        version: int,
        activity: str | None = None,
        address: str | Address | None = None,
        *,
        lines: Iterable[OrderLine | str] = (),
        due_date: date | None = None,
        authority: Authority | None = None,
        remarks: str | None = None,
        customer_class: str | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Change a purchase order; `version` is its next one. With an `activity` this is the whole new content, without
        one it is a new `due_date` alone.
        """
        request = OrderSupplement(
            pon=pon,
            version=version,
            supplement=SupplementKind.OTHER if activity else SupplementKind.DUE_DATE,
            activity=Activity(activity) if activity else None,
            desired_due_date=due_date,
            lines=_lines(lines),
            authority=authority,
            remarks=remarks,
        )
        if address is None and not fields:
            segment = Segment(number=1, request=request, reference=reference, end_user=end_user)
        else:
            segment = segment_of(
                address_of(address, fields),
                request,
                reference=reference,
                end_user=end_user,
                customer_class=customer_class,
            )
        return self._ask_one("order.supplement", segment, timeout, transaction_number)

    def cancel(
        self,
        pon: str,
        version: int,
        *,
        remarks: str | None = None,
        reference: str | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
    ) -> SegmentReply:
        """Cancel a purchase order; `version` is its next one."""
        request = OrderSupplement(pon=pon, version=version, supplement=SupplementKind.CANCEL, remarks=remarks)
        segment = Segment(number=1, request=request, reference=reference)
        return self._ask_one("order.supplement", segment, timeout, transaction_number)


def _lines(lines: Iterable[OrderLine | str]) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(usoc=line) if isinstance(line, str) else line for line in lines)
