"""Directionals of Publication 28, section 233, in every spelling to their abbreviation."""

from __future__ import annotations

DIRECTIONS: dict[str, str] = {
    "N": "N", "NORTH": "N", "NO": "N", "NTH": "N", "NORTE": "N",
    "S": "S", "SOUTH": "S", "SO": "S", "STH": "S",
    "E": "E", "EAST": "E",
    "W": "W", "WEST": "W",
    "NE": "NE", "NORTHEAST": "NE",
    "NW": "NW", "NORTHWEST": "NW",
    "SE": "SE", "SOUTHEAST": "SE",
    "SW": "SW", "SOUTHWEST": "SW",
}  # fmt: skip
"""Spelling in capitals without dots to abbreviation; two-word forms are read word by word and joined."""

STANDARD_DIRECTIONS: frozenset[str] = frozenset(DIRECTIONS.values())
"""The eight abbreviations."""
