"""`wholesaler-worker provision`: simulate what the network's systems tell about orders that are due."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from contracts.provisioning import NetworkEvent
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.commands.loading_report import counted, progress
from wholesaler_worker.db.provisioning_records import count_due_orders, due_orders
from wholesaler_worker.errors import NotTaken
from wholesaler_worker.provisioning.simulating import Simulation, Telling
from wholesaler_worker.settings import Needs

if TYPE_CHECKING:
    from wholesaler_worker.settings import WorkerSettings

_EXAMPLES = """\b
Examples:
  wholesaler-worker provision --simulate
  wholesaler-worker provision --simulate --until 2026-12-31 --limit 100
  wholesaler-worker provision --simulate --jeopardy 20 --seed 7
"""
_WHAT_FOR = (
    "orders are completed by what the network's own systems publish (docs/reference/provisioning.md); this command only"
    " stands in for them, for demonstrations and tests: add --simulate"
)


@click.command(epilog=_EXAMPLES)
@click.option("--simulate", is_flag=True, help="Tell as the network's systems would; nothing is told without it.")
@click.option(
    "--until",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last due date of the orders that are told about; today (UTC) if not given.",
)
@click.option(
    "--jeopardy",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    default=0,
    show_default=True,
    help="How many of a hundred confirmed orders get into danger and are not completed.",
)
@click.option(
    "--seed", metavar="N", type=click.IntRange(0), default=0, show_default=True, help="The same seed draws the same."
)
@click.option(
    "--limit", metavar="N", type=click.IntRange(1), help="The most orders that are told about; all if not given."
)
@pass_context
def provision(
    context: CommandContext, simulate: bool, until: datetime | None, jeopardy: int, seed: int, limit: int | None
) -> None:
    """Tell what became of confirmed orders that are due, in place of the network's systems.

    A running worker then completes them and notifies their resellers. Told twice, it happens once. The broker's user is
    `network`, named by WHOLESALE_NETWORK_USERNAME and WHOLESALE_NETWORK_PASSWORD_FILE.
    """
    if not simulate:
        raise click.UsageError(_WHAT_FOR)
    settings = context.settings(Needs.RECORDS | Needs.NETWORK)
    now = datetime.now(UTC)
    day = until.date() if until else now.date()
    simulation = Simulation(jeopardy=jeopardy, seed=seed)
    with context.records(settings) as database:
        due = count_due_orders(database, day)
        total = due if limit is None else min(due, limit)
        if not total:
            click.echo(f"no confirmed order is due up to {day}")
            return
        transport = _network(settings)
        try:
            with progress("telling of orders", total) as advance:
                telling = Telling(transport, advance)
                orders = islice(chain.from_iterable(due_orders(database, day)), limit)
                telling.tell(simulation.message(order, now) for order in orders)
        finally:
            transport.close()
    said = ((NetworkEvent.COMPLETED, "completed"), (NetworkEvent.JEOPARDY, "in jeopardy"))
    click.echo(
        f"told of orders up to {day}: " + ", ".join(f"{telling.confirmed.get(e, 0):,} {what}" for e, what in said)
    )
    if telling.refused:
        raise NotTaken(f"the broker did not take {counted(telling.refused, 'message')} ({telling.why})")


def _network(settings: WorkerSettings) -> RabbitTransport:
    broker = BrokerSettings.from_url(
        settings.amqp_url, settings.network_username, settings.network_password, connection_name="network-simulation"
    )
    transport = RabbitTransport(broker)
    logging.disable(logging.WARNING)  # what the lines to the broker meet is in the error that is raised
    try:
        transport.open()
    finally:
        logging.disable(logging.NOTSET)
    return transport
