"""Numbers for channels, so that a settlement that comes too late is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_config.rabbitmq.subscription import Subscription


class Generations:
    """Each channel that consumes has a number of its own; acknowledging on a later channel would close that one."""

    def __init__(self) -> None:
        self._last = 0
        self._owners: dict[int, Subscription] = {}

    def new(self, owner: Subscription) -> int:
        """The number of a channel that was just opened."""
        self._last += 1
        self._owners[self._last] = owner
        return self._last

    def end(self, generation: int) -> None:
        """The channel is gone; settlements for it are dropped from now on."""
        self._owners.pop(generation, None)

    def owner(self, generation: int) -> Subscription | None:
        """Whose channel it is, or None when it is gone."""
        return self._owners.get(generation)
