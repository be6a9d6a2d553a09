"""Reads the results that an answer carries under `result` back into their dataclasses."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from contracts.defects import defects
from contracts.wire.results import AddressResultShape, NumberSearchResultShape, QualifyResultShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.results import AddressResult
    from contracts.wire.shape import Shape

_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "address.validate": AddressResultShape(),
        "service.qualify": QualifyResultShape(),
        "number.search": NumberSearchResultShape(),
    }
)


class ResultUnreadable(ValueError):
    """The result is not of this format's version, or its transaction has none that this version reads."""


def read_result(transaction: str, result: Mapping[str, Any]) -> AddressResult | None:
    """Return the result of a segment, None where nothing was found out: a segment that breaks the contract.

    `service.qualify` gives a `QualifyResult`, `number.search` a `NumberSearchResult`. Raises `ResultUnreadable`.
    """
    if not result:
        return None
    shape = _SHAPES.get(transaction)
    if shape is None:
        raise ResultUnreadable(f"Results of {transaction} are not read by this version.")
    sent = dict(result)
    try:
        read: AddressResult = shape.load(sent)
    except ValidationError as error:
        first = defects(error.messages_dict, sent, shape)[0]
        raise ResultUnreadable(f"The result is not one of {transaction}. {first.text} ({first.path})") from error
    return read
