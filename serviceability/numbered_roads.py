"""Numbered roads in their many spellings: ``COUNTY ROAD 12``, ``CR 12`` and ``CO RD 12`` are one road."""

from __future__ import annotations

from functools import lru_cache

# The left sides are written with the spellings that `words.SPELLINGS` gives: CREEK and CR share CRK, and a county road
# is told from a creek by the number behind it.
_ROADS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("CO", "RD"): ("CO", "RD"),
    ("CRK",): ("CO", "RD"),
    ("CO", "RTE"): ("CO", "RTE"),
    ("CO", "HWY"): ("CO", "HWY"),
    ("CO", "TRK", "HWY"): ("CO", "HWY"),
    ("CH",): ("CO", "HWY"),
    ("STATE", "RTE"): ("STATE", "RTE"),
    ("STATE", "RD"): ("STATE", "RTE"),
    ("ST", "RTE"): ("STATE", "RTE"),
    ("ST", "RD"): ("STATE", "RTE"),
    ("SR",): ("STATE", "RTE"),
    ("STATE", "HWY"): ("STATE", "HWY"),
    ("ST", "HWY"): ("STATE", "HWY"),
    ("SH",): ("STATE", "HWY"),
    ("US", "HWY"): ("US", "HWY"),
    ("US", "RTE"): ("US", "HWY"),
    ("US",): ("US", "HWY"),
    ("U", "S", "HWY"): ("US", "HWY"),
    ("U", "S", "RTE"): ("US", "HWY"),
    ("U", "S"): ("US", "HWY"),
    ("I", "HWY"): ("I",),
    ("IH",): ("I",),
    ("FARM", "TO", "MARKET", "RD"): ("FM",),
    ("FARM", "TO", "MARKET"): ("FM",),
    ("FM", "RD"): ("FM",),
    ("TOWNSHIP", "RD"): ("TWP", "RD"),
    ("TWP", "RD"): ("TWP", "RD"),
    ("FOREST", "SERVICE", "RD"): ("FS", "RD"),
    ("FRST", "SERVICE", "RD"): ("FS", "RD"),
    ("FSR",): ("FS", "RD"),
}
_LONGEST = max(map(len, _ROADS))


@lru_cache(maxsize=16384)
def numbered_road(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return `words` (standard) with a numbered road's kind in its one spelling; other words as they are."""
    for start in range(min(2, len(words))):
        for size in range(min(_LONGEST, len(words) - start - 1), 0, -1):
            kind = _ROADS.get(words[start : start + size])
            if kind and words[start + size][0].isdigit() and not words[start + size].endswith(("ST", "ND", "RD", "TH")):
                return words[:start] + kind + words[start + size :]
    return words
