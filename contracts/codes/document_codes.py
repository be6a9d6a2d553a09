"""E0xx and I001: what is said about the document itself."""

from __future__ import annotations

from contracts.codes.code import Action, Code, fatal, info, nonfatal

DOCUMENT_CODES: tuple[Code, ...] = (
    fatal(
        "E001",
        "The document cannot be read.",
        "Send one JSON object per message, in UTF-8, without duplicate keys, NaN or infinities.",
    ),
    fatal(
        "E002",
        "The schema version is not known.",
        "This wholesaler reads the schema document/1; name it in header.schema.",
    ),
    nonfatal(
        "E003",
        "The segment or field is unknown, or it stands in the wrong place.",
        "Take it out, or check its spelling against the wire format.",
    ),
    fatal(
        "E004",
        "A count or a control total is wrong.",
        "Number the segments 1, 2, 3 and so on, in order, without gaps or repetitions.",
    ),
    fatal(
        "E005",
        "The document is too large.",
        "A document has at most 8 MiB and 10,000 segments; split it into several.",
    ),
    info(
        "I001",
        "This transaction was answered before; this is the stored answer.",
        "For something else use a new transaction number, and for a change of an order its next version.",
    ),
    fatal(
        "E007",
        "This transaction number was used before for other content.",
        "Use a new transaction number for new content; repeat an old one only with its own content.",
        Action.RESEND,
    ),
    fatal(
        "E008",
        "The document came too late to be answered before its own limit.",
        "Send it again with a later header.answer_by, or with none.",
        Action.RESEND,
        retryable=True,
    ),
    fatal(
        "E010",
        "The sender's identity could not be verified.",
        "Publish as your own broker user, to your own exchange, with your own name in header.reseller.",
    ),
    nonfatal(
        "E011",
        "The reseller is not authorised for this area, transaction or product.",
        "Ask the wholesaler what your agreement covers.",
        Action.CANCEL,
    ),
    nonfatal(
        "E012",
        "The end user's authority is missing.",
        "Name who gave the authority, and the date, in request.authority.",
    ),
    nonfatal(
        "E013",
        "This belongs to another reseller.",
        "Use what is your own: your name and user, your queues, your numbers, orders and tokens.",
        Action.CANCEL,
    ),
    fatal(
        "E014",
        "More was sent than the agreed rate allows.",
        "Send it again after the time that the answer names.",
        Action.RETRY,
        retryable=True,
    ),
    nonfatal("E020", "A required field is missing.", "Add the field."),
    nonfatal("E021", "The field is not allowed here.", "Take the field out, or change what rules it out."),
    nonfatal("E022", "A conditional rule is broken.", "Follow the rule that the text names."),
    nonfatal(
        "E023",
        "The value has the wrong type, length, characters or format.",
        "Write the value as the wire format says.",
    ),
    nonfatal("E024", "The value is not in its code set.", "Use one of the values that the text lists."),
    nonfatal("E025", "The activity is not allowed for this service.", "Use an activity that the service allows."),
    fatal(
        "E026",
        "The translation from the reseller's format failed.",
        "Correct the input or the profile; the text names the profile and its version.",
    ),
)
