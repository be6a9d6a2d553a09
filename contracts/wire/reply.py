"""The shapes of an answer. They are open: a newer wholesaler may say more, and an older reader passes over it."""

from __future__ import annotations

from typing import Any

from contracts import identifiers
from contracts.answer_error import AnswerError
from contracts.codes import Action, Severity
from contracts.document import MAX_SEGMENTS
from contracts.reply import REPLY_SCHEMA, Outcome, Reply, ReplyHeader, SegmentReply
from contracts.transactions import TRANSACTIONS
from contracts.wire.containers import AnyObject, ListOf, Part
from contracts.wire.fields import Choice, CodeName, Flag, Said, Text, Timestamp, WholeNumber
from contracts.wire.shape import OpenShape


def _error(code: str, path: str, text: str, hint: str, value: str | None = None, **_: Any) -> AnswerError:
    """Severity, action and retryable are the catalogue's: they are on the wire for programs without it."""
    return AnswerError(code=code, path=path, text=text, hint=hint, value=value)


class ErrorShape(OpenShape):
    """See `contracts.answer_error.AnswerError`."""

    title = "error"
    about = "What is wrong, where exactly, and what would work."
    builds = _error

    code = Text("One of the catalogue.", pattern=identifiers.ANSWER_CODE, form="a letter and 3 digits", required=True)
    severity = Choice(Severity, "How bad it is.", required=True)
    action = Choice(Action, "What to do next.", required=True)
    retryable = Flag("The same content can succeed later, unchanged.", required=True)
    path = Said("A JSON Pointer (RFC 6901) into the request.", required=True)
    text = Said("One sentence about what is wrong.", required=True)
    hint = Said("What would work.", required=True)
    value = Said("What stood there, as text, shortened.")


class ReplyHeaderShape(OpenShape):
    """See `contracts.reply.ReplyHeader`."""

    title = "reply_header"
    about = "What an answer says about itself."
    builds = ReplyHeader

    schema = CodeName((REPLY_SCHEMA,), "The version of this format.", required=True)
    transaction = CodeName(TRANSACTIONS, "What was asked, if it could be read.")
    transaction_number = Text(
        "The document's, if it could be read.",
        pattern=identifiers.TRANSACTION_NUMBER,
        form="a transaction number",
        mnemonic="TXNUM",
    )
    reseller = Text("Whose answer it is.", pattern=identifiers.RESELLER, form="a reseller's name", required=True)
    answered_at = Timestamp("When it was made.", required=True)
    outcome = Choice(Outcome, "Whether all, some or none of the segments were answered.", required=True)
    replayed = Flag("True for the stored answer of an earlier time.", required=True)
    address_epoch = WholeNumber("The epoch of the address file that it was made from.")
    feature_epoch = WholeNumber("The epoch of the feature file that it was made from.")
    segments = WholeNumber("Segments of the whole document.", required=True)
    answered = WholeNumber("Answered segments of the whole document.", required=True)
    refused = WholeNumber("Refused segments of the whole document.", required=True)
    part = WholeNumber("Which part this is, when the answer travels in parts.", least=1, most=MAX_SEGMENTS)
    parts = WholeNumber("How many parts there are.", least=1, most=MAX_SEGMENTS)


class SegmentReplyShape(OpenShape):
    """See `contracts.reply.SegmentReply`."""

    title = "segment_reply"
    about = "The answer for one end user."
    builds = SegmentReply

    number = WholeNumber("The segment's.", least=1, required=True)
    reference = Said("The reseller's own.")
    outcome = Choice((Outcome.ANSWERED, Outcome.REFUSED), "Answered or refused.", required=True)
    errors = ListOf(Part(ErrorShape), "Errors and warnings of this segment.", required=True)
    result = AnyObject("What was found, by transaction.", required=True)


class ReplyShape(OpenShape):
    """See `contracts.reply.Reply`."""

    title = "reply"
    about = "The answer to one document, or one part of it."
    builds = Reply

    header = Part(ReplyHeaderShape, required=True)
    errors = ListOf(Part(ErrorShape), "Errors of the document itself.", required=True)
    segments = ListOf(Part(SegmentReplyShape), "One per segment, in the document's order.", required=True)
