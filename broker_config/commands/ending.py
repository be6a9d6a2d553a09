"""Turns every way a command can fail into one sentence and an exit status; nobody ever sees a traceback."""

from __future__ import annotations

import os
import secrets
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broker_config.errors import BrokerError, SettingsUnusable

if TYPE_CHECKING:
    from collections.abc import Callable

SUCCEEDED, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def ended(command: Callable[[], object]) -> int:
    """Run `command` and return its exit status: what it returns, 2 for wrong usage or settings, 1 otherwise."""
    try:
        status = command()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("interrupted", INTERRUPTED)
    except SettingsUnusable as error:
        return _say(str(error), WRONG_USAGE)
    except BrokerError as error:
        return _say(str(error), FAILED)
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said there, not even when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except OSError as error:
        return _say(f"{error.filename or 'the operating system'}: {error.strerror or error}", FAILED)
    except Exception:  # noqa: BLE001 - the last border: whatever it is, the person gets a sentence and we get a file
        return _say(_recorded(), FAILED)
    return status if isinstance(status, int) else SUCCEEDED


def _say(sentence: str, status: int) -> int:
    click.echo(f"broker-config: {sentence}", err=True)
    return status


def _recorded() -> str:
    trace = secrets.token_hex(6)
    descriptor, path = tempfile.mkstemp(prefix=f"broker-config-{trace}-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return f"internal error {trace}; the details are in {Path(path)}: please report it with that file"
