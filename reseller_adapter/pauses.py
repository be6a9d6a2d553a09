"""How long to wait before a document is published again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """All in seconds. `first` grows by half of itself per 1,000 segments: a long document takes longer to answer.

    After `overdue_after` tries without an answer a document is reported as overdue; it is never given up.
    """

    first: float = 30.0
    longest: float = 1800.0
    first_refusal: float = 1.0
    longest_refusal: float = 60.0
    overdue_after: int = 5

    def ask_again(self, attempts: int, segments: int) -> float:
        """The pause after the `attempts`-th confirmed publication."""
        pause: float = self.first * (1 + segments / 2000) * 2 ** min(attempts - 1, 20)
        return min(pause, self.longest)

    def try_again(self, attempts: int) -> float:
        """The pause after the `attempts`-th publication that the broker did not take."""
        pause: float = self.first_refusal * 2 ** min(attempts - 1, 20)
        return min(pause, self.longest_refusal)
