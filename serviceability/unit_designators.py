"""Secondary unit designators of Publication 28, appendix C2, with their spellings."""

from __future__ import annotations

UNIT_DESIGNATORS: dict[str, str] = {
    "APT": "APT", "APARTMENT": "APT", "APPT": "APT", "APMT": "APT",
    "BLDG": "BLDG", "BUILDING": "BLDG", "BLD": "BLDG",
    "DEPT": "DEPT", "DEPARTMENT": "DEPT",
    "FL": "FLR", "FLR": "FLR", "FLOOR": "FLR",
    "HNGR": "HNGR", "HANGAR": "HNGR", "HANGER": "HNGR",
    "KEY": "KEY", "LOT": "LOT", "PIER": "PIER", "SLIP": "SLIP", "STOP": "STOP",
    "RM": "RM", "ROOM": "RM",
    "SPC": "SPC", "SPACE": "SPC",
    "STE": "STE", "SUITE": "STE", "SUIT": "STE",
    "TRLR": "TRLR", "TRAILER": "TRLR",
    "UNIT": "UNIT", "UNT": "UNIT", "#": "#", "WING": "WING", "WNG": "WING",
}  # fmt: skip
"""Designators that take a value. FLR is the spelling of the order forms (Publication 28 has FL)."""

ALONE_DESIGNATORS: dict[str, str] = {
    "BSMT": "BSMT", "BASEMENT": "BSMT", "FRNT": "FRNT", "FRONT": "FRNT", "LBBY": "LBBY", "LOBBY": "LBBY",
    "LOWR": "LOWR", "LOWER": "LOWR", "OFC": "OFC", "OFFICE": "OFC", "PH": "PH", "PENTHOUSE": "PH",
    "REAR": "REAR", "SIDE": "SIDE", "UPPR": "UPPR", "UPPER": "UPPR",
}  # fmt: skip
"""Designators that stand without a value."""

DWELLING_DESIGNATORS: frozenset[str] = frozenset({"#", "APT", "UNIT", "STE", "RM", "SPC", "LOT", ""})
"""Designators that people use for one another: with the same value they mean the same door."""


def standard_designator(text: str) -> str:
    """Return the standard spelling of designator `text`, or `text` itself in capitals when it is not known."""
    folded = text.upper().strip(" .")
    return UNIT_DESIGNATORS.get(folded) or ALONE_DESIGNATORS.get(folded) or folded
