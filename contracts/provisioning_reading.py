"""Reads what the network's systems publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from contracts.defects import defects
from contracts.strict_json import UnreadableJson, read_json
from contracts.wire.provisioning import PROVISIONING, ProvisioningHeaderShape

if TYPE_CHECKING:
    from contracts.answer_error import AnswerError
    from contracts.provisioning import Provisioning

MAX_PROVISIONING_BYTES = 64 * 1024
_MOST_TOLD = 10

_HEADER = ProvisioningHeaderShape()


class ProvisioningUnreadable(ValueError):
    """The body is no message of this format's version; nothing about an order can be concluded from it.

    The message is a sentence that names every defect with its path, ten at most.
    """


def read_provisioning(body: bytes) -> Provisioning:
    """Return the message that `body` holds. Raises `ProvisioningUnreadable`, and nothing else."""
    try:
        sent = read_json(body, limit=MAX_PROVISIONING_BYTES)
    except UnreadableJson as error:
        raise ProvisioningUnreadable(f"it cannot be read: {error.text}") from error
    header = sent.get("header") if isinstance(sent, dict) else None
    event = header.get("event") if isinstance(header, dict) else None
    shape = PROVISIONING.get(event) if isinstance(event, str) else None
    if shape is None:
        # Which event it is decides what the rest has to be: without one only the header can be judged.
        raise ProvisioningUnreadable(_sentence(_header_defects(header)))
    try:
        read: Provisioning = shape.load(sent)
    except ValidationError as error:
        raise ProvisioningUnreadable(_sentence(defects(error.messages_dict, sent, shape, most=_MOST_TOLD))) from error
    return read


def _header_defects(header: Any) -> tuple[AnswerError, ...]:
    sent = header if isinstance(header, dict) else {}
    try:
        _HEADER.load(sent)
    except ValidationError as error:
        return defects(error.messages_dict, sent, _HEADER, ("header",), most=_MOST_TOLD)
    return ()


def _sentence(found: tuple[AnswerError, ...]) -> str:
    told = "; ".join(f"{error.path}: {error.text}" for error in found)
    return f"it is not in the format provisioning/1: {told or 'its event is not known'}"
