"""The shapes of what the network's systems publish: one frame, and by event another detail."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from contracts.provisioning import (
    JEOPARDY_CODES,
    PROVISIONING_SCHEMA,
    Completed,
    Jeopardy,
    NetworkEvent,
    Provisioning,
    ProvisioningHeader,
    Recovered,
)
from contracts.wire.containers import Part
from contracts.wire.fields import Choice, CodeName, Day, Text, Timestamp
from contracts.wire.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_ID = "[A-Za-z0-9._:-]{1,64}"
ORDER_NUMBER = "[A-Za-z0-9-]{1,32}"
MAX_TEXT = 200


class ProvisioningHeaderShape(Shape):
    """See `contracts.provisioning.ProvisioningHeader`."""

    title = "provisioning_header"
    about = "Which order it is about, and what happened."
    builds = ProvisioningHeader

    schema = CodeName((PROVISIONING_SCHEMA,), "The version of this format.", required=True)
    event = Choice(NetworkEvent, "What happened.", required=True)
    event_id = Text(
        "Names this one happening; sent again under the same name, it changes nothing.",
        pattern=EVENT_ID,
        form="1 to 64 of A-Z a-z 0-9 . _ : -",
        required=True,
    )
    order_number = Text(
        "The wholesaler's number of the order.",
        pattern=ORDER_NUMBER,
        form="the number of the confirmation",
        mnemonic="ORD",
        required=True,
    )
    occurred_at = Timestamp("When it happened.", required=True)


class CompletedShape(Shape):
    """See `contracts.provisioning.Completed`."""

    title = "completed"
    about = "The order was carried out."
    builds = Completed

    completed_on = Day("On this day.", mnemonic="CD", required=True)


class JeopardyShape(Shape):
    """See `contracts.provisioning.Jeopardy`."""

    title = "jeopardy"
    about = "The confirmed date is in danger."
    builds = Jeopardy

    code = CodeName(JEOPARDY_CODES, "Why, as one of the answer codes.", mnemonic="JEP", required=True)
    text = Text("For the people who wait for it.", least=1, most=MAX_TEXT)
    due_date = Day("A new date, if there is one.", mnemonic="DD")


class RecoveredShape(Shape):
    """See `contracts.provisioning.Recovered`."""

    title = "recovered"
    about = "The order will be carried out after all."
    builds = Recovered

    due_date = Day("The date, where it is another one.", mnemonic="DD")


DETAILS: Mapping[NetworkEvent, type[Shape]] = MappingProxyType(
    {
        NetworkEvent.COMPLETED: CompletedShape,
        NetworkEvent.JEOPARDY: JeopardyShape,
        NetworkEvent.RECOVERED: RecoveredShape,
    }
)
"""The shape of a message's detail, by event."""


def _message_shape(event: NetworkEvent, detail: type[Shape]) -> type[Shape]:
    members: dict[str, object] = {
        "title": f"provisioning.{event}",
        "about": detail.about,
        "builds": Provisioning,
        "header": Part(ProvisioningHeaderShape, required=True),
        "detail": Part(detail, "What there is to say about it.", required=True),
    }
    return type(f"Provisioning{detail.__name__}", (Shape,), members)


PROVISIONING: Mapping[str, Shape] = MappingProxyType(
    {event.value: _message_shape(event, detail)() for event, detail in DETAILS.items()}
)
"""The shape of a message, by event."""
