"""Which deliveries of one channel are settled, and what of that the broker still has to be told."""

from __future__ import annotations


class Acknowledgements:
    """Tags count 1, 2, 3 … per channel. An acknowledgement of many covers everything below it, so only a gapless run
    may be sent as one, and only up to a tag that the broker still holds: it closes the channel for any other.
    """

    def __init__(self) -> None:
        self._lowest = 1
        self._done: dict[int, bool] = {}
        self._acked_up_to = 0

    def settle(self, tag: int, *, acknowledge: bool) -> bool:
        """Note a tag as settled; `acknowledge` is False when the broker was told already. False when it is not new."""
        if tag < self._lowest or tag in self._done:
            return False
        self._done[tag] = acknowledge
        while self._lowest in self._done:
            if self._done.pop(self._lowest):
                self._acked_up_to = self._lowest
            self._lowest += 1
        return True

    def run(self) -> int:
        """The tag to acknowledge with everything below it, or 0; afterwards it counts as sent."""
        tag, self._acked_up_to = self._acked_up_to, 0
        return tag

    @property
    def has_stragglers(self) -> bool:
        """True when acknowledged tags wait behind one that is still being handled."""
        return any(self._done.values())

    def stragglers(self) -> list[int]:
        """The tags to acknowledge one by one; afterwards they count as sent."""
        waiting = [tag for tag, acknowledge in self._done.items() if acknowledge]
        for tag in waiting:
            self._done[tag] = False
        return waiting

    def all_settled(self, last_tag: int) -> bool:
        """True when nothing up to `last_tag` is being handled any more."""
        return self._lowest > last_tag
