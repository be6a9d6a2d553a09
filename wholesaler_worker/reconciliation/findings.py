"""What can be wrong, in three words, and one thing that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What a finding counts as: a document without its answer, an effect too many, a notification or record too few."""

    LOST = "lost"
    DOUBLED = "doubled"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `name` is a transaction number, a PON, a telephone number or a day.

    `reseller` is empty when it is nobody's.
    """

    wrong: Wrong
    reseller: str
    name: str
    text: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.wrong.upper()} {self.reseller or '-'} {self.name}: {self.text}; {self.to_do}"
