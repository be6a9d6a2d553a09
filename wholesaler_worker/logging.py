"""Log lines for a person on a terminal, and JSON lines for everything else."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

_OF_A_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; whatever else is on one was given as `extra`."""


_ENCODER = json.JSONEncoder(default=str)
"""Made once: `json.dumps` with an option makes one for every line."""


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (ISO 8601, UTC), `level`, `logger`, `message`, and the fields given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(fields_of(record))
        if record.exc_info:
            line["trace_back"] = self.formatException(record.exc_info)
        return _ENCODER.encode(line)


class Sentences(logging.Formatter):
    """For a person: the time, the level where it is not INFO, the sentence, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        level = "" if record.levelno == logging.INFO else f"{record.levelname} "
        fields = " ".join(f"{name}={value}" for name, value in fields_of(record).items())
        line = f"{at} {level}{record.getMessage()}{f'  [{fields}]' if fields else ''}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class SharedFlush(logging.StreamHandler[Any]):
    """Writes INFO lines together, when `flush_log` is called or a graver line comes.

    A write hands the interpreter to another thread and waits to get it back: done once a batch, not once a document.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Format into the stream's buffer."""
        try:
            self.stream.write(self.format(record) + self.terminator)
        except Exception:  # noqa: BLE001 - logging's own rule: a line that cannot be written stops nothing
            self.handleError(record)
        if record.levelno != logging.INFO or not record.name.startswith(DOCUMENTS):
            self.flush()


DOCUMENTS = "wholesaler_worker.documents"
"""The logger of the line that each document gets."""


def flush_log() -> None:
    """Write out the lines that wait."""
    for handler in logging.getLogger().handlers:
        handler.flush()


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What was given as `extra`, without what is None."""
    return {name: value for name, value in vars(record).items() if name not in _OF_A_RECORD and value is not None}


def configure_logging(stream: TextIO, *, level: int = logging.INFO) -> None:
    """Log everything of this process to `stream`, which buffers; call it once, when a long-running command begins."""
    handler = SharedFlush(stream)
    handler.setFormatter(Sentences() if stream.isatty() else JsonLines())
    # No line of ours tells the process, the thread or the place in the source; finding them out is a sixth of its time.
    logging.logProcesses = logging.logThreads = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - how the logging how-to says it
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # The driver tells of every connection and frame; what matters of it is logged by our own transport.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
