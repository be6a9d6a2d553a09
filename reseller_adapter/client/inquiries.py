"""What can be asked without changing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from contracts.document import Segment
from contracts.requests import (
    DEFAULT_ALTERNATIVES,
    AddressValidate,
    CustomerRecord,
    DueDateOffer,
    NumberKind,
    NumberSearch,
    OrderStatus,
    ServiceQualify,
)
from reseller_adapter.client.asking import Asking
from reseller_adapter.client.segments import AddressFields, address_of, segment_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contracts.address import Address
    from contracts.document import EndUser
    from contracts.reply import SegmentReply
    from contracts.requests import Authority


class Inquiries(Asking):
    """Each call is one document with one segment; asking again does no harm."""

    def validate(
        self,
        address: str | Address | None = None,
        *,
        alternatives: int = DEFAULT_ALTERNATIVES,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Is this address real, and if not, what could have been meant? `result` holds an `address.validate` result."""
        request = AddressValidate(alternatives=alternatives)
        segment = segment_of(address_of(address, fields), request, reference=reference, end_user=end_user)
        return self._ask_one("address.validate", segment, timeout)

    def qualify(
        self,
        address: str | Address | None = None,
        *,
        services: Sequence[str] = (),
        customer_class: str | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Which of these services (USOCs; none: all that is offered) can be had at the address?

        `customer_class` is residence or business. `result` holds a `service.qualify` result.
        """
        request = ServiceQualify(services=tuple(services))
        segment = segment_of(
            address_of(address, fields),
            request,
            reference=reference,
            end_user=end_user,
            customer_class=customer_class,
        )
        return self._ask_one("service.qualify", segment, timeout)

    def search_numbers(
        self,
        address: str | Address | None = None,
        *,
        kind: str = NumberKind.RANDOM,
        wanted: str | None = None,
        pattern: str | None = None,
        quantity: int = 1,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Which numbers are free for the address? `kind` is random, sequential, specific (with `wanted`) or pattern.

        `result` holds a `number.search` result.
        """
        request = NumberSearch(kind=NumberKind(kind), telephone_number=wanted, pattern=pattern, quantity=quantity)
        segment = segment_of(address_of(address, fields), request, reference=reference, end_user=end_user)
        return self._ask_one("number.search", segment, timeout)

    def offer_due_dates(
        self,
        address: str | Address | None = None,
        *,
        services: Sequence[str] = (),
        earliest: date | None = None,
        quantity: int = 5,
        customer_class: str | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Which dates can these services be had at the address? `result` holds a `due_date.offer` result."""
        request = DueDateOffer(services=tuple(services), earliest=earliest, quantity=quantity)
        segment = segment_of(
            address_of(address, fields),
            request,
            reference=reference,
            end_user=end_user,
            customer_class=customer_class,
        )
        return self._ask_one("due_date.offer", segment, timeout)

    def customer_record(
        self,
        telephone_number: str,
        *,
        authority: Authority,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
    ) -> SegmentReply:
        """What does the end user behind this number have? `authority` is who agreed to the question, and when."""
        request = CustomerRecord(telephone_number=telephone_number, authority=authority)
        segment = Segment(number=1, request=request, reference=reference, end_user=end_user)
        return self._ask_one("customer.record", segment, timeout)

    def order_status(self, *pons: str, reference: str | None = None, timeout: float | None = None) -> SegmentReply:
        """How do these purchase orders stand? None named: all that are open. `result` holds their histories."""
        segment = Segment(number=1, request=OrderStatus(pons=pons), reference=reference)
        return self._ask_one("order.status", segment, timeout)
