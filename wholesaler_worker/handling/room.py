"""How much the answer to one document may still carry: what is stored can be far longer than what asks for it."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ORDERS = 1_000
MOST_HISTORY = 4 * 1024 * 1024
"""Octets of histories, at the length that they have in an answer; what begins within them is given to its end."""
MOST_NOTIFICATIONS = 1_000


@dataclass(slots=True)
class Room:
    """Shared by the questions of one document, which use it up in their order."""

    orders: int = MOST_ORDERS
    history: int = MOST_HISTORY
    notifications: int = MOST_NOTIFICATIONS

    def take_order(self, octets: int) -> bool:
        """True, and less room afterwards, when one more order can be shown with its history."""
        if self.orders <= 0 or self.history <= 0:
            return False
        self.orders -= 1
        self.history -= octets
        return True
