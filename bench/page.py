"""docs/performance.md and its plots, written from the figures of a full run."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench.peer_installing import PEERS
from bench.plots import bars, line
from bench.report import rows
from bench.round_trips import ECHO, JOB, OUTSTANDING, OUTSTANDING_OF_PEERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.figures import Figure
    from bench.round_trips import Costs
    from bench.stages import Stage

_PAGE = """# Performance

Written by `make bench` on {day}; do not edit. What was tried to make it faster, and what each step gave, is told in
[Where the time goes](explanation/where-the-time-goes.md).

Broker, database, client, the echoes and one worker share this machine: {cores} cores ({processor}), {system}, Python
{python}; its load average was {load:.1f} when the run began. Times on shared machines are noise; the **ratios** count:
each is the median over rounds in which the contestants take turns of {seconds:g} s, in an order that is reversed after
every round.

**Clock**: `perf_counter` in the client, from just before its publish to its receipt of the answer. The client is the
same for both: one blocking pika connection, persistent messages, no confirms of its own.

**Pika echo**: a plain blocking consumer that sends the same bytes back, persistent, through quorum queues both ways.
**Qualify**: the whole job on the same broker, quorum queues both ways: identity, contract, address over
{ranges:,} ranges and 100 offices, switch, features, reason chain, answer confirmed by the broker, then the
acknowledgement. Every document asks for two services at another of {known:,} addresses, in fields and on one line in
turn.

**Order**: `order.submit` of one line with a number that was held before, checked against the files and the records;
key, effect, stored answer and two notifications are one transaction, the answer is confirmed and noted, and the
notifications are sent meanwhile. The database does not wait for its disk (`fsync` off, as in all private clusters).

**Peers**, echoes of the same bytes: Nameko RPC (classic queues: it has no others), Celery (`rpc` results, late
acknowledgement, quorum queue), FastStream (`request`, quorum queue). Versions: `bench/peers/requirements-*.txt`.

## Figures

{figures}

![Documents per second](plots/rates.svg)

![Documents per second at 64 outstanding](plots/peers.svg)

## Where the time of one document goes

One document of one segment in a worker: its own functions, one after the other, on the processor time of their thread.

{stages}

![Stages](plots/stages.svg)

Processor time per document of each process while documents flow, from the kernel. What the worker takes beyond the sum
above is the driver's event loop, system calls and the handing over between its threads.

{costs}

## A worker's memory

![Memory](plots/memory.svg)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """All that a full run found."""

    figures: Sequence[Figure]
    stages: Sequence[Stage]
    costs: Mapping[int, Costs]
    memory: Sequence[tuple[float, float]]
    ranges: int
    known: int
    seconds: float
    load: float


def write_page(page: Path, run: Run) -> None:
    """Write the page and, in `plots/` beside it, its plots."""
    folder = page.parent / "plots"
    folder.mkdir(exist_ok=True)
    for name, plot in plots(run).items():
        (folder / f"{name}.svg").write_text(plot, encoding="utf-8")
    page.write_text(performance_page(run), encoding="utf-8")


def performance_page(run: Run) -> str:
    """The page, in Markdown."""
    return _PAGE.format(
        day=datetime.now(UTC).date().isoformat(),
        cores=os.cpu_count(),
        processor=_processor(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        seconds=run.seconds,
        load=run.load,
        ranges=run.ranges,
        known=run.known,
        figures=_table(("figure", "value", "unit", "goal", "met", "note"), rows(run.figures)),
        stages=_table(("stage", "µs per document", ""), _stage_rows(run.stages)),
        costs=_table(
            ("outstanding", "worker", "echo", "broker of the worker", "broker of the echo", "worker idle"),
            _cost_rows(run.costs),
        ),
    )


def plots(run: Run) -> dict[str, str]:
    """The plots by the name of their file."""
    rate = {figure.name.removesuffix("_rate"): figure.value for figure in run.figures if figure.name.endswith("_rate")}
    both = [
        (f"{who}_{outstanding}", f"{_said(who)}, {outstanding} outstanding")
        for outstanding in OUTSTANDING
        for who in (JOB, ECHO)
    ]
    everybody = [(f"{who}_{OUTSTANDING_OF_PEERS}", _said(who)) for who in (JOB, ECHO, *PEERS)]
    found = {
        "rates": bars("Documents per second: the whole job and a plain echo", "/s", _of(both, rate), ours=_said(JOB)),
        "peers": bars(
            f"Documents per second, {OUTSTANDING_OF_PEERS} outstanding", "/s", _of(everybody, rate), ours=_said(JOB)
        ),
        "stages": bars(
            "Processor time of one document in the worker", "µs", [(s.name, s.microseconds) for s in run.stages]
        ),
    }
    if run.memory:
        found["memory"] = line("A worker's resident memory", "documents", "MB", [(0, run.memory[0][1]), *run.memory])
    return found


def _of(names: Sequence[tuple[str, str]], rate: Mapping[str, float | None]) -> list[tuple[str, float]]:
    return [(said, value) for name, said in names if (value := rate.get(name)) is not None]


def _said(who: str) -> str:
    return {JOB: "qualify, the whole job", ECHO: "plain pika echo"}.get(who, f"{who} echo")


def _stage_rows(stages: Sequence[Stage]) -> list[tuple[str, ...]]:
    total = sum(stage.microseconds for stage in stages)
    lines = [(stage.name, f"{stage.microseconds:.0f}", f"{stage.microseconds / total:.0%}") for stage in stages]
    return [*lines, ("**together**", f"**{total:.0f}**", "")]


def _cost_rows(costs: Mapping[int, Costs]) -> list[tuple[str, ...]]:
    columns = ("worker", "echo", "broker of the worker", "broker of the echo")
    return [
        (str(outstanding), *(f"{each.microseconds[name]:.0f} µs" for name in columns), f"{each.worker_idle:.0%}")
        for outstanding, each in costs.items()
    ]


def _table(heading: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, ["---"] * len(heading), *lines))


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as said:  # noqa: PTH123 - a file of the kernel, read line by line
            return next((text.partition(":")[2].strip() for text in said if text.startswith("model name")), "unknown")
    except OSError:
        return platform.processor() or "unknown"
