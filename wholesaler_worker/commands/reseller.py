"""`wholesaler-worker reseller`: who may send documents; the record and the rights at the broker."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

import click

from broker_config.names import WHOLESALE_VHOST, answers_queue, documents_exchange, notifications_queue, reseller_vhost
from broker_config.provisioning import ResellerProvisioning
from broker_config.server_url import split_server_url
from contracts.identifiers import AREA, RESELLER
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.db.resellers import list_resellers
from wholesaler_worker.resellers import Resellers
from wholesaler_worker.settings import Needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wholesaler_worker.resellers import Credentials
    from wholesaler_worker.settings import WorkerSettings

_EXAMPLES = """\b
Examples:
  wholesaler-worker reseller add acme
  wholesaler-worker reseller add acme --area all --require-user-id --json
  wholesaler-worker reseller answers add acme clerk
  wholesaler-worker reseller rotate acme
"""
_QUEUE = "[a-z][a-z0-9]{0,31}"


def _named(pattern: str, rule: str) -> Callable[[click.Context, click.Parameter, object], object]:
    """A check of an argument, or of each value of an option that may be repeated."""

    def check(_ctx: click.Context, _parameter: click.Parameter, value: object) -> object:
        for text in value if isinstance(value, tuple) else (value,):
            if re.fullmatch(pattern, str(text)) is None:
                raise click.BadParameter(f"{text!r} is not {rule}")
        return value

    return check


def _example(line: str) -> str:
    return f"\b\nExample:\n  wholesaler-worker reseller {line}\n"


_NAME = click.argument(
    "name", callback=_named(RESELLER, "a reseller's name: 2 to 16 of a-z and 0-9, starting with a letter")
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


@click.group(epilog=_EXAMPLES)
def reseller() -> None:
    """Add, list, disable, enable and rotate resellers.

    Running workers learn of every change by themselves. The broker's administrator is needed for all but `list`.
    """


@reseller.command(
    short_help="record a reseller, print its credentials once",
    epilog=_example("add acme --area all --require-user-id --json"),
)
@_NAME
@click.option(
    "--area",
    "areas",
    multiple=True,
    default=("all",),
    show_default=True,
    callback=_named(AREA, "an area's name: 2 to 16 of a-z and 0-9, starting with a letter"),
    help="An area whose reference files it may read; repeat it for several.",
)
@click.option("--require-user-id", is_flag=True, help="Refuse its documents without the user that the broker verified.")
@_JSON
@pass_context
def add(context: CommandContext, name: str, areas: tuple[str, ...], require_user_id: bool, as_json: bool) -> None:
    """Record a reseller, give it its place at the broker, and print its credentials, this once."""
    with _resellers(context) as (resellers, settings):
        resellers.add(
            name,
            areas=tuple(dict.fromkeys(areas)),
            require_user_id=require_user_id,
            hand_out=lambda credentials: _print_credentials(name, credentials, settings, as_json=as_json),
        )


@reseller.command(short_help="replace credentials, print the new ones once", epilog=_example("rotate acme --json"))
@_NAME
@click.option(
    "--end-connections", is_flag=True, help="Close what is open under the old ones, after a leak for example."
)
@_JSON
@pass_context
def rotate(context: CommandContext, name: str, end_connections: bool, as_json: bool) -> None:
    """Replace a reseller's credentials and print the new ones, this once.

    The old ones open no connection any more. Connections that are open stay, so that nothing stops before the reseller
    has taken over the new ones.
    """
    with _resellers(context) as (resellers, settings):
        resellers.rotate(
            name,
            hand_out=lambda credentials: _print_credentials(name, credentials, settings, as_json=as_json),
            end_connections=end_connections,
        )


@reseller.command(short_help="refuse what a reseller sends, end its connections", epilog=_example("disable acme"))
@_NAME
@pass_context
def disable(context: CommandContext, name: str) -> None:
    """Refuse what a reseller sends, and end its connections; its queues and what is in them stay."""
    with _resellers(context) as (resellers, _):
        resellers.disable(name)
    click.echo(f"{name} is disabled")


@reseller.command(short_help="serve a disabled reseller again", epilog=_example("enable acme"))
@_NAME
@pass_context
def enable(context: CommandContext, name: str) -> None:
    """Serve a disabled reseller again, with the credentials that it has."""
    with _resellers(context) as (resellers, _):
        resellers.enable(name)
    click.echo(f"{name} is enabled")


@reseller.command("list", short_help="list the resellers and what they may use", epilog=_example("list --json"))
@_JSON
@pass_context
def list_(context: CommandContext, as_json: bool) -> None:
    """List the resellers and what they may use."""
    with context.records(context.settings(Needs.RECORDS)) as database:
        found = list_resellers(database)
    if as_json:
        click.echo(json.dumps([asdict(record) for record in found], indent=2))
        return
    for record in found:
        remarks = [
            str(record.state) if record.provisioned else "half added: run reseller add again",
            f"areas {', '.join(record.areas)}",
            *(["user_id required"] if record.require_user_id else []),
            *([f"answers queues {', '.join(record.answers)}"] if record.answers else []),
        ]
        click.echo(f"{record.name:16} {'; '.join(remarks)}")
    if not found:
        click.echo("there are no resellers: wholesaler-worker reseller add NAME")


@reseller.group(short_help="add further answers queues", epilog=_example("answers add acme clerk"))
def answers() -> None:
    """A reseller's further answers queues: one for each of its programs."""


@answers.command(
    "add", short_help="make the answers queue answers.NAME.QUEUE", epilog=_example("answers add acme clerk")
)
@_NAME
@click.argument("queue", callback=_named(_QUEUE, "a queue's name: 1 to 32 of a-z and 0-9, starting with a letter"))
@pass_context
def add_answers(context: CommandContext, name: str, queue: str) -> None:
    """Make the answers queue answers.NAME.QUEUE, which documents can name in reply_to."""
    with _resellers(context) as (resellers, _):
        click.echo(resellers.add_answers_queue(name, queue))


@contextmanager
def _resellers(context: CommandContext) -> Iterator[tuple[Resellers, WorkerSettings]]:
    settings = context.settings(Needs.RECORDS | Needs.MANAGEMENT)
    provisioning = ResellerProvisioning(
        settings.management_url, settings.admin_username, settings.admin_password, _vhost(settings)
    )
    with context.records(settings) as database:
        yield Resellers(database, provisioning), settings


def _vhost(settings: WorkerSettings) -> str:
    """The wholesaler's virtual host, as the broker's URL names it."""
    return unquote(split_server_url(settings.amqp_url).path[1:]) or WHOLESALE_VHOST


def _print_credentials(name: str, credentials: Credentials, settings: WorkerSettings, *, as_json: bool) -> None:
    """`click.echo` flushes: a pipe that nobody reads is noticed before the credentials count as handed out."""
    said = {
        "reseller": name,
        "username": credentials.username,
        "password": credentials.password,
        "amqp_url": settings.amqp_url,
        "vhost": _vhost(settings),
        "own_vhost": reseller_vhost(name),
        "documents": documents_exchange(name),
        "answers": answers_queue(name),
        "notifications": notifications_queue(name),
    }
    if as_json:
        text = json.dumps(said)
    else:
        text = "\n".join(f"{key:14}{value}" for key, value in said.items() if value)
        text += "\nThe password is stored hashed and cannot be shown again."
    click.echo(text)
