"""`reseller-adapter submit`: send a file and print its answer."""

from __future__ import annotations

from pathlib import Path

import click

from reseller_adapter.adapter import Tuning
from reseller_adapter.collecting import submit_collected
from reseller_adapter.commands.answer import print_answer
from reseller_adapter.commands.context import CommandContext, format_option, pass_context, profile_option
from reseller_adapter.commands.input_file import handed_over
from reseller_adapter.store.store import Store
from reseller_adapter.submitting import take_in

_EXAMPLES = """\b
Examples:
  reseller-adapter submit orders.csv
  reseller-adapter submit orders.json --profile acme.toml --wait 60 > answer.json
  generate-orders | reseller-adapter submit - --format csv
  reseller-adapter submit --collected --format csv
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@format_option
@profile_option
@click.option("--wait", "seconds", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS")
@click.option("--collected", is_flag=True, help="Send what `collect` gathered instead of a file.")
@pass_context
def submit(
    context: CommandContext,
    file: Path | None,
    form: str | None,
    profile: Path | None,
    seconds: float,
    collected: bool,
) -> None:
    """Send FILE (- for standard input) and print its answer, in the same format, on standard output.

    The exit status is 0 when the answer came, whatever it says; 1 when it did not come in time (it is still asked for,
    and the message says how to look later) or when FILE has defects, each of which is printed; 2 on wrong usage.
    """
    if collected == (file is not None):
        raise click.UsageError("Name a FILE, or use --collected, and not both.")
    settings = context.settings(profile)
    with Store(settings.data_dir) as store:
        if file is None:
            name = submit_collected(store, settings.reseller, form, Tuning())
        else:
            name = take_in(store, settings.reseller, handed_over(file, form, settings), Tuning())
        print_answer(settings, store, name, seconds)
