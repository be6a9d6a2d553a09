"""S9xx: what the wholesaler's own system could not do."""

from __future__ import annotations

from contracts.codes.code import Action, Code, nonfatal

SYSTEM_CODES: tuple[Code, ...] = (
    nonfatal(
        "S902",
        "The answer could not be given before the deadline.",
        "Ask again with a later header.answer_by.",
        Action.RETRY,
        retryable=True,
    ),
    nonfatal(
        "S903",
        "The document failed too often and was parked for an operator.",
        "Name the ticket to the wholesaler; do not send the document again.",
        Action.WAIT,
    ),
    nonfatal(
        "S904",
        "Another segment of this atomic document failed.",
        "Correct that segment and send the document again, or send it with mode each.",
        Action.FIX,
    ),
    nonfatal(
        "S999",
        "The wholesaler's system failed.",
        "Send it again later; name the trace id to the wholesaler if it fails again.",
        Action.RETRY,
        retryable=True,
    ),
)
