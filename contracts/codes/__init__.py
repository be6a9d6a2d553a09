"""The catalogue of answer codes: one entry each, by code, in the order of the groups. There is no "other"."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from contracts.codes.address_codes import ADDRESS_CODES
from contracts.codes.code import Action, Code, Severity
from contracts.codes.document_codes import DOCUMENT_CODES
from contracts.codes.number_codes import NUMBER_CODES
from contracts.codes.order_codes import DATE_CODES, ORDER_CODES
from contracts.codes.service_codes import SERVICE_CODES
from contracts.codes.system_codes import SYSTEM_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CODES", "CODE_GROUPS", "Action", "Code", "Severity", "catalogued"]

CODE_GROUPS: Mapping[str, tuple[Code, ...]] = MappingProxyType(
    {
        "The document": DOCUMENT_CODES,
        "The address": ADDRESS_CODES,
        "Services": SERVICE_CODES,
        "Numbers": NUMBER_CODES,
        "Dates": DATE_CODES,
        "Orders": ORDER_CODES,
        "The system": SYSTEM_CODES,
    }
)
"""The catalogue as the reference page shows it."""

CODES: Mapping[str, Code] = MappingProxyType(
    {entry.code: entry for entries in CODE_GROUPS.values() for entry in entries}
)
"""Every code of version 1, by name."""


def catalogued(code: str) -> Code:
    """Return the entry of `code`, or a stand-in for a code that only a newer wholesaler knows.

    Such a code refuses its segment: an answer that is not understood must not count as a yes.
    """
    known = CODES.get(code)
    if known is not None:
        return known
    sentence = "This code is newer than the program that reads it."
    return Code(code, Severity.NONFATAL, Action.FIX, False, sentence, "Read the text and hint that came with it.")
