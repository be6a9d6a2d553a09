"""`wholesaler-worker terms`: what the wholesaler has laid down about holds, rest, intervals and working days."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from contracts.identifiers import OFFICE_CLLI, USOC
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.db.errors import RecordRefused
from wholesaler_worker.errors import TermsProblem
from wholesaler_worker.settings import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesaler_worker.db.database import Database
    from wholesaler_worker.db.terms_keeping import TermsKeeper

MONTH_OF_MINUTES = 30 * 24 * 60

TERMS: Final[dict[str, tuple[int, int]]] = {
    "hold_minutes": (1, MONTH_OF_MINUTES),
    "longest_hold_minutes": (1, MONTH_OF_MINUTES),
    "hold_extensions": (0, 100),
    "holds_each": (0, 1_000_000),
    "aging_days": (0, 3_650),
    "interval_days": (0, 365),
}
"""The terms that are numbers, each with its least and greatest value; see docs/reference/rules.md."""

_USUAL = "usual"
_EXAMPLES = """\b
Examples:
  wholesaler-worker terms show
  wholesaler-worker terms set hold_minutes 120
  wholesaler-worker terms holiday add 2026-12-25 "Christmas Day"
  wholesaler-worker terms interval NSDNB 10
"""


def _example(line: str) -> str:
    return f"\b\nExample:\n  wholesaler-worker terms {line}\n"


class _Named(click.ParamType[str]):
    """A text that a pattern of the wire format describes."""

    def __init__(self, name: str, pattern: str, rule: str) -> None:
        self.name = name
        self._pattern = pattern
        self._rule = rule

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if re.fullmatch(self._pattern, str(value)) is None:
            self.fail(f"{value!r} is not {self._rule}", param, ctx)
        return str(value)


class _Day(click.ParamType[date]):
    """A day of the calendar."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2026-12-25", param, ctx)


@click.group(epilog=_EXAMPLES)
def terms() -> None:
    """Show and change the wholesaler's terms: holds, rest, intervals, holidays and capacities.

    Running workers go by a change within seconds. What was promised before stays as it was promised.
    """


@terms.command(short_help="show all terms", epilog=_example("show --json"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@pass_context
def show(context: CommandContext, as_json: bool) -> None:
    """Show the terms, the services with an interval of their own, and the holidays."""
    from wholesaler_worker.db.terms import read_rules

    with _keeper(context) as (keeper, database):
        with database.transaction() as connection:
            rules = read_rules(connection)
        holidays = keeper.holidays()
    numbers = {name: rules.interval if name == "interval_days" else getattr(rules, name) for name in TERMS}
    if as_json:
        days = {day.isoformat(): name for day, name in holidays}
        click.echo(json.dumps({**numbers, "intervals": rules.intervals, "holidays": days}, indent=2))
        return
    for name, value in numbers.items():
        click.echo(f"{name:22}{value}")
    for usoc, working_days in rules.intervals.items():
        click.echo(f"{'interval of ' + usoc:22}{working_days}")
    for day, name in holidays:
        click.echo(f"{'holiday':22}{day} {name}")


@terms.command("set", short_help="change one of the numbers", epilog=_example("set holds_each 500"))
@click.argument("name", type=click.Choice(list(TERMS)))
@click.argument("value", type=int)
@pass_context
def set_(context: CommandContext, name: str, value: int) -> None:
    """Change the term NAME to VALUE, in minutes, days, working days or as a count."""
    least, most = TERMS[name]
    if not least <= value <= most:
        raise click.BadParameter(f"{name} is a whole number from {least} to {most}", param_hint="VALUE")
    with _keeper(context) as (keeper, _):
        try:
            keeper.change(name, value)
        except RecordRefused as e:
            raise TermsProblem(
                f"{name} {value} does not go with the others: longest_hold_minutes is not below hold_minutes"
            ) from e
    click.echo(f"{name} is {value}")


@terms.group(short_help="add and remove holidays", epilog=_example('holiday add 2026-12-25 "Christmas Day"'))
def holiday() -> None:
    """The days on which nobody works, besides Saturdays and Sundays."""


@holiday.command("add", short_help="let nobody work on DAY", epilog=_example('holiday add 2026-12-25 "Christmas Day"'))
@click.argument("day", type=_Day())
@click.argument("name")
@pass_context
def add_holiday(context: CommandContext, day: date, name: str) -> None:
    """Let nobody work on DAY; due dates that were promised stay."""
    if not name.strip():
        raise click.BadParameter("a holiday has a name", param_hint="NAME")
    with _keeper(context) as (keeper, _):
        keeper.add_holiday(day, name.strip())
    click.echo(f"{day} is a holiday: {name.strip()}")


@holiday.command("remove", short_help="let there be work on DAY", epilog=_example("holiday remove 2026-12-25"))
@click.argument("day", type=_Day())
@pass_context
def remove_holiday(context: CommandContext, day: date) -> None:
    """Let there be work on DAY."""
    with _keeper(context) as (keeper, _):
        if not keeper.remove_holiday(day):
            raise TermsProblem(f"{day} is no holiday; wholesaler-worker terms show lists them")
    click.echo(f"{day} is a holiday no more")


@terms.command(short_help="how long a service takes", epilog=_example("interval NSDNB 10"))
@click.argument("usoc", type=_Named("usoc", USOC, "a USOC: 3 or 5 of A-Z and 1-9, without I"))
@click.argument("days")
@pass_context
def interval(context: CommandContext, usoc: str, days: str) -> None:
    """Let the service USOC take DAYS working days, or as many as the others: `usual`."""
    least, most = TERMS["interval_days"]
    if days != _USUAL and not (days.isdecimal() and least <= int(days) <= most):
        raise click.BadParameter(f"{days!r} is not {_USUAL} or a number from {least} to {most}", param_hint="DAYS")
    with _keeper(context) as (keeper, _):
        keeper.set_interval(usoc, None if days == _USUAL else int(days))
    click.echo(f"{usoc} takes {'as long as the others' if days == _USUAL else f'{days} working days'}")


@terms.command(short_help="how many orders an office carries out a day", epilog=_example("capacity SNFCCA01 40"))
@click.argument("office", type=_Named("office", OFFICE_CLLI, "the CLLI of a central office, 8 characters"))
@click.argument("orders", type=click.IntRange(0, 1_000_000))
@pass_context
def capacity(context: CommandContext, office: str, orders: int) -> None:
    """Let the central OFFICE carry out so many ORDERS on a working day; what is booked stays."""
    with _keeper(context) as (keeper, _):
        if not keeper.set_capacity(office, orders):
            raise TermsProblem(f"no central office {office} is recorded; load it with wholesaler-worker load network")
    click.echo(f"{office} carries out {orders} orders a day")


@contextmanager
def _keeper(context: CommandContext) -> Iterator[tuple[TermsKeeper, Database]]:
    from wholesaler_worker.db.terms_keeping import TermsKeeper

    with context.records(context.settings(Needs.RECORDS)) as database:
        yield TermsKeeper(database), database
