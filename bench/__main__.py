"""`python -m bench [--quick] [--json]`: measure everything side by side, print a table or JSON, write the page."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench.client import WrongAnswer
from bench.documents import in_turn, qualify_document
from bench.figures import Figure
from bench.local_decisions import local_decisions
from bench.long_documents import long_documents
from bench.long_run import memory
from bench.number_figures import number_figures
from bench.order_figures import order_figures
from bench.page import Run, write_page
from bench.peer_installing import PEERS, PeerMissing, installed_python
from bench.peer_programs import running_peer
from bench.report import as_json, table
from bench.round_trips import FULL, QUICK, costs, one_segment
from bench.services import ROOT, measured_services, running_echo
from bench.stages import stages
from bench.territory import is_built, territory
from embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.peer_programs import Peer
    from bench.services import Measured
    from bench.stages import Stage
    from bench.territory import Territory

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
RANGES, FEWER_RANGES = 1_000_000, 100_000
"""A quick run that would have to build the large territory first takes the small one, and says so."""
NUMBERS, FEWER_NUMBERS = 10_000_000, 400_000
_COSTS_AT = (64, 256)


def main() -> int:
    """0 when everything was measured, goals reached or not; 1 without a server or after a wrong answer, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter turns, under a minute; the page is not written")
    parser.add_argument(
        "--json", action="store_true", help="print the figures as one JSON array; the table goes to stderr"
    )
    chosen = parser.parse_args()
    try:
        run = _measure(quick=chosen.quick)
    except EmbeddedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except WrongAnswer as wrong:
        print(f"error: nothing was measured, because an answer was wrong; it began: {wrong}", file=sys.stderr)
        return 1
    print(table(run.figures), file=sys.stderr if chosen.json else sys.stdout)
    _print_stages(run.stages)
    if chosen.json:
        print(as_json(run.figures))
    if not chosen.quick:
        write_page(PAGE, run)
        _say(f"wrote {PAGE}")
    return 0


def _measure(*, quick: bool) -> Run:
    length = QUICK if quick else FULL
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor())
        # What takes time before anything can be measured goes on side by side.
        ranges = FEWER_RANGES if quick and not is_built(ROOT, RANGES) else RANGES
        building = pool.submit(territory, ROOT, ranges, _say)
        installing = {peer: pool.submit(installed_python, peer) for peer in PEERS}
        services = stack.enter_context(measured_services(_say))
        echo = stack.enter_context(running_echo(services.administrator_url))
        land = building.result()
        missing: dict[str, str] = {}
        pythons: dict[str, Path] = {}
        for peer, installed in installing.items():
            try:
                pythons[peer] = installed.result()
            except PeerMissing as why:
                missing[peer] = str(why)
        services.decide_with(land.index)
        figures = _of_round_trips(services, land, pythons, missing, quick=quick)
        _say("measure what each process spends")
        spent = {
            outstanding: costs(services, land.known, echo, outstanding=outstanding, seconds=length.seconds * 2)
            for outstanding in _COSTS_AT
        }
        figures += [
            Figure(f"{name}_us_per_document_{outstanding}", each.microseconds[name], "µs of processor")
            for outstanding, each in spent.items()
            for name in ("worker", "echo")
        ]
        _say("measure long documents")
        figures += long_documents(services, land.known, quick=quick)
        _say("measure orders")
        figures += order_figures(services, land, quick=quick)
        course: list[tuple[float, float]] = []
        if not quick:
            _say("measure a worker's memory over 100,000 documents")
            of_memory, course = memory(services, land.known, _say)
            figures += of_memory
        _say("measure number searches")
        numbers, rounds = (FEWER_NUMBERS, 5) if quick else (NUMBERS, 200)
        figures += number_figures(services.postgres_dsn, numbers=numbers, rounds=rounds)
    _say("measure decisions")
    figures += local_decisions(land, quick=quick)
    figures += [
        Figure("index_build_seconds", land.build_seconds, "s", f"{land.ranges:,} ranges, when it was built"),
        Figure("index_megabytes", land.megabytes, "MB", f"{land.ranges:,} ranges"),
    ]
    _say("measure the stages of one document")
    return Run(figures, stages(land), spent, course, land.ranges, len(land.known), length.seconds, load)


def _of_round_trips(
    services: Measured, land: Territory, pythons: Mapping[str, Path], missing: dict[str, str], *, quick: bool
) -> list[Figure]:
    """Round trips with every peer that can be started; the others are named in `missing` with the reason."""
    body = qualify_document(in_turn(land.known[:1])).decode()
    peers: list[Peer] = []
    with ExitStack() as stack:
        for name, python in pythons.items():
            _say(f"start the {name} echo")
            try:
                program = running_peer(name, python, services.administrator_url, body, ROOT / f"{name}.log")
                peers.append(stack.enter_context(program))
            except PeerMissing as why:
                missing[name] = str(why)
        _say("measure round trips in turns")
        return one_segment(services, land.known, peers, missing, QUICK if quick else FULL)


def _print_stages(found: Sequence[Stage]) -> None:
    _say("one document in the worker, by stage:")
    for stage in found:
        print(f"    {stage.microseconds:7.1f} µs  {stage.name}", file=sys.stderr)
    print(f"    {sum(stage.microseconds for stage in found):7.1f} µs  together", file=sys.stderr)


def _say(sentence: str) -> None:
    print(f"  {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
