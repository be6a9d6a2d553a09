"""The figures as a table for a terminal and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures import Figure

HEADING = ("figure", "value", "unit", "goal", "met", "note")
_RIGHT = {1, 3}
_SIGNIFICANT = 4


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """One line per figure, without the heading."""
    return [
        (
            figure.name,
            "not measured" if figure.value is None else written(figure.value),
            figure.unit,
            "" if figure.goal is None else str(figure.goal),
            {True: "yes", False: "NO", None: ""}[figure.met],
            figure.note,
        )
        for figure in figures
    ]


def written(value: float) -> str:
    """Three digits that count, and no more decimals than that takes."""
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:,.1f}" if size >= 10 else f"{value:,.2f}"


def table(figures: Sequence[Figure]) -> str:
    """Columns of equal width."""
    lines = [HEADING, *rows(figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADING))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in _RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_json(figures: Sequence[Figure]) -> str:
    """One JSON array of `{"name", "value", "unit", "goal", "met"}`.

    `value` is null when there is none, `goal` is the bound or null, `met` is null when one of the two is missing.
    """
    return json.dumps(
        [
            {
                "name": figure.name,
                "value": None if figure.value is None else float(f"{figure.value:.{_SIGNIFICANT}g}"),
                "unit": figure.unit,
                "goal": None if figure.goal is None else figure.goal.bound,
                "met": figure.met,
            }
            for figure in figures
        ],
        indent=2,
    )
