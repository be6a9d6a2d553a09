"""Resellers whose answers the broker does not take: how long each is left alone before one document is tried again."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
_GROWTH = 2.0
_TRIAL = 15.0
"""The least seconds for one document to show whether answers are taken: longer than a publication's deadline."""


@dataclass(slots=True)
class _Pause:
    seconds: float
    until: float
    tried: bool = False


class Pauses:
    """Times are on the monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._pauses: dict[str, _Pause] = {}

    def __contains__(self, reseller: str) -> bool:
        return reseller in self._pauses

    def begin(self, reseller: str, now: float) -> float | None:
        """Pause a reseller, longer than last time; the seconds, or None when it is paused already.

        Several documents fail together: only one that was tried after a pause makes the next one longer.
        """
        pause = self._pauses.get(reseller)
        if pause is None:
            self._pauses[reseller] = _Pause(FIRST_PAUSE, now + FIRST_PAUSE)
            return FIRST_PAUSE
        if not pause.tried:
            return None
        pause.tried = False
        pause.seconds = min(pause.seconds * _GROWTH, LONGEST_PAUSE)
        pause.until = now + pause.seconds
        return pause.seconds

    def end(self, reseller: str) -> bool:
        """Its answers are taken again; False when it was not paused."""
        return self._pauses.pop(reseller, None) is not None

    def due(self, now: float) -> list[str]:
        """The resellers of whom one document is to be tried now; each stays paused until that shows how it is."""
        found = [reseller for reseller, pause in self._pauses.items() if pause.until <= now]
        for reseller in found:
            pause = self._pauses[reseller]
            pause.tried = True
            pause.until = now + max(pause.seconds, _TRIAL)
        return found

    def next_due(self) -> float | None:
        """When to ask `due` again."""
        return min((pause.until for pause in self._pauses.values()), default=None)
