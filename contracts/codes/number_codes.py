"""N3xx: what is known about a telephone number or a hold."""

from __future__ import annotations

from contracts.codes.code import Action, Code, info, nonfatal, warning

NUMBER_CODES: tuple[Code, ...] = (
    info("N300", "The number is available.", "It can be reserved."),
    info("N301", "The number is held for you until the time given.", "Order with its hold token before then."),
    warning("N302", "The number is working.", "Choose another number."),
    warning(
        "N303",
        "The number is held by another reseller.",
        "Choose another number, or ask again later.",
        retryable=True,
    ),
    warning(
        "N304",
        "The number is aging until the date given.",
        "Choose another number, or ask again after that date.",
        retryable=True,
    ),
    warning(
        "N305",
        "The number is not in the office or rate center of the address.",
        "Choose a number of the address's own rate center.",
    ),
    warning(
        "N306",
        "This is not a valid telephone number.",
        "Give 10 digits: area code, exchange, line.",
        Action.FIX,
    ),
    warning(
        "N307",
        "Fewer numbers were found than asked for.",
        "Take those, or ask for another kind or pattern.",
    ),
    nonfatal(
        "N308",
        "The hold has expired.",
        "Reserve the number again.",
        Action.RESEND,
    ),
    nonfatal("N309", "The hold token is not known.", "Use the token that the reservation's answer gave."),
    nonfatal(
        "N310",
        "The hold cannot be extended.",
        "Order before it ends, or reserve again after it ended.",
        Action.CANCEL,
    ),
    nonfatal(
        "N311",
        "The reseller holds too many numbers.",
        "Order with them or release some, then ask again.",
        Action.RETRY,
        retryable=True,
    ),
)
