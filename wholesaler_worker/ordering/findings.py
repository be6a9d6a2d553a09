"""What the checks of an order find: the reasons that reject it, all of them, and what is told with it anyway."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.answer_error import AnswerError

_NO_OFFICE = "A111"


@dataclass(slots=True)
class Findings:
    """Filled by one check after the other; the paths begin at the segment."""

    reasons: list[AnswerError] = field(default_factory=list)
    remarks: list[AnswerError] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """True while nothing rejects the order."""
        return not self.reasons

    def add_address(self, errors: Iterable[AnswerError]) -> None:
        """What is said about an address. Without an office a question is answered, but an order cannot be."""
        for error in errors:
            (self.reasons if error.refuses or error.code == _NO_OFFICE else self.remarks).append(error)
