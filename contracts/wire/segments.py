"""The shape of a segment, one per transaction: the same frame around another request."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from contracts.document import MAX_SEGMENTS, Segment
from contracts.wire.address import AddressShape
from contracts.wire.changes import (
    NumberExtendShape,
    NumberReleaseShape,
    NumberReserveShape,
    OrderSubmitShape,
    OrderSupplementShape,
)
from contracts.wire.containers import Part
from contracts.wire.fields import Text, WholeNumber
from contracts.wire.header import EndUserShape
from contracts.wire.inquiries import (
    AddressValidateShape,
    CustomerRecordShape,
    DueDateOfferShape,
    NotificationResendShape,
    NumberSearchShape,
    OrderStatusShape,
    ServiceQualifyShape,
)
from contracts.wire.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_REFERENCE = 64


class AddressUse(Enum):
    """Whether a transaction is about an address."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


_REQUESTS: tuple[tuple[type[Shape], AddressUse], ...] = (
    (AddressValidateShape, AddressUse.REQUIRED),
    (ServiceQualifyShape, AddressUse.REQUIRED),
    (NumberSearchShape, AddressUse.REQUIRED),
    (NumberReserveShape, AddressUse.OPTIONAL),
    (NumberExtendShape, AddressUse.NONE),
    (NumberReleaseShape, AddressUse.NONE),
    (DueDateOfferShape, AddressUse.REQUIRED),
    (CustomerRecordShape, AddressUse.NONE),
    (OrderSubmitShape, AddressUse.OPTIONAL),
    (OrderSupplementShape, AddressUse.OPTIONAL),
    (NotificationResendShape, AddressUse.NONE),
    (OrderStatusShape, AddressUse.NONE),
)


REQUEST_FIELDS = frozenset(
    field.data_key or name for request, _ in _REQUESTS for name, field in request().fields.items()
)
"""The names that a request can have in one transaction or another."""


class SegmentFrame(Shape):
    """What every segment has; see `contracts.document.Segment`."""

    title = "segment"
    builds = Segment

    number = WholeNumber("1, 2, 3 … in the order of the document.", least=1, most=MAX_SEGMENTS, required=True)
    reference = Text("The reseller's own reference; every answer and event repeats it.", most=MAX_REFERENCE)
    end_user = Part(EndUserShape, "Whose segment it is.")


def _segment_shape(request: type[Shape], use: AddressUse) -> type[Shape]:
    members: dict[str, object] = {
        "title": f"segment.{request.title}",
        "about": f"A segment of {request.title}.",
        "not_here": {(): frozenset({"address"}), ("request",): REQUEST_FIELDS},
        "request": Part(request, "What is asked.", required=True),
    }
    if use is not AddressUse.NONE:
        about = "Where the service is wanted."
        members["address"] = Part(AddressShape, about, required=use is AddressUse.REQUIRED)
    return type(f"{request.__name__}Segment", (SegmentFrame,), members)


SEGMENTS: Mapping[str, Shape] = MappingProxyType(
    {request.title: _segment_shape(request, use)() for request, use in _REQUESTS}
)
"""The shape of a segment, by transaction."""
