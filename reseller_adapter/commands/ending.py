"""Turns every way a command can fail into sentences and an exit status; nobody ever sees a traceback."""

from __future__ import annotations

import os
import secrets
import tempfile
import traceback
from typing import TYPE_CHECKING

import click

from broker_config.errors import BrokerError
from reseller_adapter.errors import AdapterError, InputRefused, SettingsProblem

if TYPE_CHECKING:
    from collections.abc import Callable

SUCCEEDED, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def ended(command: Callable[[], object]) -> int:
    """Run `command` and return its exit status: 0 done, 2 wrong usage or settings, 1 otherwise."""
    try:
        command()
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("interrupted", INTERRUPTED)
    except SettingsProblem as e:
        return max(_say(problem, WRONG_USAGE) for problem in e.problems)
    except InputRefused as e:
        return max((_say(defect, FAILED) for defect in e.defects), default=FAILED)
    except (AdapterError, BrokerError) as e:
        return _say(str(e), FAILED)
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said there, not even when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except OSError as e:
        return _say(f"{e.filename or 'the operating system'}: {e.strerror or e}", FAILED)
    except Exception:  # noqa: BLE001 - the last border: whatever it is, the person gets a sentence and we get a file
        return _say(_recorded(), FAILED)
    return SUCCEEDED


def _say(sentence: str, status: int) -> int:
    click.echo(f"reseller-adapter: {sentence}", err=True)
    return status


def _recorded() -> str:
    trace = secrets.token_hex(6)
    descriptor, path = tempfile.mkstemp(prefix=f"reseller-adapter-{trace}-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return f"internal error {trace}; the details are in {path}: please report it with that file"
