"""Who sent a document: the queue says it, and whatever else claims it must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import names
from contracts.answer_error import AnswerError, answer_error
from wholesaler_worker.db.resellers import ResellerState

if TYPE_CHECKING:
    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.receiving.arrival import Arrival, Origin


def standing_error(record: ResellerRecord | None) -> AnswerError | None:
    """Why nothing of this reseller is answered now, if so."""
    if record is None:
        return answer_error(
            "E010", "", text="The wholesaler has no record of this reseller.", hint="Ask the wholesaler for an account."
        )
    if record.state is not ResellerState.ACTIVE:
        return answer_error(
            "E011",
            "",
            text="This reseller is disabled.",
            hint="Ask the wholesaler why, and send again when it is settled.",
        )
    return None


def user_id_error(arrival: Arrival, origin: Origin, record: ResellerRecord) -> AnswerError | None:
    """The user that the broker verified must be the reseller's: E013 for another's, E010 when one is required."""
    user = arrival.delivery.properties.user_id
    if not user:
        if not record.require_user_id:
            return None
        return answer_error(
            "E010",
            "/properties/user_id",
            hint=f"Set the property user_id to {names.reseller_user(origin.reseller)}; the broker verifies it.",
        )
    if user == names.reseller_user(origin.reseller):
        return None
    return answer_error("E013", "/properties/user_id", value=user)


def header_reseller_error(named: str | None, origin: Origin) -> AnswerError | None:
    """The reseller that the document names must be the one whose queue it came from."""
    if named is None or named == origin.reseller:
        return None
    return answer_error(
        "E013", "/header/reseller", value=named, hint=f"Set header.reseller to {origin.reseller}, who sent it."
    )
