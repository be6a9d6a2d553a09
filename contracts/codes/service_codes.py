"""F2xx: the verdicts on a service; they stand in a result and never refuse a segment."""

from __future__ import annotations

from contracts.codes.code import Action, Code, info, warning

SERVICE_CODES: tuple[Code, ...] = (
    info("F200", "The service is available.", "It can be ordered."),
    warning(
        "F201",
        "The service is available with a condition.",
        "It can be ordered when the named condition is met.",
    ),
    warning(
        "F202",
        "The switch that serves the address does not offer the service.",
        "Take the nearest service that the answer names.",
    ),
    warning(
        "F203",
        "The USOC is not known.",
        "Check the USOC against the feature file.",
        Action.FIX,
    ),
    warning(
        "F204",
        "The service is not sold to this class of customer.",
        "Take the nearest service that the answer names, or correct the class.",
    ),
    warning(
        "F205",
        "The service conflicts with another one, or lacks one that it needs.",
        "Take out what it excludes, or add what it requires; the answer names both.",
        Action.FIX,
    ),
    warning(
        "F206",
        "The switch takes no more of this service until the date given.",
        "Ask again after that date, or take the nearest service that the answer names.",
        Action.WAIT,
        retryable=True,
    ),
    warning(
        "F207",
        "The decision was made with a stale file.",
        "Receive the newer file (the answer names both epochs) and decide again.",
        Action.RETRY,
        retryable=True,
    ),
)
