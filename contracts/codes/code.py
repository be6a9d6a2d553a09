"""One entry of the catalogue of answer codes, and the words it is told in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is.

    `info` and `warning` go with an answer; `nonfatal` refuses the segment that carries it (in the document's header:
    the document); `fatal` means that the rest of the document was not looked at.
    """

    INFO = "info"
    WARNING = "warning"
    NONFATAL = "nonfatal"
    FATAL = "fatal"


class Action(StrEnum):
    """What the reseller does next.

    `fix` the content and send it anew, `choose` among what is offered, `retry` the same later, `resend` the document
    under a new transaction number, `cancel` what was asked, or `wait` for what comes by itself.
    """

    NONE = "none"
    FIX = "fix"
    CHOOSE = "choose"
    RETRY = "retry"
    RESEND = "resend"
    CANCEL = "cancel"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Code:
    """A code never changes its meaning. `retryable`: the same content can succeed later, unchanged."""

    code: str
    severity: Severity
    action: Action
    retryable: bool
    sentence: str
    hint: str


def info(code: str, sentence: str, hint: str, action: Action = Action.NONE, *, retryable: bool = False) -> Code:
    """Return an entry that only tells something."""
    return Code(code, Severity.INFO, action, retryable, sentence, hint)


def warning(code: str, sentence: str, hint: str, action: Action = Action.CHOOSE, *, retryable: bool = False) -> Code:
    """Return an entry that goes with an answer and deserves a look."""
    return Code(code, Severity.WARNING, action, retryable, sentence, hint)


def nonfatal(code: str, sentence: str, hint: str, action: Action = Action.FIX, *, retryable: bool = False) -> Code:
    """Return an entry that refuses a segment."""
    return Code(code, Severity.NONFATAL, action, retryable, sentence, hint)


def fatal(code: str, sentence: str, hint: str, action: Action = Action.FIX, *, retryable: bool = False) -> Code:
    """Return an entry that refuses a document."""
    return Code(code, Severity.FATAL, action, retryable, sentence, hint)
