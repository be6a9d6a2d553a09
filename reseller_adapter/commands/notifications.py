"""`reseller-adapter notifications`: what happened to orders, and how far the order system was told."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from reseller_adapter.adapter import Tuning
from reseller_adapter.commands.context import CommandContext, pass_context
from reseller_adapter.commands.moments import as_moment
from reseller_adapter.commands.notification_lines import line_of_order, order_as_json, told_order
from reseller_adapter.errors import NotificationUnknown
from reseller_adapter.handover import wake_adapter
from reseller_adapter.store.store import Store

_LIST_EXAMPLES = """\b
Examples:
  reseller-adapter notifications list
  reseller-adapter notifications list --waiting
  reseller-adapter notifications list --unreadable
"""
_SHOW_EXAMPLES = """\b
Examples:
  reseller-adapter notifications show PO-5512
  reseller-adapter notifications show PO-5512 --json
"""
_SKIP_EXAMPLES = """\b
Examples:
  reseller-adapter notifications skip PO-5512
"""
_AGAIN_EXAMPLES = """\b
Examples:
  reseller-adapter notifications again PO-5512
  reseller-adapter notifications again PO-5512 --from 3
"""
_UNREADABLE_EXAMPLES = """\b
Examples:
  reseller-adapter notifications list --unreadable
  reseller-adapter notifications unreadable 3 > notification.json
"""


@click.group()
def notifications() -> None:
    """Show what happened to orders, and how far it is told."""


@notifications.command("list", epilog=_LIST_EXAMPLES)
@click.option("--waiting", is_flag=True, help="Only orders with notifications that are not delivered yet.")
@click.option("--unreadable", is_flag=True, help="Show what was set aside because it cannot be taken instead.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array for a program.")
@pass_context
def list_notifications(context: CommandContext, waiting: bool, unreadable: bool, as_json: bool) -> None:
    """Show each purchase order that was heard of, the latest last: what is delivered, what waits, what is missing."""
    with Store(context.settings().data_dir) as store:
        if unreadable:
            found: list[dict[str, Any]] = [asdict(item) for item in store.notifications.odd()]
            lines = [
                f"{item['id']}  {as_moment(item['received_at'])}  {item['size']:,} bytes  {item['reason']}"
                for item in found
            ]
        else:
            every = [order_as_json(store, thread) for thread in store.notifications.threads()]
            found = [item for item in every if item["waiting"] or not waiting]
            lines = [line_of_order(item) for item in found]
    click.echo(json.dumps(found) if as_json else "\n".join(lines) or "nothing is there")


@notifications.command("show", epilog=_SHOW_EXAMPLES)
@click.argument("pon")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for a program, with the notifications themselves.")
@pass_context
def show(context: CommandContext, pon: str, as_json: bool) -> None:
    """Show what is known about one purchase order; notifications are kept for 31 days after their delivery."""
    with Store(context.settings().data_dir) as store:
        _must_be_known(store, pon)
        content = order_as_json(store, store.notifications.thread(pon), with_notifications=True)
    click.echo(json.dumps(content) if as_json else told_order(content))


@notifications.command("unreadable", epilog=_UNREADABLE_EXAMPLES)
@click.argument("number", type=int)
@pass_context
def show_unreadable(context: CommandContext, number: int) -> None:
    """Print what was set aside, byte for byte; `notifications list --unreadable` shows the numbers."""
    with Store(context.settings().data_dir) as store:
        body = store.notifications.odd_body(number)
    if body is None:
        raise NotificationUnknown(
            f"nothing was set aside under {number}; `notifications list --unreadable` shows the numbers"
        )
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


@notifications.command("skip", epilog=_SKIP_EXAMPLES)
@click.argument("pon")
@pass_context
def skip(context: CommandContext, pon: str) -> None:
    """Do without what is missing before the first notification that waits: it, and what follows, is delivered.

    For when the wholesaler says that what is missing does not exist (any more). What comes later all the same is
    absorbed.
    """
    settings = context.settings()
    with Store(settings.data_dir) as store:
        _must_be_known(store, pon)
        skipped = store.notifications.skip(pon)
    if skipped is None:
        raise NotificationUnknown(
            f"nothing is missing before what waits for order {pon}; `notifications show` says more"
        )
    delivered = "is delivered now" if wake_adapter(settings.data_dir) else "is delivered when the adapter runs"
    click.echo(f"order {pon} does without {skipped}; what waited {delivered}")


@notifications.command("again", epilog=_AGAIN_EXAMPLES)
@click.argument("pon")
@click.option("--from", "first", type=click.IntRange(min=1), default=1, show_default=True, metavar="SEQUENCE")
@pass_context
def again(context: CommandContext, pon: str, first: int) -> None:
    """Deliver the notifications of an order once more, from a sequence number on.

    For an order system that lost them. They come from the store, which keeps them for 31 days; older ones are asked for
    when a later one is there.
    """
    settings = context.settings()
    with Store(settings.data_dir) as store:
        _must_be_known(store, pon)
        if not store.notifications.of(pon):
            raise NotificationUnknown(f"the notifications of order {pon} are not kept any more; ask for its status")
        told = store.notifications.tell_again(pon, first, Tuning().clock())
    if not told:
        raise NotificationUnknown(f"order {pon} was not told up to {first} yet; `notifications show` says more")
    delivered = "are delivered now" if wake_adapter(settings.data_dir) else "are delivered when the adapter runs"
    click.echo(f"the notifications of order {pon} from {first} on {delivered}")


def _must_be_known(store: Store, pon: str) -> None:
    thread = store.notifications.thread(pon)
    if not thread.delivered and not store.notifications.waiting(pon):
        raise NotificationUnknown(f"nothing was heard of order {pon}; `notifications list` names the orders")
