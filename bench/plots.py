"""Small plots as SVG: horizontal bars, and a line over its points. Readable on a light and on a dark page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _ROW, _LEFT, _RIGHT, _TOP = 760, 26, 250, 130, 44
_COLOURS = ("#2f6f9f", "#9aa5ad")
_INK, _PAPER, _LINE = "#24292f", "#ffffff", "#d0d7de"
_FONT = "font-family='system-ui,sans-serif' font-size='13'"
_HEIGHT_OF_LINE_PLOT = 260


def bars(title: str, unit: str, values: Sequence[tuple[str, float]], *, ours: str = "") -> str:
    """One bar per value, the longest as wide as the plot; bars whose name begins with `ours` are coloured."""
    longest = max(value for _, value in values) or 1.0
    room = _WIDTH - _LEFT - _RIGHT
    drawn = []
    for row, (name, value) in enumerate(values):
        y = _TOP + row * _ROW
        colour = _COLOURS[0 if not ours or name.startswith(ours) else 1]
        width = room * value / longest
        drawn += [
            _text(_LEFT - 8, y + 14, name, "end"),
            f"<rect x='{_LEFT}' y='{y}' width='{width:.1f}' height='{_ROW - 7}' rx='2' fill='{colour}'/>",
            _text(_LEFT + width + 6, y + 14, f"{_rounded(value)} {unit}", "start"),
        ]
    return _page(title, _TOP + len(values) * _ROW + 8, drawn)


def line(title: str, x_unit: str, y_unit: str, points: Sequence[tuple[float, float]]) -> str:
    """Points joined by a line, over axes that begin at 0: what is flat looks flat."""
    bottom, right = _HEIGHT_OF_LINE_PLOT - 40, _WIDTH - 30
    left = 90
    furthest = max(x for x, _ in points) or 1.0
    highest = (max(y for _, y in points) or 1.0) * 1.2
    placed = [(left + (right - left) * x / furthest, bottom - (bottom - _TOP) * y / highest) for x, y in points]
    drawn = [f"<line x1='{left}' y1='{bottom}' x2='{right}' y2='{bottom}' stroke='{_INK}'/>"]
    for step in range(5):
        y = bottom - (bottom - _TOP) * step / 4
        drawn += [
            f"<line x1='{left}' y1='{y:.1f}' x2='{right}' y2='{y:.1f}' stroke='{_LINE}'/>",
            _text(left - 8, y + 4, f"{_rounded(highest * step / 4)}", "end"),
        ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    drawn.append(f"<polyline points='{path}' fill='none' stroke='{_COLOURS[0]}' stroke-width='2'/>")
    drawn += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{_COLOURS[0]}'/>" for x, y in placed]
    drawn += [
        _text(right, bottom + 20, f"{_rounded(furthest)} {x_unit}", "end"),
        _text(left, bottom + 20, "0", "start"),
        _text(left, _TOP - 10, y_unit, "start"),
    ]
    return _page(title, _HEIGHT_OF_LINE_PLOT, drawn)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{_INK}' {_FONT}>{escape(words)}</text>"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _page(title: str, height: float, drawn: Sequence[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{height:.0f}' role='img'>"
    lines = [
        head,
        f"<title>{escape(title)}</title>",
        f"<rect width='100%' height='100%' fill='{_PAPER}'/>",
        f"<text x='12' y='22' fill='{_INK}' {_FONT} font-weight='600'>{escape(title)}</text>",
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
