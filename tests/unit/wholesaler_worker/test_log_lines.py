"""Log lines are JSON for programs and sentences for people."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from wholesaler_worker.logging import DOCUMENTS, JsonLines, Sentences, SharedFlush, configure_logging, flush_log


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_json_line_has_the_fields_that_were_given_and_not_those_that_are_unknown(root_logger: logging.Logger) -> None:
    stream = io.StringIO()
    configure_logging(stream)
    logging.getLogger("x").warning("a %s", "sentence", extra={"action": "tested", "reseller": "acme", "ticket": None})
    line = json.loads(stream.getvalue())
    assert (line["message"], line["action"], line["reseller"], line["level"]) == (
        "a sentence",
        "tested",
        "acme",
        "WARNING",
    )
    assert "ticket" not in line


@pytest.mark.parametrize("formatter", [JsonLines(), Sentences()])
def test_an_exception_is_written_with_its_trace(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("broken")
    except ValueError as e:
        record = logging.LogRecord("x", logging.ERROR, "p", 1, "said", (), (type(e), e, e.__traceback__))
    assert "ValueError: broken" in formatter.format(record)


def test_lines_about_documents_are_written_together_and_before_any_graver_line(
    root_logger: logging.Logger, tmp_path: object
) -> None:
    flushed: list[str] = []

    class Counting(io.StringIO):
        def flush(self) -> None:
            flushed.append(self.getvalue())

    stream = Counting()
    handler = SharedFlush(stream)
    root_logger.handlers[:] = [handler]
    root_logger.setLevel(logging.INFO)
    documents = logging.getLogger(DOCUMENTS)
    documents.info("one")
    documents.info("two")
    assert flushed == []
    flush_log()
    assert flushed == ["one\ntwo\n"]
    documents.warning("three")
    assert len(flushed) == 2
