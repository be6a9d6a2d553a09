"""The figures as a table for a terminal and as the page docs/performance.md."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from bench.round_trips import OUTSTANDING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPLANATION = """# Performance

Written by `make bench`. Broker, database, client, echo and one worker share this machine's {cores} cores
({machine}, Python {python}). Timings on shared machines are noise; the ratios, measured in turns in one run, are
what counts.

**Clock**: from just before the client's publish to the client's receipt of the answer. The client is the same for both:
one blocking pika connection, persistent messages. **Echo** is a plain pika consumer that sends the same bytes back,
through quorum queues both ways. **Qualify** is the whole job: identity, contract, address, office, switch, features,
reason chain, confirmed answer, then the acknowledgement. Territory: 3,847 real addresses, 100 synthetic offices.
"""


def rows(figures: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The lines of the table, its heading first."""
    lines = [("what", "echo", "qualify", "ratio")]
    for outstanding in OUTSTANDING:
        echo, job = figures[f"echo_{outstanding}_rate"], figures[f"qualify_{outstanding}_rate"]
        lines.append(
            (
                f"documents/s, {outstanding} outstanding",
                f"{echo:,.0f}",
                f"{job:,.0f}",
                f"{figures[f'rate_ratio_{outstanding}']:.2f}",
            )
        )
        for percentile in ("p50", "p99"):
            echo, job = (figures[f"{who}_{outstanding}_{percentile}_ms"] for who in ("echo", "qualify"))
            lines.append(
                (f"{percentile} ms, {outstanding} outstanding", f"{echo:.2f}", f"{job:.2f}", f"{job / echo:.2f}")
            )
    lines += [
        (f"segments/s, documents of {segments:,}", "", f"{figures[f'bulk_{segments}_segments_per_s']:,.0f}", "")
        for segments in (200, 10_000)
    ]
    lines += [
        (f"local decision {percentile}, µs", "", f"{figures[f'local_{percentile}_us']:.0f}", "")
        for percentile in ("p50", "p99")
    ]
    return lines


def table(figures: Mapping[str, float]) -> str:
    """The table in columns of equal width."""
    lines = rows(figures)
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def performance_page(figures: Mapping[str, float]) -> str:
    """The page, in Markdown."""
    heading, *lines = rows(figures)
    written = [f"| {' | '.join(heading)} |", "|---|---:|---:|---:|", *(f"| {' | '.join(line)} |" for line in lines)]
    machine = f"{platform.system()} {platform.machine()}"
    explained = _EXPLANATION.format(cores=os.cpu_count(), machine=machine, python=platform.python_version())
    return explained + "\n" + "\n".join(written) + "\n"
