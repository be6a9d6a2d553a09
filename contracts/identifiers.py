"""The identifiers of the trade, as patterns.

Each is a string that means the same to Python's `re`, to ECMA-262 (JSON Schema) and to RE2: no look-around, no escapes
such as ``\\d``, no anchors. Whoever matches with it matches the whole text.
"""

from __future__ import annotations

import re
from typing import Final

TELEPHONE_NUMBER: Final = "[2-9][0-8][0-9][2-9](?:[02-9][0-9]|1[02-9])[0-9]{4}"
"""10 digits: NPA `[2-9][0-8]X`, NXX `[2-9]XX` but not `N11`, line (North American Numbering Plan)."""
NPA_NXX: Final = "[2-9][0-8][0-9][2-9](?:[02-9][0-9]|1[02-9])"
NUMBER_PATTERN: Final = "[0-9.]{10}"
"""10 digits and dots; a dot stands for any digit."""
USOC: Final = "[A-HJ-Z1-9]{3}(?:[A-HJ-Z1-9]{2})?"
"""A service or feature: 3 or 5 of `A-Z 1-9`, never the digit 0 nor the letter I."""
OFFICE_CLLI: Final = "[A-Z]{6}(?:[A-Z]{2}|[0-9]{2})"
"""A central office: 4 letters place, 2 state, 2 letters or digits building."""
SWITCH_CLLI: Final = OFFICE_CLLI + "[A-Z0-9]{3}"
"""A switch: its office's CLLI and 3 characters."""
PON: Final = "[A-Za-z0-9.#_-]{1,25}"
"""A reseller's purchase order number."""
RESELLER: Final = "[a-z][a-z0-9]{1,15}"
"""A reseller's name: no dots, because it stands in the broker's names and permission patterns."""
AREA: Final = "[a-z][a-z0-9]{1,15}"
TRANSACTION_NUMBER: Final = "[A-Za-z0-9._:-]{1,36}"
STATE: Final = "[A-Z]{2}"
ZIP: Final = "[0-9]{5}(?:-?[0-9]{4})?"
"""5 or 9 digits, the 9 with or without their hyphen."""
HOLD_TOKEN: Final = "[A-Za-z0-9_-]{8,64}"  # noqa: S105
ANSWER_CODE: Final = "[A-Z][0-9]{3}"
SHA256: Final = "[0-9a-f]{64}"

_YEAR: Final = "20[0-9]{2}"
_LEAP_YEAR: Final = "20(?:[02468][048]|[13579][26])"
DAY: Final = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
"""An ISO 8601 date that exists, in the years 2000 to 2099."""
TIMESTAMP: Final = (
    DAY + "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
"""RFC 3339 with an offset: a time without one would mean something else to everyone."""

CONTROL_CHARACTER: Final = "[\\x00-\\x1f\\x7f-\\x9f]"
"""What no text of a document may hold."""

_telephone_number = re.compile(TELEPHONE_NUMBER).fullmatch
_usoc = re.compile(USOC).fullmatch
_office_clli = re.compile(OFFICE_CLLI).fullmatch
_switch_clli = re.compile(SWITCH_CLLI).fullmatch
_pon = re.compile(PON).fullmatch
_reseller = re.compile(RESELLER).fullmatch
_transaction_number = re.compile(TRANSACTION_NUMBER).fullmatch
_zip = re.compile(ZIP).fullmatch


def is_telephone_number(text: str) -> bool:
    """True for 10 digits that the North American Numbering Plan allows."""
    return _telephone_number(text) is not None


def is_usoc(text: str) -> bool:
    """True for the code of a service or feature."""
    return _usoc(text) is not None


def is_office_clli(text: str) -> bool:
    """True for the 8 characters that name a central office."""
    return _office_clli(text) is not None


def is_switch_clli(text: str) -> bool:
    """True for the 11 characters that name a switch."""
    return _switch_clli(text) is not None


def is_pon(text: str) -> bool:
    """True for a purchase order number."""
    return _pon(text) is not None


def is_reseller(text: str) -> bool:
    """True for a reseller's name."""
    return _reseller(text) is not None


def is_transaction_number(text: str) -> bool:
    """True for a transaction number."""
    return _transaction_number(text) is not None


def is_zip(text: str) -> bool:
    """True for a ZIP of 5 or 9 digits."""
    return _zip(text) is not None
