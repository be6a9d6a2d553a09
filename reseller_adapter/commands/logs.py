"""Log lines of a program that runs: a sentence, then what a machine looks for."""

from __future__ import annotations

import logging
import sys
import time

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class SentenceFormatter(logging.Formatter):
    """`2026-11-23T09:30:00Z INFO took in 2026… [action=intake.taken_in submission=2026…]`, times in UTC."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """The sentence with the record's extra fields behind it."""
        extra = " ".join(f"{name}={value}" for name, value in vars(record).items() if name not in _ORDINARY)
        line = super().format(record)
        return f"{line} [{extra}]" if extra else line


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send our log lines to standard error. The driver's are left out: what it raises is told in sentences of ours."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SentenceFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("pika").setLevel(logging.CRITICAL)
