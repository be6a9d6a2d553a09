"""Keeps a spreadsheet from taking a value for a formula (CSV injection).

A value that begins with ``=``, ``+``, ``-``, ``@``, TAB or CR is written with a single quote before it, as OWASP
advises; so is one that begins with such a quote already, so that reading gives back exactly what was written.
"""

from __future__ import annotations

GUARD = "'"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: str) -> str:
    """Return the value as it is safe in a cell."""
    return GUARD + value if value.lstrip(GUARD).startswith(FORMULA_SIGNS) else value


def unguarded(value: str) -> str:
    """Return the value that a cell written by `guarded` holds."""
    if value.startswith(GUARD) and value.lstrip(GUARD).startswith(FORMULA_SIGNS):
        return value[len(GUARD) :]
    return value
