"""Builds a segment from what a caller says in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from contracts.address import Address
from contracts.document import CustomerClass, EndUser, Segment

if TYPE_CHECKING:
    from contracts.address import Unit
    from contracts.requests import Request

NAMELESS = "(not named)"
"""Who asks about a class of service without naming an end user: the format wants a name with it."""


class AddressFields(TypedDict, total=False):
    """The fields of an address, by the names of `contracts.address.Address`."""

    prefix: str
    number: str
    number_suffix: str
    pre_direction: str
    street: str
    street_type: str
    post_direction: str
    units: tuple[Unit, ...]
    city: str
    state: str
    zip: str
    telephone_number: str


def address_of(line: str | Address | None, fields: AddressFields) -> Address:
    """An address from one line with its companions, from fields, or as it is."""
    if isinstance(line, Address):
        if fields:
            raise TypeError("give an Address or its fields, not both")
        return line
    return Address(line=line, **fields)


def segment_of(
    address: Address,
    request: Request,
    *,
    reference: str | None,
    end_user: EndUser | None,
    customer_class: str | None = None,
) -> Segment:
    """The one segment of a document. Raises ValueError for a class that there is not."""
    if customer_class is not None:
        chosen = CustomerClass(customer_class)
        end_user = EndUser(
            name=end_user.name if end_user else NAMELESS,
            contact_telephone=end_user.contact_telephone if end_user else None,
            customer_class=chosen,
        )
    return Segment(number=1, request=request, reference=reference, end_user=end_user, address=address)
