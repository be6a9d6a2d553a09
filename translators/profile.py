"""Profiles: what one reseller's format looks like, written in TOML.

`docs/reference/profiles.md` describes the TOML; `standard_profile` is the one that is shipped, for resellers without
a format of their own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from translators.profile_reading import profile_from_toml
from translators.rules import Profile

__all__ = ["Profile", "read_profile", "standard_profile"]

STANDARD_PROFILE = "standard.toml"


def read_profile(text: str) -> Profile:
    """Read a profile from its TOML.

    Raises `ProfileUnusable` with every problem that it has.
    """
    return profile_from_toml(text)


@cache
def standard_profile() -> Profile:
    """Return the profile that is shipped: plain names, every inquiry, CSV and JSON."""
    return read_profile((files("translators") / "profiles" / STANDARD_PROFILE).read_text("utf-8"))
