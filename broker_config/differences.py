"""What a broker has otherwise than its description, as sentences and as the requests that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class How(StrEnum):
    """In which way the broker differs."""

    MISSING = "missing"
    DIFFERENT = "different"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Mend:
    """One request to the management API; `path` is quoted. `vhost` is where the administrator needs rights for it."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    vhost: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`sentence` says what is there, what should be, and, when `mends` is empty, what a person has to do.

    `needs_password_of` names a user that is missing: whoever applies must bring a password.
    """

    how: How
    sentence: str
    mends: tuple[Mend, ...] = ()
    needs_password_of: str = ""

    def __str__(self) -> str:
        return f"{self.how}: {self.sentence}"
