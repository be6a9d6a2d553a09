"""What a command is handed over: the bytes of a file, their format, and the profile that reads them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from reseller_adapter.bootstrap import profile_text
from reseller_adapter.errors import InputRefused
from reseller_adapter.formats import format_of_name
from translators.errors import TOO_LARGE_CODE
from translators.reading import MAX_INPUT_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from reseller_adapter.settings import ResellerSettings

STDIN = "-"


def handed_over(file: Path, form: str | None, settings: ResellerSettings) -> tuple[bytes, str, str]:
    """The bytes, the format and the profile's text.

    Raises `UsageError` when the format is not clear, `InputRefused` for a file that is too long, and OSError.
    """
    chosen = form or format_of_name(file.name)
    if chosen is None:
        raise click.UsageError(f"The format of {file} is not clear from its name: use --format.")
    if str(file) == STDIN:
        body = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
    else:
        with file.open("rb") as opened:
            body = opened.read(MAX_INPUT_BYTES + 1)
    if len(body) > MAX_INPUT_BYTES:
        sentence = f"{TOO_LARGE_CODE} it has more than {MAX_INPUT_BYTES:,} bytes; hand it over in several files"
        raise InputRefused([f"{file}: {sentence}"], TOO_LARGE_CODE)
    return body, chosen, profile_text(settings.profile)
