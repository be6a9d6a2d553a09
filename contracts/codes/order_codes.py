"""D4xx and O5xx: dates, and the life of an order."""

from __future__ import annotations

from contracts.codes.code import Action, Code, info, nonfatal, warning

DATE_CODES: tuple[Code, ...] = (
    nonfatal(
        "D400",
        "The date is sooner than the interval of the service allows.",
        "Use the earliest date that the answer names, or a later one.",
        Action.CHOOSE,
    ),
    nonfatal(
        "D401", "The date is not a working day.", "Use the next working day that the answer names.", Action.CHOOSE
    ),
    nonfatal(
        "D402",
        "The office has no capacity left on that date.",
        "Use the next free date that the answer names.",
        Action.CHOOSE,
        retryable=True,
    ),
)

_JEOPARDIES = (
    ("O520", "facilities are short"),
    ("O521", "the work load is too high"),
    ("O522", "the customer is not ready"),
    ("O523", "there is no access to the premises"),
    ("O524", "the central office is frozen"),
    ("O525", "construction is needed"),
    ("O526", "a disaster has struck"),
    ("O527", "there is a problem with the assignment"),
    ("O528", "there is no equipment in the office"),
)
_BY_THE_CUSTOMER = frozenset({"O522", "O523"})


def _jeopardy(code: str, reason: str) -> Code:
    if code in _BY_THE_CUSTOMER:
        hint = "Settle it with the end user and send a supplement with a new due date."
        action = Action.FIX
    else:
        hint = "Wait for the new date that a later notification gives, or send a supplement."
        action = Action.WAIT
    return warning(code, f"The due date is in danger: {reason}.", hint, action)


ORDER_CODES: tuple[Code, ...] = (
    info("O500", "The order is confirmed.", "Expect it on the due date.", Action.WAIT),
    nonfatal("O501", "The order is rejected.", "Correct what the errors name and send the next version."),
    info("O502", "The order is completed.", "Nothing is to be done."),
    info("O503", "The order is cancelled.", "Nothing is to be done."),
    info("O504", "The version is superseded by the next one.", "Follow the next version.", Action.WAIT),
    nonfatal("O510", "The purchase order number is not known.", "Check the PON, or submit the order first."),
    nonfatal(
        "O511",
        "The version is not the next one.",
        "Ask order.status for the current version and use the one after it.",
    ),
    nonfatal(
        "O512",
        "It is too late to change or cancel the order.",
        "Wait for its completion and send a new order.",
        Action.WAIT,
    ),
    nonfatal("O513", "The order is already completed.", "Send a new order for a further change.", Action.CANCEL),
    warning(
        "O514",
        "There is more than is given at once; the rest is left out.",
        "Ask for the rest in another document: by its PONs, or by its sequence numbers.",
        Action.CHOOSE,
    ),
    *(_jeopardy(code, reason) for code, reason in _JEOPARDIES),
)
