"""How a document ends when it is not answered; a business "no" is an answer and none of these.

Retry      a passing reason: back through the delay ladder, and parked after its last rung
Await      what it builds upon is on its way: back in seconds, and not counted as a failure
Postpone   what it needs is away: back through the delay ladder, for as long as that takes
Park       ours to look at: `dead-letter`, with a ticket, and the reseller gets `S903`
SetAside   the reseller's to look at: `invalid`, bytes untouched
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again later; after the last rung of the ladder it is parked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Await(Retry):
    """What comes before it was sent too, and is not done yet: it is looked at again in a few seconds."""


@dataclass(frozen=True, slots=True)
class Postpone:
    """Nothing is wrong with the document: it is no failure of its, however often it comes back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Park:
    """Trying again changes nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """It cannot be read, or nobody is there who could be told."""

    reason: str


NotAnswered = Retry | Postpone | Park | SetAside
