"""Growing, fully jittered pauses between attempts, so that a hundred workers do not return at the same moment."""

from __future__ import annotations

from tenacity import RetryCallState, Retrying, wait_random_exponential


class BackOff:
    """Seconds between 0 and `first` times 2 to the number of attempts, at most `longest`."""

    def __init__(self, first: float = 0.1, longest: float = 10.0) -> None:
        self._wait = wait_random_exponential(multiplier=first, max=longest)
        self.reset()

    def reset(self) -> None:
        """The last attempt succeeded."""
        # tenacity's own loop sleeps in its thread; on an event loop only its arithmetic is of use.
        self._attempts = RetryCallState(Retrying(), None, (), {})

    def pause(self) -> float:
        """How long to wait before the next attempt, in seconds."""
        seconds = self._wait(self._attempts)
        self._attempts.attempt_number += 1
        return seconds
