"""Paths in a reseller's JSON, as profiles write them: names joined with dots."""

from __future__ import annotations

FROM_THE_TOP = "/"
"""A path that begins with it starts at the top of the document, not at the record."""


def path_steps(text: str) -> tuple[str, ...] | None:
    """Return the steps of a path, or None if it is none; a path from the top has an empty first step."""
    top = text.startswith(FROM_THE_TOP)
    steps = tuple(text.removeprefix(FROM_THE_TOP).split("."))
    if any(not step.strip() for step in steps):
        return None
    return ("", *steps) if top else steps


def path_text(steps: tuple[str, ...]) -> str:
    """Return a path as a profile writes it."""
    return FROM_THE_TOP + ".".join(steps[1:]) if steps[:1] == ("",) else ".".join(steps)
