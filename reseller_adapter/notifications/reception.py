"""The notifications' side of an adapter at work: received, put in order, asked for when missing, delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reseller_adapter.notifications.delivering import LettersOut
from reseller_adapter.notifications.receiving import Receiving

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Transport
    from reseller_adapter.desk import Desk
    from reseller_adapter.notifications.gaps import Gaps
    from reseller_adapter.notifications.letter import LetterCourier
    from reseller_adapter.store.store import Store

DEFAULT_FORMAT = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationWay:
    """How notifications go to the order system: in which format, and whether into the watched folder."""

    form: str = DEFAULT_FORMAT
    into_folder: bool = False


class Reception:
    """Built around the adapter's desk and store; `gaps` is the courier of its questions' answers as well."""

    def __init__(
        self,
        reseller: str,
        way: NotificationWay,
        profile: str,
        *,
        desk: Desk,
        store: Store,
        transport: Transport,
        clock: Callable[[], float],
        courier: LetterCourier,
        gaps: Gaps,
    ) -> None:
        self._gaps = gaps
        self._letters = LettersOut(desk=desk, store=store, clock=clock, courier=courier, form=way.form, profile=profile)
        self._receiving = Receiving(
            reseller, desk=desk, store=store, transport=transport, clock=clock, on_arrived=gaps.arrived
        )

    def start(self) -> None:
        """Go on with what is in the store, and receive from now on."""
        self._gaps.start()
        self._receiving.start()

    def stop(self) -> None:
        """Receive no more."""
        self._receiving.stop()

    def end_of_batch(self) -> float | None:
        """Ask and deliver what is due; returns the seconds until something else is."""
        pauses = (self._gaps.ask_due(), self._letters.deliver_due())
        return min((pause for pause in pauses if pause is not None), default=None)
