"""The shape of a segment's result, by transaction."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from contracts.wire.later_results import (
    CustomerRecordResultShape,
    DueDatesResultShape,
    HoldsResultShape,
    OrderResultShape,
    OrderStatusResultShape,
    ResendResultShape,
)
from contracts.wire.results import AddressResultShape, NumberSearchResultShape, QualifyResultShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.wire.shape import Shape

RESULTS: Mapping[str, Shape] = MappingProxyType(
    {
        "address.validate": AddressResultShape(),
        "service.qualify": QualifyResultShape(),
        "number.search": NumberSearchResultShape(),
        "number.reserve": HoldsResultShape(),
        "number.extend": HoldsResultShape(),
        "number.release": HoldsResultShape(),
        "due_date.offer": DueDatesResultShape(),
        "customer.record": CustomerRecordResultShape(),
        "order.submit": OrderResultShape(),
        "order.supplement": OrderResultShape(),
        "notification.resend": ResendResultShape(),
        "order.status": OrderStatusResultShape(),
    }
)
