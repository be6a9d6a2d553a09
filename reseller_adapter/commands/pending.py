"""`reseller-adapter pending`: what waits, and one submission with everything that is known about it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from reseller_adapter.commands.answer import print_answer, write_answer
from reseller_adapter.commands.context import CommandContext, pass_context
from reseller_adapter.commands.moments import as_moment
from reseller_adapter.errors import AnswerLate, SubmissionUnknown
from reseller_adapter.routes import source_of
from reseller_adapter.store.records import SubmissionState
from reseller_adapter.store.store import Store

if TYPE_CHECKING:
    from reseller_adapter.store.records import PendingDocument, Submission

_LIST_EXAMPLES = """\b
Examples:
  reseller-adapter pending list
  reseller-adapter pending list --json
  reseller-adapter pending list --unmatched
"""
_SHOW_EXAMPLES = """\b
Examples:
  reseller-adapter pending show 20261123T093000-1f4c09ab
  reseller-adapter pending show A-2026-000017 --answer
  reseller-adapter pending show 20261123T093000-1f4c09ab --wait 60
"""
_UNMATCHED_EXAMPLES = """\b
Examples:
  reseller-adapter pending list --unmatched
  reseller-adapter pending unmatched 3 > answer.json
"""


@click.group()
def pending() -> None:
    """Show what waits, and one submission with its answer."""


@pending.command("list", epilog=_LIST_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="A JSON array for a program.")
@click.option("--unmatched", is_flag=True, help="Show the answers that nobody here asked for instead.")
@pass_context
def list_pending(context: CommandContext, as_json: bool, unmatched: bool) -> None:
    """Show what is not done yet, oldest first."""
    with Store(context.settings().data_dir) as store:
        if unmatched:
            found: list[dict[str, Any]] = [asdict(item) for item in store.documents.unmatched()]
            lines = [
                f"{item['id']}  {as_moment(item['received_at'])}  {item['size']:,} bytes  "
                f"correlation id {item['correlation_id']}: {item['reason']}"
                for item in found
            ]
        else:
            found = [_as_json(submission, store) for submission in store.submissions.open()]
            lines = [_line(item) for item in found]
    click.echo(json.dumps(found) if as_json else "\n".join(lines) or "nothing waits")


@pending.command("show", epilog=_SHOW_EXAMPLES)
@click.argument("name")
@click.option("--answer", "answer", is_flag=True, help="Print its answer, in its own format, and nothing else.")
@click.option("--original", is_flag=True, help="Print what was handed over, byte for byte, and nothing else.")
@click.option("--wait", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="Wait for its answer.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for a program.")
@pass_context
def show(
    context: CommandContext, name: str, answer: bool, original: bool, seconds: float | None, as_json: bool
) -> None:
    """Show a submission, by its own name or by the transaction number of one of its documents."""
    settings = context.settings()
    with Store(settings.data_dir) as store:
        found = store.submissions.get(name) or store.submissions.by_transaction_number(name)
        if found is None:
            raise SubmissionUnknown(f"no submission is called {name}; `pending list` names what waits")
        if seconds is not None:
            print_answer(settings, store, found.id, seconds)
        elif answer:
            if found.state not in (SubmissionState.READY, SubmissionState.DONE):
                raise AnswerLate(f"{found.id} has no answer yet; wait for it with --wait SECONDS", found.id)
            write_answer(store, found.id)
        elif original:
            sys.stdout.buffer.write(store.submissions.original(found.id))
        else:
            content = _as_json(found, store)
            click.echo(json.dumps(content) if as_json else _told(content))


@pending.command("unmatched", epilog=_UNMATCHED_EXAMPLES)
@click.argument("number", type=int)
@pass_context
def show_unmatched(context: CommandContext, number: int) -> None:
    """Print an answer that nobody here asked for, byte for byte; `pending list --unmatched` shows the numbers."""
    with Store(context.settings().data_dir) as store:
        body = store.documents.unmatched_body(number)
    if body is None:
        raise SubmissionUnknown(
            f"no answer was set aside under {number}; `pending list --unmatched` shows their numbers"
        )
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _as_json(submission: Submission, store: Store) -> dict[str, Any]:
    return {
        "id": submission.id,
        "state": str(submission.state),
        "defective": submission.defective,
        "source": source_of(submission.route),
        "format": submission.format,
        "taken_in_at": as_moment(submission.taken_in_at),
        "finished_at": None if submission.finished_at is None else as_moment(submission.finished_at),
        "last_error": submission.last_error,
        "documents": [_document(document) for document in store.documents.of(submission.id)],
    }


def _document(document: PendingDocument) -> dict[str, Any]:
    is_open = document.state != "answered"
    return {
        "transaction_number": document.transaction_number,
        "transaction": document.transaction,
        "segments": document.segments,
        "state": str(document.state),
        "attempts": document.attempts,
        "next_attempt_at": as_moment(document.due_at) if is_open else None,
        "last_error": document.last_error,
        "correlation_id": document.id,
    }


def _line(item: dict[str, Any]) -> str:
    documents = item["documents"]
    answered = sum(document["state"] == "answered" for document in documents)
    attempts = max((document["attempts"] for document in documents), default=0)
    errors = [item["last_error"].partition("\n")[0], *(document["last_error"] for document in documents)]
    error = next((error for error in errors if error), "")
    return (
        f"{item['id']}  {item['state']:<8}  from {item['source']:<7}  answered {answered} of {len(documents)}  "
        f"asked {attempts} times  {error}"
    ).rstrip()


def _told(item: dict[str, Any]) -> str:
    lines = [
        f"submission {item['id']}: {item['state']}",
        f"taken in {item['taken_in_at']} from {item['source']}, format {item['format'] or 'not known'}",
    ]
    lines += [f"done {item['finished_at']}"] if item["finished_at"] else []
    lines += [f"defect: {line}" for line in item["last_error"].splitlines()]
    for document in item["documents"]:
        again = f", next at {document['next_attempt_at']}" if document["next_attempt_at"] else ""
        error = f"; {document['last_error']}" if document["last_error"] else ""
        lines.append(
            f"document {document['transaction_number']}: {document['transaction']}, {document['segments']:,} segments, "
            f"{document['state']}, asked {document['attempts']} times{again}{error}"
        )
    return "\n".join(lines)
