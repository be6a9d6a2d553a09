"""`wholesaler-worker run`: answer documents until told to stop."""

from __future__ import annotations

import gc
import logging
import sys

import click

from contracts.transactions import Lane
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.errors import WorkerBroken
from wholesaler_worker.logging import configure_logging
from wholesaler_worker.settings import Needs
from wholesaler_worker.stopping import StopAsked, StopSignal

_LOG = logging.getLogger(__name__)
DRAIN_SECONDS = 6.0
"""What is in hand is finished within this time; closing takes three seconds at most, also when the broker hangs."""
SWITCH_INTERVAL = 0.001
"""Seconds between two threads' turns: a short question does not wait 5 ms each time for a long document."""
COLLECTOR_THRESHOLDS = (200_000, 20, 50)
"""A worker makes almost no cycles of references, and each collection walks through all that the index has cached."""
_EXAMPLES = """\b
Examples:
  wholesaler-worker run
  wholesaler-worker run --lanes inquiry
  wholesaler-worker run --lanes order,bulk
"""


def _read_lanes(ctx: click.Context, param: click.Parameter, value: str) -> tuple[Lane, ...]:
    named = [name.strip() for name in value.split(",") if name.strip()]
    if not named or not set(named) <= set(Lane):
        raise click.BadParameter(f"{value!r}: name one or more of {', '.join(Lane)}, separated by commas", ctx, param)
    return tuple(lane for lane in Lane if lane in named)


@click.command(epilog=_EXAMPLES)
@click.option(
    "--lanes",
    callback=_read_lanes,
    default=",".join(Lane),
    show_default=True,
    help="The lanes that this process consumes.",
)
@click.option("--verbose", is_flag=True, help="Log more, for a search for a fault.")
@pass_context
def run(context: CommandContext, lanes: tuple[Lane, ...], verbose: bool) -> None:
    """Answer documents until SIGTERM or SIGINT.

    Waits for the database, the broker and the published index when they are away; new resellers and a new index are
    taken up without a restart. Told to stop, it finishes what it has begun, gives back the rest, and ends within ten
    seconds. What comes back from the delay ladder is handled whatever its lane.
    """
    with StopSignal() as stop:
        # Here and not above: it takes a good part of a second, in which the signals must be heard.
        from wholesaler_worker.bootstrap import engine_of

        settings = context.settings(Needs.RECORDS | Needs.BROKER | Needs.INDEX)
        # Python's own standard error writes every line by itself; ours gathers a batch's lines.
        log = open(sys.stderr.fileno(), "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as we do
        configure_logging(log, level=logging.DEBUG if verbose else logging.INFO)
        sys.setswitchinterval(SWITCH_INTERVAL)
        gc.set_threshold(*COLLECTOR_THRESHOLDS)
        try:
            stop.wait_or_raise(0)
            with engine_of(settings, lanes, stop.break_off, stop.wait_or_raise) as engine:
                engine.start()
                _LOG.info("running on the lanes %s", ", ".join(lanes), extra={"action": "worker.started"})
                stop.wait()
                engine.drain(DRAIN_SECONDS)
        except StopAsked:
            _LOG.info("stopped before it had begun", extra={"action": "worker.stopped"})
        if stop.is_broken:
            raise WorkerBroken("a thread of the worker broke; the log's last lines say why")
    _LOG.info("ended", extra={"action": "worker.ended"})
